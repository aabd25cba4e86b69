//! Tells a file's kind from its first bytes; the name and the declared type count for nothing.
//!
//! Signatures: WHATWG MIME Sniffing, "matching an image type pattern", and ISO/IEC 14496-12 for the `ftyp` brands.

use super::Rejection;

/// The kinds of picture that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SniffedKind {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG (ISO/IEC 15948), one frame.
    Png,
    /// WebP (RFC 9649), one frame, lossy or lossless.
    WebP,
}

impl SniffedKind {
    /// The media type that the kind is served and declared as.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// Brands of the ISO base media format that are still pictures in HEVC or AV1.
const HEIC_BRANDS: [&[u8; 4]; 12] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis"];

pub(super) fn sniff(bytes: &[u8]) -> Result<SniffedKind, Rejection> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(SniffedKind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(SniffedKind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(SniffedKind::WebP),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
            if HEIC_BRANDS.iter().any(|known| brand.starts_with(*known)) =>
        {
            Err(Rejection::Heic)
        }
        [b'G', b'I', b'F', b'8', ..] => Err(Rejection::Unsupported("GIF")),
        [b'I', b'I', 0x2A, 0x00, ..] | [b'M', b'M', 0x00, 0x2A, ..] => Err(Rejection::Unsupported("TIFF")),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Err(Rejection::Unsupported("BMP")),
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => Err(Rejection::Unsupported("JPEG XL")),
        [0, 0, 0, 0x0C, b'j', b'P', b' ', b' ', ..] => Err(Rejection::Unsupported("JPEG 2000")),
        _ => Err(Rejection::NotAPicture),
    }
}
