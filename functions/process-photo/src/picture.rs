//! What an uploaded photo becomes: bytes in, two clean JPEGs or a reason out.
//!
//! Nothing of the upload reaches the output but its pixels: what is written is encoded anew, so that no metadata,
//! embedded thumbnail, trailer or second file hidden in the first can come through (issue "Photos").
//!
//! **Invariant**: [`render`] never panics and never holds more than about [`WORKING_MEMORY`] at a time, whatever the
//! bytes. Sizes are read from the headers and refused before anything of that size is allocated.

mod colour;
mod encode;
mod exif;
mod jpeg;
mod perceptual;
mod pixels;
mod png;
mod rejection;
mod sniff;
mod webp;

pub use rejection::Rejection;
pub use sniff::SniffedKind;

use jiff::Timestamp;
use pixels::Decoded;
use std::panic;

/// The longest upload that is looked at: 15 MB, as `upload-photo` signs it.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;

/// The most pixels of a picture: 8192 × 6144, what a phone's "50 MP" mode takes.
pub const MAX_PIXELS: u64 = 8192 * 6144;

/// The longest side of a picture, which is JPEG's own: a row is then never long enough to be a weapon.
pub const MAX_SIDE: u32 = 65_535;

/// What decoding one picture may hold, in bytes: [`MAX_PIXELS`] of four bytes each.
pub const WORKING_MEMORY: u64 = MAX_PIXELS * 4;

/// The longest side of [`Rendered::full`], in pixels.
pub const FULL_SIDE: u32 = 1600;

/// The longest side of [`Rendered::thumb`], in pixels.
pub const THUMB_SIDE: u32 = 320;

/// What a photo was found to be, and what is shown of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// JPEG for reading: upright, sRGB, longest side at most [`FULL_SIDE`], never enlarged, without metadata.
    pub full: Vec<u8>,
    /// JPEG for lists, the same with at most [`THUMB_SIDE`].
    pub thumb: Vec<u8>,
    /// Width of `full` in pixels.
    pub width: u32,
    /// Height of `full` in pixels.
    pub height: u32,
    /// What the bytes are, whatever the upload said that it was.
    pub kind: SniffedKind,
    /// When the camera says that the picture was taken. A claim: clocks are wrong and EXIF can be written.
    /// A camera that gives no offset is taken to be in UTC+7.
    pub taken_at: Option<Timestamp>,
    /// Where the camera says that it was taken (latitude, longitude in degrees, WGS 84).
    /// To be compared with the report's place and then dropped: it tells where a person stood.
    pub gps: Option<(f64, f64)>,
    /// Difference hash of the upright picture, the same after rescaling and recompressing most times.
    /// None where there is too little to see (a dark or an even picture): such ones are not alike, only empty.
    pub perceptual: Option<u64>,
}

/// Renders a photo, or says why it can't be shown. The bytes may be anything.
pub fn render(bytes: &[u8]) -> Result<Rendered, Rejection> {
    // The decoders are Rust and free of known panics, but not proven so: one is a damaged picture, not a dead function.
    panic::catch_unwind(|| look_at(bytes)).unwrap_or(Err(Rejection::Damaged))
}

fn look_at(bytes: &[u8]) -> Result<Rendered, Rejection> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejection::TooManyBytes);
    }
    let kind = sniff::sniff(bytes)?;
    let Decoded { pixels, exif, icc } = match kind {
        SniffedKind::Jpeg => jpeg::decode(bytes)?,
        SniffedKind::Png => png::decode(bytes)?,
        SniffedKind::WebP => webp::decode(bytes)?,
    };
    let camera = exif.map(exif::read).unwrap_or_default();

    let mut full = pixels.fit(FULL_SIDE)?;
    colour::to_srgb(&mut full, icc.as_deref());
    let full = full.upright(camera.orientation);
    let thumb = full.shrunk(THUMB_SIDE)?;

    Ok(Rendered {
        perceptual: perceptual::hash(&thumb),
        full: encode::jpeg(&full)?,
        thumb: encode::jpeg(&thumb)?,
        width: full.width,
        height: full.height,
        kind,
        taken_at: camera.taken_at,
        gps: camera.gps,
    })
}

/// Refuses a picture whose decoding would hold more than [`WORKING_MEMORY`].
/// Bytes in tenths, for planes that hold fewer samples than pixels.
fn within_limits(width: u32, height: u32, tenths_of_bytes_per_pixel: u64) -> Result<(), Rejection> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Rejection::Damaged);
    }
    if width.max(height) > MAX_SIDE || pixels > MAX_PIXELS || pixels * tenths_of_bytes_per_pixel > WORKING_MEMORY * 10 {
        return Err(Rejection::TooManyPixels);
    }
    Ok(())
}
