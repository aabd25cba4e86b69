//! `units.csv`, the units named one by one, and `implied-units.csv`, those that every area of a level has.
//!
//! A unit named in the first with the id that the second would give stays as it is named, and has both kinds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fault::{Faults, Problem};
use super::table::{Cells, Table};
use super::{Files, Row};
use crate::directory::unit::{CENTRE, COMMITTEE, POLICE};
use crate::directory::{Area, AreaId, Level, Period, Unit, UnitHours, UnitId};

pub(super) const FILE: &str = "units.csv";
pub(super) const IMPLIED_FILE: &str = "implied-units.csv";
const COLUMNS: [&str; 9] =
    ["unit_id", "kinds", "name_vi", "area_id", "parent_id", "successor_id", "hours", "valid_from", "valid_to"];
const IMPLIED_COLUMNS: [&str; 7] = ["kind", "level", "id_prefix", "name_prefix", "hours", "valid_from", "valid_to"];
const HOURS: [(&str, UnitHours); 2] = [("office", UnitHours::Office), ("24x7", UnitHours::AroundTheClock)];
const LEVELS: [(&str, Level); 3] =
    [("province", Level::Province), ("district", Level::District), ("commune", Level::Commune)];
const IMPLIED_KINDS: [(&str, &str); 2] = [(COMMITTEE, COMMITTEE), (POLICE, POLICE)];

/// A unit that every area of a level has while both hold.
struct Implied {
    line: u32,
    kind: &'static str,
    level: Level,
    id_prefix: String,
    name_prefix: String,
    hours: UnitHours,
    from: Option<Date>,
    to: Option<Date>,
}

/// All units, those of every area included, checked against the areas and each other.
pub(super) fn read(files: &Files, areas: &[Row<Area>], faults: &mut Faults) -> Vec<Row<Unit>> {
    let mut units = named(files, areas, faults);
    let implied = rules(files, faults);
    imply(&mut units, &implied, areas);
    let known: BTreeMap<UnitId, Period> = units.iter().map(|row| (row.item.id.clone(), row.item.valid)).collect();
    for row in &mut units {
        check_links(row, &known, faults);
    }
    check_kinds(&units, faults);
    units
}

fn named(files: &Files, areas: &[Row<Area>], faults: &mut Faults) -> Vec<Row<Unit>> {
    let Some(table) = Table::read(files, FILE, &COLUMNS, faults) else {
        return Vec::new();
    };
    let known: BTreeSet<&AreaId> = areas.iter().map(|row| &row.item.id).collect();
    let mut units: Vec<Row<Unit>> = Vec::new();
    for cells in table.rows() {
        let Some(unit) = unit(&cells, faults) else {
            continue;
        };
        if let Some(area) = unit.area.as_ref().filter(|area| !known.contains(area)) {
            cells.fault(faults, Problem::AreaUnknown { area: area.to_string() });
        }
        if units.iter().any(|known| known.item.id == unit.id) {
            cells.fault(faults, Problem::Duplicate { id: unit.id.to_string() });
        } else {
            units.push(Row { file: FILE, line: cells.line, item: unit });
        }
    }
    if units.is_empty() {
        faults.add(FILE, 1, Problem::TableEmpty {});
    }
    units
}

fn unit(cells: &Cells<'_>, faults: &mut Faults) -> Option<Unit> {
    let id = cells.value("unit_id", faults);
    let kinds = cells.filled("kinds", faults).map(|_| cells.list("kinds"));
    let name_vi = cells.filled("name_vi", faults);
    let area = cells.optional("area_id", faults);
    let parent = cells.optional("parent_id", faults);
    let successor = cells.optional("successor_id", faults);
    let hours = cells.word("hours", &HOURS, faults);
    let valid = cells.period(faults);
    Some(Unit {
        id: id?,
        kinds: kinds?,
        name_vi: name_vi?,
        area: area?,
        parent: parent?,
        successor: successor?,
        hours: hours?,
        valid: valid?,
    })
}

fn rules(files: &Files, faults: &mut Faults) -> Vec<Implied> {
    let Some(table) = Table::read(files, IMPLIED_FILE, &IMPLIED_COLUMNS, faults) else {
        return Vec::new();
    };
    let rule = |cells: Cells<'_>| {
        let kind = cells.word("kind", &IMPLIED_KINDS, faults);
        let level = cells.word("level", &LEVELS, faults);
        // the prefix of an id must itself be fit for one
        let id_prefix: Option<UnitId> = cells.value("id_prefix", faults);
        let name_prefix = cells.filled("name_prefix", faults);
        let hours = cells.word("hours", &HOURS, faults);
        let from = cells.optional("valid_from", faults);
        let to = cells.optional("valid_to", faults);
        Some(Implied {
            line: cells.line,
            kind: kind?,
            level: level?,
            id_prefix: id_prefix?.to_string(),
            name_prefix: name_prefix?,
            hours: hours?,
            from: from?,
            to: to?,
        })
    };
    table.rows().filter_map(rule).collect()
}

/// Adds the units that the areas imply. Above a commune's is its district's, and so on; above a province's police
/// its committee, above that the centre.
fn imply(units: &mut Vec<Row<Unit>>, implied: &[Implied], areas: &[Row<Area>]) {
    let by_id: BTreeMap<&AreaId, &Area> = areas.iter().map(|row| (&row.item.id, &row.item)).collect();
    let centre = units.iter().find(|row| row.item.is_centre()).map(|row| row.item.id.clone());
    for rule in implied {
        for row in areas.iter().filter(|row| row.item.level == rule.level) {
            let area = &row.item;
            let all_time = Period { from: rule.from.unwrap_or(Date::MIN), to: rule.to };
            let Some(valid) = area.valid.intersection(&all_time) else {
                continue;
            };
            let Some(id) = implied_id(implied, rule.kind, area) else {
                continue;
            };
            if let Some(named) = units.iter_mut().find(|known| known.item.id == id) {
                if !named.item.is(rule.kind) {
                    named.item.kinds.push(rule.kind.into());
                }
                continue;
            }
            let line = std::iter::successors(area.parent.as_ref(), |id| by_id.get(id)?.parent.as_ref());
            let above = line
                .take(Level::ALL)
                .filter_map(|id| by_id.get(id))
                .find_map(|above| implied_id(implied, rule.kind, above));
            let committee = || if rule.kind == POLICE { implied_id(implied, COMMITTEE, area) } else { None };
            let parent = above.or_else(committee).or_else(|| centre.clone());
            let next = area.successor.as_ref().and_then(|next| by_id.get(next));
            let unit = Unit {
                id,
                kinds: vec![rule.kind.into()],
                name_vi: format!("{} {}", rule.name_prefix, area.full_name),
                area: Some(area.id.clone()),
                parent,
                successor: next.and_then(|next| implied_id(implied, rule.kind, next)),
                hours: rule.hours,
                valid,
            };
            units.push(Row { file: IMPLIED_FILE, line: rule.line, item: unit });
        }
    }
}

/// The id that the rules give to an area's unit of a kind.
fn implied_id(implied: &[Implied], kind: &str, area: &Area) -> Option<UnitId> {
    let rule = implied.iter().find(|rule| rule.kind == kind && rule.level == area.level)?;
    format!("{}{}", rule.id_prefix, area.id).parse().ok()
}

/// Parents and successors exist; only the centre has no parent, and a successor is there when its turn comes.
fn check_links(row: &mut Row<Unit>, known: &BTreeMap<UnitId, Period>, faults: &mut Faults) {
    let unit = &mut row.item;
    let id = unit.id.to_string();
    match &unit.parent {
        None if unit.is_centre() => {}
        None => faults.add(row.file, row.line, Problem::NotUnderCentre { id: id.clone() }),
        Some(parent) if !known.contains_key(parent) => {
            faults.add(row.file, row.line, Problem::ParentUnknown { id: id.clone(), parent: parent.to_string() });
        }
        Some(_) => {}
    }
    let Some(next) = &unit.successor else { return };
    let successor = next.to_string();
    let day_after = unit.valid.to.and_then(|last| last.tomorrow().ok());
    let problem = match (known.get(next), day_after) {
        (Some(valid), Some(day)) if valid.contains(day) => return,
        (None, _) => Problem::SuccessorUnknown { id, successor },
        (Some(_), _) => Problem::SuccessorNotValid { id, successor },
    };
    if row.file == IMPLIED_FILE {
        // it only follows from its area's successor: where the kinds end earlier (district police), nobody follows
        unit.successor = None;
    } else {
        faults.add(row.file, row.line, problem);
    }
}

/// One unit of a kind for one area on one day, and one centre.
fn check_kinds(units: &[Row<Unit>], faults: &mut Faults) {
    let mut by_kind: BTreeMap<(&str, Option<&AreaId>), Vec<&Row<Unit>>> = BTreeMap::new();
    for row in units {
        for kind in &row.item.kinds {
            let area = if kind == CENTRE { None } else { row.item.area.as_ref() };
            by_kind.entry((kind, area)).or_default().push(row);
        }
    }
    for ((kind, _), rows) in by_kind {
        for (index, row) in rows.iter().enumerate() {
            if let Some(other) = rows[..index].iter().find(|other| other.item.valid.overlaps(&row.item.valid)) {
                let other = other.item.id.to_string();
                faults.add(row.file, row.line, Problem::KindTaken { kind: kind.to_owned(), other });
            }
        }
    }
}
