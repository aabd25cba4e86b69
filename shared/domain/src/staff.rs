//! Staff: who works where, who is away, and who stands in (DOMAIN.md: "An officer who is absent is replaced by the
//! deputy, else by the leader").
//!
//! Tokens are minted of these rows ([`Staff::groups`]); [`manage`] says who may change which; [`presence`] who is there.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Role,
    directory::{CategoryCode, UnitId},
    text::Text,
};

pub mod dead_end;
pub mod lease;
pub mod manage;
pub mod presence;
pub mod standing_in;

/// A name to show to citizens as the unit's: 1 to 100 graphemes, of any shape.
pub type Name = Text<100>;

/// The subject of a token: 1 to 128 visible ASCII characters but `/` and `#`, which paths and keys need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffId(String);

/// Not a subject that a token can have here. `Display` gives the stable code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("staff_id_malformed")]
pub struct BadStaffId;

impl StaffId {
    /// The subject as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StaffId {
    type Err = BadStaffId;

    fn from_str(text: &str) -> Result<Self, BadStaffId> {
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'/' && b != b'#');
        if plain && (1..=128).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(BadStaffId) }
    }
}

impl TryFrom<String> for StaffId {
    type Error = BadStaffId;

    fn try_from(text: String) -> Result<Self, BadStaffId> {
        text.parse()
    }
}

impl From<StaffId> for String {
    fn from(id: StaffId) -> Self {
        id.0
    }
}

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When somebody is away, both days included, and who stands in for that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The first day away.
    pub from: Date,
    /// The last day away.
    pub until: Date,
    /// Who stands in; without, the standing deputy, else the leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<StaffId>,
}

/// A person of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The token's subject.
    pub staff_id: StaffId,
    /// The name that citizens may see as the unit's, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The role: officer, leader, centre or admin.
    pub role: Role,
    /// The unit; optional for the centre and admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// What the person handles; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryCode>,
    /// Who stands in whenever the person is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<StaffId>,
    /// The absence under way or to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// How often the row has changed.
    #[serde(default)]
    pub version: u32,
}

impl Staff {
    /// The groups that a token says: the role's, and the unit's.
    pub fn groups(&self) -> Vec<String> {
        let role = match self.role {
            Role::Officer => "officers",
            Role::Leader => "leaders",
            Role::Centre => "centre",
            Role::Admin => "admins",
            Role::Citizen | Role::System => return Vec::new(),
        };
        std::iter::once(role.to_owned()).chain(self.unit.as_ref().map(|u| format!("unit:{u}"))).collect()
    }

    /// Whether the person is away on the day.
    pub fn away(&self, day: Date) -> bool {
        self.absence.as_ref().is_some_and(|a| (a.from..=a.until).contains(&day))
    }

    /// Whether the person handles that field.
    pub fn handles(&self, category: &CategoryCode) -> bool {
        self.categories.is_empty() || self.categories.contains(category)
    }

    /// Who stands in on a day: the absence's own deputy, else the standing one.
    pub fn stand_in(&self, day: Date) -> Option<&StaffId> {
        let own = self.absence.as_ref().filter(|_| self.away(day)).and_then(|a| a.deputy.as_ref());
        own.or(self.deputy.as_ref())
    }

    /// The unit whose reports the person is pushed: the centre's people are the centre's, whatever their row says.
    pub fn desk(&self) -> Option<UnitId> {
        match self.role {
            Role::Officer | Role::Leader => self.unit.clone(),
            Role::Centre => self.unit.clone().or_else(|| "centre".parse().ok()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_of_any_issuer_is_an_id_but_for_what_paths_and_keys_need() {
        for id in ["d0f5a3c2-7b14-4f6a-8e9d-2c1b0a9f8e7d", "auth0|5f7c8ec7c33c6c004bbafe82", "can-bo-1", "a@b.vn"] {
            assert!(id.parse::<StaffId>().is_ok(), "{id}");
        }
        for id in ["", "a b", "a/b", "phones#a", "cán-bộ", &"a".repeat(129)] {
            assert_eq!(id.parse::<StaffId>(), Err(BadStaffId), "{id}");
        }
    }
}
