//! Public reports for anyone: one, its history, its photos, lists and search, newest first; figures; news. Takes no token
//! and looks at none.

use std::sync::Arc;

use aws::{
    Tables,
    open_data::OpenData,
    photos::{Bucket, Size},
    tables::{
        directory::{Current, Versions},
        news::NewsTable,
        photos::Photos,
        reports::Reports,
    },
};
use domain::{
    Report,
    ids::{PhotoId, ReportId},
    report::Visibility,
};
use edge::{
    Env, Function, Keep, Problem, Reply, Request, StartError,
    forms::{self, PublicReport, Surface},
    shown,
};

mod cap;
mod list;
mod news;
mod search;
mod statistics;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &[
    "GET /v1/reports",
    "GET /v1/reports/{id}",
    "GET /v1/reports/{id}/history",
    "GET /v1/reports/{id}/photos/{photo_id}/{size}",
    "GET /v1/search",
    "GET /v1/statistics",
    "GET /v1/news",
    "GET /v1/news/{id}",
];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &[
    "REPORTS_TABLE",
    "PHOTOS_TABLE",
    "NEWS_TABLE",
    "DIRECTORY_TABLE",
    "PHOTOS_BUCKET",
    "OPEN_DATA_BUCKET",
    "CODE_PREFIX",
    "ALERT_SENDER",
    "ALERT_STATUS",
];

/// Seconds for which anyone may keep a report or a list.
const FRESH: u32 = 15;
/// Seconds for which anyone may keep a redirect: well within the URL's five minutes.
const REDIRECT_FRESH: u32 = 60;

struct App {
    reports: Reports,
    photos: Photos,
    bucket: Bucket,
    directory: Current,
    code_prefix: String,
    months: statistics::Months,
    index: search::index::Index,
    news: NewsTable,
    sender: cap::Sender,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let open_data = OpenData::open(&access, env.get("OPEN_DATA_BUCKET")?)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
        code_prefix: env.get("CODE_PREFIX")?,
        months: statistics::Months::new(open_data.clone()),
        index: search::index::Index::new(open_data),
        news: NewsTable::open(&tables, env.get("NEWS_TABLE")?),
        sender: cap::Sender { name: env.get("ALERT_SENDER")?, status: env.get("ALERT_STATUS")? },
    };
    Ok(edge::http(env, "read-public", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    match request.route.as_str() {
        "GET /v1/reports" => list::answer(&app, &request).await,
        "GET /v1/reports/{id}" => one(&app, &request).await,
        "GET /v1/reports/{id}/history" => history(&app, &request).await,
        "GET /v1/search" => search::answer(&app, &request).await,
        "GET /v1/statistics" => statistics::answer(&app, &request).await,
        "GET /v1/news" => news::list(&app, &request).await,
        "GET /v1/news/{id}" => news::one(&app, &request).await,
        _ => photo(&app, &request).await,
    }
}

/// The report, if it is there and public.
async fn public(app: &App, request: &Request) -> Result<Report, Problem> {
    let id: ReportId = request.path("id")?;
    let report = app.reports.get(&id).await?;
    report.filter(|r| r.visibility == Visibility::Public).ok_or_else(Problem::not_found)
}

async fn one(app: &App, request: &Request) -> Result<Reply, Problem> {
    let report = public(app, request).await?;
    let directory = app.directory.at(request.now).await?;
    let rows = app.photos.of(&report.id).await?;
    let form = PublicReport::of(&report, &directory, Some(&rows)).ok_or_else(Problem::not_found)?;
    let target = app.reports.target_of(&report).await?;
    let form = form.merged(target.as_ref(), &directory);
    Ok(Reply::json(200, &form)?.kept(Keep::Public(FRESH)))
}

async fn history(app: &App, request: &Request) -> Result<Reply, Problem> {
    let report = public(app, request).await?;
    Ok(Reply::json(200, &forms::history_page(&report, Surface::Public))?.kept(Keep::Public(FRESH)))
}

async fn photo(app: &App, request: &Request) -> Result<Reply, Problem> {
    let (photo, size): (PhotoId, Size) = (request.path("photo_id")?, request.path("size")?);
    let report = public(app, request).await?;
    let keeper = shown::keeper(&app.reports, &app.photos, &report, &photo, Surface::Public).await?;
    let url = app.bucket.sign_show(&keeper, &photo, size).await?;
    Ok(Reply::found(url).kept(Keep::Public(REDIRECT_FRESH)))
}
