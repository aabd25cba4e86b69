//! What changed since the shelves were last put in order, and which shelves there are: the one file that changes often.
//!
//! A line in it stands for the report's line on its shelf, if there is one. So a change costs this small file, and a shelf
//! is written anew only when much has gathered, or at once where something must go from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Line, Place, Shelf, Words};
use crate::{ids::ReportId, statistics::Month};

/// Bytes of lines above which the shelves are put in order: about 500 reports.
const MUCH: usize = 256 * 1024;

/// The catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    head: Head,
    changed: Shelf,
    ids: BTreeSet<ReportId>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// All that happened before is in it: milliseconds since 1970.
    as_of: i64,
    /// The months' shelves, each with a hash of its content: who holds that already need not read it again.
    shelves: BTreeMap<String, String>,
}

impl Catalogue {
    /// As written by [`Self::bytes`]; `None` where it is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let end = memchr::memchr(b'\n', bytes)?;
        let head = serde_json::from_slice(&bytes[..end]).ok()?;
        Some(Self::with(head, Shelf::read(bytes[end + 1..].to_vec())))
    }

    /// To be stored.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(&self.head).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(self.changed.bytes());
        bytes
    }

    fn with(head: Head, changed: Shelf) -> Self {
        let ids = changed.lines().map(|line| line.place.id).collect();
        Self { head, changed, ids }
    }

    /// All that happened before this moment is in it, in milliseconds since 1970; 0 where nothing is.
    pub fn as_of(&self) -> i64 {
        self.head.as_of
    }

    /// The months that have a shelf, newest first, each with the hash of its content.
    pub fn shelves(&self) -> impl Iterator<Item = (Month, &str)> {
        self.head.shelves.iter().rev().filter_map(|(month, hash)| Some((month.parse().ok()?, hash.as_str())))
    }

    /// Whether a report's line on its shelf counts no longer.
    pub fn stands_for(&self, id: &ReportId) -> bool {
        self.ids.contains(id)
    }

    /// As [`Shelf::find`], of what changed lately.
    pub fn find<'s>(
        &'s self,
        words: &'s Words,
        after: Option<&Place>,
        is_wanted: impl Fn(&str) -> bool + 's,
    ) -> impl Iterator<Item = Place> + 's {
        self.changed.find(words, after, is_wanted)
    }

    /// The catalogue with these lines in place of what it had of their reports, and without the reports that are gone.
    #[must_use]
    pub fn grown(&self, lines: Vec<Line>, gone: &BTreeSet<ReportId>, as_of: i64) -> Self {
        let changed = self.changed.grown(lines, gone);
        Self::with(Head { as_of, shelves: self.head.shelves.clone() }, changed)
    }

    /// Whether so much has gathered that the shelves are to be put in order.
    pub fn is_full(&self) -> bool {
        self.changed.bytes().len() > MUCH
    }

    /// The catalogue without its lines of some months, and these by month, for their shelves.
    pub fn parted(&self, is_wanted: impl Fn(Month) -> bool) -> (Self, BTreeMap<Month, Vec<Line>>) {
        let (mut left, mut parted) = (Vec::new(), BTreeMap::<Month, Vec<Line>>::new());
        for line in self.changed.lines() {
            let month = line.place.month();
            if is_wanted(month) { parted.entry(month).or_default().push(line) } else { left.push(line) }
        }
        (Self::with(self.head.clone(), Shelf::of(left)), parted)
    }

    /// Notes that a month's shelf has the content with that hash.
    pub fn note(&mut self, month: Month, hash: String) {
        self.head.shelves.insert(month.to_string(), hash);
    }

    /// The hash of the content of a month's shelf, if it has one.
    pub fn shelf(&self, month: Month) -> Option<&str> {
        self.head.shelves.get(&month.to_string()).map(String::as_str)
    }
}

impl Shelf {
    /// The shelf with these lines in place of what it had of their reports, the last of each, and without the reports that
    /// are gone.
    #[must_use]
    pub fn grown(&self, lines: Vec<Line>, gone: &BTreeSet<ReportId>) -> Self {
        let newer: BTreeMap<ReportId, Line> = lines.into_iter().map(|line| (line.place.id.clone(), line)).collect();
        let left: Vec<Line> = self.lines().filter(|line| !newer.contains_key(&line.place.id)).collect();
        Self::of(left.into_iter().chain(newer.into_values()).filter(|line| !gone.contains(&line.place.id)))
    }
}
