//! A citizen's own reports, and those of who they were before a link: the list, one, its history, its photos.

use std::sync::Arc;

use aws::{
    Tables,
    photos::{Bucket, Size},
    tables::{
        directory::{Current, Versions},
        keys::{Keys, Known, Pseudonyms},
        people::People,
        photos::Photos,
        reports::{List, Reports},
    },
};
use domain::{
    Report,
    ids::{PhotoId, ReportId},
};
use edge::{
    Env, Function, Problem, Reply, Request, StartError,
    forms::{self, MyReport, Surface},
    listing::{self, Listing},
    shown,
};

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
    match request.route.as_str() {
        "GET /v1/me/reports" => list(&app, &request, &person).await,
        "GET /v1/me/reports/{id}" => one(&app, &request, &person).await,
        "GET /v1/me/reports/{id}/history" => {
            Reply::json(200, &forms::history_page(&mine(&app, &request, &person).await?, Surface::Mine))
        }
        _ => photo(&app, &request, &person).await,
    }
}

async fn list(app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &["from", "to"])?;
    let directory = app.directory.at(request.now).await?;
    let mut people = app.people.former(person, &app.pseudonyms).await?;
    people.push(person.now.clone());
    let lists: Vec<_> = people.iter().map(|person| listing.within(List::of_person(person))).collect();
    let page = app.reports.page_of_all(&lists, listing.after()?.as_ref(), listing.limit()?).await?;
    let listed = listing.page(&page, |report| Some(MyReport::of(report, &directory, None)));
    listing::reply(request, &listed, listed.next.as_deref())
}

/// The report, if it is there and the person's own, or of who the person was before.
async fn mine(app: &App, request: &Request, person: &Known) -> Result<Report, Problem> {
    let id: ReportId = request.path("id")?;
    let report = app.reports.get(&id).await?.ok_or_else(Problem::not_found)?;
    let own = person.is(&report.person) || app.people.former(person, &app.pseudonyms).await?.contains(&report.person);
    if own { Ok(report) } else { Err(Problem::not_found()) }
}

async fn one(app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
    let report = mine(app, request, person).await?;
    let directory = app.directory.at(request.now).await?;
    let rows = app.photos.of(&report.id).await?;
    let target = app.reports.target_of(&report).await?;
    Reply::json(200, &MyReport::of(&report, &directory, Some(&rows)).merged(target.as_ref(), &directory))
}

async fn photo(app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
    let (photo, size): (PhotoId, Size) = (request.path("photo_id")?, request.path("size")?);
    let report = mine(app, request, person).await?;
    let keeper = shown::keeper(&app.reports, &app.photos, &report, &photo, Surface::Mine).await?;
    Ok(Reply::found(app.bucket.sign_show(&keeper, &photo, size).await?))
}
