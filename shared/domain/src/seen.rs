//! What of a report is new to somebody who follows how it goes: what changed since they last looked.
//!
//! An entry is news where it changed something that everybody who may read the report is shown, or tells of progress:
//! an inside note, a proposal or an officer's name is none. What one did oneself is none either.

use crate::{
    Report,
    actor::Standing,
    history::{Action, Changes, Entry},
    millis::Millis,
};

/// How far somebody has seen a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The newest entry seen; 0 where only the moment is known.
    pub version: u32,
    /// When that was, or when the report that it is merged into changed, if later.
    pub at: Millis,
}

impl Seen {
    /// All of a report, as it is now.
    pub fn all_of(report: &Report, target: Option<&Report>) -> Self {
        let last = |report: &Report| report.history.last().map_or(report.received_at, |entry| entry.at);
        let at = target.map_or(last(report), |target| last(report).max(last(target)));
        Self { version: report.version, at }
    }

    fn covers(self, entry: &Entry) -> bool {
        entry.n <= self.version || (self.version == 0 && entry.at <= self.at)
    }
}

/// How many entries are news to its reporter, or to who follows it, and has seen it so far; of the report that it is
/// merged into those that changed its state.
pub fn unseen(report: &Report, target: Option<&Report>, seen: Option<Seen>, by_reporter: bool) -> usize {
    let own = report.history.iter().rev().find(|entry| by_reporter && entry.by == Standing::Reporter);
    let own = own.map_or(0, |entry| entry.n);
    let known = |entry: &&Entry| entry.n <= own || seen.is_some_and(|seen| seen.covers(entry));
    let news = report.history.iter().filter(|entry| is_news(entry) && !known(entry)).count();
    let Some(target) = target else { return news };
    // What became of the other one before this one was merged into it was never this one's.
    let merged = report.last(Action::Merge).map(|entry| entry.at);
    let since = seen.map(|seen| seen.at).max(merged);
    let later = |entry: &&Entry| entry.changes.status.is_some() && since.is_none_or(|since| entry.at > since);
    news + target.history.iter().filter(later).count()
}

fn is_news(entry: &Entry) -> bool {
    entry.action == Action::Update || entry.changes != Changes::default()
}
