//! Times as they are stored: milliseconds since 1970, which index keys sort by and histories hash.
//! At the edge times are RFC 3339 instead.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in stored form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(Timestamp);

impl Millis {
    /// The moment itself.
    pub fn at(self) -> Timestamp {
        self.0
    }
}

impl From<Timestamp> for Millis {
    /// Cut to whole milliseconds, so that what is stored is what is compared.
    fn from(at: Timestamp) -> Self {
        Self(Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at))
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.as_millisecond())
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::from_millisecond(i64::deserialize(deserializer)?).map(Self).map_err(serde::de::Error::custom)
    }
}
