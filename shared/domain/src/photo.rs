//! What the rules need to know of a photo (Photos table).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PhotoId, PhotoKind},
    millis::Millis,
};

/// Most photos of each kind on one report.
pub const MOST_PHOTOS: usize = 8;
/// Largest photo taken, in bytes.
pub const LARGEST_PHOTO: u32 = 15 * 1024 * 1024;

/// How far a photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// Declared; its bytes have not come, or not been looked at.
    Pending,
    /// Rendered without metadata; may be shown.
    Processed,
    /// Not a photo that can be used; the row says why.
    Rejected,
}

/// A photo as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFacts {
    /// Its id.
    pub id: PhotoId,
    /// How far it is.
    pub state: PhotoState,
    /// When it was declared.
    pub declared_at: Millis,
    /// Who declared it: the reporter's pseudonym or the unit's id.
    pub by: String,
    /// Whether the picture was seen before: as a scene photo here, or as evidence elsewhere.
    pub seen_before: bool,
}

impl PhotoFacts {
    /// Scene or evidence.
    pub fn kind(&self) -> PhotoKind {
        self.id.kind()
    }
}
