//! Writes a rendition: baseline JPEG, quality 80, chroma at half resolution, JFIF header and nothing else.

use super::Rejection;
use super::pixels::Pixels;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Where a smaller file begins to be seen. libjpeg's scale, so figures compare with other tools'.
const QUALITY: u8 = 80;

pub(super) fn jpeg(pixels: &Pixels) -> Result<Vec<u8>, Rejection> {
    let side = |length: u32| u16::try_from(length).map_err(|_| Rejection::TooManyPixels);
    let mut out = Vec::with_capacity(pixels.rgb.len() / 16 + 1024);
    // With the standard Huffman tables: the encoder writes optimal ones as a scan for each component, which some
    // decoders show wrong, for 8 % of the size and half as much time again.
    let mut encoder = Encoder::new(&mut out, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&pixels.rgb, side(pixels.width)?, side(pixels.height)?, ColorType::Rgb)
        .map_err(|_| Rejection::Damaged)?;
    Ok(out)
}
