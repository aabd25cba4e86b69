//! What a unit is told once its quiet hours are over: how much came in between, and how much is due today.

use jiff::{Timestamp, civil::Date};

use crate::{
    Report,
    actor::Standing,
    calendar::{QuietHours, date_of},
    directory::{CategoryCode, UnitId},
};

/// The numbers, of a unit's open reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    /// Came to the unit in quiet hours.
    pub came: usize,
    /// Were there before, and something new came of them: a citizen asked again, a deadline passed.
    pub stirred: usize,
    /// Must be answered by the end of today.
    pub due: usize,
    /// The categories of all of these, each once.
    pub categories: Vec<CategoryCode>,
}

/// The night that is told of.
#[derive(Debug, Clone, Copy)]
pub struct Night {
    /// The unit's quiet hours.
    pub hours: QuietHours,
    /// When the last digest was.
    pub since: Timestamp,
    /// When the quiet hours ended.
    pub until: Timestamp,
}

impl Night {
    /// Whether what happened then was kept from the unit. After an outage that is several nights'.
    fn kept(&self, at: Timestamp) -> bool {
        at >= self.since && at < self.until && self.hours.cover(at)
    }
}

impl Digest {
    /// Whether there is anything to tell.
    pub fn is_empty(&self) -> bool {
        self.came + self.stirred + self.due == 0
    }

    /// Takes in one of the unit's open reports.
    pub fn count(&mut self, report: &Report, unit: &UnitId, night: &Night) {
        let came = came(report, unit, night);
        let stirred = !came && stirred(report, night);
        let due = is_due(report, date_of(night.until));
        self.came += usize::from(came);
        self.stirred += usize::from(stirred);
        self.due += usize::from(due);
        if (came || stirred || due) && !self.categories.contains(&report.category) {
            self.categories.push(report.category.clone());
        }
    }
}

/// Urgent reports were told at once.
fn came(report: &Report, unit: &UnitId, night: &Night) -> bool {
    let mut handed = report.history.iter().rev().filter(|entry| entry.changes.owner.is_some());
    let came = handed.next().filter(|entry| entry.changes.owner.as_ref() == Some(unit));
    !report.urgent && came.is_some_and(|entry| night.kept(entry.at.at()))
}

/// What the unit did itself is no news to it.
fn stirred(report: &Report, night: &Night) -> bool {
    let others = |by| matches!(by, Standing::Reporter | Standing::Above | Standing::Centre | Standing::System);
    let entries = report.history.iter().filter(|entry| others(entry.by)).map(|entry| entry.at);
    let mut news = entries.chain(report.alerts.iter().map(|alerted| alerted.at));
    !report.urgent && news.any(|at| night.kept(at.at()))
}

fn is_due(report: &Report, today: Date) -> bool {
    report.status.is_awaited() && date_of(report.resolve_by.at()) == today
}
