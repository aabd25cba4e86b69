//! A unit's inbox: what waits for it by deadline, one report, its history, its photos. The centre sees all.

use std::sync::Arc;

use aws::{
    Tables,
    photos::{Bucket, Size},
    tables::{
        directory::{Current, Versions},
        photos::Photos,
        reports::Reports,
        staff::StaffTable,
        statistics::Statistics,
    },
};
use domain::{
    Report,
    actor::{Actor, Role},
    calendar::date_of,
    ids::{PhotoId, ReportId},
};
use edge::{
    Caller, Env, Function, Problem, Reply, Request, StartError,
    forms::{self, StaffReport, Surface},
    shown,
};

mod again;
mod attention;
mod counts;
mod list;
mod statistics;
mod summary;
mod whose;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &[
    "GET /v1/inbox",
    "GET /v1/inbox/{id}",
    "GET /v1/inbox/{id}/history",
    "GET /v1/inbox/{id}/photos/{photo_id}/{size}",
    "GET /v1/inbox/counts",
    "GET /v1/inbox/statistics",
    "GET /v1/inbox/summary",
];
/// Settings that it reads.
pub const SETTINGS: &[&str] =
    &["REPORTS_TABLE", "PHOTOS_TABLE", "STAFF_TABLE", "DIRECTORY_TABLE", "STATISTICS_TABLE", "PHOTOS_BUCKET"];

struct App {
    reports: Reports,
    photos: Photos,
    bucket: Bucket,
    directory: Current,
    statistics: Statistics,
    staff: StaffTable,
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
        statistics: Statistics::open(&tables, env.get("STATISTICS_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
    };
    Ok(edge::http(env, "read-inbox", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?.staff()?.clone();
    match request.route.as_str() {
        "GET /v1/inbox" => list::answer(&app, &request, &caller).await,
        "GET /v1/inbox/counts" => counts::answer(&app, &request, &caller).await,
        "GET /v1/inbox/statistics" => statistics::answer(&app, &request, &caller).await,
        "GET /v1/inbox/summary" => summary::answer(&app, &request, &caller).await,
        "GET /v1/inbox/{id}" => one(&app, &request, &caller).await,
        "GET /v1/inbox/{id}/history" => {
            Reply::json(200, &forms::history_page(&visible(&app, &request, &caller).await?, Surface::Staff))
        }
        _ => photo(&app, &request, &caller).await,
    }
}

/// The report, if it is there and the caller has a part in it.
async fn visible(app: &App, request: &Request, caller: &Caller) -> Result<Report, Problem> {
    let id: ReportId = request.path("id")?;
    let actor: Actor = caller.staff_actor()?;
    let directory = app.directory.at(request.now).await?;
    let report = app.reports.get(&id).await?;
    let day = date_of(request.now);
    report.filter(|r| actor.standing(r, &directory, day).is_some()).ok_or_else(Problem::not_found)
}

async fn one(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let report = visible(app, request, caller).await?;
    let directory = app.directory.at(request.now).await?;
    let rows = app.photos.of(&report.id).await?;
    let target = app.reports.target_of(&report).await?;
    let form = StaffReport::of(&report, &directory, Some(&rows)).merged(target.as_ref(), &directory);
    let form = again::shown(app, form, &report, caller, (&directory, request.now)).await?;
    if caller.role == Role::Centre {
        return Reply::json(200, &form.for_centre(&report, &directory));
    }
    Reply::json(200, &form)
}

async fn photo(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let (photo, size): (PhotoId, Size) = (request.path("photo_id")?, request.path("size")?);
    let report = visible(app, request, caller).await?;
    let keeper = shown::keeper(&app.reports, &app.photos, &report, &photo, Surface::Staff).await?;
    Ok(Reply::found(app.bucket.sign_show(&keeper, &photo, size).await?))
}
