//! The recount: what a cell holds against the reports themselves, and the cell as it should be.

use std::collections::BTreeMap;

use super::{Cell, CellKey, Counted, Mark, Tally, cell::FEW};
use crate::ids::ReportId;

/// Minutes in which the stream may still be on its way: a difference so young is none.
const UNDER_WAY: i64 = 10;
/// Minutes after which no record of a report comes any more, with room: a stream holds a day.
const SURELY_QUIET: i64 = 2 * 24 * 60;

/// How a cell differs from the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Difference {
    /// Reports that are kept apart and counted otherwise than they are.
    pub reports: u32,
    /// Counters among the settled ones that are wrong.
    pub settled: u32,
}

impl Difference {
    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// Reports by id, as they are: all that came on the cell's day, wherever they count.
pub type Recount = BTreeMap<ReportId, Counted>;

fn here<'r>(key: &'r CellKey, reports: &'r Recount) -> impl Iterator<Item = (&'r ReportId, &'r Counted)> {
    reports.iter().filter(move |(_, counted)| counted.key == *key)
}

/// How a cell differs from the reports, which were read before or after it; `now` in minutes since 1970.
pub fn difference(cell: &Cell, reports: &Recount, now: i64) -> Difference {
    let old = |counted: &Counted| counted.at < now - UNDER_WAY;
    let wrong = |(id, mark): &(&ReportId, &Mark)| match reports.get(*id) {
        None => !mark.counters.is_empty(),
        Some(counted) if counted.version < mark.version => false,
        Some(counted) => {
            let should: &[_] = if counted.key == cell.key { &counted.counters } else { &[] };
            old(counted) && (should != mark.counters || counted.key == cell.key && counted.version != mark.version)
        }
    };
    let mut settled = Tally::default();
    let unmarked = here(&cell.key, reports).filter(|(id, _)| !cell.recent.contains_key(*id));
    for (_, counted) in unmarked.filter(|(_, counted)| old(counted)) {
        settled.add(&counted.counters);
    }
    let counters = settled.iter().chain(cell.settled.iter()).map(|(counter, _)| counter);
    let differ = |counter: &_| settled.get(*counter) != cell.settled.get(*counter);
    let mut wrong_counters: Vec<_> = counters.filter(differ).collect();
    wrong_counters.sort_unstable();
    wrong_counters.dedup();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Difference { reports: count(cell.recent.iter().filter(wrong).count()), settled: count(wrong_counters.len()) }
}

/// The cell as the reports say, to be stored in the place of `cell` if nobody has written it since it was read.
pub fn rebuilt(cell: &Cell, reports: &Recount, now: i64) -> Cell {
    let quiet = now - SURELY_QUIET;
    let settled_until = cell.settled_until.max(quiet);
    let mut new = Cell { settled: Tally::default(), recent: BTreeMap::new(), settled_until, ..cell.clone() };
    let all: Vec<_> = here(&cell.key, reports).collect();
    let few = all.len() <= FEW;
    for (id, counted) in all {
        match cell.recent.get(id).filter(|mark| mark.version > counted.version) {
            Some(newer) => {
                new.recent.insert(id.clone(), newer.clone());
            }
            None if few || counted.at > quiet => {
                let mark = Mark { version: counted.version, at: counted.at, counters: counted.counters.clone() };
                new.recent.insert(id.clone(), mark);
            }
            None => new.settled.add(&counted.counters),
        }
    }
    // Who has left stays known as long as a record may come, and what came after the reports were read stays too.
    for (id, mark) in cell.recent.iter().filter(|(_, mark)| mark.at > quiet) {
        let Some(counted) = reports.get(id).filter(|counted| counted.key != cell.key) else { continue };
        let kept = if mark.version > counted.version {
            mark.clone()
        } else {
            Mark { version: counted.version, at: counted.at, counters: Vec::new() }
        };
        new.recent.insert(id.clone(), kept);
    }
    new
}
