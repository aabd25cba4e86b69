//! A report is parted from its reporter, and stripped of what was theirs alone once it is over.
//!
//! Photos go before the report and the row that looks again later before both: the report's own write is the last, as nothing
//! finds it afterwards.

use aws::{StoreError, tables::photos::PhotoRow};
use domain::{
    Report,
    ids::{PhotoKind, ReportId},
    millis::Millis,
    photo::PhotoState,
    report::Person,
};

use crate::App;

/// Times that it is tried while others change the report.
const ATTEMPTS: usize = 5;

/// The report of `person`, received by `asked_at`, is nobody's; where it is over nothing is left of what nobody but they and
/// the unit read.
pub(crate) async fn part(app: &App, person: &Person, id: &ReportId, asked_at: Millis) -> Result<(), StoreError> {
    for _ in 0..ATTEMPTS {
        let Some(before) = app.reports.get(id).await? else { return Ok(()) };
        if before.person != *person || before.received_at > asked_at {
            return Ok(());
        }
        let mut after = before.parted(Person::erased(random()?));
        let over = is_over(app, &before).await?;
        if over {
            after = after.stripped();
        } else {
            app.people.erase_when_over(id).await?;
        }
        photos(app, &before, &after, over).await?;
        if let Some(target) = &before.merged_into {
            app.people.rename_follower(target, &after).await?;
        }
        if app.reports.erase(&before, &after).await? {
            return Ok(());
        }
    }
    Err(StoreError::saying("erase report", "it kept being changed"))
}

/// A report of nobody is stripped if it is over by now.
pub(crate) async fn strip(app: &App, id: &ReportId) -> Result<(), StoreError> {
    for _ in 0..ATTEMPTS {
        let Some(before) = app.reports.get(id).await? else { return app.people.report_erased(id).await };
        // One whose reporter isn't erased yet waits for that.
        if !before.person.is_erased() || !is_over(app, &before).await? {
            return Ok(());
        }
        let after = before.stripped();
        photos(app, &before, &after, true).await?;
        if app.reports.erase(&before, &after).await? {
            return app.people.report_erased(id).await;
        }
    }
    Err(StoreError::saying("erase report", "it kept being changed"))
}

async fn is_over(app: &App, report: &Report) -> Result<bool, StoreError> {
    let target = app.reports.target_of(report).await?;
    Ok(report.is_over(target.as_ref()))
}

/// The reporter's scene photos: without metadata, and of nobody; those that nobody needs any more, or that are not there
/// yet, go with their files.
async fn photos(app: &App, before: &Report, after: &Report, over: bool) -> Result<(), StoreError> {
    let rows = app.photos.of(&before.id).await?;
    for row in rows.iter().filter(|row| row.photo_id.kind() == PhotoKind::Scene) {
        if !is_theirs(row, &before.person) {
            // Declared by a stranger under this id, before the report was there.
            app.photos.hand_over(&before.id, &row.photo_id, &before.person, &after.person).await?;
            continue;
        }
        app.bucket.remove_original(&before.id, &row.photo_id).await?;
        let kept =
            row.state == PhotoState::Processed && row.claim.is_some() && (!over || after.keeps_photo(&row.photo_id));
        if kept || row.by.is_none() {
            app.photos.erase_reporter(&before.id, row, &after.person).await?;
        } else {
            app.photos.remove(&before.id, &row.photo_id).await?;
        }
    }
    Ok(())
}

/// Declared by them, or claimed for their report and not declared yet; by a marker too, where an erasure was cut off.
fn is_theirs(row: &PhotoRow, person: &Person) -> bool {
    let named = row.by.as_ref().or(row.claim.as_ref());
    named.is_some_and(|name| *name == person.0 || Person(name.clone()).is_erased())
}

fn random() -> Result<[u8; 16], StoreError> {
    edge::salt().map_err(|_| StoreError::saying("erase report", "no randomness"))
}
