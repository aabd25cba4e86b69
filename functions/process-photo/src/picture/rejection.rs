//! Why a photo is not shown. The code goes into the Photos table and to the citizen's phone, which words it.

use thiserror::Error;

/// Why a photo can't be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The bytes begin like nothing that is a picture.
    #[error("the file is not a picture")]
    NotAPicture,
    /// An iPhone's own format, which few can show: the phone is to send JPEG.
    #[error("HEIC and AVIF are not taken: send JPEG")]
    Heic,
    /// A picture, but of a kind or a coding that is not taken; named here.
    #[error("{0} is not taken: send JPEG, PNG or WebP")]
    Unsupported(&'static str),
    /// More than one frame: which of them is the evidence?
    #[error("an animated picture is not taken")]
    Animated,
    /// The file ends before the picture does.
    #[error("the file is cut off")]
    Truncated,
    /// Over [`super::MAX_PIXELS`], or [`super::WORKING_MEMORY`] in its coding.
    #[error("the picture has too many pixels")]
    TooManyPixels,
    /// Over [`super::MAX_BYTES`].
    #[error("the file is too large")]
    TooManyBytes,
    /// A progressive JPEG of so many passes that it is made to cost time.
    #[error("the picture has too many passes")]
    TooManyScans,
    /// The file contradicts itself or its format.
    #[error("the picture is damaged")]
    Damaged,
}

impl Rejection {
    /// The stable name of the reason, as stored and as clients know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAPicture => "not_a_picture",
            Self::Heic => "heic",
            Self::Unsupported(_) => "unsupported",
            Self::Animated => "animated",
            Self::Truncated => "truncated",
            Self::TooManyPixels => "too_many_pixels",
            Self::TooManyBytes => "too_many_bytes",
            Self::TooManyScans => "too_many_scans",
            Self::Damaged => "damaged",
        }
    }
}
