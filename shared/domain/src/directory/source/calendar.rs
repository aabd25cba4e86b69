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
const KINDS: [(&str, SpecialKind); 2] = [
    ("holiday", SpecialKind::Holiday),
    ("workday", SpecialKind::Workday),
];
/// What the standing of a day starts with that is announced but not enacted.
const PROVISIONAL: &str = "provisional";

/// The calendar; none where a file is missing.
pub(super) fn read(files: &Files, faults: &mut Faults) -> Option<Calendar> {
    let special = special_days(files, faults);
    let hours = hours(files, faults);
    Some(Calendar::new(special?, hours?))
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
        match kind {
            SpecialKind::Holiday if weekend => {
                cells.fault(faults, Problem::HolidayAtWeekend { day })
            }
            SpecialKind::Workday if !weekend => {
                cells.fault(faults, Problem::WorkdayOnWeekday { day })
            }
            _ if days.iter().any(|known| known.date() == date) => {
                cells.fault(faults, Problem::Duplicate { id: day })
            }
            _ => {
                let provisional = cells.text("standing").starts_with(PROVISIONAL);
                days.push(SpecialDay {
                    number: day_number(date),
                    kind,
                    name_vi,
                    provisional,
                });
            }
        }
    }
    Some(days)
}

fn hours(files: &Files, faults: &mut Faults) -> Option<Vec<HoursFrom>> {
    let table = Table::read(files, HOURS_FILE, &HOURS_COLUMNS, faults)?;
    let mut all: Vec<HoursFrom> = Vec::new();
    for cells in table.rows() {
        let from: Option<Date> = cells.value("valid_from", faults);
        let hours: Option<OfficeHours> = cells.value("hours", faults);
        let (Some(from), Some(hours)) = (from, hours) else {
            continue;
        };
        let number = day_number(from);
        if all.iter().any(|known| known.number == number) {
            cells.fault(
                faults,
                Problem::Duplicate {
                    id: from.to_string(),
                },
            );
        } else if all
            .first()
            .is_some_and(|first| first.hours.length_ms() != hours.length_ms())
        {
            cells.fault(
                faults,
                Problem::HoursLength {
                    hours: hours.to_string(),
                },
            );
        } else {
            all.push(HoursFrom { number, hours });
        }
    }
    if all.is_empty() {
        faults.add(HOURS_FILE, 1, Problem::TableEmpty {});
        return None;
    }
    Some(all)
}
