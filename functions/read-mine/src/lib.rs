//! A citizen's own reports, and those of who they were before a link, and the reports that they follow: the lists, one,
//! its history, its photos; each with how much of it is new to them.

use std::sync::Arc;

use aws::{
    Tables,
    photos::{Bucket, Size},
    tables::{
        directory::{Current, Versions},
        keys::{Keys, Pseudonyms},
        people::People,
        photos::Photos,
        reports::Reports,
    },
};
use domain::ids::PhotoId;
use edge::{Env, Function, Problem, Reply, Request, StartError, forms, shown};

mod list;
mod reach;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &[
    "GET /v1/me/reports",
    "GET /v1/me/reports/{id}",
    "GET /v1/me/reports/{id}/history",
    "GET /v1/me/reports/{id}/photos/{photo_id}/{size}",
];
/// Settings that it reads.
pub const SETTINGS: &[&str] =
    &["REPORTS_TABLE", "PHOTOS_TABLE", "PEOPLE_TABLE", "KEYS_TABLE", "DIRECTORY_TABLE", "PHOTOS_BUCKET"];

struct App {
    reports: Reports,
    photos: Photos,
    people: People,
    pseudonyms: Pseudonyms,
    bucket: Bucket,
    directory: Current,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::http(env, "read-mine", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?.citizen()?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    if request.route == "GET /v1/me/reports" {
        return list::answer(&app, &request, &person).await;
    }
    let reached = reach::reach(&app, &person, &request.path("id")?).await?;
    match request.route.as_str() {
        "GET /v1/me/reports/{id}" => reached.answer(&app, &request, &person).await,
        "GET /v1/me/reports/{id}/history" => Reply::json(200, &forms::history_page(&reached.report, reached.surface())),
        _ => {
            let (photo, size): (PhotoId, Size) = (request.path("photo_id")?, request.path("size")?);
            let surface = reached.surface();
            let keeper = shown::keeper(&app.reports, &app.photos, &reached.report, &photo, surface).await?;
            Ok(Reply::found(app.bucket.sign_show(&keeper, &photo, size).await?))
        }
    }
}
