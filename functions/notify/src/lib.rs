//! From the Reports stream: pushes to whom a change concerns, and claims of the photos that a stored report names.
//!
//! What is in `history` and was not before is the event, so nothing is pushed that was not stored. A record may come
//! twice: claims change nothing then, and a push carries the same collapse id, so that it replaces the first.

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    push::{Push, Sent},
    tables::{
        directory::{Current, Versions},
        people::People,
        photos::Photos,
        staff::StaffTable,
    },
};
use domain::{
    Report,
    alert::Alerted,
    calendar,
    directory::Directory,
    history::{Action, Entry},
    ids::PhotoKind,
    phone::PushKind,
    report::{Person, Visibility},
};
use edge::{Env, Function, StartError, batch::Change};

use payload::{Event, message};
use words::Words;

mod audience;
mod payload;
mod presence;
mod words;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["PHOTOS_TABLE", "PEOPLE_TABLE", "STAFF_TABLE", "DIRECTORY_TABLE", "TOPIC_PREFIX"];

struct App {
    photos: Photos,
    people: People,
    staff: StaffTable,
    push: Push,
    directory: Current,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::stream(env, "notify", app, handle))
}

async fn handle(app: Arc<App>, change: Change) -> Result<(), StoreError> {
    let Some(report) = &change.new else { return Ok(()) };
    if let Some(old) = change.old.as_ref().filter(|old| old.person != report.person) {
        hand_over(&app, old, report).await?;
    }
    let directory = app.directory.at(change.at).await?;
    for entry in change.entries() {
        claim(&app, report, entry).await?;
        push_to_units(&app, report, entry, &directory).await?;
        push_to_people(&app, report, entry, &directory).await?;
        follow_target(&app, report, entry).await?;
    }
    for (n, alerted) in change.alerts() {
        push_alert(&app, report, n, *alerted, &directory).await?;
    }
    Ok(())
}

/// Who reported goes by another name, or by none: so do the claims and the row of a follower that earlier records of this
/// report may have made since that was decided. Records of one report come in their order, so none of these comes after.
async fn hand_over(app: &App, old: &Report, report: &Report) -> Result<(), StoreError> {
    for photo in old.scene_photos() {
        app.photos.hand_over(&report.id, photo, &old.person, &report.person).await?;
    }
    match &report.merged_into {
        Some(target) => app.people.rename_follower(target, report).await,
        None => Ok(()),
    }
}

/// A stored report claims the scene photos that it names, declared yet or not.
async fn claim(app: &App, report: &Report, entry: &Entry) -> Result<(), StoreError> {
    if !matches!(entry.action, Action::Submit | Action::Inform) {
        return Ok(());
    }
    for photo in entry.body.photos.iter().filter(|p| p.kind() == PhotoKind::Scene) {
        app.photos.claim(&report.id, photo, &report.person.0).await?;
    }
    Ok(())
}

/// The reporter of a merged report is told of its target from then on, and no longer once they are parted.
async fn follow_target(app: &App, report: &Report, entry: &Entry) -> Result<(), StoreError> {
    let target = |version: u32| report.at_version(version).and_then(|report| report.merged_into);
    let (before, after) = (target(entry.n - 1), target(entry.n));
    if before == after {
        return Ok(());
    }
    if let Some(before) = before {
        app.people.unfollow_target(&before, &report.id).await?;
    }
    match after {
        Some(after) => app.people.follow_target(&after, report).await,
        None => Ok(()),
    }
}

/// One publish to each unit's topic, not one per officer. The owner is the one that the entry left the report with.
async fn push_to_units(app: &App, report: &Report, entry: &Entry, directory: &Directory) -> Result<(), StoreError> {
    let then = report.at_version(entry.n).unwrap_or_else(|| report.clone());
    let day = calendar::date_of(entry.at.at());
    let mut told = audience::units(&then, entry, directory, day);
    if let Some(above) = presence::further_up(&app.staff, &then, entry, directory, day).await? {
        told.push((above, words::NOBODY_THERE));
    }
    for (unit, words) in told {
        let topic = app.push.unit_topic(unit.as_str()).await?;
        app.push.to_topic(&topic, &message(&then, &Event::of(entry), words, "vi", directory)).await?;
    }
    Ok(())
}

/// An alert goes to those who must act, as the report stands now.
async fn push_alert(
    app: &App,
    report: &Report,
    n: usize,
    alerted: Alerted,
    directory: &Directory,
) -> Result<(), StoreError> {
    let day = calendar::date_of(alerted.at.at());
    for unit in audience::alarmed(report, alerted.alert, directory, day) {
        let topic = app.push.unit_topic(unit.as_str()).await?;
        let message = message(report, &Event::of_alert(n), words::late(alerted.alert), "vi", directory);
        app.push.to_topic(&topic, &message).await?;
    }
    Ok(())
}

/// The reporter and the followers; of a confidential report only those who have one of their own merged into it. Who
/// reported is told once.
async fn push_to_people(app: &App, report: &Report, entry: &Entry, directory: &Directory) -> Result<(), StoreError> {
    let Some(words) = audience::people(entry) else { return Ok(()) };
    let (own, followed) = (PushKind::of(entry), PushKind::Followed);
    push_to_person(app, &report.person, own, report, entry, words, directory).await?;
    for follower in app.people.followers(&report.id).await? {
        match follower.own {
            Some((id, code)) => {
                let merged = Report { id, code, ..report.clone() };
                push_to_person(app, &follower.person, own, &merged, entry, words, directory).await?;
            }
            None if report.visibility == Visibility::Public && follower.person != report.person => {
                push_to_person(app, &follower.person, followed, report, entry, words, directory).await?;
            }
            None => {}
        }
    }
    Ok(())
}

/// To each of a person's phones that wants it, in its language; one that can't be reached any more is removed.
async fn push_to_person(
    app: &App,
    person: &Person,
    kind: PushKind,
    report: &Report,
    entry: &Entry,
    words: Words,
    directory: &Directory,
) -> Result<(), StoreError> {
    for device in app.people.devices(person).await?.into_iter().filter(|device| device.wants(kind)) {
        let message = message(report, &Event::of(entry), words, &device.language, directory);
        // One that was registered anew meanwhile stays.
        if app.push.to_endpoint(&device.endpoint, &message).await? == Sent::Unreachable
            && app.people.remove_device(person, &device).await?
        {
            app.push.forget(&device).await?;
        }
    }
    Ok(())
}
