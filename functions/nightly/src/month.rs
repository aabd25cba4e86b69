//! One month: every report of it read once, page by page, for the recount and for the open data.

use std::collections::BTreeSet;

use aws::{
    StoreError,
    open_data::{reports_key, statistics_key},
    tables::reports::List,
};
use domain::{
    calendar::start_of,
    directory::Directory,
    millis::Millis,
    statistics::{Basis, Month, Published, Recount, Scope, counted},
};
use edge::forms::OpenReport;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use crate::{App, open_data::Files, recount};

/// Reports on a page.
const PAGE: usize = 100;

/// How a month's recount went.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Cells that differed and were mended.
    pub(crate) mended: u64,
    /// Cells that differed and were written by somebody else meanwhile.
    pub(crate) too_late: u64,
}

pub(crate) async fn remake(
    app: &App,
    month: Month,
    days: &BTreeSet<Date>,
    directory: &Directory,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let span = month.days(Basis::Calendar);
    let scope = Scope::of(None, span, directory).ok_or_else(|| StoreError::saying("find communes", "none"))?;
    let mut files = Files::new()?;
    let mut reports = Recount::new();
    let end = start_of(span.to.saturating_add(1.day())).as_millisecond() - 1;
    let within = |list: List| list.between(start_of(span.from).as_millisecond(), end);
    let confidential = scope.communes().map(|area| within(List::confidential_of_area(area)));
    for list in std::iter::once(within(List::public())).chain(confidential) {
        let mut after = None;
        loop {
            let page = app.reports.page(&list, after.as_ref(), PAGE).await?;
            for report in &page.reports {
                reports.insert(report.id.clone(), counted(report));
                if let Some(open) = OpenReport::of(report, directory) {
                    files.add(&open)?;
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    let (cells, done) = recount::mend(app, span, &scope, days, &reports, now).await?;
    files.store(app, month, reports_key).await?;
    let published = serde_json::to_vec(&Published::of(&cells, Millis::from(now)));
    let published = published.map_err(StoreError::of("write the month"))?;
    app.open_data.put(&statistics_key(month), published, "application/json").await?;
    Ok(done)
}
