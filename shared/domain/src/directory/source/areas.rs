//! `areas.csv`: every area of every time.

use std::collections::BTreeMap;

use super::fault::{Faults, Problem};
use super::table::{Cells, Table};
use super::{Files, Row};
use crate::directory::{Area, AreaId, Level};

pub(super) const FILE: &str = "areas.csv";
const COLUMNS: [&str; 10] = [
    "area_id",
    "gso_code",
    "level",
    "type",
    "name",
    "full_name",
    "parent_id",
    "valid_from",
    "valid_to",
    "successor_id",
];
const LEVELS: [(&str, Level); 3] =
    [("province", Level::Province), ("district", Level::District), ("commune", Level::Commune)];

/// The areas, checked against each other.
pub(super) fn read(files: &Files, faults: &mut Faults) -> Vec<Row<Area>> {
    let Some(table) = Table::read(files, FILE, &COLUMNS, faults) else {
        return Vec::new();
    };
    let mut areas: Vec<Row<Area>> = Vec::new();
    for cells in table.rows() {
        let Some(area) = area(&cells, faults) else {
            continue;
        };
        if areas.iter().any(|known| known.item.id == area.id) {
            cells.fault(faults, Problem::Duplicate { id: area.id.to_string() });
        } else {
            areas.push(Row { file: FILE, line: cells.line, item: area });
        }
    }
    if areas.is_empty() {
        faults.add(FILE, 1, Problem::TableEmpty {});
    }
    let by_id: BTreeMap<&AreaId, &Area> = areas.iter().map(|row| (&row.item.id, &row.item)).collect();
    for row in &areas {
        for problem in parent_problem(&row.item, &by_id).into_iter().chain(successor_problem(&row.item, &by_id)) {
            faults.add(FILE, row.line, problem);
        }
    }
    check_codes(&areas, faults);
    areas
}

fn area(cells: &Cells<'_>, faults: &mut Faults) -> Option<Area> {
    let id = cells.value("area_id", faults);
    let gso_code = cells.filled("gso_code", faults);
    let level = cells.word("level", &LEVELS, faults);
    let kind = cells.filled("type", faults);
    let name = cells.filled("name", faults);
    let full_name = cells.filled("full_name", faults);
    let parent = cells.optional("parent_id", faults);
    let successor = cells.optional("successor_id", faults);
    let valid = cells.period(faults);
    Some(Area {
        id: id?,
        gso_code: gso_code?.into(),
        level: level?,
        kind: kind?.into(),
        name: name?.into(),
        full_name: full_name?.into(),
        parent: parent?,
        valid: valid?,
        successor: successor?,
    })
}

fn parent_problem(area: &Area, by_id: &BTreeMap<&AreaId, &Area>) -> Option<Problem> {
    let id = area.id.to_string();
    let Some(parent_id) = &area.parent else {
        return (area.level != Level::Province).then_some(Problem::ParentLevel { id });
    };
    let parent = parent_id.to_string();
    match by_id.get(parent_id) {
        None => Some(Problem::ParentUnknown { id, parent }),
        Some(above) if above.level >= area.level => Some(Problem::ParentLevel { id }),
        Some(above) if !above.valid.covers(&area.valid) => Some(Problem::ParentNotValid { id, parent }),
        Some(_) => None,
    }
}

fn successor_problem(area: &Area, by_id: &BTreeMap<&AreaId, &Area>) -> Option<Problem> {
    let id = area.id.to_string();
    let Some(successor_id) = &area.successor else {
        let ends = area.valid.to.is_some() && area.level == Level::Commune;
        return ends.then_some(Problem::SuccessorMissing { id });
    };
    let successor = successor_id.to_string();
    let Some(next) = by_id.get(successor_id) else {
        return Some(Problem::SuccessorUnknown { id, successor });
    };
    let day_after = area.valid.to.and_then(|last| last.tomorrow().ok());
    let follows = day_after.is_some_and(|day| next.valid.contains(day)) && next.level == area.level;
    (!follows).then_some(Problem::SuccessorNotValid { id, successor })
}

fn check_codes(areas: &[Row<Area>], faults: &mut Faults) {
    let mut by_code: BTreeMap<&str, Vec<&Row<Area>>> = BTreeMap::new();
    for row in areas {
        by_code.entry(&row.item.gso_code).or_default().push(row);
    }
    for (code, rows) in by_code {
        for (index, row) in rows.iter().enumerate() {
            if let Some(other) = rows[..index].iter().find(|other| other.item.valid.overlaps(&row.item.valid)) {
                let other = other.item.id.to_string();
                faults.add(FILE, row.line, Problem::GsoCodeTaken { code: code.to_owned(), other });
            }
        }
    }
}
