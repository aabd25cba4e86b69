//! A report as a line of text: `<received_at>⇥<id>⇥<area>⇥ <folded words>⏎`. Words have a blank before each and stand after
//! the last tab, so none is found in what comes before.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::words::folded;
use crate::{Report, calendar::date_of, directory::AreaId, ids::ReportId, statistics::Month};

/// Where in a list, newest first: milliseconds since 1970, then the id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it came.
    pub at: i64,
    /// Which.
    pub id: ReportId,
}

impl Place {
    /// A report's place.
    pub fn of(report: &Report) -> Self {
        Self { at: report.received_at.at().as_millisecond(), id: report.id.clone() }
    }

    /// The month that it came in.
    pub fn month(&self) -> Month {
        Month::of(date_of(Timestamp::from_millisecond(self.at).unwrap_or_default()))
    }
}

/// What is kept of a report to find it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place.
    pub place: Place,
    /// Its commune.
    pub area: AreaId,
    text: String,
}

impl Line {
    /// The line of a report of which the public reads these texts.
    pub fn of<'t>(report: &Report, texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::new(Place::of(report), report.area.clone(), texts)
    }

    /// The line of its parts.
    pub fn new<'t>(place: Place, area: AreaId, texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self { place, area, text: folded(texts) }
    }

    /// By this lines are sorted: newest first.
    pub(super) fn order(&self) -> Reverse<&Place> {
        Reverse(&self.place)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let Self { place: Place { at, id }, area, text } = self;
        out.extend_from_slice(format!("{at}\t{id}\t{area}\t{text}\n").as_bytes());
    }

    /// A line as written, without its end; `None` where it is none.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(line).ok()?.splitn(4, '\t');
        let place = Place { at: parts.next()?.parse().ok()?, id: parts.next()?.parse().ok()? };
        Some(Self { place, area: parts.next()?.parse().ok()?, text: parts.next()?.to_owned() })
    }
}
