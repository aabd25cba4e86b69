//! JPEG: a walk over the markers first, and the pixels only of a file that is whole and within limits.
//!
//! What follows the end of the picture (a phone's "motion photo", or a second file hidden there) is never looked at.
//! A scan whose codes are wrong shows grey from there on, as in any browser; a missing end is [`Rejection::Truncated`].

mod survey;

use super::pixels::{Decoded, Pixels};
use super::{Rejection, within_limits};
use survey::Survey;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// The most passes over a progressive picture. Encoders write about 10; libjpeg-turbo advises to limit them because
/// each costs a walk over all coefficients for a few bytes.
const MAX_SCANS: usize = 32;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Rejection> {
    let Survey { frame, scans, exif, icc, end } = survey::survey(bytes)?;
    if scans > MAX_SCANS {
        return Err(Rejection::TooManyScans);
    }
    // RGB, and every coefficient as two bytes where the picture comes in more than one pass.
    let coefficients = if frame.progressive || scans > 1 { frame.tenths_of_samples_per_pixel * 2 } else { 0 };
    within_limits(frame.width, frame.height, 30 + coefficients)?;

    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes[..end]), options);
    decoder.decode_headers().map_err(|_| Rejection::Damaged)?;
    // The decoder must have seen the frame that was measured, and no other.
    let (width, height) = (frame.width, frame.height);
    if decoder.dimensions() != Some((width as usize, height as usize)) {
        return Err(Rejection::Damaged);
    }
    let rgb = decoder.decode().map_err(|_| Rejection::Damaged)?;
    if decoder.output_colorspace() != Some(ColorSpace::RGB) || rgb.len() != width as usize * height as usize * 3 {
        return Err(Rejection::Damaged);
    }
    Ok(Decoded { pixels: Pixels { width, height, rgb }, exif, icc })
}
