//! Units: the agencies that own reports, and who stands above whom.
//!
//! Every area has a People's Committee, `ubnd-<area id>`, and police, `cong-an-<area id>`, as far as the rules in
//! `implied-units.csv` say; departments, utilities and the centre are named one by one. All chains of units above end
//! at the centre.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{AreaId, Directory, Period, UnitId};
use crate::calendar::QuietHours;

/// The kind of the unit that owns what nobody else does, and watches all.
pub(crate) const CENTRE: &str = "centre";
/// The kind of a People's Committee.
pub(crate) const COMMITTEE: &str = "committee";
/// The kind of an area's police.
pub(crate) const POLICE: &str = "police";

/// Longest chain of units above, or of successors, that is followed: a circle in a bad directory ends here.
const LONGEST_CHAIN: usize = 16;

/// So shortly before quiet hours end a push goes out all the same: the digest, which goes by an index, might not see yet
/// what it tells of.
const SETTLING: SignedDuration = SignedDuration::from_secs(10);

/// When a unit works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnitHours {
    /// Office hours.
    #[serde(rename = "office")]
    Office,
    /// Day and night, holidays included. Deadlines in working time go by office hours all the same.
    #[serde(rename = "24x7")]
    AroundTheClock,
}

/// An agency that can own reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its key.
    pub id: UnitId,
    /// What it is: `committee`, `police`, `centre`, `department:moi-truong`, `utility:dien-luc`; one or more.
    pub kinds: Vec<SmolStr>,
    /// As it is called.
    pub name_vi: String,
    /// The area it answers for; none for the centre, which answers for all.
    pub area: Option<AreaId>,
    /// The unit above; none for the centre only. Not every day's: see [`Directory::unit_above`].
    pub parent: Option<UnitId>,
    /// The unit that took over its work.
    pub successor: Option<UnitId>,
    /// When it works.
    pub hours: UnitHours,
    /// When it exists.
    pub valid: Period,
}

impl Unit {
    /// Is it of this kind?
    pub fn is(&self, kind: &str) -> bool {
        self.kinds.iter().any(|own| own == kind)
    }

    /// Is it the centre?
    pub fn is_centre(&self) -> bool {
        self.is(CENTRE)
    }
}

impl Directory {
    /// All units of all times, by id.
    pub fn units(&self) -> &[Unit] {
        &self.content.units
    }

    /// A unit of whatever time.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        let units = &self.content.units;
        units.binary_search_by(|unit| unit.id.cmp(id)).ok().and_then(|found| units.get(found))
    }

    /// Does the unit exist on the day?
    pub fn unit_valid_on(&self, id: &UnitId, day: Date) -> bool {
        self.unit(id).is_some_and(|unit| unit.valid.contains(day))
    }

    /// The centre on a day.
    pub fn centre(&self, day: Date) -> Option<&Unit> {
        self.content.units.iter().find(|unit| unit.is_centre() && unit.valid.contains(day))
    }

    /// The unit above on a day, itself valid then: the parent, or where that is gone its successor, or the next one
    /// up, the centre at the end. None above the centre.
    pub fn unit_above(&self, id: &UnitId, day: Date) -> Option<&Unit> {
        let unit = self.unit(id)?;
        if unit.is_centre() {
            return None;
        }
        let mut above = unit.parent.as_ref();
        for _ in 0..LONGEST_CHAIN {
            let Some(next) = above.and_then(|id| self.unit(id)) else {
                break;
            };
            if let Some(present) = self.present(next, day).filter(|present| present.id != *id) {
                return Some(present);
            }
            above = next.parent.as_ref();
        }
        self.centre(day)
    }

    /// The unit itself, or who took over its work by the day.
    pub fn unit_successor(&self, id: &UnitId, day: Date) -> Option<&Unit> {
        self.present(self.unit(id)?, day)
    }

    /// When the unit's people are left in peace: as the province says, and never where the unit works day and night.
    pub fn quiet_hours(&self, unit: &UnitId) -> Option<QuietHours> {
        let by_day = self.unit(unit).is_some_and(|unit| unit.hours == UnitHours::Office);
        self.settings().quiet.filter(|_| by_day)
    }

    /// Whether what happened at that moment is told to the unit by the digest after its quiet hours, not by a push.
    pub fn waits_for_digest(&self, unit: &UnitId, at: Timestamp) -> bool {
        let quiet = |at| self.quiet_hours(unit).is_some_and(|hours| hours.cover(at));
        quiet(at) && quiet(at.saturating_add(SETTLING).unwrap_or(at))
    }

    fn present<'a>(&'a self, unit: &'a Unit, day: Date) -> Option<&'a Unit> {
        let line = std::iter::successors(Some(unit), |unit| self.unit(unit.successor.as_ref()?));
        line.take(LONGEST_CHAIN).find(|unit| unit.valid.contains(day))
    }

    /// The unit of a kind that answers for an area on a day: the area's own, else that of the nearest area above,
    /// else one that answers for all.
    pub(crate) fn unit_of(&self, kind: &str, area: &AreaId, day: Date) -> Option<&Unit> {
        let find = |area: Option<&AreaId>| {
            self.content
                .units
                .iter()
                .find(|unit| unit.area.as_ref() == area && unit.is(kind) && unit.valid.contains(day))
        };
        self.lineage(area).find_map(|area| find(Some(&area.id))).or_else(|| find(None))
    }
}
