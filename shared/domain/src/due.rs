//! What happens by itself, if nobody acts before, and when (DOMAIN.md, escalation and the rules of the system).
//!
//! The moment of the next is stored as `due_at` with each change, so that what is due is found by index, never by scan,
//! and a calendar published later moves nothing. What it is follows of the report: an alert is given once for each
//! setting of what it watches.

use jiff::Timestamp;

use crate::{
    Report,
    alert::{Alert, Alerted, Tier, Watched},
    calendar::{Clock, Span},
    command::Command,
    directory::Directory,
    history::{Action, Changes, Draft, Entry},
    lifecycle::span,
    millis::Millis,
    report::Status,
};

/// Shares of a deadline, in percent, and whom they alarm.
const SHARES: [(u32, Tier); 3] = [(80, Tier::Officer), (100, Tier::Leader), (150, Tier::Above)];
/// Shares of the time for a proposal.
const PROPOSAL_SHARES: [(u32, Tier); 2] = [(50, Tier::Leader), (100, Tier::Above)];

/// Something that happens by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What happens by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Somebody is told; the report stays as it is.
    Alert(Alert),
    /// The system changes the report.
    Change(Command),
}

/// The next thing that happens by itself; `None` where nothing does.
pub fn first(report: &Report, directory: &Directory) -> Option<Due> {
    Watch { report, directory }.upcoming().into_iter().min_by_key(|due| due.at)
}

/// What is due by now: the next thing, when its stored moment has come.
pub fn now(report: &Report, now: Timestamp, directory: &Directory) -> Option<What> {
    report.due_at.filter(|at| at.at() <= now)?;
    first(report, directory).map(|due| due.what)
}

/// The report after an alert was given.
pub fn alerted(report: &Report, alert: Alert, now: Timestamp, directory: &Directory) -> Report {
    let mut after = report.clone();
    after.alerts.push(Alerted { at: now.into(), alert });
    after.due_at = first(&after, directory).map(|due| due.at.into());
    after
}

/// When the system looks again once the draft is in.
pub(crate) fn after(report: &Report, draft: &Draft, directory: &Directory) -> Option<Millis> {
    // The salt doesn't matter here: the entry is only looked at.
    let after = report.grown(draft.clone(), [0; 16], None);
    first(&after, directory).map(|due| due.at.into())
}

struct Watch<'a> {
    report: &'a Report,
    directory: &'a Directory,
}

/// A deadline with the entry that set it.
struct Deadline<'a> {
    watched: Watched,
    set: &'a Entry,
    start: Timestamp,
    end: Millis,
    clock: Clock,
}

impl<'a> Watch<'a> {
    fn upcoming(&self) -> Vec<Due> {
        let clocks = &self.directory.settings().clocks;
        let mut due = match self.report.status {
            Status::Submitted | Status::Coordinating => [self.receipt(), self.handling_from(Tier::Leader)].concat(),
            Status::InProgress => self.handling_from(Tier::Officer),
            Status::Disputed => self.review(),
            Status::NeedsInfo => self.after(self.report.last(Action::Ask), clocks.inform, Command::Resume),
            Status::Answered => self.after(self.set(|c| c.answer.is_some()), clocks.verdict, Command::Silence),
            Status::Closed | Status::Refused | Status::Merged | Status::Withdrawn => return Vec::new(),
        };
        due.extend(self.urgent());
        due.extend(self.proposal());
        due.extend(self.after(self.report.held(), clocks.held_answer, Command::Lapse));
        due
    }

    /// The owner's time to accept, the centre's to assign.
    fn receipt(&self) -> Vec<Due> {
        let coordinating = self.report.status == Status::Coordinating;
        let (watched, clock) =
            if coordinating { (Watched::Coordination, Clock::Working) } else { (Watched::Receipt, self.clocks().0) };
        let Some(set) = self.set(|c| c.receive_by.is_some()) else { return Vec::new() };
        let deadline = Deadline { watched, set, start: set.at.at(), end: self.report.receive_by, clock };
        self.alerts(&deadline, Tier::Officer)
    }

    /// The citizen's deadline; it runs while nobody has accepted as well.
    fn handling_from(&self, least: Tier) -> Vec<Due> {
        let Some(set) = self.set(|c| c.resolve_by.is_some()) else { return Vec::new() };
        let taken_up = self.set(|c| c.status == Some(Status::InProgress));
        let taken_up = taken_up.filter(|_| self.report.status == Status::InProgress);
        // Who takes up what is late already needs no word that it soon will be.
        let in_time = taken_up.filter(|e| e.at < self.report.resolve_by);
        let least = if taken_up.is_some() && in_time.is_none() { Tier::Leader } else { least };
        let start = in_time.unwrap_or(set);
        let deadline = Deadline {
            watched: Watched::Handling,
            set,
            start: start.at.at(),
            end: self.report.resolve_by,
            clock: self.clocks().1,
        };
        self.alerts(&deadline, least)
    }

    fn review(&self) -> Vec<Due> {
        let (Some(set), Some(end)) = (self.set(|c| c.review_by.is_some()), self.report.review_by) else {
            return Vec::new();
        };
        let deadline = Deadline { watched: Watched::Review, set, start: set.at.at(), end, clock: Clock::Working };
        self.alerts(&deadline, Tier::Officer)
    }

    /// An urgent report that nobody has accepted, by day and night.
    fn urgent(&self) -> Vec<Due> {
        let waits = matches!(self.report.status, Status::Submitted | Status::Coordinating);
        let Some(set) = self.set(|c| c.receive_by.is_some()).filter(|_| waits && self.report.urgent) else {
            return Vec::new();
        };
        let clocks = &self.directory.settings().clocks;
        let at = |span| self.directory.calendar().add(set.at.at(), span).at;
        self.alarm(
            Watched::Urgent,
            set,
            [(at(clocks.urgent_leader), Tier::Leader), (at(clocks.urgent_above), Tier::Above)],
        )
    }

    /// A proposal that waits for a leader.
    fn proposal(&self) -> Vec<Due> {
        let Some((entry, _)) = self.report.proposed() else { return Vec::new() };
        let (calendar, span) = (self.directory.calendar(), self.directory.settings().clocks.confirm);
        let share = |(percent, tier)| (calendar.add_part(entry.at.at(), span, percent).at, tier);
        self.alarm(Watched::Proposal, entry, PROPOSAL_SHARES.map(share))
    }

    fn alerts(&self, deadline: &Deadline, least: Tier) -> Vec<Due> {
        let calendar = self.directory.calendar();
        let end = deadline.end.at();
        let moment =
            |percent| if percent == 100 { end } else { calendar.share(deadline.start, end, percent, deadline.clock) };
        let shares = SHARES.into_iter().filter(|(_, tier)| *tier >= least);
        self.alarm(deadline.watched, deadline.set, shares.map(|(percent, tier)| (moment(percent), tier)))
    }

    /// The alerts that were not given yet since `set`.
    fn alarm(&self, of: Watched, set: &Entry, at: impl IntoIterator<Item = (Timestamp, Tier)>) -> Vec<Due> {
        let given = |alert| self.report.alerts.iter().any(|a| a.alert == alert && a.at >= set.at);
        let alerts = at.into_iter().map(|(at, to)| (at, Alert { of, to })).filter(|(_, alert)| !given(*alert));
        alerts.map(|(at, alert)| Due { at, what: What::Alert(alert) }).collect()
    }

    fn after(&self, entry: Option<&Entry>, span: Span, command: Command) -> Vec<Due> {
        let at = |entry: &Entry| self.directory.calendar().add(entry.at.at(), span).at;
        entry.map(|entry| Due { at: at(entry), what: What::Change(command) }).into_iter().collect()
    }

    /// The latest entry that changed so.
    fn set(&self, what: impl Fn(&Changes) -> bool) -> Option<&'a Entry> {
        self.report.history.iter().rev().find(|e| what(&e.changes))
    }

    /// How receipt and handling are counted. A category that a later directory no longer has counts as by office hours.
    fn clocks(&self) -> (Clock, Clock) {
        let clock = |track| span(track, self.report.urgent).clock();
        let terms = self.report.terms(self.directory);
        terms.map_or((Clock::Working, Clock::Working), |t| (clock(t.receive), clock(t.handle)))
    }
}
