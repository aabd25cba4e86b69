//! Once quiet hours are over: what each unit was not pushed meanwhile, in one push. How much came, and what is due today.
//!
//! Found in the unit's queue, so it is right however often notify was called or failed. A unit is marked after it was
//! told: a crash in between makes the same push come again, under the same collapse id. After an outage the first minute makes
//! up for all nights missed.

use std::collections::{BTreeMap, BTreeSet};

use aws::{
    StoreError,
    tables::{reports::List, staff::Told},
};
use domain::{
    calendar::{QuietHours, date_of},
    digest::{Digest, Night},
    directory::{Directory, Unit, UnitId},
    staff::dead_end::{Besides, Gap, told_besides},
};
use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{App, payload};

/// Units told at once.
const AT_ONCE: usize = 8;
/// Reports read at once.
const PAGE: usize = 100;
/// Without any digest before, this late after a night there is none: the service has only begun.
const FIRST_BY: SignedDuration = SignedDuration::from_mins(30);
/// Nights further back are not told of.
const LONGEST_OUTAGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What this instance knows of this morning, so that it asks no more than once a day where all is told.
#[derive(Debug, Default)]
pub(crate) struct Morning {
    /// The end of the quiet hours of which all units were told.
    all: Option<Timestamp>,
    /// The units that were told of a later one.
    units: BTreeSet<UnitId>,
}

/// Tells each unit that was not told yet. One that fails keeps no other from it and is told in the next minute.
pub(crate) async fn tell(app: &App, directory: &Directory, now: Timestamp) -> Vec<StoreError> {
    let Some(hours) = directory.settings().quiet else { return Vec::new() };
    let until = hours.ended(now);
    let mut morning = app.morning.lock().await;
    if morning.all == Some(until) {
        return Vec::new();
    }
    match night(app, hours, until, now).await {
        Ok(Some(night)) => {
            let failed = tell_all(app, directory, &night, &mut morning).await;
            if !failed.is_empty() {
                return failed;
            }
        }
        Ok(None) => {}
        Err(cause) => return vec![cause],
    }
    *morning = Morning { all: Some(until), units: BTreeSet::new() };
    Vec::new()
}

/// The night to tell of; `None` where all were told, or there was no service yet.
async fn night(app: &App, hours: QuietHours, until: Timestamp, now: Timestamp) -> Result<Option<Night>, StoreError> {
    let earliest = until.saturating_sub(LONGEST_OUTAGE).unwrap_or(until);
    match app.staff.digested(Told::All).await? {
        Some(before) if before >= until => Ok(None),
        Some(before) => Ok(Some(Night { hours, since: before.max(earliest), until })),
        None if now.duration_since(until) > FIRST_BY => {
            app.staff.set_digested(Told::All, until).await?;
            Ok(None)
        }
        None => Ok(Some(Night { hours, since: hours.began(until), until })),
    }
}

async fn tell_all(app: &App, directory: &Directory, night: &Night, morning: &mut Morning) -> Vec<StoreError> {
    let day = date_of(night.until);
    let mut telling = Vec::new();
    for unit in directory.units() {
        let quiet = unit.valid.contains(day) && directory.quiet_hours(&unit.id).is_some();
        if quiet && !morning.units.contains(&unit.id) {
            telling.push(tell_one(app, directory, unit, night));
        }
    }
    let told: Vec<_> = stream::iter(telling).buffer_unordered(AT_ONCE).collect().await;
    let mut failed = Vec::new();
    for (unit, result) in told {
        match result {
            Ok(()) => {
                morning.units.insert(unit.id.clone());
            }
            Err(cause) => {
                tracing::error!(%cause, unit = %unit.id, "a digest could not be given");
                failed.push(cause);
            }
        }
    }
    if failed.is_empty() {
        failed.extend(app.staff.set_digested(Told::All, night.until).await.err());
    }
    failed
}

async fn tell_one<'u>(
    app: &App,
    directory: &Directory,
    unit: &'u Unit,
    night: &Night,
) -> (&'u Unit, Result<(), StoreError>) {
    (unit, tell_unit(app, directory, unit, night).await)
}

async fn tell_unit(app: &App, directory: &Directory, unit: &Unit, night: &Night) -> Result<(), StoreError> {
    let digest = digest(app, &unit.id, night).await?;
    if digest.is_empty() {
        return Ok(());
    }
    if app.staff.digested(Told::Unit(&unit.id)).await?.is_some_and(|told| told >= night.until) {
        return Ok(());
    }
    let above = above(app, directory, &unit.id, &digest, date_of(night.until)).await?;
    for told in std::iter::once(&unit.id).chain(&above) {
        let topic = app.push.unit_topic(told.as_str()).await?;
        app.push.to_topic(&topic, &payload::message(unit, told, &digest, date_of(night.until))).await?;
    }
    app.staff.set_digested(Told::Unit(&unit.id), night.until).await
}

/// The units above that are told as well, as they are of a report that comes to the unit.
async fn above(
    app: &App,
    directory: &Directory,
    unit: &UnitId,
    digest: &Digest,
    day: Date,
) -> Result<BTreeSet<UnitId>, StoreError> {
    let (mut known, mut told) = (BTreeMap::new(), BTreeSet::new());
    for category in &digest.categories {
        loop {
            match told_besides(unit, category, Gap::ALL, day, directory, &known) {
                Besides::Ask(asked) => {
                    let desk = app.staff.desk(&asked).await?;
                    known.insert(asked, desk);
                }
                Besides::Tell(above) => {
                    told.extend(above);
                    break;
                }
            }
        }
    }
    Ok(told)
}

/// The numbers, of all of the unit's open reports.
async fn digest(app: &App, unit: &UnitId, night: &Night) -> Result<Digest, StoreError> {
    let (list, mut digest, mut after) = (List::open(unit), Digest::default(), None);
    loop {
        let page = app.reports.page(&list, after.as_ref(), PAGE).await?;
        for report in page.reports.iter().filter(|report| report.owner == *unit) {
            digest.count(report, unit, night);
        }
        after = page.next;
        if after.is_none() {
            return Ok(digest);
        }
    }
}
