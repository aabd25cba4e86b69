//! A citizen's phones: pushed to one by one, and on the topics of the areas that they follow, for emergencies.
//!
//! What is intended is stored before SNS is asked, with what has still to be ended, so that a repeat finishes what was
//! cut off, and nothing is left that nobody knows of.

use std::collections::BTreeSet;

use aws::tables::people::{Device, MOST_DEVICES};
use domain::{
    calendar::date_of,
    directory::AreaId,
    phone::{self, PushKind},
    report::Person,
};
use edge::{Problem, Request};

use crate::{App, Wanted};

/// Times that it is tried while the same phone is registered or removed elsewhere.
const ATTEMPTS: usize = 5;

/// What a citizen may choose; what is not said stays as it was.
pub(crate) struct Choice {
    pub(crate) areas: Option<Vec<AreaId>>,
    pub(crate) kinds: Option<BTreeSet<PushKind>>,
}

/// Registers a phone, and again each time that the app starts; gives it as it is then.
pub(crate) async fn register(
    app: &App,
    request: &Request,
    person: &Person,
    device_id: &str,
    wanted: &Wanted,
    choice: &Choice,
) -> Result<Device, Problem> {
    let (directory, day) = (app.directory.at(request.now).await?, date_of(request.now));
    if let Some(areas) = &choice.areas {
        phone::followable(areas, &directory)?;
    }
    for _ in 0..ATTEMPTS {
        let devices = app.people.devices_now(person).await?;
        let before = devices.iter().find(|device| device.device_id == device_id);
        if before.is_none() && devices.len() >= MOST_DEVICES {
            return Err(Problem::new("too_many_devices"));
        }
        let endpoint = app.push.endpoint(&wanted.application, &wanted.token, &wanted.owner).await?;
        let device = asked_for(device_id, wanted, endpoint, before, choice);
        let topics = if device.wants(PushKind::Emergency) {
            phone::told_of(&device.areas, day, &directory)
        } else {
            BTreeSet::new()
        };
        let device = moved(app, before, device, &topics).await?;
        if before == Some(&device) && is_settled(&device) {
            return Ok(device);
        }
        if let Some(device) = store(app, person, before, device).await? {
            if before.is_none() {
                stays_within_bounds(app, person, &device).await?;
            }
            return Ok(device);
        }
    }
    Err(Problem::unavailable("the phone kept being registered elsewhere"))
}

/// Forgets a phone at sign-out; one that isn't there is forgotten already.
pub(crate) async fn remove(app: &App, person: &Person, device_id: &str) -> Result<(), Problem> {
    for _ in 0..ATTEMPTS {
        let devices = app.people.devices_now(person).await?;
        let Some(device) = devices.iter().find(|device| device.device_id == device_id) else { return Ok(()) };
        app.push.forget(device).await?;
        if app.people.remove_device(person, device).await? {
            return Ok(());
        }
    }
    Err(Problem::unavailable("the phone kept being registered elsewhere"))
}

/// The phone as it is to be, not yet on other topics than before.
fn asked_for(device_id: &str, wanted: &Wanted, endpoint: String, before: Option<&Device>, choice: &Choice) -> Device {
    let kept = |device: &Device| (device.areas.clone(), device.kinds.clone());
    let (areas, kinds) = before.map(kept).unwrap_or_default();
    Device {
        device_id: device_id.to_owned(),
        platform: wanted.platform.clone(),
        endpoint,
        language: wanted.language.clone(),
        areas: choice.areas.clone().unwrap_or(areas),
        kinds: choice.kinds.clone().or(kinds),
        topics: before.map(|device| device.topics.clone()).unwrap_or_default(),
        leaving: before.map(|device| device.leaving.clone()).unwrap_or_default(),
        version: before.map_or(0, |device| device.version),
    }
}

/// The phone with what it must join and leave. Nothing that reaches it is ended yet.
async fn moved(
    app: &App,
    before: Option<&Device>,
    mut device: Device,
    topics: &BTreeSet<AreaId>,
) -> Result<Device, Problem> {
    let changed = before.filter(|before| before.endpoint != device.endpoint);
    let stays = |area: &AreaId| changed.is_none() && topics.contains(area);
    let left: Vec<_> =
        device.topics.iter().filter(|(area, _)| !stays(area)).map(|(a, s)| (a.clone(), s.clone())).collect();
    for (area, mut subscription) in left {
        // One that was being made is found by making it again; with the old endpoint it ends in any case.
        if subscription.is_empty() && changed.is_none() {
            let topic = app.push.area_topic(&area).await?;
            subscription = app.push.subscribe(&topic, &device.endpoint, &[]).await?;
        }
        if !subscription.is_empty() {
            device.leaving.push(subscription);
        }
        device.topics.remove(&area);
    }
    device.leaving.extend(changed.map(|before| before.endpoint.clone()));
    for area in topics {
        device.topics.entry(area.clone()).or_default();
    }
    Ok(device)
}

/// Whether nothing is left to join or to end.
fn is_settled(device: &Device) -> bool {
    device.leaving.is_empty() && device.topics.values().all(|made| !made.is_empty())
}

/// Stores what is intended, does it, and stores that it is done; `None` where somebody was quicker.
async fn store(
    app: &App,
    person: &Person,
    before: Option<&Device>,
    intended: Device,
) -> Result<Option<Device>, Problem> {
    if !app.people.put_device(person, before, &intended).await? {
        return Ok(None);
    }
    let intended = Device { version: intended.version + 1, ..intended };
    let mut done = intended.clone();
    for over in std::mem::take(&mut done.leaving) {
        app.push.end(&over).await?;
    }
    for (area, subscription) in done.topics.iter_mut().filter(|(_, made)| made.is_empty()) {
        let topic = app.push.area_topic(area).await?;
        *subscription = app.push.subscribe(&topic, &done.endpoint, &[]).await?;
    }
    if is_settled(&intended) {
        return Ok(Some(done));
    }
    let stored = app.people.put_device(person, Some(&intended), &done).await?;
    Ok(stored.then(|| Device { version: done.version + 1, ..done }))
}

/// Of several new phones registered at one moment, those over the bound give way.
async fn stays_within_bounds(app: &App, person: &Person, device: &Device) -> Result<(), Problem> {
    if app.people.devices_now(person).await?.len() <= MOST_DEVICES {
        return Ok(());
    }
    app.push.forget(device).await?;
    app.people.remove_device(person, device).await?;
    Err(Problem::new("too_many_devices"))
}
