//! Somebody is there: officer, deputy, leader, unit above, centre, as far as it takes (DOMAIN.md, lifecycle).

use jiff::civil::Date;

use super::{Staff, StaffId};
use crate::{
    actor::{Role, is_centre},
    directory::{CategoryCode, Directory, UnitId},
};

/// Longest way up.
const LONGEST_WAY: usize = 16;

/// How far up it took to find somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// An officer of the unit for the category.
    Officer,
    /// Who stands in for one who is away.
    Deputy,
    /// A leader of the unit.
    Leader,
    /// Somebody of a unit above.
    Above,
    /// The centre, there or not: it is staffed day and night.
    Centre,
}

/// Who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    /// How far up.
    pub rung: Rung,
    /// In which unit.
    pub unit: UnitId,
    /// Who; empty for a centre without rows.
    pub people: Vec<StaffId>,
}

/// Whether the unit has a leader who is not away.
pub fn has_leader(unit: &[Staff], day: Date) -> bool {
    unit.iter().any(|s| s.role == Role::Leader && !s.away(day))
}

/// Whether that person is of the unit and not away.
pub fn is_there(unit: &[Staff], id: &str, day: Date) -> bool {
    unit.iter().any(|s| s.staff_id.as_str() == id && matches!(s.role, Role::Officer | Role::Leader) && !s.away(day))
}

/// Who stands in for a person who is away: the deputy, or where that one is away too, theirs. Never in a circle.
pub fn stand_in<'a>(unit: &'a [Staff], away: &'a Staff, day: Date) -> Option<&'a Staff> {
    let next = |s: &&'a Staff| unit.iter().find(|d| Some(&d.staff_id) == s.stand_in(day));
    let line = std::iter::successors(Some(away), next).skip(1).take(unit.len());
    line.take_while(|d| d.staff_id != away.staff_id).find(|d| !d.away(day))
}

/// Those whom `person` stands in for on the day: their categories are the person's too for that time.
pub fn stands_in_for<'a>(unit: &'a [Staff], person: &StaffId, day: Date) -> impl Iterator<Item = &'a Staff> {
    let person = person.clone();
    unit.iter().filter(move |s| s.away(day) && stand_in(unit, s, day).is_some_and(|d| d.staff_id == person))
}

/// The categories of which the person is pushed: the own, and those of whom the person stands in for. Empty: all.
pub fn categories(unit: &[Staff], person: &Staff, day: Date) -> Vec<CategoryCode> {
    let covered: Vec<&Staff> = std::iter::once(person).chain(stands_in_for(unit, &person.staff_id, day)).collect();
    if covered.iter().any(|s| s.categories.is_empty()) {
        return Vec::new();
    }
    let mut all: Vec<_> = covered.iter().flat_map(|s| s.categories.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all
}

/// Who is pushed of other categories under `after` than under `before`, and of which.
pub fn retuned(before: &[Staff], after: &[Staff], day: Date) -> Vec<(StaffId, Vec<CategoryCode>)> {
    let was = |person: &Staff| {
        let row = before.iter().find(|row| row.staff_id == person.staff_id)?;
        Some(categories(before, row, day))
    };
    let now = after.iter().map(|person| (person, categories(after, person, day)));
    let differs = now.filter(|(person, now)| was(person).is_some_and(|was| was != *now));
    differs.map(|(person, now)| (person.staff_id.clone(), now)).collect()
}

/// Who of one unit is there for a category, and at which rung; nobody where the unit above must see to it.
pub fn in_unit(unit: &[Staff], category: &CategoryCode, day: Date) -> Option<(Rung, Vec<StaffId>)> {
    let officers: Vec<&Staff> = unit.iter().filter(|s| s.role == Role::Officer && s.handles(category)).collect();
    let ids = |people: Vec<&Staff>| {
        let mut ids: Vec<_> = people.iter().map(|s| s.staff_id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let found = [
        (Rung::Officer, officers.iter().copied().filter(|s| !s.away(day)).collect::<Vec<_>>()),
        (Rung::Deputy, officers.iter().filter_map(|s| stand_in(unit, s, day)).collect()),
        (Rung::Leader, unit.iter().filter(|s| s.role == Role::Leader && !s.away(day)).collect()),
    ];
    found.into_iter().find(|(_, people)| !people.is_empty()).map(|(rung, people)| (rung, ids(people)))
}

/// Who is there for a report of `owner`: `staff_of` gives the rows of a unit. Always somebody: the centre at the end.
pub fn who_is_there<'a>(
    owner: &UnitId,
    category: &CategoryCode,
    day: Date,
    directory: &Directory,
    staff_of: impl Fn(&UnitId) -> &'a [Staff],
) -> There {
    let mut unit = owner.clone();
    for step in 0..LONGEST_WAY {
        if is_centre(&unit) {
            break;
        }
        if let Some((rung, people)) = in_unit(staff_of(&unit), category, day) {
            return There { rung: if step == 0 { rung } else { Rung::Above }, unit, people };
        }
        match directory.unit_above(&unit, day) {
            Some(above) => unit = above.id.clone(),
            None => break,
        }
    }
    let centre = directory.centre(day).map_or(unit, |c| c.id.clone());
    let people = staff_of(&centre).iter().filter(|s| !s.away(day)).map(|s| s.staff_id.clone()).collect();
    There { rung: Rung::Centre, unit: centre, people }
}

/// The units of a day that have no leader who is there; `leaders` are all leaders of all units. The centre has none.
pub fn leaderless<'d>(directory: &'d Directory, leaders: &[Staff], day: Date) -> Vec<&'d UnitId> {
    let led: std::collections::HashSet<&UnitId> =
        leaders.iter().filter(|l| l.role == Role::Leader && !l.away(day)).filter_map(|l| l.unit.as_ref()).collect();
    let units = directory.units().iter().filter(|u| u.valid.contains(day) && !u.is_centre());
    units.map(|u| &u.id).filter(|id| !led.contains(id)).collect()
}
