//! Each minute: what is due by itself. Reminders, escalation, silence, questions without an answer, held answers; once
//! quiet hours are over, the units' digests of them (`digests`).
//!
//! Found by index, never by scan; each thing is one conditional write that says what comes next, so that it happens once
//! however often this runs or two run together, and after an outage of days too. `notify` tells who must know.

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    push::Push,
    tables::{
        directory::{Current, Versions},
        reports::{List, Reports, keys::DUE_SHARDS},
        staff::StaffTable,
    },
};
use domain::{directory::Directory, due, ids::ReportId};
use edge::{Env, Function, StartError, batch::Happened, system};
use jiff::Timestamp;
use serde::de::IgnoredAny;
use tokio::sync::Mutex;

use digests::Morning;

mod digests;
mod payload;

mod overdue;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["REPORTS_TABLE", "STAFF_TABLE", "DIRECTORY_TABLE", "TOPIC_PREFIX"];

/// Keys read at once.
const PAGE: usize = 100;

struct App {
    env: Env,
    looked: overdue::Looked,
    reports: Reports,
    staff: StaffTable,
    push: Push,
    directory: Current,
    morning: Mutex<Morning>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        env: env.clone(),
        looked: overdue::Looked::default(),
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        morning: Mutex::default(),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::single(env, "watch-deadlines", app, handle))
}

async fn handle(app: Arc<App>, event: Happened<IgnoredAny>) -> Result<(), StoreError> {
    let directory = app.directory.at(event.time).await?;
    let shards = (0..DUE_SHARDS).map(|shard| watch(&app, &directory, shard, event.time));
    let mut failed: Vec<StoreError> = futures_util::future::join_all(shards).await.into_iter().flatten().collect();
    // After the deadlines, which must not wait for them.
    failed.extend(digests::tell(&app, &directory, event.time).await);
    failed.extend(overdue::tell_hourly(&app, &directory, event.time).await.err());
    failed.into_iter().next().map_or(Ok(()), Err)
}

/// Goes through a shard, the longest overdue first. A report that fails is left to the next minute, not in others' way.
async fn watch(app: &App, directory: &Directory, shard: u8, now: Timestamp) -> Vec<StoreError> {
    let list = List::due(shard).between(0, now.as_millisecond());
    let (mut after, mut failed) = (None, Vec::new());
    loop {
        let (ids, next) = match app.reports.ids(&list, after.as_ref(), PAGE).await {
            Ok(page) => page,
            Err(cause) => {
                failed.push(cause);
                return failed;
            }
        };
        for id in ids {
            if let Err(cause) = happen(app, directory, &id, now).await {
                tracing::error!(%cause, report = %id, "what was due could not be done");
                failed.push(cause);
            }
        }
        if next.is_none() {
            return failed;
        }
        after = next;
    }
}

async fn happen(app: &App, directory: &Directory, id: &ReportId, now: Timestamp) -> Result<(), StoreError> {
    system::follow(&app.reports, directory, id, now, |report| due::now(report, now, directory)).await
}
