//! Somebody leaves a desk, or is away from it: their phones leave the unit's topic, and open reports that were named to
//! them go back to the unit's leader. Found by the unit's queue, never by scan.
//!
//! What has to be done stands in the phones' item until it is done, so that a repeat finishes what was cut off.

use std::collections::BTreeSet;

use aws::{
    StoreError,
    tables::{
        reports::{List, Saved},
        staff::Phones,
    },
};
use domain::{
    Report,
    actor::Actor,
    command::Command,
    decide::{Around, decide},
    directory::{CategoryCode, Directory, UnitId},
    staff::{Staff, StaffId, presence},
};
use jiff::{Timestamp, civil::Date};

use crate::App;

/// Times that it is tried while phones come and go.
const ATTEMPTS: usize = 8;
/// Reports looked at at once.
const PAGE: usize = 100;

/// Does what stands in the person's `parting`.
pub(crate) async fn finish(app: &App, id: &StaffId, now: Timestamp, directory: &Directory) -> Result<(), StoreError> {
    for _ in 0..ATTEMPTS {
        let before = app.staff.phones(id).await?;
        if before.parting.is_empty() {
            return Ok(());
        }
        for unit in &before.parting {
            release(app, id, unit, now, directory).await?;
        }
        let after = off(app, &before).await?;
        let gone = app.staff.get(id.as_str()).await?.is_none();
        let stored = if gone {
            app.staff.remove_phones(id, &before).await?
        } else {
            app.staff.put_phones(id, &before, &after).await?
        };
        if stored {
            for phone in after.phones.values().filter(|_| gone) {
                app.push.remove_endpoint(&phone.endpoint).await?;
            }
            return Ok(());
        }
    }
    Err(StoreError::saying("leave a desk", "phones kept coming and going"))
}

/// The phones off the topics of the units that are left.
async fn off(app: &App, before: &Phones) -> Result<Phones, StoreError> {
    let mut after = before.clone();
    after.parting.clear();
    for phone in after.phones.values_mut() {
        if let Some(on) = phone.on.take_if(|on| before.parting.contains(&on.unit)) {
            app.push.leave(&on, &phone.endpoint).await?;
        }
    }
    Ok(after)
}

/// The unit's open reports that are named to the person go back to its leader, each with an entry that says so.
async fn release(
    app: &App,
    id: &StaffId,
    unit: &UnitId,
    now: Timestamp,
    directory: &Directory,
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = app.reports.page(&List::open(unit), after.as_ref(), PAGE).await?;
        for report in page.reports.into_iter().filter(|r| r.officer.as_deref() == Some(id.as_str())) {
            release_one(app, report, id, now, directory).await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn release_one(
    app: &App,
    mut report: Report,
    id: &StaffId,
    now: Timestamp,
    directory: &Directory,
) -> Result<(), StoreError> {
    let command = Command::ReleaseOfficer { officer: id.to_string() };
    let around = Around { now, directory, photos: &[], others: &[] };
    // Refused once it is named to somebody else or done with.
    while let Some(Ok(draft)) = decide(&report, &Actor::System, &command, around) {
        let salt = edge::salt().map_err(|_| StoreError::saying("release report", "no randomness"))?;
        let after = report.grown(draft, salt, None);
        match app.reports.save(&report, &after).await? {
            Saved::Stored => return Ok(()),
            Saved::Lost(newer) => report = *newer,
        }
    }
    Ok(())
}

/// Whoever is pushed of other categories than before, for somebody came, went, or stands in for somebody.
pub(crate) async fn retune(
    app: &App,
    before: Option<&Staff>,
    after: Option<&Staff>,
    day: Date,
) -> Result<(), StoreError> {
    for unit in [before, after].into_iter().flatten().filter_map(|row| row.unit.as_ref()).collect::<BTreeSet<_>>() {
        // The index may or may not know of the change yet.
        let mut rows = app.staff.of_unit(unit).await?;
        rows.retain(|row| [before, after].into_iter().flatten().all(|changed| changed.staff_id != row.staff_id));
        let with = |changed: Option<&Staff>| {
            let here = changed.filter(|row| row.unit.as_ref() == Some(unit));
            rows.iter().chain(here).cloned().collect::<Vec<_>>()
        };
        for (id, categories) in presence::retuned(&with(before), &with(after), day) {
            tune(app, &id, unit, &categories).await?;
        }
    }
    Ok(())
}

async fn tune(app: &App, id: &StaffId, unit: &UnitId, categories: &[CategoryCode]) -> Result<(), StoreError> {
    let phones = app.staff.phones(id).await?;
    let mut tuned = phones.clone();
    for on in tuned.phones.values_mut().filter_map(|phone| phone.on.as_mut()).filter(|on| on.unit == *unit) {
        if let Some(subscription) = &on.subscription {
            app.push.refilter(subscription, categories).await?;
            on.categories = categories.to_vec();
        }
    }
    // A phone that came meanwhile has asked for itself.
    if tuned != phones && !app.staff.put_phones(id, &phones, &tuned).await? {
        tracing::info!("phones came or went while their topics were filtered anew");
    }
    Ok(())
}
