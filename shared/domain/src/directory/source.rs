//! Building a directory from the files that a clerk edits, or telling everything that is wrong with them.
//!
//! One CSV a subject, one line a fact, and borders as GeoJSON; `infra/directory/` holds a province's. A file is read
//! row by row first; then the rows are checked against each other; then, if all that is well, the finished directory
//! is asked to route every category in every commune on every day on which anything changes.
//!
//! **Architecture Invariant:** the input is text by file name; reading files is the caller's.

mod areas;
mod borders;
mod calendar;
mod categories;
mod fault;
mod overlap;
mod packed;
mod province;
mod routing;
mod table;
mod units;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Area, Content, Directory, Period};
use fault::Faults;
pub use fault::{Fault, Problem};
pub use packed::{BadFiles, pack, unpack};

/// The files by name: each of [`FILES`], and any `*.geojson`.
pub type Files = BTreeMap<String, String>;

/// The files that a directory needs, borders apart.
pub const FILES: [&str; 9] = [
    areas::FILE,
    calendar::FILE,
    calendar::HOURS_FILE,
    categories::FILE,
    province::CONSENTS_FILE,
    province::HOTLINES_FILE,
    units::IMPLIED_FILE,
    province::FILE,
    units::FILE,
];

/// An item and where it was read.
#[derive(Debug, Clone)]
struct Row<T> {
    file: &'static str,
    line: u32,
    item: T,
}

/// Builds the directory, or tells every fault, by file and line.
pub fn build(files: &Files) -> Result<Directory, Vec<Fault>> {
    let mut faults = Faults::default();
    let areas = areas::read(files, &mut faults);
    let borders = borders::read(files, &areas, &mut faults);
    let categories = categories::read(files, &mut faults);
    let units = units::read(files, &areas, &mut faults);
    let calendar = calendar::read(files, &mut faults);
    let settings = province::read(files, &areas, &mut faults);
    categories::check_kinds(&categories, &units, &mut faults);
    let (Some(calendar), Some(settings)) = (calendar, settings) else {
        return Err(faults.sorted());
    };
    let days =
        days_of_change(&areas, units.iter().map(|row| row.item.valid), categories.iter().map(|row| row.item.valid));
    let content = Content {
        areas: sorted(&areas, |one, other| one.id.cmp(&other.id)),
        borders,
        unbordered: Vec::new(),
        categories: sorted(&categories, |one, other| (&one.code, one.valid.from).cmp(&(&other.code, other.valid.from))),
        units: sorted(&units, |one, other| one.id.cmp(&other.id)),
        calendar,
        settings,
    };
    let directory = Directory::of(content);
    if faults.is_empty() {
        routing::check(&directory, &units, &categories, &days, &mut faults);
    }
    if faults.is_empty() { Ok(directory) } else { Err(faults.sorted()) }
}

fn sorted<T: Clone>(rows: &[Row<T>], order: impl Fn(&T, &T) -> std::cmp::Ordering) -> Vec<T> {
    let mut items: Vec<T> = rows.iter().map(|row| row.item.clone()).collect();
    items.sort_by(order);
    items
}

/// The first day of every stretch in which nothing in the directory changes: what holds on these days holds on all.
fn days_of_change(
    areas: &[Row<Area>],
    units: impl Iterator<Item = Period>,
    categories: impl Iterator<Item = Period>,
) -> Vec<Date> {
    let periods = areas.iter().map(|row| row.item.valid).chain(units).chain(categories);
    let starts = |period: Period| [Some(period.from), period.to.and_then(|last| last.tomorrow().ok())];
    periods.flat_map(starts).flatten().collect::<BTreeSet<Date>>().into_iter().collect()
}
