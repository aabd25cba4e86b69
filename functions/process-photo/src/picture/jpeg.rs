//! JPEG: a walk over the markers first, and the pixels only of a file that is whole and within limits.
//!
//! The picture is scaled while it is decoded, to no less than [`FULL_SIDE`]: a quarter of the work, and a twelve-megapixel
//! photo never stands in memory. What follows the end of the picture (a phone's "motion photo", or a second file hidden
//! there) is never looked at.

mod survey;

use super::pixels::{Decoded, Pixels};
use super::{FULL_SIDE, Rejection, WORKING_MEMORY, within_limits};
use jpeg_decoder::{Decoder, Error, PixelFormat, UnsupportedFeature};
use survey::{Frame, Survey};

/// The most passes over a progressive picture. Encoders write about 10; libjpeg-turbo advises to limit them, because
/// each costs a walk over all coefficients for a few bytes.
const MAX_SCANS: usize = 32;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Rejection> {
    let Survey { frame, scans, exif, icc, end } = survey::survey(bytes)?;
    if scans > MAX_SCANS {
        return Err(Rejection::TooManyScans);
    }
    let divisor = divisor(&frame);
    // The planes and what is made of them, scaled; and every coefficient, two bytes and unscaled, of more than one pass.
    let planes = (frame.tenths_of_samples_per_pixel + 40).div_ceil(u64::from(divisor * divisor));
    let coefficients = if frame.progressive { frame.tenths_of_samples_per_pixel * 2 } else { 0 };
    within_limits(frame.width, frame.height, planes + coefficients)?;

    let mut decoder = Decoder::new(&bytes[..end]);
    decoder.set_max_decoding_buffer_size(usize::try_from(WORKING_MEMORY).unwrap_or(usize::MAX));
    let (width, height) = (frame.width.div_ceil(divisor), frame.height.div_ceil(divisor));
    let scaled = if divisor > 1 {
        // Only the longest side is asked for: the decoder would stop at whichever side is met first.
        let side = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
        let wanted = if frame.width >= frame.height { (side(width), u16::MAX) } else { (u16::MAX, side(height)) };
        decoder.scale(wanted.0, wanted.1).map_err(rejected)?
    } else {
        decoder.read_info().map_err(rejected)?;
        decoder.info().map(|info| (info.width, info.height)).ok_or(Rejection::Damaged)?
    };
    // The decoder must have seen the frame that was measured, and no other.
    if (u32::from(scaled.0), u32::from(scaled.1)) != (width, height) {
        return Err(Rejection::Damaged);
    }
    let samples = decoder.decode().map_err(rejected)?;
    let rgb = match decoder.info().ok_or(Rejection::Damaged)?.pixel_format {
        PixelFormat::RGB24 => samples,
        PixelFormat::L8 => samples.iter().flat_map(|&grey| [grey; 3]).collect(),
        PixelFormat::CMYK32 => samples.chunks_exact(4).flat_map(from_ink).collect(),
        PixelFormat::L16 => return Err(Rejection::Unsupported("JPEG of more than eight bits")),
    };
    if rgb.len() != width as usize * height as usize * 3 {
        return Err(Rejection::Damaged);
    }
    Ok(Decoded { pixels: Pixels { width, height, rgb }, exif, icc })
}

/// By how much the decoder makes the picture smaller: as much as leaves [`FULL_SIDE`] to be made of it.
fn divisor(frame: &Frame) -> u32 {
    let longest = frame.width.max(frame.height);
    [8, 4, 2].into_iter().find(|divisor| longest / divisor >= FULL_SIDE).unwrap_or(1)
}

/// Cyan, magenta, yellow and black to light, 255 being full ink. Near enough for a press photo: the exact colours would
/// want its profile.
fn from_ink(ink: &[u8]) -> [u8; 3] {
    let paper = u16::from(255 - ink[3]);
    let light = |ink: u8| u8::try_from(u16::from(255 - ink) * paper / 255).unwrap_or(u8::MAX);
    [light(ink[0]), light(ink[1]), light(ink[2])]
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn rejected(error: Error) -> Rejection {
    match error {
        Error::Unsupported(UnsupportedFeature::ArithmeticEntropyCoding) => {
            Rejection::Unsupported("arithmetic-coded JPEG")
        }
        Error::Unsupported(_) => Rejection::Unsupported("JPEG of this coding"),
        Error::Format(_) | Error::Io(_) | Error::Internal(_) => Rejection::Damaged,
    }
}
