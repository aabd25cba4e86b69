//! Pushes to people: the reporter and the followers, each phone once, in its language.

use std::collections::HashSet;

use aws::{StoreError, push::Sent, tables::people::Device};
use domain::{
    Report,
    directory::Directory,
    history::Entry,
    phone::PushKind,
    report::{Person, Visibility},
};

use crate::{
    App,
    all::all,
    audience::{self, Circle},
    batch::Batch,
    payload::{Event, message},
    words::Words,
};

/// Somebody to tell, the kind of push that it is to them, and the report as it is theirs.
type Told = (Person, PushKind, Report);

pub(crate) async fn of_entry(
    app: &App,
    batch: &Batch,
    report: &Report,
    entry: &Entry,
    directory: &Directory,
) -> Result<(), StoreError> {
    let Some((words, circle)) = audience::people(report, entry) else { return Ok(()) };
    let told = told(app, report, entry, circle).await?;
    let event = Event::of(entry);
    let mut pushes = Vec::new();
    for (person, kind, report) in &told {
        pushes.push(push(app, batch, person, *kind, report, &event, words, directory));
    }
    all(pushes).await
}

/// Each person once: who follows as well is told of the own report. Of a confidential report only those are
/// told who have one of their own merged into it.
async fn told(app: &App, report: &Report, entry: &Entry, circle: Circle) -> Result<Vec<Told>, StoreError> {
    let own = PushKind::of(entry);
    let mut told = Vec::new();
    if circle.has_reporter() {
        told.push((report.person.clone(), own, report.clone()));
    }
    if circle.has_followers() {
        for follower in app.people.followers(&report.id).await? {
            match follower.own {
                Some((id, code)) if circle.has_merged() => {
                    told.push((follower.person, own, Report { id, code, ..report.clone() }));
                }
                None if report.visibility == Visibility::Public => {
                    told.push((follower.person, PushKind::Followed, report.clone()));
                }
                _ => {}
            }
        }
        // Who reported knows what they did, whether they follow it or not.
        told.retain(|(person, ..)| circle.has_reporter() || *person != report.person);
    }
    told.sort_by_key(|(person, _, own)| match (own.id == report.id, *person == report.person) {
        (true, true) => 0,
        (false, _) => 1,
        (true, false) => 2,
    });
    let mut seen = HashSet::new();
    told.retain(|(person, ..)| seen.insert(person.clone()));
    Ok(told)
}

#[expect(clippy::too_many_arguments, reason = "whom, what of it, and the two that everything here needs")]
async fn push(
    app: &App,
    batch: &Batch,
    person: &Person,
    kind: PushKind,
    report: &Report,
    event: &Event,
    words: Words,
    directory: &Directory,
) -> Result<(), StoreError> {
    let devices = batch.devices.get(person, Box::pin(app.people.devices(person))).await?;
    let mut pushes = Vec::new();
    for device in devices.iter().filter(|device| device.wants(kind)) {
        pushes.push(to_device(app, person, device, report, event, words, directory));
    }
    all(pushes).await
}

/// A phone that can't be reached any more is removed.
async fn to_device(
    app: &App,
    person: &Person,
    device: &Device,
    report: &Report,
    event: &Event,
    words: Words,
    directory: &Directory,
) -> Result<(), StoreError> {
    let message = message(report, event, words, &device.language, directory);
    // One that was registered anew meanwhile stays.
    if app.push.to_endpoint(&device.endpoint, &message).await? == Sent::Unreachable
        && app.people.remove_device(person, device).await?
    {
        app.push.forget(device).await?;
    }
    Ok(())
}
