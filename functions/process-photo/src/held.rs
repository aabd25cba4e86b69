//! The answer that waits for its photos (DOMAIN.md, rule 9).

use aws::{
    StoreError,
    tables::{photos::PhotoRow, reports::Saved},
};
use domain::{
    Refusal, Report,
    actor::Actor,
    command::Command,
    decide::{Around, decide},
    history::Draft,
    ids::ReportId,
};
use jiff::Timestamp;

use crate::App;

/// Completes an answer that is held, if all its photos are good now; ends it if one never will be; lets it wait
/// otherwise.
pub(crate) async fn judge(app: &App, id: &ReportId, now: Timestamp) -> Result<(), StoreError> {
    let Some(mut report) = app.reports.get(id).await? else { return Ok(()) };
    let directory = app.directory.at(now).await?;
    while report.held().is_some() {
        let rows = app.photos.of(id).await?;
        let facts: Vec<_> = rows.iter().filter_map(PhotoRow::facts).collect();
        let around = Around { now, directory: &directory, photos: &facts, others: &[] };
        let Some(draft) = judgement(&report, around) else { return Ok(()) };
        let salt = edge::salt().map_err(|_| StoreError::saying("complete answer", "no randomness"))?;
        let after = report.grown(draft, salt, None);
        match app.reports.save(&report, &after).await? {
            Saved::Stored => return Ok(()),
            Saved::Lost(newer) => report = *newer,
        }
    }
    Ok(())
}

/// A photo that was rejected or seen before stays so: the unit is told at once, and may answer anew, rather than after
/// the 24 hours that a photo on its way is given.
fn judgement(report: &Report, around: Around) -> Option<Draft> {
    match decide(report, &Actor::System, &Command::Complete, around)? {
        Ok(draft) => Some(draft),
        Err(Refusal::Field(..)) => decide(report, &Actor::System, &Command::Lapse, around)?.ok(),
        Err(_) => None,
    }
}
