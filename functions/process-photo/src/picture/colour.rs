//! Brings a picture into sRGB, so that its ICC profile need not be kept: an iPhone's is Display P3.
//!
//! A profile that can't be read, or that has tables of colours as a scanner's does, is ignored: the colours are then a
//! little off, and the picture still tells.

use super::pixels::Pixels;
use moxcms::{ColorProfile, DataColorSpace, Layout, ParsingOptions, TransformOptions};

/// Larger than any camera's: theirs are matrices of some hundred bytes.
const MAX_PROFILE_BYTES: usize = 1024 * 1024;

pub(super) fn to_srgb(pixels: &mut Pixels, icc: Option<&[u8]>) {
    let Some(icc) = icc else { return };
    if let Some(converted) = converted(&pixels.rgb, icc) {
        pixels.rgb = converted;
    }
}

fn converted(rgb: &[u8], icc: &[u8]) -> Option<Vec<u8>> {
    let limits = ParsingOptions {
        max_profile_size: MAX_PROFILE_BYTES,
        max_allowed_clut_size: MAX_PROFILE_BYTES,
        ..ParsingOptions::default()
    };
    let profile = ColorProfile::new_from_slice_with_options(icc, limits).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
    let mut converted = vec![0; rgb.len()];
    transform.transform(rgb, &mut converted).ok()?;
    Some(converted)
}
