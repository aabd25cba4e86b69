//! Pictures made to measure: a scene with the detail of a photo, and writers for every kind that is taken.
//!
//! The benchmark and the fuzz seeds use them too, so not every user needs every one.

#![allow(dead_code, reason = "shared by the tests, the benchmark and the seed writer")]

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Eight-bit RGB, row by row.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgb: Vec<u8>,
}

/// Value noise in octaves (a landscape's spectrum), hard edges, slow colour and a sensor's grain.
pub(crate) fn scene(width: u32, height: u32, seed: u32) -> Scene {
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    let scale = 1.0 / width.max(height) as f32;
    for y in 0..height {
        for x in 0..width {
            let at =
                |frequency: f32, seed: u32| noise(x as f32 * scale * frequency, y as f32 * scale * frequency, seed);
            let (mut light, mut colour, mut amplitude, mut frequency) = (0.0, 0.0, 0.5, 4.0);
            for octave in 0..11 {
                light += amplitude * (at(frequency, seed + octave) - 0.5);
                if octave < 5 {
                    colour += amplitude * (at(frequency, seed + 100 + octave) - 0.5);
                }
                amplitude *= 0.66;
                frequency *= 2.0;
            }
            let wall = if at(12.0, seed + 77) > 0.55 { 0.18 } else { 0.0 };
            let grain = (random(x, y, seed + 999) - 0.5) * 0.05;
            let value = 0.45 + light * 0.8 + wall + grain;
            rgb.extend([value + colour * 0.3, value, value - colour * 0.3].map(|v| (v.clamp(0.0, 1.0) * 255.0) as u8));
        }
    }
    Scene { width, height, rgb }
}

/// One colour all over.
pub(crate) fn plain(width: u32, height: u32, colour: [u8; 3]) -> Scene {
    Scene { width, height, rgb: colour.repeat((width * height) as usize) }
}

fn random(x: u32, y: u32, seed: u32) -> f32 {
    let mut hash = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    hash = (hash ^ hash >> 15).wrapping_mul(0x2C1B_3C6D);
    hash = (hash ^ hash >> 12).wrapping_mul(0x297A_2D39);
    (hash ^ hash >> 15) as f32 / u32::MAX as f32
}

fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (across, down) = (ease(x - left), ease(y - top));
    let (column, row) = (left as u32, top as u32);
    let mix = |a: f32, b: f32, t: f32| a + (b - a) * t;
    mix(
        mix(random(column, row, seed), random(column + 1, row, seed), across),
        mix(random(column, row + 1, seed), random(column + 1, row + 1, seed), across),
        down,
    )
}

/// A phone's JPEG: 4:2:0, baseline.
pub(crate) fn jpeg(scene: &Scene, quality: u8) -> Vec<u8> {
    jpeg_with(scene, quality, |encoder| {
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
    })
}

/// A JPEG with the encoder's settings changed.
pub(crate) fn jpeg_with(scene: &Scene, quality: u8, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    jpeg_of(&scene.rgb, scene.width, scene.height, ColorType::Rgb, quality, set)
}

/// A JPEG of samples of any kind.
pub(crate) fn jpeg_of(
    samples: &[u8],
    width: u32,
    height: u32,
    color: ColorType,
    quality: u8,
    set: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    set(&mut encoder);
    encoder.encode(samples, width as u16, height as u16, color).unwrap();
    out
}

/// A PNG of eight-bit RGB.
pub(crate) fn png(scene: &Scene) -> Vec<u8> {
    png_of(&scene.rgb, scene.width, scene.height, png::ColorType::Rgb, png::BitDepth::Eight, |_| {})
}

/// A PNG of samples of any kind.
pub(crate) fn png_of(
    samples: &[u8],
    width: u32,
    height: u32,
    color: png::ColorType,
    depth: png::BitDepth,
    set: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>),
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    set(&mut encoder);
    encoder.write_header().unwrap().write_image_data(samples).unwrap();
    out
}

/// A lossless WebP, of the simple file format.
pub(crate) fn webp(scene: &Scene) -> Vec<u8> {
    let mut out = Vec::new();
    image_webp::WebPEncoder::new(&mut out)
        .encode(&scene.rgb, scene.width, scene.height, image_webp::ColorType::Rgb8)
        .unwrap();
    out
}

/// A RIFF chunk, padded.
pub(crate) fn chunk(name: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut out = name.to_vec();
    out.extend((payload.len() as u32).to_le_bytes());
    out.extend(payload);
    out.resize(out.len() + payload.len() % 2, 0);
    out
}

/// A WebP file of chunks.
pub(crate) fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WEBP".to_vec(), chunks.concat()].concat();
    chunk(*b"RIFF", &body)
}

/// A `VP8X` chunk with a canvas of this size.
pub(crate) fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let side = |length: u32| (length - 1).to_le_bytes()[..3].to_vec();
    chunk(*b"VP8X", &[vec![flags, 0, 0, 0], side(width), side(height)].concat())
}

/// A JPEG with one more segment right behind the start.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, payload, &jpeg[2..]].concat()
}

/// A JPEG with EXIF.
pub(crate) fn with_exif(jpeg: &[u8], tiff: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE1, &[b"Exif\0\0", tiff].concat())
}

/// A PNG chunk with its checksum.
pub(crate) fn png_chunk(name: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let body = [&name[..], payload].concat();
    let crc = !body.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    [&(payload.len() as u32).to_be_bytes()[..], &body, &crc.to_be_bytes()].concat()
}

/// Offset behind the header chunk of a PNG.
pub(crate) const BEHIND_IHDR: usize = 8 + 25;

/// EXIF as a phone writes it, little-endian, with a thumbnail.
pub(crate) fn tiff(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    let thumbnail = jpeg(&scene(64, 48, 5), 60);
    writer.set_jpeg(&thumbnail, In::THUMBNAIL);
    for field in fields {
        writer.push_field(field);
    }
    let mut out = std::io::Cursor::new(Vec::new());
    writer.write(&mut out, true).unwrap();
    out.into_inner()
}

/// A field of text.
pub(crate) fn text(tag: Tag, value: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![value.as_bytes().to_vec()]) }
}

/// A field of one short number.
pub(crate) fn short(tag: Tag, value: u16) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Short(vec![value]) }
}

/// A field of degrees, minutes, and hundredths of seconds.
pub(crate) fn degrees(tag: Tag, degrees: u32, minutes: u32, hundredths: u32) -> Field {
    let part = |num, denom| Rational { num, denom };
    let value = Value::Rational(vec![part(degrees, 1), part(minutes, 1), part(hundredths, 100)]);
    Field { tag, ifd_num: In::PRIMARY, value }
}

/// Pixels of a JPEG that this crate wrote.
pub(crate) fn pixels(jpeg: &[u8]) -> Scene {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let rgb = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    Scene { width: info.width.into(), height: info.height.into(), rgb }
}

/// Mean colour of the square with this middle, for pictures that were compressed.
pub(crate) fn colour_at(scene: &Scene, x: u32, y: u32) -> [u8; 3] {
    let mut sum = [0_u32; 3];
    for row in y - 2..=y + 2 {
        for column in x - 2..=x + 2 {
            let at = ((row * scene.width + column) * 3) as usize;
            for (sum, sample) in sum.iter_mut().zip(&scene.rgb[at..at + 3]) {
                *sum += u32::from(*sample);
            }
        }
    }
    sum.map(|sum| (sum / 25) as u8)
}

/// Whether two colours are the same but for compression.
pub(crate) fn alike(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(b) <= 12)
}
