//! What every client needs before anybody signs in: texts and limits, areas, borders' answers, categories, units.

use std::sync::Arc;

use aws::{
    Tables,
    tables::directory::{Current, Versions},
};
use domain::{calendar::date_of, directory::Directory};
use edge::{Env, Function, Keep, Problem, Reply, Request, StartError};
use jiff::civil::Date;

mod app;
mod areas;
mod fields;
mod labels;
mod rules;

/// Routes that this function answers.
pub const ROUTES: &[&str] =
    &["GET /v1/app", "GET /v1/areas", "GET /v1/areas/locate", "GET /v1/categories", "GET /v1/units"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["DIRECTORY_TABLE"];

/// Seconds for which anyone may keep what changes only with the directory.
const FRESH: u32 = 300;

struct App {
    directory: Current,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App { directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await? };
    Ok(edge::http(env, "read-directory", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let directory = app.directory.at(request.now).await?;
    let reply = match request.route.as_str() {
        "GET /v1/app" => app::answer(&directory)?,
        // how long it may be kept depends on what is asked for
        "GET /v1/areas" => return areas::list(&directory, &request),
        "GET /v1/areas/locate" => areas::locate(&directory, &request)?,
        "GET /v1/categories" => fields::categories(&directory, &request)?,
        _ => fields::units(&directory, &request)?,
    };
    Ok(reply.kept(Keep::Public(FRESH)))
}

/// The day asked for, today by default.
fn day(at: Option<Date>, request: &Request) -> Date {
    at.unwrap_or_else(|| date_of(request.now))
}

/// What every answer says of the directory that gave it.
fn version(directory: &Directory) -> &str {
    directory.version()
}
