//! Nothing of a file but its pixels comes out.

use crate::samples::{
    BEHIND_IHDR, chunk, degrees, jpeg, png, png_chunk, riff, scene, short, text, tiff, vp8x, webp, with_exif,
    with_segment,
};
use exif::Tag;
use process_photo::picture::{Rendered, render};

const SECRETS: [&str; 6] = ["Nguyen Van A", "SN-12345", "ns.adobe.com", "a comment", "PK\x03\x04", "ICC_PROFILE"];

/// EXIF with a position, a name, a serial number, a thumbnail, and the phone held upright.
fn telling_exif() -> Vec<u8> {
    tiff(&[
        short(Tag::Orientation, 6),
        text(Tag::Artist, "Nguyen Van A"),
        text(Tag::BodySerialNumber, "SN-12345"),
        text(Tag::DateTimeOriginal, "2020:10:21 08:15:00"),
        text(Tag::GPSLatitudeRef, "N"),
        degrees(Tag::GPSLatitude, 9, 47, 1000),
        text(Tag::GPSLongitudeRef, "E"),
        degrees(Tag::GPSLongitude, 105, 28, 2000),
    ])
}

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Nguyen Van A</x:xmpmeta>";

/// The markers of a JPEG up to its scan, and whether anything follows its end.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let mut at = 2;
    let mut markers = Vec::new();
    loop {
        assert_eq!(jpeg[at], 0xFF);
        markers.push(jpeg[at + 1]);
        if jpeg[at + 1] == 0xDA {
            break;
        }
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    assert_eq!(jpeg.windows(2).position(|two| two == [0xFF, 0xD9]), Some(jpeg.len() - 2), "nothing follows the end");
    markers
}

fn assert_clean(rendered: &Rendered) {
    for jpeg in [&rendered.full, &rendered.thumb] {
        for marker in markers(jpeg) {
            // JFIF's own header, tables, frame, scan: no other APPn, no comment.
            assert!(matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA), "marker {marker:02X}");
        }
        assert!(jpeg.starts_with(b"\xFF\xD8\xFF\xE0\x00\x10JFIF\0"), "a JFIF header without a thumbnail");
        for secret in SECRETS {
            assert!(!jpeg.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret}");
        }
    }
}

#[test]
fn a_jpeg_leaves_position_name_thumbnail_comment_profile_and_trailer_behind() {
    let mut bytes = with_exif(&jpeg(&scene(400, 300, 3), 90), &telling_exif());
    bytes = with_segment(&bytes, 0xE1, XMP);
    bytes = with_segment(&bytes, 0xE2, b"ICC_PROFILE\0\x01\x01nonsense");
    bytes = with_segment(&bytes, 0xED, b"Photoshop 3.0\08BIM Nguyen Van A");
    bytes = with_segment(&bytes, 0xFE, b"a comment");
    bytes.extend(b"PK\x03\x04 a whole archive of Nguyen Van A");

    let rendered = render(&bytes).unwrap();
    assert_clean(&rendered);
    assert_eq!((rendered.width, rendered.height), (300, 400), "upright");
    assert!(rendered.taken_at.is_some() && rendered.gps.is_some());
}

#[test]
fn a_png_leaves_its_text_and_exif_behind() {
    let plain = png(&scene(400, 300, 3));
    let told = [
        &plain[..BEHIND_IHDR],
        &png_chunk(*b"eXIf", &telling_exif()),
        &png_chunk(*b"tEXt", b"Author\0Nguyen Van A"),
        &plain[BEHIND_IHDR..],
        b"PK\x03\x04",
    ]
    .concat();
    let rendered = render(&told).unwrap();
    assert_clean(&rendered);
    assert_eq!((rendered.width, rendered.height), (300, 400), "upright");
    assert!(rendered.taken_at.is_some() && rendered.gps.is_some());
}

#[test]
fn a_webp_leaves_its_exif_and_xmp_behind() {
    let bitstream = webp(&scene(400, 300, 3))[12..].to_vec();
    for header in [&b""[..], b"Exif\0\0"] {
        let exif = [header, &telling_exif()].concat();
        let told = riff(&[vp8x(0x0C, 400, 300), bitstream.clone(), chunk(*b"EXIF", &exif), chunk(*b"XMP ", XMP)]);
        let rendered = render(&told).unwrap();
        assert_clean(&rendered);
        assert_eq!((rendered.width, rendered.height), (300, 400), "upright");
        assert!(rendered.taken_at.is_some() && rendered.gps.is_some());
    }
}
