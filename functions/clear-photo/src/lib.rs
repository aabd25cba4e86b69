//! From the Photos stream: a photo whose row is gone goes too, renditions and original.
//!
//! A row goes by itself two days after it was declared, where no report has claimed it (time to live). Nothing else in
//! the bucket knows whether a rendition is anybody's, and its lifecycle rules look at age alone.

use std::sync::Arc;

use aws::{StoreError, Tables, photos::Bucket, tables::photos::Photos};
use domain::ids::{PhotoId, ReportId};
use edge::{Env, Function, StartError, batch::Removed};
use serde::Deserialize;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["PHOTOS_TABLE", "PHOTOS_BUCKET"];

struct App {
    photos: Photos,
    bucket: Bucket,
}

/// The key of a row: a photo's, or of a picture seen before, which has no files.
#[derive(Debug, Deserialize)]
struct Key {
    report_id: String,
    photo_id: String,
}

impl Key {
    fn photo(&self) -> Option<(ReportId, PhotoId)> {
        Some((self.report_id.parse().ok()?, self.photo_id.parse().ok()?))
    }
}

/// Starts the function.
#[expect(clippy::unused_async, reason = "every function starts so")]
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
    };
    Ok(edge::batch::removed(env, "clear-photo", app, handle))
}

async fn handle(app: Arc<App>, removed: Removed<Key>) -> Result<(), StoreError> {
    let Some((report, photo)) = removed.key.photo() else { return Ok(()) };
    if app.photos.get(&report, &photo).await?.is_some() {
        // Declared again since: its files are the new row's.
        return Ok(());
    }
    app.bucket.remove_kept(&report, &photo).await
}
