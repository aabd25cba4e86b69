//! Somebody is back from leave: the phones that left the unit's topic join it again, without waiting for an app to start,
//! and who stood in is pushed of their own categories alone.

use aws::{
    StoreError,
    tables::staff::{OnTopic, Phone, Phones},
};
use domain::{
    calendar::date_of,
    directory::UnitId,
    staff::{Absence, Staff, lease, presence},
};
use jiff::Timestamp;

use crate::{App, parting};

/// Times that it is tried while phones come and go.
const ATTEMPTS: usize = 8;

/// After a leave that ended by itself.
pub(crate) async fn welcome(app: &App, row: &Staff, now: Timestamp) -> Result<(), StoreError> {
    let day = date_of(now);
    let Some(absence) = row.absence.as_ref().filter(|_| !row.away(day)) else { return Ok(()) };
    rejoin(app, row, now).await?;
    let away = Staff { absence: Some(Absence { until: day, ..absence.clone() }), ..row.clone() };
    parting::retune(app, Some(&away), Some(row), day).await
}

/// The person's phones on the topic of the unit where they work. Doing it again changes nothing.
pub(crate) async fn rejoin(app: &App, row: &Staff, now: Timestamp) -> Result<(), StoreError> {
    let Some(unit) = row.desk().filter(|_| !row.away(date_of(now))) else { return Ok(()) };
    for _ in 0..ATTEMPTS {
        let before = app.staff.phones(&row.staff_id).await?;
        if before.phones.values().all(joined) {
            return Ok(());
        }
        // What is intended is stored first: whoever moves the person meanwhile takes the phone off, or we do.
        let intended = intended(app, row, &unit, &before, now).await?;
        if !app.staff.put_phones(&row.staff_id, &before, &intended).await? {
            continue;
        }
        let intended = Phones { version: before.version + 1, ..intended };
        let mut made = intended.clone();
        for phone in made.phones.values_mut() {
            let Some(on) = phone.on.as_mut().filter(|on| on.subscription.is_none()) else { continue };
            on.subscription = Some(app.push.subscribe(&on.topic, &phone.endpoint, &on.categories).await?);
        }
        if app.staff.put_phones(&row.staff_id, &intended, &made).await? {
            return Ok(());
        }
        let fresh = made.phones.iter().filter(|(id, _)| before.phones.get(*id).is_none_or(|phone| !joined(phone)));
        for (on, endpoint) in fresh.filter_map(|(_, phone)| Some((phone.on.as_ref()?, &phone.endpoint))) {
            app.push.leave(on, endpoint).await?;
        }
    }
    Err(StoreError::saying("come back to a desk", "phones kept coming and going"))
}

fn joined(phone: &Phone) -> bool {
    phone.on.as_ref().is_some_and(|on| on.subscription.is_some())
}

async fn intended(
    app: &App,
    row: &Staff,
    unit: &UnitId,
    before: &Phones,
    now: Timestamp,
) -> Result<Phones, StoreError> {
    let categories = if row.categories.is_empty() {
        Vec::new()
    } else {
        presence::categories(&app.staff.of_unit(unit).await?, row, date_of(now))
    };
    let topic = app.push.unit_topic(unit.as_str()).await?;
    let on = OnTopic { unit: unit.clone(), topic, categories, until: lease::end(now), subscription: None };
    let mut after = before.clone();
    for phone in after.phones.values_mut().filter(|phone| !joined(phone)) {
        phone.on = Some(on.clone());
    }
    Ok(after)
}
