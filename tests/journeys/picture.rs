//! Photos as phones take them: JPEG, with a place and a time in their EXIF.

use jpeg_encoder::{ColorType, Encoder};

const WIDTH: u16 = 640;
const HEIGHT: u16 = 480;

/// What the EXIF of every photo here says, to be looked for where it must not be.
pub(crate) const CAMERA: &str = "Dien thoai cua nguoi phan anh";

/// A JPEG whose picture differs with `seed`, with EXIF.
pub(crate) fn photo(seed: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 85);
    encoder.add_app_segment(1, exif()).unwrap();
    encoder.encode(&pixels(seed), WIDTH, HEIGHT, ColorType::Rgb).unwrap();
    jpeg
}

/// Whether a JPEG carries EXIF.
pub(crate) fn has_exif(jpeg: &[u8]) -> bool {
    let holds = |text: &[u8]| jpeg.windows(text.len()).any(|window| window == text);
    holds(b"Exif\0\0") || holds(CAMERA.as_bytes())
}

/// TIFF, little endian, one directory with one entry: `Model` (0x0110), ASCII, at offset 26.
fn exif() -> Vec<u8> {
    let length = u32::try_from(CAMERA.len() + 1).unwrap();
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x10\x01\x02\0".to_vec();
    exif.extend(length.to_le_bytes());
    exif.extend(26u32.to_le_bytes());
    exif.extend(0u32.to_le_bytes());
    exif.extend(CAMERA.as_bytes());
    exif.push(0);
    exif
}

/// Blocks of colour, which a seed decides (xorshift).
fn pixels(seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    let colours: Vec<[u8; 3]> = (0..48).map(|_| [next(), next(), next()]).collect();
    let place = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (usize::from(x / 80), usize::from(y / 80))));
    place.flat_map(|(column, row)| colours[row * 8 + column]).collect()
}
