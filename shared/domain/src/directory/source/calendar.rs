//! `calendar.csv`, the holidays and make-up days, and `hours.csv`, the office hours.

use jiff::civil::{Date, Weekday};

use super::Files;
use super::fault::{Faults, Problem};
use super::table::Table;
use crate::calendar::{Calendar, HoursFrom, OfficeHours, SpecialDay, SpecialKind, day_number};

pub(super) const FILE: &str = "calendar.csv";
pub(super) const HOURS_FILE: &str = "hours.csv";
const COLUMNS: [&str; 4] = ["date", "kind", "name_vi", "standing"];
const HOURS_COLUMNS: [&str; 2] = ["valid_from", "hours"];
const KINDS: [(&str, SpecialKind); 2] = [("holiday", SpecialKind::Holiday), ("workday", SpecialKind::Workday)];
/// What the standing of a day starts with that is announced but not enacted.
const PROVISIONAL: &str = "provisional";

/// The calendar; none where a file is missing.
pub(super) fn read(files: &Files, faults: &mut Faults) -> Option<Calendar> {
    let special = special_days(files, faults);
    let hours = hours(files, faults);
    let (first, later) = hours?;
    Some(Calendar::new(special?, first, later))
}

fn special_days(files: &Files, faults: &mut Faults) -> Option<Vec<SpecialDay>> {
    let table = Table::read(files, FILE, &COLUMNS, faults)?;
    let mut days: Vec<SpecialDay> = Vec::new();
    for cells in table.rows() {
        let date: Option<Date> = cells.value("date", faults);
        let kind = cells.word("kind", &KINDS, faults);
        let name_vi = cells.filled("name_vi", faults);
        let (Some(date), Some(kind), Some(name_vi)) = (date, kind, name_vi) else {
            continue;
        };
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let day = date.to_string();
        let problem = match kind {
            SpecialKind::Holiday if weekend => Problem::HolidayAtWeekend { day },
            SpecialKind::Workday if !weekend => Problem::WorkdayOnWeekday { day },
            _ if days.iter().any(|known| known.date() == date) => Problem::Duplicate { id: day },
            _ => {
                let provisional = cells.text("standing").starts_with(PROVISIONAL);
                days.push(SpecialDay { number: day_number(date), kind, name_vi, provisional });
                continue;
            }
        };
        cells.fault(faults, problem);
    }
    Some(days)
}

/// The first hours, which also hold on all days before them, and those that replace them.
fn hours(files: &Files, faults: &mut Faults) -> Option<(OfficeHours, Vec<HoursFrom>)> {
    let table = Table::read(files, HOURS_FILE, &HOURS_COLUMNS, faults)?;
    let mut all: Vec<HoursFrom> = Vec::new();
    for cells in table.rows() {
        let from: Option<Date> = cells.value("valid_from", faults);
        let hours: Option<OfficeHours> = cells.value("hours", faults);
        let (Some(from), Some(hours)) = (from, hours) else { continue };
        let number = day_number(from);
        if all.iter().any(|known| known.number == number) {
            cells.fault(faults, Problem::Duplicate { id: from.to_string() });
        } else if all.first().is_some_and(|first| first.hours.length_ms() != hours.length_ms()) {
            cells.fault(faults, Problem::HoursLength { hours: hours.to_string() });
        } else {
            all.push(HoursFrom { number, hours });
        }
    }
    all.sort_by_key(|from| from.number);
    if all.is_empty() {
        faults.add(HOURS_FILE, 1, Problem::TableEmpty {});
        return None;
    }
    let first = all.remove(0);
    Some((first.hours, all))
}
