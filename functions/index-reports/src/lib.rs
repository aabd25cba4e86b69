//! Every two minutes: the words of public reports that came or changed are put where `GET /v1/search` looks for them.
//!
//! What changed goes into one small file, the catalogue; a month's shelf is written anew when much has gathered, or at once
//! where a text must go from it. No scan: what came is found by `by-region`, what changed by `by-wording`. Without a
//! catalogue everything is indexed from the first report on, so removing that one object has the whole index made anew.

use std::{collections::BTreeSet, sync::Arc};

use aws::{
    StoreError, Tables,
    open_data::{OpenData, SEARCH_CATALOGUE, shelf_key},
    tables::{
        directory::{Current, Versions},
        reports::Reports,
    },
};
use data_encoding::HEXLOWER;
use domain::{
    search::{Catalogue, Line, Shelf},
    statistics::Month,
};
use edge::{Env, Function, StartError, batch::Happened};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

mod changes;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["REPORTS_TABLE", "DIRECTORY_TABLE", "OPEN_DATA_BUCKET"];

/// Milliseconds after which what came has been stored and stands in the indexes: what is younger is looked at again.
const SETTLED: i64 = 60_000;
/// A shelf and the catalogue are texts.
const TEXT: &str = "text/plain; charset=utf-8";

struct App {
    reports: Reports,
    directory: Current,
    open_data: OpenData,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
        open_data: OpenData::open(&access, env.get("OPEN_DATA_BUCKET")?)?,
    };
    Ok(edge::batch::single(env, "index-reports", app, handle))
}

async fn handle(app: Arc<App>, event: Happened<IgnoredAny>) -> Result<(), StoreError> {
    let directory = app.directory.at(event.time).await?;
    let stored = app.open_data.get(SEARCH_CATALOGUE).await?;
    let before = stored.and_then(|bytes| Catalogue::read(&bytes)).unwrap_or_default();
    let changes = changes::since(&app, before.as_of(), &directory, event.time).await?;
    // where nothing came the moment stays, and with it the file
    let as_of = if changes.any_came { event.time.as_millisecond() - SETTLED } else { before.as_of() };
    let grown = before.grown(changes.lines, &changes.gone, as_of.max(before.as_of()));
    let is_full = grown.is_full();
    let (mut after, mut lines) = grown.parted(|month| is_full || changes.to_clear.contains(&month));
    for month in changes.to_clear {
        lines.entry(month).or_default();
    }
    for (month, lines) in lines {
        put_in_order(&app, &mut after, month, lines, &changes.gone).await?;
    }
    if after != before {
        app.open_data.put(SEARCH_CATALOGUE, after.bytes(), TEXT).await?;
    }
    Ok(())
}

/// Puts a month's lines on its shelf. Until the catalogue is stored too, it still holds them: twice is once.
async fn put_in_order(
    app: &App,
    catalogue: &mut Catalogue,
    month: Month,
    lines: Vec<Line>,
    gone: &BTreeSet<domain::ids::ReportId>,
) -> Result<(), StoreError> {
    let stored = match catalogue.shelf(month) {
        Some(_) => app.open_data.get(&shelf_key(month)).await?,
        None if lines.is_empty() => return Ok(()),
        None => None,
    };
    let before = Shelf::read(stored.unwrap_or_default());
    let shelf = before.grown(lines, gone);
    let hash = HEXLOWER.encode(&Sha256::digest(shelf.bytes())[..8]);
    if catalogue.shelf(month) != Some(hash.as_str()) {
        app.open_data.put(&shelf_key(month), shelf.bytes().to_vec(), TEXT).await?;
        catalogue.note(month, hash);
    }
    Ok(())
}
