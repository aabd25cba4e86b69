//! What the rules need to know of a photo (Photos table).

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{PhotoId, PhotoKind},
    location::Location,
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

/// Why a photo can't be used. The reporter reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoFault {
    /// The bytes are not those that were declared.
    HashMismatch,
    /// The bytes are no picture.
    NotAPicture,
    /// An iPhone's own format.
    Heic,
    /// A picture of a kind or a coding that is not taken.
    Unsupported,
    /// More than one frame.
    Animated,
    /// The file ends before the picture does.
    Truncated,
    /// More pixels than are decoded.
    TooManyPixels,
    /// More bytes than are read.
    TooManyBytes,
    /// More passes than are decoded.
    TooManyScans,
    /// The file contradicts itself.
    Damaged,
}

impl PhotoFault {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::HashMismatch,
        Self::NotAPicture,
        Self::Heic,
        Self::Unsupported,
        Self::Animated,
        Self::Truncated,
        Self::TooManyPixels,
        Self::TooManyBytes,
        Self::TooManyScans,
        Self::Damaged,
    ];
}

/// Whether a photo was taken at its report's place, by the camera's word: it can be wrong, and EXIF can be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// Within [`NEAR_M`] of the place.
    Yes,
    /// Further than that, whatever the place's accuracy.
    No,
    /// Photo or report has no place, or the report's is too coarse to tell.
    #[default]
    Unknown,
}

/// Metres within which a photo is at its report's place. Phones write a fix that is up to some 50 m off between
/// houses, or some seconds old, and what is shown lies in front of the camera, not under it.
pub const NEAR_M: f64 = 200.0;

impl Near {
    /// Compares where a photo was taken (latitude, longitude in degrees) with its report's place. Where the two differ by
    /// no more than the accuracy of the report's place allows, it can't be told.
    pub fn of(photo: Option<(f64, f64)>, report: Option<Location>) -> Self {
        let (Some((lat, lng)), Some(place)) = (photo, report) else {
            return Self::Unknown;
        };
        let metres = Haversine.distance(Point::new(lng, lat), Point::new(place.lng(), place.lat()));
        if metres <= NEAR_M {
            Self::Yes
        } else if metres > NEAR_M + f64::from(place.accuracy_m) {
            Self::No
        } else {
            Self::Unknown
        }
    }
}

/// By what a picture is known again.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Its photo's id, which tells its bytes.
    pub id: &'a PhotoId,
    /// Its perceptual hash; none of a picture with too little in it to be told from others.
    pub perceptual: Option<u64>,
}

impl Picture<'_> {
    /// Whether both are one picture: the same bytes, or the same to the eye by equal hashes.
    pub fn is(&self, other: &Self) -> bool {
        self.id.digest() == other.id.digest() || self.perceptual.is_some() && self.perceptual == other.perceptual
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A report on đường Châu Văn Liêm, with the accuracy of its place in metres.
    fn place(accuracy_m: f64) -> Option<Location> {
        Location::of(9.784_312, 105.470_126, accuracy_m)
    }

    /// Some metres north of it: a degree of latitude has 111.2 km.
    fn north(metres: f64) -> (f64, f64) {
        (9.784_312 + metres / 111_195.0, 105.470_126)
    }

    #[test]
    fn a_photo_is_near_within_200_metres() {
        assert_eq!(Near::of(Some(north(0.0)), place(0.0)), Near::Yes);
        assert_eq!(Near::of(Some(north(199.0)), place(0.0)), Near::Yes);
        assert_eq!(Near::of(Some(north(201.0)), place(0.0)), Near::No);
        assert_eq!(Near::of(Some((-9.784_312, 105.470_126)), place(0.0)), Near::No);
    }

    #[test]
    fn what_the_accuracy_of_the_place_leaves_open_is_not_known() {
        assert_eq!(Near::of(Some(north(250.0)), place(100.0)), Near::Unknown);
        assert_eq!(Near::of(Some(north(301.0)), place(100.0)), Near::No);
        assert_eq!(Near::of(Some(north(150.0)), place(5_000.0)), Near::Yes);
    }

    #[test]
    fn without_both_places_it_is_not_known() {
        assert_eq!(Near::of(None, place(5.0)), Near::Unknown);
        assert_eq!(Near::of(Some(north(0.0)), None), Near::Unknown);
    }

    #[test]
    fn a_picture_is_known_by_its_bytes_or_by_its_look_and_an_empty_one_by_its_bytes_alone() {
        let id = |kind, byte: u8| PhotoId::of(kind, &[byte; 32]);
        let (scene, copy, other) = (id(PhotoKind::Scene, 1), id(PhotoKind::Evidence, 1), id(PhotoKind::Evidence, 2));
        let picture = |id, perceptual| Picture { id, perceptual };
        assert!(picture(&scene, None).is(&picture(&copy, None)), "the same bytes");
        assert!(picture(&scene, Some(7)).is(&picture(&other, Some(7))), "the same look");
        assert!(!picture(&scene, Some(7)).is(&picture(&other, Some(6))));
        assert!(!picture(&scene, None).is(&picture(&other, None)), "two dark photos are not one");
    }
}
