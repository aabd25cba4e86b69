//! From the bucket: an uploaded photo is looked at, turned, made small and stripped of everything that tells of a person.
//!
//! Events may come twice, late, or for what is gone already; each ends right. Evidence is compared with what was seen
//! before (`evidence`), and an answer that waits for it then completes or lapses (`held`).

use std::sync::Arc;

use aws::{
    StoreError, Tables,
    photos::{Bucket, Size},
    tables::{
        directory::{Current, Versions},
        photos::{Found, PhotoRow, Photos},
        reports::Reports,
    },
};
use data_encoding::BASE64;
use domain::{
    Report,
    ids::{PhotoId, PhotoKind, ReportId},
    photo::{LARGEST_PHOTO, Near, PhotoFault, PhotoState, Picture},
};
use edge::{Env, Function, StartError, batch::Happened, metrics};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use picture::Rendered;

mod evidence;
mod fault;
mod held;
pub mod picture;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["PHOTOS_TABLE", "REPORTS_TABLE", "DIRECTORY_TABLE", "PHOTOS_BUCKET"];

struct App {
    env: Env,
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
        env: env.clone(),
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::batch::single(env, "process-photo", app, handle))
}

async fn handle(app: Arc<App>, event: Happened<Created>) -> Result<(), StoreError> {
    let Some((id, photo)) = ids(&event.detail.object.key) else { return Ok(()) };
    let Some(row) = app.photos.get(&id, &photo).await? else {
        // Expired before its bytes came: nobody will ever ask for it.
        return app.bucket.remove_incoming(&id, &photo).await;
    };
    let report = app.reports.get(&id).await?;
    if row.state == PhotoState::Pending {
        let rejected = process(&app, &id, report.as_ref(), &row).await?;
        if rejected {
            metrics::figure(&app.env, &metrics::PHOTOS_REJECTED, 1, event.time);
        }
    }
    let judge_answer = match (photo.kind(), &report) {
        (PhotoKind::Evidence, _) => true,
        (PhotoKind::Scene, Some(report)) => evidence::mark_copies(&app, report, &photo).await?,
        (PhotoKind::Scene, None) => false,
    };
    app.bucket.remove_incoming(&id, &photo).await?;
    if judge_answer {
        held::judge(&app, &id, event.time).await?;
    }
    Ok(())
}

fn ids(key: &str) -> Option<(ReportId, PhotoId)> {
    let (report, photo) = key.strip_prefix("incoming/")?.split_once('/')?;
    Some((report.parse().ok()?, photo.parse().ok()?))
}

/// Whether it was rejected. Renditions are stored before the row says so: whoever sees `processed` finds them.
async fn process(app: &App, id: &ReportId, report: Option<&Report>, row: &PhotoRow) -> Result<bool, StoreError> {
    let (photo, Some(by)) = (&row.photo_id, &row.by) else { return Ok(false) };
    let Some(bytes) = app.bucket.incoming(id, photo, LARGEST_PHOTO).await? else { return Ok(false) };
    let found = match look_at(&bytes, row) {
        Ok(rendered) => {
            let look = Picture { id: photo, perceptual: rendered.perceptual };
            app.bucket.keep_rendered(id, photo, Size::Full, rendered.full).await?;
            app.bucket.keep_rendered(id, photo, Size::Thumb, rendered.thumb).await?;
            app.bucket.keep_original(id, photo, bytes).await?;
            Found {
                taken_at: rendered.taken_at.map(Into::into),
                near: Near::of(rendered.gps, report.and_then(|report| report.location)),
                perceptual: rendered.perceptual,
                seen_before: evidence::seen_before(app, id, report, by, &look).await?,
                rejected: None,
            }
        }
        Err(fault) => Found { rejected: Some(fault), ..Found::default() },
    };
    if !app.photos.processed(id, photo, &found).await? && app.photos.get(id, photo).await?.is_none() {
        // It expired meanwhile, and what clears it has been: what was kept here is nobody's.
        app.bucket.remove_kept(id, photo).await?;
    }
    Ok(found.rejected.is_some())
}

fn look_at(bytes: &[u8], row: &PhotoRow) -> Result<Rendered, PhotoFault> {
    if BASE64.encode(&Sha256::digest(bytes)) != row.sha256 {
        return Err(PhotoFault::HashMismatch);
    }
    picture::render(bytes).map_err(fault::of)
}
