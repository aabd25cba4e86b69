//! Names of areas, units and categories: letters, digits and `-`, 1 to 64 of them.
//!
//! The alphabet is that of DESIGN.md, "Data": an id goes into keys, topic names and URLs without being escaped.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error as _, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

/// The most characters that an id of the directory has.
const LONGEST: usize = 64;

/// Not an id of the directory: 1 to 64 letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 64 letters, digits and '-'")]
pub struct BadId;

fn check(text: &str) -> Result<&str, BadId> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain && (1..=LONGEST).contains(&text.len()) { Ok(text) } else { Err(BadId) }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = SmolStr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 64 letters, digits and '-'")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SmolStr, E> {
        check(text).map(SmolStr::new).map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                check(text).map(|text| Self(SmolStr::new(text)))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = BadId;

            fn try_from(text: &str) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(IdVisitor).map(Self).map_err(D::Error::custom)
            }
        }
    };
}

id! {
    /// An area of one time, as `vn-31318-2020`: GSO codes are reused, so the code alone is no key.
    AreaId
}
id! {
    /// A unit, as `ubnd-vn-31318-2020`.
    UnitId
}
id! {
    /// A category's code, as `MT-RAC`.
    CategoryCode
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_and_written_as_it_stands() {
        let id: AreaId = "vn-31318-2020".parse().unwrap();
        assert_eq!(id.to_string(), "vn-31318-2020");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"vn-31318-2020\"");
        assert_eq!(serde_json::from_str::<AreaId>("\"vn-31318-2020\"").unwrap(), id);
    }

    #[test]
    fn nothing_else_is_an_id() {
        for text in ["", "a b", "a/b", "a#b", "a_b", "Đ", "a\n", &"a".repeat(65)] {
            assert_eq!(text.parse::<UnitId>(), Err(BadId), "{text}");
            assert!(serde_json::from_str::<UnitId>(&serde_json::to_string(text).unwrap()).is_err());
        }
        assert!("a".repeat(64).parse::<UnitId>().is_ok());
    }
}
