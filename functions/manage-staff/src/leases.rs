//! Each night: phones whose lease is over leave their unit's topic and are forgotten. An app that starts again registers
//! its phone anew. Found by an index of what has a lease, sorted by its end: what hasn't lapsed isn't read.

use std::collections::BTreeSet;

use aws::{
    StoreError,
    tables::staff::{Phone, Phones},
};
use domain::staff::{StaffId, lease};
use jiff::Timestamp;

use crate::App;

/// Times that it is tried while phones come and go.
const ATTEMPTS: usize = 8;

pub(crate) async fn sweep(app: &App, now: Timestamp) -> Result<(), StoreError> {
    for id in app.staff.lapsed(now).await? {
        end(app, &id, now).await?;
    }
    Ok(())
}

/// Subscriptions first, so that what is cut off is found again; then the phones, if they are still as they were read.
async fn end(app: &App, id: &StaffId, now: Timestamp) -> Result<(), StoreError> {
    let over = |phone: &Phone| phone.on.as_ref().is_some_and(|on| lease::is_over(on.until, now));
    let mut ended = BTreeSet::new();
    for _ in 0..ATTEMPTS {
        let before = app.staff.phones(id).await?;
        let lapsed: Vec<&Phone> = before.phones.values().filter(|phone| over(phone)).collect();
        for phone in &lapsed {
            let Some(on) = &phone.on else { continue };
            app.push.leave(on, &phone.endpoint).await?;
            ended.extend(on.subscription.clone());
        }
        let mut after = before.clone();
        after.phones.retain(|_, phone| !over(phone));
        rejoin(app, &mut after, &ended).await?;
        if after == before {
            return Ok(());
        }
        if app.staff.put_phones(id, &before, &after).await? {
            for phone in lapsed {
                app.push.remove_endpoint(&phone.endpoint).await?;
            }
            return Ok(());
        }
    }
    Err(StoreError::saying("end leases", "phones kept coming and going"))
}

/// A phone that was heard of in the very moment in which its subscription was ended gets another.
async fn rejoin(app: &App, phones: &mut Phones, ended: &BTreeSet<String>) -> Result<(), StoreError> {
    for phone in phones.phones.values_mut() {
        let Some(on) = phone.on.as_mut().filter(|on| on.subscription.as_ref().is_some_and(|s| ended.contains(s)))
        else {
            continue;
        };
        on.subscription = Some(app.push.subscribe(&on.topic, &phone.endpoint, &on.categories).await?);
    }
    Ok(())
}
