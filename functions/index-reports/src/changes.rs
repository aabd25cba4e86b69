//! What came and what changed since a moment, as the public reads it now.

use std::collections::BTreeSet;

use aws::{StoreError, tables::reports::List};
use domain::{
    Report,
    directory::Directory,
    ids::ReportId,
    report::Visibility,
    search::{Line, Place},
    statistics::Month,
};
use edge::forms::PublicReport;
use jiff::{SignedDuration, Timestamp};

use crate::App;

/// How long before now changes are looked at again: what a function does late has its event's time.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// Reports read at once.
const PAGE: usize = 100;

/// What is to be changed in the index.
#[derive(Default)]
pub(crate) struct Changes {
    /// Lines as they are now.
    pub(crate) lines: Vec<Line>,
    /// Reports that are not public.
    pub(crate) gone: BTreeSet<ReportId>,
    /// Months from whose shelf something must go at once: what became confidential or was hidden.
    pub(crate) to_clear: BTreeSet<Month>,
    /// Whether any came since.
    pub(crate) any_came: bool,
}

pub(crate) async fn since(app: &App, as_of: i64, directory: &Directory, now: Timestamp) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    changes.any_came = changes.read(app, &List::public().between(as_of, i64::MAX), directory).await?;
    // with nothing indexed yet all are read as they came
    if as_of > 0 {
        let from = now.saturating_sub(AGAIN).map_or(0, Timestamp::as_millisecond).min(as_of);
        changes.read(app, &List::reworded().between(from, i64::MAX), directory).await?;
    }
    Ok(changes)
}

impl Changes {
    /// Reads a list to its end; whether there was any.
    async fn read(&mut self, app: &App, list: &List, directory: &Directory) -> Result<bool, StoreError> {
        let (mut after, mut any) = (None, false);
        loop {
            let page = app.reports.page(list, after.as_ref(), PAGE).await?;
            any |= !page.reports.is_empty();
            page.reports.iter().for_each(|report| self.add(report, directory));
            if page.next.is_none() {
                return Ok(any);
            }
            after = page.next;
        }
    }

    fn add(&mut self, report: &Report, directory: &Directory) {
        if report.submission().is_some_and(|entry| entry.changes.visibility == Some(Visibility::Confidential)) {
            return; // it never was there
        }
        let form = PublicReport::of(report, directory, None);
        if form.as_ref().is_none_or(|form| form.description().is_none()) {
            self.to_clear.insert(Place::of(report).month());
        }
        match form {
            Some(form) => self.lines.push(Line::of(report, form.words())),
            None => {
                self.gone.insert(report.id.clone());
            }
        }
    }
}
