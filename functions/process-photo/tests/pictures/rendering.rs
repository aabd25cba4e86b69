//! Every kind that is taken comes out in both sizes, upright and in the right colours.

use crate::samples::{
    self, Scene, alike, colour_at, jpeg, jpeg_of, jpeg_with, pixels, plain, png, png_of, scene, webp,
};
use exif::Tag;
use jpeg_encoder::{ColorType, SamplingFactor};
use process_photo::picture::{Rendered, SniffedKind, render};

fn sizes(rendered: &Rendered) -> [(u32, u32); 2] {
    [&rendered.full, &rendered.thumb].map(|jpeg| {
        let pixels = pixels(jpeg);
        (pixels.width, pixels.height)
    })
}

#[test]
fn a_photo_comes_out_in_both_sizes_whatever_its_kind() {
    let scene = scene(2000, 1500, 1);
    for (bytes, kind) in
        [(jpeg(&scene, 90), SniffedKind::Jpeg), (png(&scene), SniffedKind::Png), (webp(&scene), SniffedKind::WebP)]
    {
        let rendered = render(&bytes).unwrap();
        assert_eq!(rendered.kind, kind);
        assert_eq!(sizes(&rendered), [(1600, 1200), (320, 240)]);
        assert_eq!((rendered.width, rendered.height), (1600, 1200));
        assert_eq!((rendered.taken_at, rendered.gps), (None, None));
    }
}

#[test]
fn a_small_picture_is_never_enlarged() {
    assert_eq!(sizes(&render(&png(&scene(200, 100, 1))).unwrap()), [(200, 100), (200, 100)]);
    assert_eq!(sizes(&render(&png(&scene(1, 1, 1))).unwrap()), [(1, 1), (1, 1)]);
}

#[test]
fn a_strip_keeps_at_least_one_pixel_across() {
    assert_eq!(sizes(&render(&png(&plain(20_000, 2, [9, 9, 9]))).unwrap()), [(1600, 1), (320, 1)]);
    assert_eq!(sizes(&render(&png(&plain(2, 20_000, [9, 9, 9]))).unwrap()), [(1, 1600), (1, 320)]);
}

#[test]
fn every_coding_of_a_jpeg_shows_the_same_picture() {
    let scene = scene(640, 480, 2);
    let reference = pixels(&render(&png(&scene)).unwrap().full);
    let codings = [
        jpeg(&scene, 95),
        jpeg_with(&scene, 95, |encoder| encoder.set_progressive(true)),
        jpeg_with(&scene, 95, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_1_1);
        }),
        jpeg_with(&scene, 95, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_1);
        }),
        jpeg_with(&scene, 95, |encoder| encoder.set_restart_interval(4)),
        jpeg_with(&scene, 95, |encoder| {
            encoder.set_optimized_huffman_tables(true);
        }),
    ];
    for (number, bytes) in codings.iter().enumerate() {
        let shown = pixels(&render(bytes).unwrap().full);
        assert!(difference(&reference, &shown) < 4.0, "coding {number}: {}", difference(&reference, &shown));
    }
}

/// Mean difference of samples, of 255.
fn difference(one: &Scene, other: &Scene) -> f64 {
    assert_eq!((one.width, one.height), (other.width, other.height));
    let sum: u64 = one.rgb.iter().zip(&other.rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.rgb.len() as f64
}

#[test]
fn grey_stays_grey() {
    let grey: Vec<u8> = (0..100 * 80).map(|at| (at % 100) as u8 * 2).collect();
    let shown = pixels(&render(&jpeg_of(&grey, 100, 80, ColorType::Luma, 95, |_| {})).unwrap().full);
    assert!(alike(colour_at(&shown, 50, 40), [100; 3]), "{:?}", colour_at(&shown, 50, 40));
    let shown =
        pixels(&render(&png_of(&grey, 100, 80, png::ColorType::Grayscale, png::BitDepth::Eight, |_| {})).unwrap().full);
    assert!(alike(colour_at(&shown, 50, 40), [100; 3]), "{:?}", colour_at(&shown, 50, 40));
}

#[test]
fn a_press_jpeg_in_cmyk_or_ycck_is_shown_in_its_colours() {
    // No cyan, full magenta, full yellow, no black is red.
    let ink = [0, 255, 255, 0].repeat(64 * 64);
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let shown = pixels(&render(&jpeg_of(&ink, 64, 64, color, 95, |_| {})).unwrap().full);
        assert!(alike(colour_at(&shown, 32, 32), [255, 0, 0]), "{color:?} {:?}", colour_at(&shown, 32, 32));
    }
}

#[test]
fn a_png_of_any_depth_and_colour_is_shown() {
    let deep: Vec<u8> = [0xC0, 0x12, 0x40, 0x34, 0x20, 0x56].repeat(64 * 64);
    let shown = render(&png_of(&deep, 64, 64, png::ColorType::Rgb, png::BitDepth::Sixteen, |_| {})).unwrap();
    assert!(alike(colour_at(&pixels(&shown.full), 32, 32), [0xC0, 0x40, 0x20]));

    // Two colours of a palette, a bit each.
    let shown = render(&png_of(&[0xF0; 8 * 64], 64, 64, png::ColorType::Indexed, png::BitDepth::One, |encoder| {
        encoder.set_palette(vec![0, 0, 200, 200, 0, 0]);
    }))
    .unwrap();
    assert!(alike(colour_at(&pixels(&shown.full), 32, 32), colour_at(&pixels(&shown.full), 40, 40)));
    assert_eq!(shown.kind, SniffedKind::Png);
}

#[test]
fn what_is_see_through_lies_on_white() {
    let clear = [10, 20, 30, 0].repeat(64 * 64);
    let half = [0, 0, 0, 128].repeat(64 * 64);
    for (samples, expected) in [(clear, [255; 3]), (half, [127; 3])] {
        let in_png = png_of(&samples, 64, 64, png::ColorType::Rgba, png::BitDepth::Eight, |_| {});
        let mut in_webp = Vec::new();
        image_webp::WebPEncoder::new(&mut in_webp).encode(&samples, 64, 64, image_webp::ColorType::Rgba8).unwrap();
        for bytes in [in_png, in_webp] {
            assert!(alike(colour_at(&pixels(&render(&bytes).unwrap().full), 32, 32), expected));
        }
    }
}

#[test]
fn colours_of_a_wide_profile_are_brought_into_srgb() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let dull = plain(64, 64, [200, 80, 60]);
    let tagged = jpeg_with(&dull, 95, |encoder| {
        encoder.add_icc_profile(&profile).unwrap();
    });
    // Display P3 (200, 80, 60) is sRGB (213, 74, 51): computed from the two standards' primaries.
    let shown = colour_at(&pixels(&render(&tagged).unwrap().full), 32, 32);
    assert!(shown[0].abs_diff(214) <= 4 && shown[2].abs_diff(51) <= 5, "{shown:?}");

    let nonsense = jpeg_with(&dull, 95, |encoder| {
        encoder.add_icc_profile(&[7; 400]).unwrap();
    });
    assert!(alike(colour_at(&pixels(&render(&nonsense).unwrap().full), 32, 32), [200, 80, 60]));
}

#[test]
fn a_photo_is_turned_upright_whichever_way_it_was_held() {
    // Four quarters; as seen: red, green over blue, white.
    let (width, height) = (96, 64);
    let seen = |x: u32, y: u32| match (x < width / 2, y < height / 2) {
        (true, true) => [255, 0, 0],
        (false, true) => [0, 255, 0],
        (true, false) => [0, 0, 255],
        (false, false) => [255; 3],
    };
    for orientation in 1..=8_u16 {
        // The stored row and column of what is seen at (x, y): the table of Exif 3.0, 4.6.5.1 (Orientation).
        let stored_at = |x: u32, y: u32| match orientation {
            1 => (x, y),
            2 => (width - 1 - x, y),
            3 => (width - 1 - x, height - 1 - y),
            4 => (x, height - 1 - y),
            5 => (y, x),
            6 => (y, width - 1 - x),
            7 => (height - 1 - y, width - 1 - x),
            _ => (height - 1 - y, x),
        };
        let across = if orientation < 5 { width } else { height };
        let mut stored = Scene { width: across, height: width * height / across, rgb: vec![0; 96 * 64 * 3] };
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let (column, row) = stored_at(x, y);
            let at = ((row * across + column) * 3) as usize;
            stored.rgb[at..at + 3].copy_from_slice(&seen(x, y));
        }
        let tiff = samples::tiff(&[samples::short(Tag::Orientation, orientation)]);
        let rendered = render(&samples::with_exif(&jpeg(&stored, 95), &tiff)).unwrap();
        let shown = pixels(&rendered.full);
        assert_eq!((shown.width, shown.height), (width, height), "orientation {orientation}");
        assert_eq!((rendered.width, rendered.height), (width, height));
        for (x, y) in [(24, 16), (72, 16), (24, 48), (72, 48)] {
            assert!(alike(colour_at(&shown, x, y), seen(x, y)), "orientation {orientation} at {x}, {y}");
        }
    }
}
