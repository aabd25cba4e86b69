//! PNG: one frame, of any depth and colour, to eight-bit RGB on white. Compressed text is never unpacked.

use super::pixels::{Decoded, Pixels};
use super::{MAX_BYTES, Rejection, within_limits};
use png::{ColorType, Decoder, DecodingError, Limits, Transformations};
use std::io::{Cursor, ErrorKind};

/// For what is not pixels, chunks and a row or two: more than a whole file may have.
const SIDE_DATA: usize = MAX_BYTES + 1024 * 1024;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Rejection> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: SIDE_DATA });
    decoder.set_ignore_text_chunk(true);
    // Palettes and fewer bits to eight, sixteen bits to eight.
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(rejected)?;

    let info = reader.info();
    if info.animation_control.is_some() {
        return Err(Rejection::Animated);
    }
    let (width, height, interlaced) = (info.width, info.height, info.interlaced);
    let exif = info.exif_metadata.as_ref().map(|exif| exif.to_vec());
    let icc = info.icc_profile.as_ref().map(|icc| icc.to_vec());
    let (color, _) = reader.output_color_type();
    // An interlaced picture is whole in memory before it is RGB; any other goes row by row.
    let whole = if interlaced { 10 * color.samples() as u64 } else { 0 };
    within_limits(width, height, 30 + whole)?;

    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    if interlaced {
        let size = reader.output_buffer_size().ok_or(Rejection::TooManyPixels)?;
        let mut buffer = vec![0; size];
        reader.next_frame(&mut buffer).map_err(rejected)?;
        on_white(&buffer, color, &mut rgb)?;
    } else {
        while let Some(row) = reader.next_row().map_err(rejected)? {
            on_white(row.data(), color, &mut rgb)?;
        }
    }
    reader.finish().map_err(rejected)?;
    if rgb.len() != width as usize * height as usize * 3 {
        return Err(Rejection::Damaged);
    }
    Ok(Decoded { pixels: Pixels { width, height, rgb }, exif, icc })
}

/// Appends samples as RGB, what is see-through laid on white.
fn on_white(samples: &[u8], color: ColorType, rgb: &mut Vec<u8>) -> Result<(), Rejection> {
    match color {
        ColorType::Rgb => rgb.extend_from_slice(samples),
        ColorType::Grayscale => rgb.extend(samples.iter().flat_map(|&grey| [grey; 3])),
        ColorType::GrayscaleAlpha => {
            rgb.extend(samples.chunks_exact(2).flat_map(|pixel| [over_white(pixel[0], pixel[1]); 3]));
        }
        ColorType::Rgba => rgb.extend(samples.chunks_exact(4).flat_map(|pixel| {
            let alpha = pixel[3];
            [over_white(pixel[0], alpha), over_white(pixel[1], alpha), over_white(pixel[2], alpha)]
        })),
        // EXPAND leaves no palette.
        ColorType::Indexed => return Err(Rejection::Damaged),
    }
    Ok(())
}

/// One sample of a picture laid on white, `alpha` of 255 being opaque.
pub(super) fn over_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u16::from(sample), u16::from(alpha));
    let mixed = (sample * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn rejected(error: DecodingError) -> Rejection {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Rejection::Truncated,
        _ => Rejection::Damaged,
    }
}
