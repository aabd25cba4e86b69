//! Pushes to units: one publish to each unit's topic, not one per officer. What happens in a unit's quiet hours waits for
//! its digest, unless it is urgent; what comes to a dead end is told further up as well.

use std::collections::BTreeMap;

use aws::StoreError;
use domain::{
    Report,
    alert::Alerted,
    calendar::date_of,
    directory::{Directory, UnitId},
    history::Entry,
    staff::dead_end::{Besides, Gap, told_besides},
};
use edge::metrics;
use jiff::{Timestamp, civil::Date};

use crate::{
    App,
    all::all,
    audience,
    batch::Batch,
    payload::{Event, message},
    words::{self, Words},
};

/// The owner is the one that the entry left the report with.
pub(crate) async fn of_entry(
    app: &App,
    batch: &Batch,
    report: &Report,
    entry: &Entry,
    directory: &Directory,
) -> Result<(), StoreError> {
    let then = report.at_version(entry.n).unwrap_or_else(|| report.clone());
    let day = date_of(entry.at.at());
    let mut told = audience::units(&then, entry, directory, day);
    if !told.is_empty() {
        let needed = audience::needed(entry);
        further_up(app, batch, &then, needed, directory, day, &mut told).await?;
    }
    push(app, &then, &Event::of(entry), entry.at.at(), told, directory).await
}

/// An alert goes to those who must act, as the report stands now.
pub(crate) async fn of_alert(
    app: &App,
    batch: &Batch,
    report: &Report,
    (n, alerted): (usize, Alerted),
    directory: &Directory,
) -> Result<(), StoreError> {
    let day = date_of(alerted.at.at());
    let words = words::late(alerted.alert);
    let units = audience::alarmed(report, alerted.alert, directory, day);
    let mut told: Vec<_> = units.into_iter().map(|unit| (unit, words)).collect();
    further_up(app, batch, report, audience::needed_by(alerted.alert), directory, day, &mut told).await?;
    push(app, report, &Event::of_alert(n), alerted.at.at(), told, directory).await
}

/// Adds the units that are told because the owner is a dead end for what it needs. Those told anyway are told once.
async fn further_up(
    app: &App,
    batch: &Batch,
    report: &Report,
    needed: &[Gap],
    directory: &Directory,
    day: Date,
    told: &mut Vec<(UnitId, Words)>,
) -> Result<(), StoreError> {
    if !told.iter().any(|(unit, _)| *unit == report.owner) {
        return Ok(());
    }
    let mut known = BTreeMap::new();
    loop {
        match told_besides(&report.owner, &report.category, needed, day, directory, &known) {
            Besides::Ask(unit) => {
                let desk = batch.desks.get(&unit, Box::pin(app.staff.desk(&unit))).await?;
                known.insert(unit, desk);
            }
            Besides::Tell(above) => {
                if !above.is_empty() {
                    metrics::figure(&app.env, &metrics::UNREACHABLE_UNITS, 1, app.env.time());
                }
                for unit in above {
                    if told.iter().all(|(known, _)| *known != unit) {
                        told.push((unit, words::NOBODY_THERE));
                    }
                }
                return Ok(());
            }
        }
    }
}

/// Each is tried, whatever becomes of the others: what fails comes again with its record.
async fn push(
    app: &App,
    report: &Report,
    event: &Event,
    at: Timestamp,
    told: Vec<(UnitId, Words)>,
    directory: &Directory,
) -> Result<(), StoreError> {
    let waits = |unit: &UnitId| !report.urgent && directory.waits_for_digest(unit, at);
    let now = told.into_iter().filter(|(unit, _)| !waits(unit));
    all(now.map(async |(unit, words)| {
        let topic = app.push.unit_topic(unit.as_str()).await?;
        app.push.to_topic(&topic, &message(report, event, words, "vi", directory)).await?;
        if event.is_new_report() {
            let took = app.env.time().duration_since(at).as_millis();
            let took = u64::try_from(took).unwrap_or_default();
            metrics::figure(&app.env, &metrics::SUBMISSION_TO_PUSH, took, app.env.time());
        }
        Ok(())
    }))
    .await
}
