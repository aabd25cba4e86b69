//! From the Reports stream: pushes to whom a change concerns, and claims of the photos that a stored report names.
//!
//! What is in `history` and was not before is the event, so nothing is pushed that was not stored. A record may come
//! twice: claims change nothing then, and a push carries the same collapse id, so that it replaces the first.

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    push::Push,
    tables::{
        directory::{Current, Versions},
        people::People,
        photos::Photos,
        staff::StaffTable,
    },
};
use domain::{
    Report,
    history::{Action, Entry},
    ids::PhotoKind,
};
use edge::{Env, Function, StartError, batch::Change};
use futures_util::future::join4;

use batch::Batch;

mod all;
mod audience;
mod batch;
mod payload;
mod people;
mod units;
mod words;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["PHOTOS_TABLE", "PEOPLE_TABLE", "STAFF_TABLE", "DIRECTORY_TABLE", "TOPIC_PREFIX"];

struct App {
    env: Env,
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
        env: env.clone(),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::stream(env, "notify", app, Batch::default, handle))
}

/// Each part is tried whatever becomes of the others: a record that fails comes again, and its pushes must not wait for it.
async fn handle(app: Arc<App>, batch: Arc<Batch>, change: Change) -> Result<(), StoreError> {
    let Some(report) = &change.new else { return Ok(()) };
    if let Some(old) = change.old.as_ref().filter(|old| old.person != report.person) {
        hand_over(&app, old, report).await?;
    }
    let directory = batch.directory.get_or_try_init(|| app.directory.at(change.at)).await?;
    for entry in change.entries() {
        let (units, people, claimed, followed) = join4(
            Box::pin(units::of_entry(&app, &batch, report, entry, directory)),
            Box::pin(people::of_entry(&app, &batch, report, entry, directory)),
            claim(&app, report, entry),
            follow_target(&app, report, entry),
        )
        .await;
        units.and(people).and(claimed).and(followed)?;
    }
    for (n, alerted) in change.alerts() {
        units::of_alert(&app, &batch, report, (n, *alerted), directory).await?;
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
