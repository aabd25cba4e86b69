//! What is read of EXIF, and that nonsense in it refuses no photo.

use crate::samples::{degrees, jpeg, scene, text, tiff, with_exif};
use exif::{Field, Tag};
use process_photo::picture::{Rendered, render};

fn rendered_with(fields: &[Field]) -> Rendered {
    render(&with_exif(&jpeg(&scene(64, 48, 1), 80), &tiff(fields))).unwrap()
}

fn taken_at(fields: &[Field]) -> Option<String> {
    rendered_with(fields).taken_at.map(|time| time.to_string())
}

fn position(latitude: (&str, u32), longitude: (&str, u32)) -> Option<(f64, f64)> {
    rendered_with(&[
        text(Tag::GPSLatitudeRef, latitude.0),
        degrees(Tag::GPSLatitude, latitude.1, 30, 3600),
        text(Tag::GPSLongitudeRef, longitude.0),
        degrees(Tag::GPSLongitude, longitude.1, 0, 0),
    ])
    .gps
}

#[test]
fn the_time_is_the_cameras_with_its_offset_or_that_of_viet_nam() {
    let at = text(Tag::DateTimeOriginal, "2020:10:21 08:15:00");
    assert_eq!(taken_at(std::slice::from_ref(&at)).as_deref(), Some("2020-10-21T01:15:00Z"));
    let offset = text(Tag::OffsetTimeOriginal, "+09:00");
    assert_eq!(taken_at(&[at.clone(), offset]).as_deref(), Some("2020-10-20T23:15:00Z"));
    let nonsense = text(Tag::OffsetTimeOriginal, "   :  ");
    assert_eq!(taken_at(&[at, nonsense]).as_deref(), Some("2020-10-21T01:15:00Z"));
}

#[test]
fn the_time_of_an_edit_is_not_that_of_the_picture() {
    assert_eq!(taken_at(&[text(Tag::DateTime, "2020:10:21 08:15:00")]), None);
}

#[test]
fn a_time_that_never_was_is_none() {
    for time in ["2020:13:41 08:15:00", "    :  :     :  :  ", "0000:00:00 00:00:00", "yesterday", ""] {
        assert_eq!(taken_at(&[text(Tag::DateTimeOriginal, time)]), None, "{time}");
    }
}

#[test]
fn the_position_has_the_sign_of_its_hemispheres() {
    assert_eq!(position(("N", 9), ("E", 105)), Some((9.51, 105.0)));
    assert_eq!(position(("S", 9), ("W", 105)), Some((-9.51, -105.0)));
}

#[test]
fn a_position_off_the_globe_or_without_a_fix_is_none() {
    assert_eq!(position(("N", 90), ("E", 105)), None);
    assert_eq!(position(("N", 9), ("E", 181)), None);
    assert_eq!(position(("?", 9), ("E", 105)), None);
    let nowhere = rendered_with(&[
        text(Tag::GPSLatitudeRef, "N"),
        degrees(Tag::GPSLatitude, 0, 0, 0),
        text(Tag::GPSLongitudeRef, "E"),
        degrees(Tag::GPSLongitude, 0, 0, 0),
    ]);
    assert_eq!(nowhere.gps, None);
}

#[test]
fn exif_that_is_cut_off_or_nonsense_refuses_no_photo() {
    let photo = jpeg(&scene(64, 48, 1), 80);
    let whole = tiff(&[text(Tag::DateTimeOriginal, "2020:10:21 08:15:00")]);
    for length in 0..whole.len().min(200) {
        assert!(render(&with_exif(&photo, &whole[..length])).is_ok(), "{length} bytes");
    }
    assert!(render(&with_exif(&photo, &[0xFF; 300])).is_ok());
}
