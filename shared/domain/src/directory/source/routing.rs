//! The last check, over the finished directory: every unit leads to the centre, every category has an owner.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Row;
use super::fault::{Faults, Problem};
use super::units::FILE as UNITS_FILE;
use crate::directory::category::Category;
use crate::directory::{Area, Directory, Level, OwnerRule, Unit, UnitId};

/// Nothing changes between the days given, so what holds on them holds on every day.
pub(super) fn check(
    directory: &Directory,
    units: &[Row<Unit>],
    categories: &[Row<Category>],
    days: &[Date],
    faults: &mut Faults,
) {
    check_chains(units, faults);
    check_centre(directory, days, faults);
    if !faults.is_empty() {
        return;
    }
    for row in categories {
        if let Some((area, day)) = unowned(directory, &row.item, days) {
            let (code, area, day) = (row.item.code.to_string(), area.id.to_string(), day.to_string());
            faults.add(row.file, row.line, Problem::OwnerUnresolved { code, area, day });
        }
        if row.item.owner == OwnerRule::Parent {
            check_conduct(directory, &row.item, units, days, faults);
        }
    }
}

/// Following each unit's parent comes to the centre, not round in a circle.
fn check_chains(units: &[Row<Unit>], faults: &mut Faults) {
    let by_id: BTreeMap<&UnitId, &Unit> = units.iter().map(|row| (&row.item.id, &row.item)).collect();
    for row in units {
        let mut seen = BTreeSet::new();
        let mut at = &row.item;
        while let Some(above) = at.parent.as_ref().and_then(|parent| by_id.get(parent)) {
            if !seen.insert(&at.id) {
                break;
            }
            at = above;
        }
        if !at.is_centre() {
            faults.add(row.file, row.line, Problem::NotUnderCentre { id: row.item.id.to_string() });
        }
    }
}

/// There is a centre on every day on which there is an area.
fn check_centre(directory: &Directory, days: &[Date], faults: &mut Faults) {
    let peopled = |day: &&Date| directory.areas_on(**day).next().is_some();
    for day in days.iter().filter(peopled).filter(|day| directory.centre(**day).is_none()) {
        faults.add(UNITS_FILE, 1, Problem::CentreMissing { day: day.to_string() });
    }
}

/// The first commune and day for which the category's own rules find nobody.
fn unowned<'a>(directory: &'a Directory, category: &Category, days: &[Date]) -> Option<(&'a Area, Date)> {
    let days = days.iter().copied().filter(|day| category.valid.contains(*day));
    days.into_iter().find_map(|day| {
        let communes =
            directory.areas_on(day).filter(|area| area.level == Level::Commune && directory.serves(&area.id));
        let owned = |area: &Area| directory.is_resolved(category, &directory.place_in(area.id.clone(), &[]), day);
        communes.into_iter().find(|area| !owned(area)).map(|area| (area, day))
    })
}

/// A report on the conduct of any unit has an owner, and never that unit.
fn check_conduct(directory: &Directory, category: &Category, units: &[Row<Unit>], days: &[Date], faults: &mut Faults) {
    for row in units {
        let day = days.iter().copied().filter(|day| category.valid.contains(*day)).find(|day| {
            let Some(commune) = directory.areas_on(*day).find(|area| area.level == Level::Commune) else {
                return false;
            };
            let place = directory.place_in(commune.id.clone(), &[]);
            let present = row.item.valid.contains(*day);
            present && directory.route(&category.code, &place, Some(&row.item.id), *day).is_err()
        });
        if let Some(day) = day {
            let (id, day) = (row.item.id.to_string(), day.to_string());
            faults.add(row.file, row.line, Problem::NobodyAbove { id, day });
        }
    }
}
