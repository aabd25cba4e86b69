//! A cell: the reports of one day, commune, category, unit and visibility, counted, each exactly once.
//!
//! What was counted lately is kept apart by report with its version, so that a record that comes again, or late, changes
//! nothing, and one that was skipped is made up for by the next. What is quiet for a day is settled into plain counters:
//! a stream holds a record no longer than that. A cell that few reports share keeps them all apart.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::civil::Date;

use super::{Counted, Counter, Tally, counted};
use crate::{
    Report,
    directory::{AreaId, CategoryCode, UnitId},
    ids::ReportId,
};

/// Reports kept apart however old they are: about what fits an item of 1 KB.
pub(super) const FEW: usize = 12;
/// Reports kept apart in a storm, four batches of the stream; then the older half is settled, quiet or not.
const MOST: usize = 400;
/// Minutes for which a stream may bring a record again.
const A_DAY: i64 = 24 * 60;

/// Where a report counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The day on which it came.
    pub day: Date,
    /// Its commune.
    pub area: AreaId,
    /// Its field.
    pub category: CategoryCode,
    /// Its owner.
    pub unit: UnitId,
    /// Whether everybody may see it.
    pub public: bool,
}

/// What a report counts as in a cell; nothing where it has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The report's version that was counted.
    pub version: u32,
    /// When the report became so: minutes since 1970.
    pub at: i64,
    /// What it counts as.
    pub counters: Vec<Counter>,
}

/// One record of the stream: a report that counted so, and counts otherwise now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The report.
    pub report: ReportId,
    /// What it counted as before; nothing for a new one.
    pub was: Option<Counted>,
    /// What it counts as now.
    pub is: Counted,
}

/// One stored item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which one.
    pub key: CellKey,
    /// How often it was written: each write is conditional on it.
    pub revision: u64,
    /// A report not kept apart that changed no later than this is settled: minutes since 1970.
    pub settled_until: i64,
    /// What is settled.
    pub settled: Tally,
    /// What is kept apart.
    pub recent: BTreeMap<ReportId, Mark>,
}

impl Turn {
    /// The turn from one image to the other.
    pub fn between(old: Option<&Report>, new: &Report) -> Self {
        Self { report: new.id.clone(), was: old.map(counted), is: counted(new) }
    }

    /// The cells that it concerns: one, or where the report moves the one that it leaves and the one that it enters.
    pub fn cells(&self) -> impl Iterator<Item = &CellKey> {
        let left = self.was.as_ref().map(|was| &was.key).filter(|key| **key != self.is.key);
        left.into_iter().chain([&self.is.key])
    }
}

impl Cell {
    /// A cell in which nothing is counted yet.
    pub fn empty(key: CellKey) -> Self {
        Self { key, revision: 0, settled_until: 0, settled: Tally::default(), recent: BTreeMap::new() }
    }

    /// All that it counts.
    pub fn tally(&self) -> Tally {
        let mut tally = self.settled.clone();
        for mark in self.recent.values() {
            tally.add(&mark.counters);
        }
        tally
    }

    /// Takes a turn in; whether that changed anything. A repeat does not, nor does what is older than what is known.
    pub fn take(&mut self, turn: &Turn) -> bool {
        let here = |counted: &Counted| (counted.key == self.key).then(|| counted.counters.clone());
        let is = here(&turn.is).unwrap_or_default();
        match self.recent.get(&turn.report) {
            Some(known) if known.version >= turn.is.version => return false,
            Some(_) => {}
            None if turn.is.at <= self.settled_until => return false,
            None => {
                if let Some(was) = turn.was.as_ref().and_then(here) {
                    self.settled.take_off(&was);
                }
            }
        }
        let mark = Mark { version: turn.is.version, at: turn.is.at, counters: is };
        self.recent.insert(turn.report.clone(), mark);
        self.settle(turn.is.at);
        true
    }

    /// Settles what is quiet for a day, unless all of it is little; in a storm the older half too.
    fn settle(&mut self, now: i64) {
        if self.recent.len() > FEW {
            let quiet = now - A_DAY;
            if self.recent.values().any(|mark| mark.at <= quiet) {
                self.settle_through(quiet);
                self.settled_until = self.settled_until.max(quiet);
            }
        }
        if self.recent.len() > MOST {
            // `settled_until` stays: records of the same minutes are still to come.
            self.settle_oldest(self.recent.len() - MOST / 2);
        }
    }

    fn settle_through(&mut self, until: i64) {
        let (quiet, recent) = std::mem::take(&mut self.recent).into_iter().partition(|(_, mark)| mark.at <= until);
        self.recent = recent;
        self.fold(quiet);
    }

    fn settle_oldest(&mut self, how_many: usize) {
        let mut ids: Vec<(i64, ReportId)> = self.recent.iter().map(|(id, mark)| (mark.at, id.clone())).collect();
        ids.sort_unstable();
        let oldest = ids.into_iter().take(how_many);
        let oldest = oldest.filter_map(|(_, id)| self.recent.remove(&id).map(|mark| (id, mark))).collect();
        self.fold(oldest);
    }

    fn fold(&mut self, marks: BTreeMap<ReportId, Mark>) {
        for mark in marks.into_values() {
            self.settled.add(&mark.counters);
        }
    }
}

impl fmt::Display for Mark {
    /// `3 26706120 s4 a12 r20 i`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.version, self.at)?;
        self.counters.iter().try_for_each(|counter| write!(f, " {counter}"))
    }
}

impl FromStr for Mark {
    type Err = super::counter::NotACounter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(' ');
        let version = parts.next().and_then(|n| n.parse().ok()).ok_or(super::counter::NotACounter)?;
        let at = parts.next().and_then(|n| n.parse().ok()).ok_or(super::counter::NotACounter)?;
        Ok(Self { version, at, counters: parts.map(str::parse).collect::<Result<_, _>>()? })
    }
}
