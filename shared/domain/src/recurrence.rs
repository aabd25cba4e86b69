//! A problem that is there again: the same field and place as a report that was dealt with in the 90 days before.

use jiff::SignedDuration;
use serde::Serialize;

use crate::{
    Report,
    location::Location,
    map::Part,
    report::{Status, Visibility},
};

/// How long after it was dealt with a problem counts as there again.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How far apart two reports of one problem may be, in metres: a street's width and the error of two phones.
pub const NEAR_M: u32 = 100;

/// By what two reports are of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SamePlace {
    /// The reporter named the other one.
    Named,
    /// They are within [`NEAR_M`].
    Near,
}

/// The part of the map in which a report's problem would have been before.
pub fn around(place: Location) -> Part {
    Part::Near { middle: place, radius_m: NEAR_M }
}

/// By what `report` is of the place of `earlier`, if that was answered within [`WITHIN`] before and is of its field.
/// A confidential one is found only where it is named: its place must not be.
pub fn recurs(report: &Report, earlier: &Report) -> Option<SamePlace> {
    let answered = earlier.answer_entry().filter(|_| dealt_with(earlier.status))?.at.at();
    let gap = report.received_at.at().duration_since(answered);
    let lately = !gap.is_negative() && gap <= WITHIN;
    if !lately || report.category != earlier.category || report.id == earlier.id {
        return None;
    }
    if report.names_before(earlier) {
        return Some(SamePlace::Named);
    }
    let near = report.location.zip(earlier.location).is_some_and(|(here, there)| around(here).contains(there));
    (near && earlier.visibility == Visibility::Public).then_some(SamePlace::Near)
}

impl Report {
    /// Whether its reporter named the other as the same problem before.
    fn names_before(&self, other: &Self) -> bool {
        self.submission().and_then(|entry| entry.body.previous.as_deref()) == Some(other.id.as_str())
    }
}

fn dealt_with(status: Status) -> bool {
    matches!(status, Status::Answered | Status::Disputed | Status::Closed)
}
