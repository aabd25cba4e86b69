//! Walks a JPEG's markers without decoding: its frame, the number of scans, EXIF, ICC profile, and where it ends.
//!
//! ITU-T T.81, annex B; EXIF in APP1 by CIPA DC-008; ICC profiles in APP2 by ICC.1, annex B.4.

use super::super::Rejection;

/// What the markers say.
pub(super) struct Survey {
    pub(super) frame: Frame,
    pub(super) scans: usize,
    pub(super) exif: Option<Vec<u8>>,
    pub(super) icc: Option<Vec<u8>>,
    /// Offset just behind the end marker.
    pub(super) end: usize,
}

/// The frame header.
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) progressive: bool,
    /// Samples of all components per pixel, times ten: 30 without subsampling, 15 with 4:2:0.
    pub(super) tenths_of_samples_per_pixel: u64,
}

const TEMPORARY: u8 = 0x01;
const RESTART_0: u8 = 0xD0;
const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;
const APP_1: u8 = 0xE1;
const APP_2: u8 = 0xE2;

const EXIF_HEADER: &[u8] = b"Exif\0\0";
const ICC_HEADER: &[u8] = b"ICC_PROFILE\0";

pub(super) fn survey(bytes: &[u8]) -> Result<Survey, Rejection> {
    let mut frame = None;
    let mut scans = 0;
    let mut exif = None;
    let mut icc_chunks: Vec<(u8, &[u8])> = Vec::new();
    let mut at = 2;
    loop {
        let (marker, body) = next_marker(bytes, at)?;
        match marker {
            END_OF_IMAGE if scans > 0 => {
                let frame = frame.ok_or(Rejection::Damaged)?;
                return Ok(Survey { frame, scans, exif, icc: joined(icc_chunks), end: body });
            }
            // Two pictures in one, or an end before a beginning.
            START_OF_IMAGE | END_OF_IMAGE => return Err(Rejection::Damaged),
            TEMPORARY | RESTART_0..START_OF_IMAGE => {
                at = body;
                continue;
            }
            _ => {}
        }
        let (segment, behind) = segment(bytes, body)?;
        at = behind;
        match marker {
            // C4, C8 and CC are tables, not frames.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let seen = frame.replace(read_frame(marker, segment)?);
                if seen.is_some() {
                    return Err(Rejection::Damaged);
                }
            }
            START_OF_SCAN => {
                scans += 1;
                at = end_of_scan(bytes, at)?;
            }
            APP_1 if exif.is_none() => exif = segment.strip_prefix(EXIF_HEADER).map(<[u8]>::to_vec),
            APP_2 => {
                if let Some([number, _count, profile @ ..]) = segment.strip_prefix(ICC_HEADER) {
                    icc_chunks.push((*number, profile));
                }
            }
            _ => {}
        }
    }
}

/// The next marker and the offset behind it. Stray bytes before it are passed over, as decoders do.
fn next_marker(bytes: &[u8], from: usize) -> Result<(u8, usize), Rejection> {
    let rest = bytes.get(from..).ok_or(Rejection::Truncated)?;
    let found = rest.windows(2).position(|two| two[0] == 0xFF && !matches!(two[1], 0x00 | 0xFF));
    let marker = from + found.ok_or(Rejection::Truncated)? + 1;
    Ok((bytes[marker], marker + 1))
}

/// The segment whose length stands at `at`, and the offset behind it.
fn segment(bytes: &[u8], at: usize) -> Result<(&[u8], usize), Rejection> {
    let length = bytes.get(at..at + 2).ok_or(Rejection::Truncated)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let payload = length.checked_sub(2).ok_or(Rejection::Damaged)?;
    let behind = at + 2 + payload;
    Ok((bytes.get(at + 2..behind).ok_or(Rejection::Truncated)?, behind))
}

/// The offset of the marker that ends a scan: entropy-coded data holds `FF` only stuffed, or as a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> Result<usize, Rejection> {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == 0xFF)) {
        match bytes.get(at + found + 1) {
            Some(0x00 | RESTART_0..START_OF_IMAGE) => at += found + 2,
            Some(0xFF) => at += found + 1,
            Some(_) => return Ok(at + found),
            None => break,
        }
    }
    Err(Rejection::Truncated)
}

fn read_frame(marker: u8, segment: &[u8]) -> Result<Frame, Rejection> {
    match marker {
        0xC0..=0xC2 => {}
        0xC9 | 0xCA => return Err(Rejection::Unsupported("arithmetic-coded JPEG")),
        0xC3 | 0xCB => return Err(Rejection::Unsupported("lossless JPEG")),
        _ => return Err(Rejection::Unsupported("hierarchical JPEG")),
    }
    let [precision, height_high, height_low, width_high, width_low, count, components @ ..] = segment else {
        return Err(Rejection::Damaged);
    };
    if *precision != 8 {
        return Err(Rejection::Unsupported("JPEG of more than eight bits"));
    }
    let components = components.chunks_exact(3).take(usize::from(*count));
    if components.len() != usize::from(*count) || !matches!(*count, 1 | 3 | 4) {
        return Err(Rejection::Damaged);
    }
    let factors = components.map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 0x0F)));
    let most = |side: fn(&(u64, u64)) -> u64| factors.clone().map(|pair| side(&pair)).max().unwrap_or(0);
    let largest = most(|pair| pair.0) * most(|pair| pair.1);
    let sum: u64 = factors.map(|(across, down)| across * down).sum();
    Ok(Frame {
        width: u32::from(u16::from_be_bytes([*width_high, *width_low])),
        height: u32::from(u16::from_be_bytes([*height_high, *height_low])),
        progressive: marker == 0xC2,
        tenths_of_samples_per_pixel: (sum * 10).checked_div(largest).ok_or(Rejection::Damaged)?,
    })
}

/// The profile of chunks 1, 2, 3 …; None if one is missing.
fn joined(mut chunks: Vec<(u8, &[u8])>) -> Option<Vec<u8>> {
    chunks.sort_by_key(|(number, _)| *number);
    let whole = chunks.iter().zip(1..).all(|((number, _), expected)| *number == expected);
    (whole && !chunks.is_empty()).then(|| chunks.iter().flat_map(|(_, part)| *part).copied().collect())
}
