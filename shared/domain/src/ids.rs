//! Ids made by phones and desks: reports, photos, news. Letters, digits and `-` only, so that they can stand in paths and keys.

use std::{fmt, str::FromStr};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize, de};

/// A text that is not an id of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("id_malformed")]
pub struct NotAnId;

/// A report's id: a `UUIDv7` made by the phone, in its canonical form (RFC 9562). A wrong clock in it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ReportId(String);

impl FromStr for ReportId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        uuid7(text).map(Self)
    }
}

/// A news item's id: a `UUIDv7` made by the desk that publishes it, so that sending it twice is harmless.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct NewsId(String);

impl FromStr for NewsId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        uuid7(text).map(Self)
    }
}

/// A `UUIDv7` in lower case.
fn uuid7(text: &str) -> Result<String, NotAnId> {
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let shape = bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            14 => *b == b'7',
            19 => matches!(b, b'8' | b'9' | b'a' | b'b'),
            _ => b.is_ascii_hexdigit(),
        });
    if shape { Ok(lower) } else { Err(NotAnId) }
}

/// Whether a photo shows the problem or the handled site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoKind {
    /// Ảnh trước: of the problem, by the reporter.
    Scene,
    /// Ảnh sau xử lý: of the handled site, by the unit.
    Evidence,
}

/// A photo's id: `s-` or `e-` and the first 32 hex digits of the declared SHA-256, so a phone can name it before asking.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct PhotoId(String);

impl PhotoId {
    /// The id of the photo with that hash.
    pub fn of(kind: PhotoKind, sha256: &[u8; 32]) -> Self {
        let letter = if kind == PhotoKind::Scene { 's' } else { 'e' };
        Self(format!("{letter}-{}", HEXLOWER.encode(&sha256[..16])))
    }

    /// Scene or evidence.
    pub fn kind(&self) -> PhotoKind {
        if self.0.starts_with('s') { PhotoKind::Scene } else { PhotoKind::Evidence }
    }

    /// The hash's digits: the same for the same bytes, whichever kind they were declared as.
    pub fn digest(&self) -> &str {
        &self.0[2..]
    }
}

impl FromStr for PhotoId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.strip_prefix("s-").or_else(|| text.strip_prefix("e-")).ok_or(NotAnId)?;
        let hex = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if hex { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
    }
}

macro_rules! text_id {
    ($id:ident) => {
        impl $id {
            /// The id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}
text_id!(ReportId);
text_id!(NewsId);
text_id!(PhotoId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_id_is_a_uuid_of_version_7_whatever_its_clock() {
        assert!("01927c3e-7b1c-7abc-8def-0123456789ab".parse::<ReportId>().is_ok());
        assert!("00000000-0000-7000-8000-000000000000".parse::<ReportId>().is_ok());
        for wrong in [
            "",
            "01927c3e-7b1c-4abc-8def-0123456789ab",
            "01927c3e7b1c7abc8def0123456789ab",
            "../../etc/passwd",
            "01927c3e-7b1c-7abc-cdef-0123456789ab",
        ] {
            assert_eq!(wrong.parse::<ReportId>(), Err(NotAnId), "{wrong}");
        }
    }

    #[test]
    fn one_report_has_one_id_however_its_letters_are_cased() {
        let upper: ReportId = "01927C3E-7B1C-7ABC-8DEF-0123456789AB".parse().unwrap();
        assert_eq!(upper.as_str(), "01927c3e-7b1c-7abc-8def-0123456789ab");
    }

    #[test]
    fn a_photo_id_tells_its_kind_and_its_hash() {
        let id = PhotoId::of(PhotoKind::Evidence, &[0xab; 32]);
        assert_eq!(id.as_str(), format!("e-{}", "ab".repeat(16)));
        assert_eq!(id.as_str().parse::<PhotoId>().unwrap().kind(), PhotoKind::Evidence);
        assert!("x-00".parse::<PhotoId>().is_err());
    }
}
