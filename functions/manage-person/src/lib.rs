//! `GET /v1/me/data`: all that is held of who asks. `DELETE /v1/me`: they are erased, and their reports stay.
//!
//! An erasure is noted first and done then, at once where it is small; what is left over, or was cut off, is gone on with by
//! the clock ([`later`]). A repeat does what a first try left undone. Who comes back afterwards is somebody new.

use std::sync::Arc;

use aws::{
    Tables,
    photos::Bucket,
    push::Push,
    tables::{
        directory::{Current, Versions},
        keys::{Keys, Known, Pseudonyms},
        people::{BACKUPS, Erasure, People},
        photos::Photos,
        reports::Reports,
    },
};
use domain::{calendar::ZONE, millis::Millis};
use edge::{Env, Function, Problem, Reply, Request, StartError};
use serde::Serialize;

mod data;
mod later;
mod person;
mod report;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["GET /v1/me/data", "DELETE /v1/me"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &[
    "REPORTS_TABLE",
    "PHOTOS_TABLE",
    "PEOPLE_TABLE",
    "KEYS_TABLE",
    "DIRECTORY_TABLE",
    "PHOTOS_BUCKET",
    "TOPIC_PREFIX",
    "WRITES_A_MINUTE",
];

/// Reports that one request erases; the rest is the clock's.
const AT_ONCE: usize = 20;

#[derive(Clone)]
struct App {
    reports: Reports,
    photos: Photos,
    people: People,
    pseudonyms: Pseudonyms,
    directory: Arc<Current>,
    bucket: Bucket,
    push: Push,
    writes_a_minute: u32,
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
        directory: Arc::new(Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?),
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        writes_a_minute: env.number("WRITES_A_MINUTE")?,
    };
    let by_the_clock = edge::batch::single(env.clone(), "manage-person", app.clone(), later::go_on);
    Ok(edge::http(env, "manage-person", app, handle).or_scheduled(by_the_clock))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?.citizen()?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    if let Some(seconds) = app.people.count_write(&person.now, request.now, app.writes_a_minute).await? {
        return Err(Problem::new("too_many_requests").retry(seconds));
    }
    match request.route.as_str() {
        "GET /v1/me/data" => data::held(&app, &request, &person).await,
        _ => erase(&app, &request, &person).await,
    }
}

/// Older names first: what is being renamed meanwhile is found under the newer one.
async fn erase(app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
    let mut names: Vec<_> = person.each().collect();
    names.reverse();
    let mut noted = Vec::new();
    for name in names {
        noted.push((name, app.people.ask_erasure(name, request.now).await?));
    }
    let mut left = AT_ONCE;
    for (name, asked_at) in noted {
        person::erase(app, name, asked_at, request.now, &mut left).await?;
    }
    let state = app.people.erasure(&person.now).await?.ok_or_else(|| Problem::internal("an erasure without a row"))?;
    let status = if matches!(state, Erasure::Asked(_)) { 202 } else { 200 };
    Ok(Reply::json(status, &State::of(state))?.with("location", "/v1/me/data".to_owned()))
}

/// How far an erasure is.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the contract's name")]
struct State {
    state: &'static str,
    asked_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<String>,
    /// When the last backup forgets it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    backups_forget_at: Option<String>,
}

impl State {
    fn of(erasure: Erasure) -> Self {
        let (state, asked_at, erased_at) = match erasure {
            Erasure::Asked(asked_at) => ("erasing", asked_at, None),
            Erasure::Done { asked_at, erased_at } => ("erased", asked_at, Some(erased_at)),
        };
        let forgotten = erased_at.map(|at| Millis::from(at.at() + BACKUPS));
        Self {
            state,
            asked_at: rfc3339(asked_at),
            erased_at: erased_at.map(rfc3339),
            backups_forget_at: forgotten.map(rfc3339),
        }
    }
}

fn rfc3339(at: Millis) -> String {
    at.at().display_with_offset(ZONE).to_string()
}
