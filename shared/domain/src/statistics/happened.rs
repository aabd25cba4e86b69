//! What an entry of the history means to who watches the service: a moment, where [`super::counted`] is a state.

use super::{Counter, counted};
use crate::{
    Report,
    history::{Action, Entry},
    report::Status,
};

/// Something that whoever watches the service counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// A report came.
    Received,
    /// A unit took it on.
    Accepted,
    /// It was answered by the deadline, which was never extended.
    AnsweredInTime,
    /// It was answered by a deadline that was extended (invariant 6).
    AnsweredByExtension,
    /// It was answered after the deadline.
    AnsweredLate,
    /// A dispute was found right.
    Reopened,
    /// It was refused.
    Refused,
}

/// What the entry of that report means, if anything.
pub fn happened(report: &Report, entry: &Entry) -> Option<Happened> {
    match (entry.action, entry.changes.status) {
        (Action::Submit, _) => Some(Happened::Received),
        (Action::Accept, _) => Some(Happened::Accepted),
        (Action::Reopen, _) => Some(Happened::Reopened),
        (Action::Answer, _) => Some(kept(report, entry)),
        (_, Some(Status::Refused)) => Some(Happened::Refused),
        _ => None,
    }
}

fn kept(report: &Report, entry: &Entry) -> Happened {
    let counters = report.at_version(entry.n).map(|then| counted(&then).counters).unwrap_or_default();
    if counters.contains(&Counter::Late) {
        Happened::AnsweredLate
    } else if counters.contains(&Counter::ByExtension) {
        Happened::AnsweredByExtension
    } else {
        Happened::AnsweredInTime
    }
}
