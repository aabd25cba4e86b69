//! A decoded picture: eight-bit RGB rows without padding, and the few things done to them.

use super::Rejection;
use super::exif::Orientation;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// What a decoder gives: pixels as stored, and what the file says of them, still raw.
pub(super) struct Decoded {
    pub(super) pixels: Pixels,
    /// The TIFF structure of EXIF, without any container's header.
    pub(super) exif: Option<Vec<u8>>,
    /// The ICC profile of the pixels.
    pub(super) icc: Option<Vec<u8>>,
}

/// Eight-bit RGB, row by row from the top left; `rgb.len() == width * height * 3`, neither side is 0.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rgb: Vec<u8>,
}

impl Pixels {
    /// The picture with its longest side at most `side`, itself where it is small enough.
    pub(super) fn fit(self, side: u32) -> Result<Self, Rejection> {
        if self.width.max(self.height) <= side { Ok(self) } else { self.shrunk(side) }
    }

    /// A copy with its longest side at most `side`, never enlarged.
    pub(super) fn shrunk(&self, side: u32) -> Result<Self, Rejection> {
        let longest = self.width.max(self.height);
        let side = side.min(longest);
        let scaled = |length: u32| {
            let scaled = (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
            u32::try_from(scaled).unwrap_or(side).max(1)
        };
        self.resized(scaled(self.width), scaled(self.height))
    }

    /// Lanczos with three lobes, as libvips reduces: sharp, and dear only in the first reduction.
    fn resized(&self, width: u32, height: u32) -> Result<Self, Rejection> {
        let from =
            ImageRef::new(self.width, self.height, &self.rgb, PixelType::U8x3).map_err(|_| Rejection::Damaged)?;
        let mut to = Image::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        Resizer::new().resize(&from, &mut to, &options).map_err(|_| Rejection::Damaged)?;
        Ok(Self { width, height, rgb: to.into_vec() })
    }

    /// The picture as it is to be seen: turned and mirrored as EXIF's orientation says.
    pub(super) fn upright(self, orientation: Orientation) -> Self {
        if orientation.is_upright() {
            return self;
        }
        let (width, height) = (self.width as usize, self.height as usize);
        let across = if orientation.swaps_sides() { height } else { width };
        let mut rgb = vec![0; self.rgb.len()];
        for (y, row) in rgb.chunks_exact_mut(across * 3).enumerate() {
            // Along one row of the result the source moves by a constant step.
            let at = |x: usize| {
                let (x, y) = if orientation.mirrored_result() { (across - 1 - x, y) } else { (x, y) };
                let (from_x, from_y) = match orientation.quarter_turns() {
                    0 => (x, y),
                    1 => (y, height - 1 - x),
                    2 => (width - 1 - x, height - 1 - y),
                    _ => (width - 1 - y, x),
                };
                (from_y * width + from_x) * 3
            };
            let start = at(0);
            let step = if across > 1 { at(1).cast_signed() - start.cast_signed() } else { 0 };
            let mut from = start.cast_signed();
            for pixel in row.chunks_exact_mut(3) {
                let source = from.cast_unsigned();
                pixel.copy_from_slice(&self.rgb[source..source + 3]);
                from += step;
            }
        }
        if orientation.swaps_sides() {
            Self { width: self.height, height: self.width, rgb }
        } else {
            Self { rgb, ..self }
        }
    }
}
