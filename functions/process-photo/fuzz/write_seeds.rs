//! Writes small pictures of every kind and coding into `corpus/render`, for the fuzzer to begin with.

#[path = "../tests/pictures/samples.rs"]
mod samples;

use jpeg_encoder::{ColorType, SamplingFactor};
use samples::{jpeg, jpeg_of, jpeg_with, plain, png, png_of, riff, scene, vp8x, webp};
use std::fs;

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/render");
    fs::create_dir_all(folder).unwrap();
    let small = scene(40, 24, 1);
    let exif = samples::tiff(&[
        samples::short(exif::Tag::Orientation, 6),
        samples::text(exif::Tag::DateTimeOriginal, "2020:10:21 08:15:00"),
        samples::text(exif::Tag::OffsetTimeOriginal, "+07:00"),
        samples::text(exif::Tag::GPSLatitudeRef, "N"),
        samples::degrees(exif::Tag::GPSLatitude, 9, 47, 1000),
        samples::text(exif::Tag::GPSLongitudeRef, "E"),
        samples::degrees(exif::Tag::GPSLongitude, 105, 28, 2000),
    ]);
    let p3 = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut clear = Vec::new();
    let see_through = [10, 20, 30, 90].repeat(40 * 24);
    image_webp::WebPEncoder::new(&mut clear).encode(&see_through, 40, 24, image_webp::ColorType::Rgba8).unwrap();
    let deep = png_of(&[9; 40 * 24 * 6], 40, 24, png::ColorType::Rgb, png::BitDepth::Sixteen, |_| {});
    let alpha = png_of(&see_through, 40, 24, png::ColorType::Rgba, png::BitDepth::Eight, |_| {});
    let palette = png_of(&[0xF0; 5 * 24], 40, 24, png::ColorType::Indexed, png::BitDepth::One, |encoder| {
        encoder.set_palette(vec![0, 0, 200, 200, 0, 0]);
    });
    let seeds = [
        jpeg(&small, 80),
        jpeg(&scene(1700, 10, 1), 50),
        jpeg_with(&small, 80, |encoder| encoder.set_progressive(true)),
        jpeg_with(&small, 80, |encoder| encoder.set_sampling_factor(SamplingFactor::F_4_1)),
        jpeg_with(&small, 80, |encoder| encoder.set_restart_interval(2)),
        jpeg_with(&small, 80, |encoder| encoder.set_optimized_huffman_tables(true)),
        jpeg_with(&small, 80, |encoder| encoder.add_icc_profile(&p3).unwrap()),
        jpeg_of(&[80; 40 * 24], 40, 24, ColorType::Luma, 80, |_| {}),
        jpeg_of(&[80; 40 * 24 * 4], 40, 24, ColorType::CmykAsYcck, 80, |_| {}),
        samples::with_exif(&jpeg(&small, 80), &exif),
        png(&small),
        deep,
        alpha,
        palette,
        webp(&small),
        webp(&plain(300, 2, [1, 2, 3])),
        clear,
        riff(&[vp8x(0x0C, 40, 24), webp(&small)[12..].to_vec(), samples::chunk(*b"EXIF", &exif)]),
    ];
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(format!("{folder}/seed-{number:02}"), seed).unwrap();
    }
}
