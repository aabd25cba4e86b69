//! Whom a change concerns. Nobody is told of what they did themselves.

use domain::{
    Report,
    actor::Standing,
    alert::{Alert, Tier, Watched},
    directory::{Directory, UnitId},
    history::{Action, Entry},
    report::Status,
    staff::dead_end::Gap,
};
use jiff::civil::Date;

use crate::words::{Words, to_followers, to_people, to_unit};

/// The units to tell of an entry. `then` is the report as the entry left it.
pub(crate) fn units(then: &Report, entry: &Entry, directory: &Directory, day: Date) -> Vec<(UnitId, Words)> {
    let Some(words) = to_unit(entry) else { return Vec::new() };
    let mut units = vec![then.owner.clone()];
    if judged_above(then, entry) {
        units.extend(above(then, directory, day));
    }
    units.into_iter().map(|unit| (unit, words)).collect()
}

/// What the owner must have for the entry not to end dead there: what comes to it needs all; what a leader must judge, a
/// leader; the rest, a phone.
pub(crate) fn needed(entry: &Entry) -> &'static [Gap] {
    match entry.action {
        _ if entry.changes.owner.is_some() => Gap::ALL,
        Action::Propose | Action::Reprocess | Action::ReleaseOfficer => &[Gap::Unreachable, Gap::NoLeader],
        _ => &[Gap::Unreachable],
    }
}

/// The same for an alert. What is for the unit above goes there anyway.
pub(crate) fn needed_by(alert: Alert) -> &'static [Gap] {
    match alert.to {
        Tier::Officer => &[Gap::Unreachable],
        Tier::Leader => &[Gap::Unreachable, Gap::NoLeader],
        Tier::Above => &[],
    }
}

/// Who of the people is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Circle {
    /// The reporter and all followers.
    All,
    /// The reporter alone.
    Reporter,
    /// All followers: the reporter did it.
    Followers,
    /// The followers without a report of their own merged into it.
    MereFollowers,
}

impl Circle {
    pub(crate) fn has_reporter(self) -> bool {
        matches!(self, Self::All | Self::Reporter)
    }

    pub(crate) fn has_followers(self) -> bool {
        self != Self::Reporter
    }

    /// Those who have one of their own merged into it.
    pub(crate) fn has_merged(self) -> bool {
        matches!(self, Self::All | Self::Followers)
    }
}

/// What people are told, and which of them. `report` holds the entry.
pub(crate) fn people(report: &Report, entry: &Entry) -> Option<(Words, Circle)> {
    if entry.by == Standing::Reporter {
        let words = to_followers(entry)?;
        // A verdict that comes after silence has closed it, or on a merged report, closes nothing.
        let closed = |status| matches!(status, Status::Closed | Status::Merged);
        let before = report.at_version(entry.n.saturating_sub(1)).map(|before| before.status);
        let ends = matches!(entry.action, Action::Agree | Action::Disagree);
        return match entry.action {
            _ if ends && before.is_none_or(closed) => None,
            // The oldest of those merged into it takes its place: their reports go on.
            Action::Withdraw => Some((words, Circle::MereFollowers)),
            _ => Some((words, Circle::Followers)),
        };
    }
    let circle = if matches!(entry.action, Action::Hide | Action::Unhide) { Circle::Reporter } else { Circle::All };
    to_people(entry).map(|words| (words, circle))
}

/// The units for which an alert is: the owner's, and for what is very late the unit above and the centre.
pub(crate) fn alarmed(report: &Report, alert: Alert, directory: &Directory, day: Date) -> Vec<UnitId> {
    let leaders_own = || report.proposed().is_some_and(|(entry, _)| entry.by == Standing::Leader);
    let mut units = Vec::new();
    match alert.to {
        // a leader's own proposal is the unit above's to judge
        Tier::Leader if alert.of == Watched::Proposal && leaders_own() => units.extend(above(report, directory, day)),
        Tier::Officer | Tier::Leader => units.push(report.owner.clone()),
        Tier::Above if alert.of == Watched::Proposal => units.extend(above(report, directory, day)),
        Tier::Above => {
            units.extend(above(report, directory, day));
            units.extend(directory.centre(day).map(|centre| centre.id.clone()));
        }
    }
    units.dedup();
    units
}

/// A leader's own proposal, and a dispute of a leader's own answer, are for the unit above.
fn judged_above(then: &Report, entry: &Entry) -> bool {
    let answered_by = then.answer_entry().map(|answer| answer.by);
    match entry.action {
        Action::Propose => entry.by == Standing::Leader,
        Action::Reprocess => answered_by == Some(Standing::Leader),
        _ => false,
    }
}

fn above(report: &Report, directory: &Directory, day: Date) -> Option<UnitId> {
    directory.unit_above(&report.owner, day).map(|unit| unit.id.clone())
}
