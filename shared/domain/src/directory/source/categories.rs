//! `categories.csv`: the fields, their owners, deadlines and rules.

use std::collections::BTreeSet;

use super::fault::{Faults, Problem};
use super::table::{Cells, Table};
use super::{Files, Row};
use crate::directory::category::Category;
use crate::directory::{Confidential, OwnerRule, PhotoToClose, Track, Unit};

pub(super) const FILE: &str = "categories.csv";
const COLUMNS: [&str; 14] = [
    "code",
    "name_vi",
    "name_en",
    "keywords_vi",
    "owner",
    "fallback_owner",
    "receive_normal",
    "receive_urgent",
    "handle_normal",
    "handle_urgent",
    "confidential",
    "photo_to_close",
    "valid_from",
    "valid_to",
];
const CONFIDENTIAL: [(&str, Confidential); 3] =
    [("optional", Confidential::Optional), ("default", Confidential::Default), ("always", Confidential::Always)];
const PHOTO: [(&str, PhotoToClose); 3] =
    [("required", PhotoToClose::Required), ("waivable", PhotoToClose::Waivable), ("none", PhotoToClose::None)];

/// The categories, each day's rules once.
pub(super) fn read(files: &Files, faults: &mut Faults) -> Vec<Row<Category>> {
    let Some(table) = Table::read(files, FILE, &COLUMNS, faults) else {
        return Vec::new();
    };
    let mut categories: Vec<Row<Category>> = Vec::new();
    for cells in table.rows() {
        let Some(category) = category(&cells, faults) else {
            continue;
        };
        let same = |known: &&Row<Category>| known.item.code == category.code;
        if categories.iter().filter(same).any(|known| known.item.valid.overlaps(&category.valid)) {
            cells.fault(faults, Problem::CategoryOverlap { code: category.code.to_string() });
        } else {
            categories.push(Row { file: FILE, line: cells.line, item: category });
        }
    }
    if categories.is_empty() {
        faults.add(FILE, 1, Problem::TableEmpty {});
    }
    categories
}

fn category(cells: &Cells<'_>, faults: &mut Faults) -> Option<Category> {
    let code = cells.value("code", faults);
    let name_vi = cells.filled("name_vi", faults);
    let name_en = cells.filled("name_en", faults);
    let owner = cells.value("owner", faults);
    let fallback_owner = cells.value("fallback_owner", faults);
    let receive = track(cells, "receive_normal", "receive_urgent", faults);
    let handle = track(cells, "handle_normal", "handle_urgent", faults);
    let confidential = cells.word("confidential", &CONFIDENTIAL, faults);
    let photo_to_close = cells.word("photo_to_close", &PHOTO, faults);
    let valid = cells.period(faults);
    let category = Category {
        code: code?,
        name_vi: name_vi?,
        name_en: name_en?,
        keywords_vi: cells.list("keywords_vi"),
        owner: owner?,
        fallback_owner: fallback_owner?,
        receive: receive?,
        handle: handle?,
        confidential: confidential?,
        photo_to_close: photo_to_close?,
        valid: valid?,
    };
    if category.receive.urgent.is_some() != category.handle.urgent.is_some() {
        cells.fault(faults, Problem::UrgentHalf { code: category.code.to_string() });
    }
    Some(category)
}

fn track(cells: &Cells<'_>, normal: &str, urgent: &str, faults: &mut Faults) -> Option<Track> {
    let normal = cells.value(normal, faults);
    let urgent = cells.optional(urgent, faults);
    Some(Track { normal: normal?, urgent: urgent? })
}

/// A department or utility that owns something must be some unit's kind; a misspelt one never shows otherwise as long
/// as the other owner is found.
pub(super) fn check_kinds(categories: &[Row<Category>], units: &[Row<Unit>], faults: &mut Faults) {
    let known: BTreeSet<&str> = units.iter().flat_map(|row| &row.item.kinds).map(AsRef::as_ref).collect();
    for row in categories {
        for kind in [&row.item.owner, &row.item.fallback_owner].into_iter().filter_map(OwnerRule::kind) {
            if !known.contains(kind.as_str()) {
                faults.add(FILE, row.line, Problem::KindUnknown { kind });
            }
        }
    }
}
