//! Each morning before the offices open: open reports whose area or owner has ended go to what took over.
//!
//! Areas end rarely, but a directory that says so may be published on any day, also afterwards; so every open report is
//! looked at, by the index of what is due, and those that need nothing cost a read. Running it twice changes nothing.

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    tables::{
        directory::{Current, Versions},
        reports::{List, Reports, keys::DUE_SHARDS},
    },
};
use domain::{Report, command::Command, directory::Directory, due::What};
use edge::{Env, Function, StartError, batch::Happened, system};
use jiff::Timestamp;
use serde::de::IgnoredAny;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["REPORTS_TABLE", "DIRECTORY_TABLE"];

/// Reports read at once.
const PAGE: usize = 100;

struct App {
    reports: Reports,
    directory: Current,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::single(env, "succeed-areas", app, handle))
}

async fn handle(app: Arc<App>, event: Happened<IgnoredAny>) -> Result<(), StoreError> {
    let directory = app.directory.at(event.time).await?;
    let shards = (0..DUE_SHARDS).map(|shard| walk(&app, &directory, shard, event.time));
    futures_util::future::try_join_all(shards).await?;
    Ok(())
}

async fn walk(app: &App, directory: &Directory, shard: u8, now: Timestamp) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = app.reports.page(&List::due(shard), after.as_ref(), PAGE).await?;
        for report in page.reports.iter().filter(|report| report.has_outlived(directory, now)) {
            let next = |report: &Report| report.has_outlived(directory, now).then_some(What::Change(Command::Succeed));
            system::follow(&app.reports, directory, &report.id, now, next).await?;
        }
        if page.next.is_none() {
            return Ok(());
        }
        after = page.next;
    }
}
