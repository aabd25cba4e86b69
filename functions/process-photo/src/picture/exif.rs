//! The three things that the rules want of EXIF: which way is up, when, and where (CIPA DC-008, Exif 3.0).
//!
//! Everything here is the uploader's claim. What can't be read is as if it were not there: no photo is refused for
//! its EXIF.

use exif::{DateTime, Exif, In, Rational, Reader, Tag, Value};
use jiff::{Timestamp, civil, tz::Offset};

/// What the camera says of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Camera {
    pub(super) orientation: Orientation,
    pub(super) taken_at: Option<Timestamp>,
    pub(super) gps: Option<(f64, f64)>,
}

/// EXIF's orientation, 1 to 8; anything else is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u32);

impl Default for Orientation {
    fn default() -> Self {
        Self(1)
    }
}

impl Orientation {
    fn new(value: u32) -> Self {
        if (1..=8).contains(&value) { Self(value) } else { Self::default() }
    }

    pub(super) const fn is_upright(self) -> bool {
        self.0 == 1
    }

    /// Whether width and height change places.
    pub(super) const fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// Quarter turns clockwise that bring the stored rows upright, before [`Self::mirrored_result`].
    pub(super) const fn quarter_turns(self) -> u32 {
        match self.0 {
            5 | 6 => 1,
            3 | 4 => 2,
            7 | 8 => 3,
            _ => 0,
        }
    }

    /// Whether the turned picture is then mirrored left to right.
    pub(super) const fn mirrored_result(self) -> bool {
        matches!(self.0, 2 | 4 | 5 | 7)
    }
}

/// Where a camera that names no offset is taken to be: Viet Nam, all year.
const ASSUMED_OFFSET: Offset = Offset::constant(7);

/// Reads the TIFF structure of EXIF.
pub(super) fn read(tiff: Vec<u8>) -> Camera {
    let read = Reader::new().continue_on_error(true).read_raw(tiff);
    let Ok(exif) = read.or_else(|error| error.distill_partial_result(|_| {})) else {
        return Camera::default();
    };
    Camera {
        orientation: exif
            .get_field(Tag::Orientation, In::PRIMARY)
            .and_then(|field| field.value.get_uint(0))
            .map(Orientation::new)
            .unwrap_or_default(),
        taken_at: taken_at(&exif),
        gps: gps(&exif),
    }
}

/// `DateTimeOriginal` with its offset and fraction. Not `DateTime`, which an editor moves.
fn taken_at(exif: &Exif) -> Option<Timestamp> {
    let mut time = DateTime::from_ascii(ascii(exif, Tag::DateTimeOriginal)?).ok()?;
    let offset = ascii(exif, Tag::OffsetTimeOriginal)
        .and_then(|text| time.parse_offset(text).ok())
        .and(time.offset)
        .and_then(|minutes| Offset::from_seconds(i32::from(minutes) * 60).ok())
        .unwrap_or(ASSUMED_OFFSET);
    let part = |value: u8| i8::try_from(value).ok();
    let local = civil::DateTime::new(
        i16::try_from(time.year).ok()?,
        part(time.month)?,
        part(time.day)?,
        part(time.hour)?,
        part(time.minute)?,
        part(time.second)?,
        0,
    )
    .ok()?;
    offset.to_timestamp(local).ok()
}

/// Latitude and longitude. A camera without a fix often writes 0, 0: that is nowhere.
fn gps(exif: &Exif) -> Option<(f64, f64)> {
    let degrees = |tag, tag_of_ref, negative: u8, positive: u8, most: f64| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else {
            return None;
        };
        let [degrees, minutes, seconds] = <&[Rational; 3]>::try_from(parts.get(..3)?).ok()?;
        let sum = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3600.0;
        let sign = match ascii(exif, tag_of_ref)?.first()?.to_ascii_uppercase() {
            letter if letter == negative => -1.0,
            letter if letter == positive => 1.0,
            _ => return None,
        };
        (sum.is_finite() && sum <= most).then_some(sum * sign)
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S', b'N', 90.0)?;
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W', b'E', 180.0)?;
    (latitude != 0.0 || longitude != 0.0).then_some((latitude, longitude))
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}
