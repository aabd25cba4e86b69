//! A photo with all that a phone writes into one, and what is left in a file that it became.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use jpeg_decoder::Decoder;
use jpeg_encoder::{ColorType, Encoder};

/// What only the photo's metadata says: none of it may be seen again.
pub(crate) const SECRETS: [&str; 6] = ["Exif", "Nguyen Van A", "SN-12345", "ns.adobe.com", "a comment", "2020:10:21"];

/// When the photo was taken, as the API says it.
pub(crate) const TAKEN_AT: &str = "2020-10-21T07:30:00+07:00";

/// As stored: the phone was held upright, so rows are columns.
const WIDTH: u16 = 2400;
const HEIGHT: u16 = 1800;

/// Pixels and their size.
pub(crate) struct Pixels {
    pub(crate) rgb: Vec<u8>,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

impl Pixels {
    pub(crate) fn of(jpeg: &[u8]) -> Self {
        let mut decoder = Decoder::new(jpeg);
        let rgb = decoder.decode().unwrap();
        let info = decoder.info().unwrap();
        Self { rgb, width: info.width, height: info.height }
    }

    pub(crate) fn at(&self, x: u16, y: u16) -> [u8; 3] {
        let at = (usize::from(y) * usize::from(self.width) + usize::from(x)) * 3;
        self.rgb[at..at + 3].try_into().unwrap()
    }

    pub(crate) fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut jpeg = Vec::new();
        Encoder::new(&mut jpeg, quality).encode(&self.rgb, self.width, self.height, ColorType::Rgb).unwrap();
        jpeg
    }
}

/// The same picture saved once more, as by a chat app.
pub(crate) fn saved_again(jpeg: &[u8]) -> Vec<u8> {
    Pixels::of(jpeg).jpeg(70)
}

/// Seen upright: red, green over blue, white. Stored lying, with GPS, name, serial number, thumbnail, XMP and comment.
pub(crate) fn from_a_phone(latitude: f64, longitude: f64) -> Vec<u8> {
    // Orientation 6: what is seen at the top left is stored at the bottom left, what is at the top right above it.
    let at = |x: u16, y: u16| match (x < WIDTH / 2, y < HEIGHT / 2) {
        (true, false) => [255, 0, 0],
        (true, true) => [0, 255, 0],
        (false, false) => [0, 0, 255],
        (false, true) => [255; 3],
    };
    let rgb = (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| at(x, y))).collect();
    let jpeg = Pixels { rgb, width: WIDTH, height: HEIGHT }.jpeg(90);
    let exif = [b"Exif\0\0", &tiff(latitude, longitude)[..]].concat();
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Nguyen Van A</x:xmpmeta>";
    let told = [segment(0xE1, &exif), segment(0xE1, xmp), segment(0xFE, b"a comment")].concat();
    [&jpeg[..2], &told, &jpeg[2..]].concat()
}

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], payload].concat()
}

fn tiff(latitude: f64, longitude: f64) -> Vec<u8> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let text = |tag, text: &str| field(tag, Value::Ascii(vec![text.as_bytes().to_vec()]));
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        text(Tag::Artist, "Nguyen Van A"),
        text(Tag::BodySerialNumber, "SN-12345"),
        text(Tag::DateTimeOriginal, "2020:10:21 07:30:00"),
        text(Tag::GPSLatitudeRef, "N"),
        field(Tag::GPSLatitude, degrees(latitude)),
        text(Tag::GPSLongitudeRef, "E"),
        field(Tag::GPSLongitude, degrees(longitude)),
    ];
    let thumbnail = Pixels { rgb: vec![90; 64 * 48 * 3], width: 64, height: 48 }.jpeg(60);
    let mut writer = Writer::new();
    writer.set_jpeg(&thumbnail, In::THUMBNAIL);
    for field in &fields {
        writer.push_field(field);
    }
    let mut out = std::io::Cursor::new(Vec::new());
    writer.write(&mut out, true).unwrap();
    out.into_inner()
}

/// Degrees, no minutes, and the rest in thousandths of seconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position in the north-east")]
fn degrees(value: f64) -> Value {
    let part = |num, denom| Rational { num, denom };
    let rest = (value.fract() * 3_600_000.0).round() as u32;
    Value::Rational(vec![part(value as u32, 1), part(0, 1), part(rest, 1000)])
}

/// The markers of a JPEG's segments, and that nothing follows its end.
pub(crate) fn markers(jpeg: &[u8]) -> Vec<u8> {
    let (mut at, mut markers) = (2, Vec::new());
    while !markers.contains(&0xDA) {
        assert_eq!(jpeg[at], 0xFF);
        markers.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    assert_eq!(jpeg.windows(2).position(|two| two == [0xFF, 0xD9]), Some(jpeg.len() - 2), "nothing follows the end");
    markers
}
