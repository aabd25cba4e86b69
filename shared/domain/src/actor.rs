//! Who acts, and as what towards one report (DOMAIN.md, lifecycle: C, O, L, U, M, S).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    directory::{Directory, UnitId},
    report::{Person, Report, Status},
    staff::Name,
};

/// What somebody is, by the claims of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Người dân: who reports.
    Citizen,
    /// Cán bộ: handles reports of one unit.
    Officer,
    /// Lãnh đạo of a unit.
    Leader,
    /// The monitoring centre.
    Centre,
    /// Administrators of staff and directory; no part in handling.
    Admin,
    /// The system itself: clocks and processing.
    System,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A citizen, known by pseudonym only.
    Citizen(Person),
    /// A person of staff.
    Staff {
        /// The token's subject.
        id: String,
        /// The role that the Staff table gave.
        role: Role,
        /// The unit; the centre and admins may have none.
        unit: Option<UnitId>,
        /// The name that citizens may see as the unit's, if any.
        name: Option<Name>,
    },
    /// Clocks and processing.
    System,
}

/// What somebody is towards one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// C: who sent it.
    Reporter,
    /// O: officer of the owner.
    Officer,
    /// L: leader of the owner.
    Leader,
    /// U: leader of the unit above.
    Above,
    /// M: the centre.
    Centre,
    /// S: the system.
    System,
}

impl Actor {
    /// What the actor is towards `report`; `None` for whom it isn't there at all on their surface.
    ///
    /// Where the centre handles a report itself, its staff are the owner's leaders.
    pub fn standing(&self, report: &Report, directory: &Directory, day: Date) -> Option<Standing> {
        match self {
            Self::System => Some(Standing::System),
            Self::Citizen(person) => (*person == report.person).then_some(Standing::Reporter),
            Self::Staff { role: Role::Centre, .. } => {
                let handles = is_centre(&report.owner) && report.status != Status::Coordinating;
                Some(if handles { Standing::Leader } else { Standing::Centre })
            }
            Self::Staff { role, unit: Some(unit), .. } if *unit == report.owner => match role {
                Role::Officer => Some(Standing::Officer),
                Role::Leader => Some(Standing::Leader),
                _ => None,
            },
            Self::Staff { role: Role::Leader, unit: Some(unit), .. } => directory
                .unit_above(&report.owner, day)
                .is_some_and(|above| above.id == *unit)
                .then_some(Standing::Above),
            Self::Staff { .. } => None,
        }
    }

    /// Whether it is somebody of the monitoring centre.
    pub fn is_of_centre(&self) -> bool {
        matches!(self, Self::Staff { role: Role::Centre, .. })
    }

    /// The staff id, for what must not be done twice by one person.
    pub fn staff_id(&self) -> Option<&str> {
        match self {
            Self::Staff { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The name that citizens may see as the unit's.
    pub fn shown_name(&self) -> Option<&str> {
        match self {
            Self::Staff { name, .. } => name.as_ref().map(Name::as_str),
            _ => None,
        }
    }
}

/// Whether the unit is the monitoring centre.
pub fn is_centre(unit: &UnitId) -> bool {
    unit.as_str() == "centre"
}
