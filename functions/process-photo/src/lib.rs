//! From the bucket: an uploaded photo is looked at, turned, made small and stripped of everything that tells of a person.
//!
//! Events may come twice, late, or for what is gone already; each ends right. Once an evidence photo is ready, an
//! answer that waits for it completes.

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    photos::{Bucket, Size},
    tables::{
        directory::{Current, Versions},
        photos::{Found, PhotoRow, Photos},
        reports::{Reports, Saved},
    },
};
use data_encoding::BASE64;
use domain::{
    actor::Actor,
    command::Command,
    decide::{Around, decide},
    ids::{PhotoId, PhotoKind, ReportId},
    photo::{LARGEST_PHOTO, PhotoState},
};
use edge::{Env, Function, StartError, batch::Happened};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};

pub mod picture;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["PHOTOS_TABLE", "REPORTS_TABLE", "DIRECTORY_TABLE", "PHOTOS_BUCKET"];

struct App {
    reports: Reports,
    photos: Photos,
    bucket: Bucket,
    directory: Current,
}

/// What the bucket says of an object that was created.
#[derive(Debug, Deserialize)]
struct Created {
    object: Object,
}

#[derive(Debug, Deserialize)]
struct Object {
    key: String,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::single(env, "process-photo", app, handle))
}

async fn handle(app: Arc<App>, event: Happened<Created>) -> Result<(), StoreError> {
    let Some((report, photo)) = ids(&event.detail.object.key) else { return Ok(()) };
    let Some(row) = app.photos.get(&report, &photo).await? else {
        // Expired before its bytes came: nobody will ever ask for it.
        return app.bucket.remove_incoming(&report, &photo).await;
    };
    if row.state == PhotoState::Pending && row.by.is_some() {
        process(&app, &report, &photo, &row).await?;
    }
    app.bucket.remove_incoming(&report, &photo).await?;
    if photo.kind() == PhotoKind::Evidence {
        complete_answer(&app, &report, event.time).await?;
    }
    Ok(())
}

fn ids(key: &str) -> Option<(ReportId, PhotoId)> {
    let (report, photo) = key.strip_prefix("incoming/")?.split_once('/')?;
    Some((report.parse().ok()?, photo.parse().ok()?))
}

/// Renditions are stored before the row says so: whoever sees `processed` finds them.
async fn process(app: &App, report: &ReportId, photo: &PhotoId, row: &PhotoRow) -> Result<(), StoreError> {
    let Some(bytes) = app.bucket.incoming(report, photo, LARGEST_PHOTO).await? else { return Ok(()) };
    let found = if BASE64.encode(&Sha256::digest(&bytes)) == row.sha256 {
        match picture::render(&bytes) {
            Ok(rendered) => {
                let taken_at = rendered.taken_at.map(Into::into);
                app.bucket.keep_rendered(report, photo, Size::Full, rendered.full).await?;
                app.bucket.keep_rendered(report, photo, Size::Thumb, rendered.thumb).await?;
                app.bucket.keep_original(report, photo, bytes).await?;
                Found { taken_at, ..Found::default() }
            }
            Err(rejection) => Found { rejected: Some(rejection.code()), ..Found::default() },
        }
    } else {
        Found { rejected: Some("hash_mismatch"), ..Found::default() }
    };
    app.photos.processed(report, photo, &found).await?;
    Ok(())
}

/// Completes an answer that is held, if all its photos are ready now; lets it wait on otherwise.
async fn complete_answer(app: &App, id: &ReportId, now: Timestamp) -> Result<(), StoreError> {
    let Some(mut report) = app.reports.get(id).await? else { return Ok(()) };
    let directory = app.directory.at(now).await?;
    while report.held().is_some() {
        let rows = app.photos.of(id).await?;
        let facts: Vec<_> = rows.iter().filter_map(PhotoRow::facts).collect();
        let around = Around { now, directory: &directory, photos: &facts };
        let Some(Ok(draft)) = decide(&report, &Actor::System, &Command::Complete, around) else { return Ok(()) };
        let salt = edge::salt().map_err(|_| StoreError::saying("complete answer", "no randomness"))?;
        let after = report.grown(draft, salt, None);
        match app.reports.save(&report, &after).await? {
            Saved::Stored => return Ok(()),
            Saved::Lost(newer) => report = *newer,
        }
    }
    Ok(())
}
