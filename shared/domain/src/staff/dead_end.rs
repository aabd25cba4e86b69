//! Dead ends: a report whose unit nobody can be told of, has no officer for it, or no leader. It is told further up as
//! well, and the centre sees it.
//!
//! A dead end is a fact of the unit's desk at the moment, so it is stored with no report: an officer who comes back or a
//! phone that is registered ends it for all of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Staff,
    presence::{has_leader, in_unit, stand_in},
};
use crate::{
    actor::{Role, is_centre},
    directory::{CategoryCode, Directory, UnitId},
};

/// Longest way up.
const LONGEST_WAY: usize = 16;

/// What is missing at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// No phone of its people is on its topic.
    Unreachable,
    /// No officer for the category is there, and nobody stands in for one.
    NoOfficer,
    /// No leader is there.
    NoLeader,
}

impl Gap {
    /// All of them: what a report that comes to a unit needs.
    pub const ALL: &[Self] = &[Self::Unreachable, Self::NoOfficer, Self::NoLeader];
}

/// A unit's people, and whether any of them can be pushed.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// The unit's rows.
    pub staff: Vec<Staff>,
    /// Whether a phone of theirs is on the unit's topic.
    pub reachable: bool,
}

impl Desk {
    /// Whether that is missing on the day, for reports of the category.
    pub fn lacks(&self, gap: Gap, category: &CategoryCode, day: Date) -> bool {
        match gap {
            Gap::Unreachable => !self.reachable,
            Gap::NoOfficer => !has_officer(&self.staff, category, day),
            Gap::NoLeader => !has_leader(&self.staff, day),
        }
    }

    /// Whether somebody is there who hears of it.
    fn hears(&self, category: &CategoryCode, day: Date) -> bool {
        self.reachable && in_unit(&self.staff, category, day).is_some()
    }
}

/// Whether an officer for the category is there, or somebody who stands in for one.
pub fn has_officer(unit: &[Staff], category: &CategoryCode, day: Date) -> bool {
    let mut officers = unit.iter().filter(|s| s.role == Role::Officer && s.handles(category));
    officers.any(|s| !s.away(day) || stand_in(unit, s, day).is_some())
}

/// Who is told besides a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Besides {
    /// That hangs on this unit's desk.
    Ask(UnitId),
    /// These units, from the next above upwards; none where the unit lacks nothing that is needed.
    Tell(Vec<UnitId>),
}

/// The units above that are told as well, of what comes to `unit` and needs what `needed` names: up to the first where
/// somebody is there who hears of it, at the end the centre.
pub fn told_besides(
    unit: &UnitId,
    category: &CategoryCode,
    needed: &[Gap],
    day: Date,
    directory: &Directory,
    known: &BTreeMap<UnitId, impl AsRef<Desk>>,
) -> Besides {
    if is_centre(unit) || needed.is_empty() {
        return Besides::Tell(Vec::new());
    }
    let Some(own) = known.get(unit) else { return Besides::Ask(unit.clone()) };
    if !needed.iter().any(|gap| own.as_ref().lacks(*gap, category, day)) {
        return Besides::Tell(Vec::new());
    }
    let mut told: Vec<UnitId> = Vec::new();
    for _ in 0..LONGEST_WAY {
        let Some(above) = directory.unit_above(told.last().unwrap_or(unit), day) else { break };
        told.push(above.id.clone());
        if above.is_centre() {
            break;
        }
        match known.get(&above.id) {
            None => return Besides::Ask(above.id.clone()),
            Some(desk) if desk.as_ref().hears(category, day) => break,
            Some(_) => {}
        }
    }
    Besides::Tell(told)
}

impl AsRef<Self> for Desk {
    fn as_ref(&self) -> &Self {
        self
    }
}
