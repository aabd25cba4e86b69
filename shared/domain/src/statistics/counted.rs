//! What a report counts as: a state always, and what became of it.
//!
//! Times are elapsed time, not working time: a calendar published later must not change what was counted.

use super::{CellKey, Counter, durations::bucket};
use crate::{
    Report,
    history::{Action, Entry},
    millis::Millis,
    report::{Status, Visibility},
};

/// What a report counts as, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The version of which this is told.
    pub version: u32,
    /// When it became so: minutes since 1970.
    pub at: i64,
    /// Where it counts.
    pub key: CellKey,
    /// What it counts as, in order.
    pub counters: Vec<Counter>,
}

/// What the report counts as now.
pub fn counted(report: &Report) -> Counted {
    let mut counters = vec![Counter::from(report.status)];
    counters.extend(accepted(report));
    counters.extend(answered(report));
    counters.extend(extended(report).then_some(Counter::Extended));
    if report.status == Status::Refused {
        counters.extend(report.history.iter().rev().find_map(|e| e.changes.refusal).map(Counter::from));
    }
    counters.extend(report.history.iter().any(|e| e.action == Action::Reopen).then_some(Counter::Reopened));
    counters.extend(report.verdict.map(Counter::from));
    counters.extend(report.rating.map(Counter::Rating));
    if waits(report.status) {
        counters.push(Counter::Due(u32::try_from(minutes(report.resolve_by)).unwrap_or_default()));
    }
    counters.sort_unstable();
    counters.dedup();
    let at = report.history.last().map_or(report.received_at, |e| e.at);
    let key = CellKey {
        day: report.day(),
        area: report.area.clone(),
        category: report.category.clone(),
        unit: report.owner.clone(),
        public: report.visibility == Visibility::Public,
    };
    Counted { version: report.version, at: minutes(at), key, counters }
}

/// Minutes since 1970.
pub(super) fn minutes(at: Millis) -> i64 {
    at.at().as_millisecond().div_euclid(60_000)
}

/// Whether the citizen waits for an answer and the citizen's clock runs.
fn waits(status: Status) -> bool {
    matches!(status, Status::Submitted | Status::InProgress | Status::Coordinating)
}

fn since_received(report: &Report, at: Millis) -> i64 {
    at.at().as_millisecond() - report.received_at.at().as_millisecond()
}

/// The first acceptance: a transfer does not make the citizen's waiting any shorter.
fn accepted(report: &Report) -> Option<Counter> {
    let first = report.history.iter().find(|e| e.action == Action::Accept)?;
    Some(Counter::Accepted(bucket(since_received(report, first.at))))
}

/// The answer that stands, held to the deadline that stood when it was sent.
fn answered(report: &Report) -> Vec<Counter> {
    let stands = matches!(report.status, Status::Answered | Status::Disputed | Status::Closed);
    let Some(answer) = report.answer_entry().filter(|_| stands) else { return Vec::new() };
    let before = || report.history.iter().take_while(|e| e.n < answer.n);
    let deadline = before().filter_map(|e| e.changes.resolve_by).last().unwrap_or(report.resolve_by);
    let kept = if answer.at > deadline {
        Counter::Late
    } else if before().any(extends) {
        Counter::ByExtension
    } else {
        Counter::InTime
    };
    vec![Counter::Answered(bucket(since_received(report, answer.at))), kept]
}

fn extended(report: &Report) -> bool {
    report.history.iter().any(extends)
}

/// An extension that was confirmed, or the centre's.
fn extends(entry: &Entry) -> bool {
    matches!(entry.action, Action::Confirm | Action::Extend) && entry.changes.resolve_by.is_some()
}
