//! WebP: one frame, lossy or lossless, to RGB on white (RFC 9649).
//!
//! The chunks are walked first: the decoder makes room for the size that the bitstream names, which need not be that of
//! the canvas.

use super::pixels::{Decoded, Pixels};
use super::png::over_white;
use super::{Rejection, WORKING_MEMORY, within_limits};
use image_webp::{DecodingError, WebPDecoder};
use std::io::{Cursor, ErrorKind};

/// Of the first byte of `VP8X`: the picture has transparency.
const ALPHA_FLAG: u8 = 0x10;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Rejection> {
    check_chunks(bytes)?;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| rejected(&error))?;
    decoder.set_memory_limit(usize::try_from(WORKING_MEMORY).unwrap_or(usize::MAX));
    if decoder.is_animated() {
        return Err(Rejection::Animated);
    }
    let (width, height) = decoder.dimensions();
    let exif = decoder.exif_metadata().ok().flatten().map(without_header);
    let icc = decoder.icc_profile().ok().flatten();
    let mut buffer = vec![0; decoder.output_buffer_size().ok_or(Rejection::TooManyPixels)?];
    decoder.read_image(&mut buffer).map_err(|error| rejected(&error))?;
    if decoder.has_alpha() {
        flatten(&mut buffer);
    }
    Ok(Decoded { pixels: Pixels { width, height, rgb: buffer }, exif, icc })
}

/// Holds every size in the file against the limits before anything is decoded.
fn check_chunks(bytes: &[u8]) -> Result<(), Rejection> {
    let riff = bytes.get(4..8).ok_or(Rejection::Truncated)?;
    let riff = u32::from_le_bytes([riff[0], riff[1], riff[2], riff[3]]) as usize;
    // What follows the RIFF chunk is no part of the picture.
    let bytes = bytes.get(..riff.saturating_add(8)).ok_or(Rejection::Truncated)?;
    let mut at = 12;
    let mut bitstreams = 0;
    // Transparency of a lossy picture: its plane, packed and not, and a fourth byte for each pixel.
    let mut transparency = 0;
    while let Some([a, b, c, d, size @ ..]) = bytes.get(at..at + 8) {
        let size = u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let chunk = bytes.get(at + 8..(at + 8).saturating_add(size)).ok_or(Rejection::Truncated)?;
        match &[*a, *b, *c, *d] {
            b"VP8X" => {
                let canvas = chunk.get(4..10).ok_or(Rejection::Damaged)?;
                let length = |low: usize| u32::from_le_bytes([canvas[low], canvas[low + 1], canvas[low + 2], 0]) + 1;
                within_limits(length(0), length(3), 30)?;
                transparency = if chunk[0] & ALPHA_FLAG == 0 { 0 } else { 30 };
            }
            b"ANIM" | b"ANMF" => return Err(Rejection::Animated),
            b"VP8 " => {
                bitstreams += 1;
                let header = chunk.get(6..10).ok_or(Rejection::Damaged)?;
                let length = |low: usize| u32::from(u16::from_le_bytes([header[low], header[low + 1]]) & 0x3FFF);
                // The planes with half the chroma, and RGB.
                within_limits(length(0), length(2), 15 + 30 + transparency)?;
            }
            b"VP8L" => {
                bitstreams += 1;
                let header = chunk.get(1..5).ok_or(Rejection::Damaged)?;
                let bits = u32::from_le_bytes([header[0], header[1], header[2], header[3]]);
                // RGBA, and RGB from it.
                within_limits((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, 40 + 30)?;
            }
            _ => {}
        }
        // Chunks are padded to even sizes.
        at += 8 + size + size % 2;
    }
    if bitstreams == 1 { Ok(()) } else { Err(Rejection::Damaged) }
}

/// RGBA to RGB on white, in place.
fn flatten(buffer: &mut Vec<u8>) {
    let pixels = buffer.len() / 4;
    for pixel in 0..pixels {
        let alpha = buffer[pixel * 4 + 3];
        for sample in 0..3 {
            buffer[pixel * 3 + sample] = over_white(buffer[pixel * 4 + sample], alpha);
        }
    }
    buffer.truncate(pixels * 3);
}

/// Some writers put JPEG's header before the TIFF structure, which the specification does not.
fn without_header(mut exif: Vec<u8>) -> Vec<u8> {
    if exif.starts_with(b"Exif\0\0") {
        exif.drain(..6);
    }
    exif
}

fn rejected(error: &DecodingError) -> Rejection {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Rejection::Truncated,
        DecodingError::ImageTooLarge => Rejection::TooManyPixels,
        _ => Rejection::Damaged,
    }
}
