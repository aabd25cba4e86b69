//! Pushes to people: the reporter and the followers, each phone once, in its language.

use std::collections::HashSet;

use aws::{StoreError, push::Sent, tables::people::Device};
use domain::{
    Report,
    directory::Directory,
    history::Entry,
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

/// Somebody to tell, and the report as it is theirs.
type Told = (Person, Report);

pub(crate) async fn of_entry(
    app: &App,
    batch: &Batch,
    report: &Report,
    entry: &Entry,
    directory: &Directory,
) -> Result<(), StoreError> {
    let Some((words, circle)) = audience::people(report, entry) else { return Ok(()) };
    let told = told(app, report, circle).await?;
    let event = Event::of(entry);
    all(told.iter().map(|(person, report)| push(app, batch, person, report, &event, words, directory))).await
}

/// Each person once: who follows as well is told of the own report. Of a confidential report only those are
/// told who have one of their own merged into it.
async fn told(app: &App, report: &Report, circle: Circle) -> Result<Vec<Told>, StoreError> {
    let mut told = Vec::new();
    if circle.has_reporter() {
        told.push((report.person.clone(), report.clone()));
    }
    if circle.has_followers() {
        for follower in app.people.followers(&report.id).await? {
            match follower.own {
                Some((id, code)) if circle.has_merged() => {
                    told.push((follower.person, Report { id, code, ..report.clone() }));
                }
                None if report.visibility == Visibility::Public => told.push((follower.person, report.clone())),
                _ => {}
            }
        }
        // Who reported knows what they did, whether they follow it or not.
        told.retain(|(person, _)| circle.has_reporter() || *person != report.person);
    }
    told.sort_by_key(|(person, own)| match (own.id == report.id, *person == report.person) {
        (true, true) => 0,
        (false, _) => 1,
        (true, false) => 2,
    });
    let mut seen = HashSet::new();
    told.retain(|(person, _)| seen.insert(person.clone()));
    Ok(told)
}

async fn push(
    app: &App,
    batch: &Batch,
    person: &Person,
    report: &Report,
    event: &Event,
    words: Words,
    directory: &Directory,
) -> Result<(), StoreError> {
    let devices = batch.devices.get(person, app.people.devices(person)).await?;
    all(devices.iter().map(|device| to_device(app, person, device, report, event, words, directory))).await
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
    match app.push.to_endpoint(&device.endpoint, &message).await? {
        Sent::Sent => Ok(()),
        Sent::Unreachable => app.people.forget_device(person, device).await,
    }
}
