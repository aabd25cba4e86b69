//! When the system must look at a report again, if nobody acts before.
//!
//! Stored as `due_at` with each change, so that what is due is found by index, never by scan. Reminders come at 80 % of
//! a deadline, the leader at 100 %, the unit above at 150 %; silence after 7 days; missing information after 5 working days.

use jiff::Timestamp;

use crate::{
    Report, calendar::Clock, directory::Directory, history::Draft, lifecycle::span, millis::Millis, report::Status,
};

/// Share of a deadline at which the officer is reminded, in percent.
pub const REMIND_AT: u32 = 80;

/// Sets the draft's `due_at` where it differs from the report's.
pub(crate) fn mark(report: &Report, draft: &mut Draft, directory: &Directory) {
    let mut after = report.clone();
    // Hash and salt don't matter here: the entry is only looked at.
    after.apply(draft.clone().seal(report.history.last(), [0; 16], None));
    let due = next(&after, draft.at.at(), directory).map(Millis::from);
    if due != report.due_at {
        draft.changes.due_at = Some(due);
    }
}

/// The next moment at which something happens by itself.
pub fn next(report: &Report, now: Timestamp, directory: &Directory) -> Option<Timestamp> {
    let calendar = directory.calendar();
    let reminder = |deadline: Millis, clock: Clock| {
        let start = report.history.iter().rev().find(|e| e.changes.status.is_some()).map_or(now, |e| e.at.at());
        let at = calendar.share(start, deadline.at(), REMIND_AT, clock);
        if at > now { at } else { deadline.at() }
    };
    let terms = report.terms(directory)?;
    let (receive, handle) = (span(terms.receive, report.urgent), span(terms.handle, report.urgent));
    Some(match report.status {
        Status::Submitted => reminder(report.receive_by, receive.clock()),
        Status::Coordinating => reminder(report.receive_by, Clock::Working),
        Status::InProgress => reminder(report.resolve_by, handle.clock()),
        Status::NeedsInfo => calendar.add(now, directory.settings().clocks.inform).at,
        Status::Disputed => reminder(report.review_by?, Clock::Working),
        Status::Answered => calendar.add(now, directory.settings().clocks.verdict).at,
        Status::Closed | Status::Refused | Status::Merged | Status::Withdrawn => return None,
    })
}
