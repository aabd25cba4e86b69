//! Files made to do harm: each is refused with its reason, or shown without what was hidden in it.

use crate::samples::{
    BEHIND_IHDR, Scene, chunk, jpeg, jpeg_with, plain, png, png_chunk, png_of, riff, scene, vp8x, webp, with_segment,
};
use jpeg_encoder::SamplingFactor;
use process_photo::picture::{MAX_BYTES, Rejection, render};
use std::time::{Duration, Instant};

fn reason(bytes: &[u8]) -> &'static str {
    render(bytes).map_or_else(Rejection::code, |_| "shown")
}

/// One of each kind, and a progressive JPEG.
fn of_each_kind(scene: &Scene) -> [Vec<u8>; 4] {
    let progressive = jpeg_with(scene, 80, |encoder| encoder.set_progressive(true));
    [jpeg(scene, 80), progressive, png(scene), webp(scene)]
}

/// A JPEG with its frame header changed: marker, precision, height, width.
fn with_frame(jpeg: &[u8], change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let at = bytes.windows(2).position(|two| matches!(two, [0xFF, 0xC0 | 0xC2])).unwrap();
    change(&mut bytes[at..]);
    bytes
}

#[test]
fn what_is_no_picture_of_ours_is_named() {
    let ftyp = |brand: &[u8; 4]| [&[0, 0, 0, 24][..], b"ftyp", brand, &[0; 300]].concat();
    let cases: [(&[u8], &str); 17] = [
        (b"", "not_a_picture"),
        (b"\xFF", "not_a_picture"),
        (b"\xFF\xD8", "not_a_picture"),
        (b"%PDF-1.7 ...", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not_a_picture"),
        (b"<!doctype html><img src=x onerror=alert(1)>", "not_a_picture"),
        (b"PK\x03\x04\x14\0\0\0", "not_a_picture"),
        (b"MZ\x90\0\x03\0\0\0", "not_a_picture"),
        (&ftyp(b"isom"), "not_a_picture"),
        (&ftyp(b"heic"), "heic"),
        (&ftyp(b"mif1"), "heic"),
        (&ftyp(b"avif"), "heic"),
        (b"GIF89a\x01\0\x01\0", "unsupported"),
        (b"II*\0\x08\0\0\0", "unsupported"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0", "unsupported"),
        (b"\xFF\x0A\0\0", "unsupported"),
        (b"RIFF\x04\0\0\0WAVE", "not_a_picture"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(reason(bytes), expected, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(16)]));
    }
}

#[test]
fn a_file_over_fifteen_megabytes_is_not_looked_at() {
    let mut bytes = jpeg(&scene(64, 48, 1), 80);
    bytes.resize(MAX_BYTES + 1, 0);
    assert_eq!(reason(&bytes), "too_many_bytes");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for whole in of_each_kind(&scene(160, 120, 1)) {
        assert_eq!(reason(&whole), "shown");
        for at in (12..whole.len() - 1).step_by(whole.len() / 97) {
            let found = reason(&whole[..at]);
            assert!(matches!(found, "truncated" | "damaged"), "{found} at {at} of {}", whole.len());
        }
        assert_eq!(reason(&whole[..whole.len() / 2]), "truncated", "in the middle of the pixels");
    }
}

#[test]
fn a_jpeg_in_a_coding_few_can_read_says_so() {
    let whole = jpeg(&scene(64, 48, 1), 80);
    for (marker, expected) in [
        (0xC9, "unsupported"),
        (0xCA, "unsupported"),
        (0xC3, "unsupported"),
        (0xC5, "unsupported"),
        (0xCF, "unsupported"),
    ] {
        assert_eq!(reason(&with_frame(&whole, |frame| frame[1] = marker)), expected, "{marker:02X}");
    }
    assert_eq!(reason(&with_frame(&whole, |frame| frame[4] = 12)), "unsupported", "twelve bits");
    let message = render(&with_frame(&whole, |frame| frame[1] = 0xC9)).unwrap_err().to_string();
    assert_eq!(message, "arithmetic-coded JPEG is not taken: send JPEG, PNG or WebP");
}

#[test]
fn a_header_that_promises_more_pixels_than_fit_is_refused_before_they_are_made() {
    let small = scene(64, 48, 1);
    let huge_jpeg = with_frame(&jpeg(&small, 80), |frame| {
        frame[5..9].copy_from_slice(&[0xFF; 4]);
    });
    let progressive = jpeg_with(&small, 80, |encoder| {
        encoder.set_progressive(true);
        encoder.set_sampling_factor(SamplingFactor::F_1_1);
    });
    // 49 megapixels would do, were there not six bytes of coefficients for each.
    let deep = with_frame(&progressive, |frame| {
        frame[5..9].copy_from_slice(&[0x1B, 0x58, 0x1B, 0x58]);
    });

    let plain_png = png(&small);
    let header = [&50_000_u32.to_be_bytes()[..], &50_000_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let huge_png = [&plain_png[..8], &png_chunk(*b"IHDR", &header), &plain_png[BEHIND_IHDR..]].concat();

    let bitstream = webp(&small)[12..].to_vec();
    let huge_canvas = riff(&[vp8x(0, 16_384, 16_384), bitstream.clone()]);
    // The canvas is small, but the bitstream in it is not.
    let mut lying = bitstream;
    lying[9..13].copy_from_slice(&[0xFF; 4]);
    let huge_bitstream = riff(&[vp8x(0, 64, 48), lying]);
    let huge_lossy = riff(&[vp8x(0, 64, 48), chunk(*b"VP8 ", &[0x10, 0, 0, 0x9D, 1, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F, 0])]);

    let start = Instant::now();
    for bytes in [huge_jpeg, deep, huge_png, huge_canvas, huge_bitstream, huge_lossy] {
        assert_eq!(reason(&bytes), "too_many_pixels");
    }
    assert!(start.elapsed() < Duration::from_secs(1), "nothing was decoded");
}

#[test]
fn a_small_file_of_many_pixels_is_shown_within_limits_or_refused() {
    // 25 megapixels in 25 kB, and 100.
    assert_eq!(reason(&png(&plain(5000, 5000, [7; 3]))), "shown");
    let grey = vec![7; 100_000_000];
    assert_eq!(
        reason(&png_of(&grey, 10_000, 10_000, png::ColorType::Grayscale, png::BitDepth::Eight, |_| {})),
        "too_many_pixels"
    );
}

#[test]
fn a_jpeg_of_a_thousand_passes_is_refused_unseen() {
    let whole = jpeg_with(&scene(64, 48, 1), 80, |encoder| {
        encoder.set_progressive(true);
    });
    let scan = whole.windows(2).rposition(|two| two == [0xFF, 0xDA]).unwrap();
    let pass = whole[scan..whole.len() - 2].to_vec();
    let bomb = [&whole[..whole.len() - 2], &pass.repeat(1000), &[0xFF, 0xD9]].concat();
    assert_eq!(reason(&bomb), "too_many_scans");
}

#[test]
fn text_and_profiles_that_unpack_without_end_are_passed_over() {
    let plain_png = png(&scene(64, 48, 1));
    let told = |chunk: &[u8]| [&plain_png[..BEHIND_IHDR], chunk, &plain_png[BEHIND_IHDR..]].concat();
    let long = vec![b'x'; 5_000_000];
    // A zlib stream of a hundred megabytes, out of a PNG's own pixels.
    let black = vec![0; 100_000_000];
    let packed = png_of(&black, 10_000, 10_000, png::ColorType::Grayscale, png::BitDepth::Eight, |_| {});
    let from = packed.windows(4).position(|name| name == b"IDAT").unwrap() + 4;
    let bomb = &packed[from..packed.len() - 16];

    for (name, header, text) in [
        (*b"tEXt", &b"Comment\0"[..], &long[..]),
        (*b"zTXt", b"Comment\0\0", bomb),
        (*b"iTXt", b"Comment\0\x01\0\0\0", bomb),
        (*b"iCCP", b"Profile\0\0", bomb),
        (*b"iCCP", b"Profile\0\0", &long),
    ] {
        let start = Instant::now();
        assert_eq!(reason(&told(&png_chunk(name, &[header, text].concat()))), "shown", "{}", name.escape_ascii());
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}

#[test]
fn an_animated_picture_is_refused() {
    let small = plain(16, 16, [1, 2, 3]);
    let animated_png = png_of(&small.rgb, 16, 16, png::ColorType::Rgb, png::BitDepth::Eight, |encoder| {
        encoder.set_animated(1, 0).unwrap();
    });
    assert_eq!(reason(&animated_png), "animated");

    let frame = [vec![0; 6], vec![15, 0, 0, 15, 0, 0, 40, 0, 0, 0], webp(&small)[12..].to_vec()].concat();
    let animated_webp = riff(&[vp8x(0x02, 16, 16), chunk(*b"ANIM", &[0; 6]), chunk(*b"ANMF", &frame)]);
    assert_eq!(reason(&animated_webp), "animated");
}

#[test]
fn a_second_file_behind_or_inside_the_first_does_not_come_through() {
    let secret = b"<script>alert(1)</script>";
    for whole in of_each_kind(&scene(160, 120, 1)) {
        let polyglot = [&whole[..], b"PK\x03\x04", secret, &jpeg(&scene(64, 48, 2), 80)].concat();
        let shown = render(&polyglot).unwrap();
        assert_eq!(Ok(&shown.full), render(&whole).as_ref().map(|alone| &alone.full));
        assert!(!shown.full.windows(secret.len()).any(|bytes| bytes == secret));
    }
    let commented = with_segment(&jpeg(&scene(160, 120, 1), 80), 0xFE, secret);
    assert!(!render(&commented).unwrap().full.windows(secret.len()).any(|bytes| bytes == secret));
}

#[test]
fn two_frames_in_one_jpeg_are_not_played_against_each_other() {
    let whole = jpeg(&scene(64, 48, 1), 80);
    let frame = whole.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    let length = 2 + usize::from(u16::from_be_bytes([whole[frame + 2], whole[frame + 3]]));
    let twice = [&whole[..frame + length], &whole[frame..]].concat();
    assert_eq!(reason(&twice), "damaged");
}

#[test]
fn a_picture_without_height_or_width_is_damaged() {
    let whole = jpeg(&scene(64, 48, 1), 80);
    assert_eq!(reason(&with_frame(&whole, |frame| frame[5..7].fill(0))), "damaged");
    assert_eq!(reason(&with_frame(&whole, |frame| frame[7..9].fill(0))), "damaged");
}

/// Bits turned and bytes put in by a fixed generator: whatever comes of it, it is a verdict, and soon.
#[test]
fn a_file_with_random_damage_gets_a_verdict() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for whole in of_each_kind(&scene(96, 72, 1)) {
        for _ in 0..400 {
            let mut bytes = whole.clone();
            for _ in 0..=random(6) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).unwrap();
            }
            let start = Instant::now();
            if let Ok(rendered) = render(&bytes) {
                assert!(rendered.width.max(rendered.height) <= 1600);
                assert!(rendered.full.starts_with(&[0xFF, 0xD8]) && rendered.thumb.ends_with(&[0xFF, 0xD9]));
            }
            assert!(start.elapsed() < Duration::from_secs(10));
        }
    }
}
