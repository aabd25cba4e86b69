//! `GET` and `PUT /v1/directory`, `GET /v1/directory/versions`: the directory's files, for administrators.
//!
//! What is put is built first: with one fault anywhere nothing is published, and every fault is told by file and line.
//! Publishing moves a pointer, if it still points where the caller thinks (`If-Match`); older versions stay and can be
//! put again by name. The functions look at the pointer once a minute.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        audit::Audit,
        directory::{Publication, Versions},
        reports::Reports,
    },
};
use domain::{calendar::ZONE, millis::Millis};
use edge::{Env, Function, Problem, Reply, Request, StartError};
use serde_json::{Value, json};

mod put;
mod read;
mod replay;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["GET /v1/directory", "GET /v1/directory/versions", "PUT /v1/directory"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["DIRECTORY_TABLE", "REPORTS_TABLE", "AUDIT_TABLE"];

struct App {
    versions: Versions,
    reports: Reports,
    audit: Audit,
}

/// Starts the function. It loads no directory: the first one is published through it.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        versions: Versions::open(&tables, env.get("DIRECTORY_TABLE")?),
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        audit: Audit::open(&tables, env.get("AUDIT_TABLE")?),
    };
    // only to open the connection
    app.versions.current().await?;
    Ok(edge::http(env, "manage-directory", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    request.caller()?.admin()?;
    match request.route.as_str() {
        "GET /v1/directory" => read::one(&app, &request).await,
        "GET /v1/directory/versions" => read::versions(&app, &request).await,
        _ => put::put(&app, &request).await,
    }
}

/// Who put a version in force, and when.
fn form(publication: &Publication) -> Value {
    json!({"version": publication.version, "number": publication.number,
           "published_at": moment(publication.published_at), "published_by": publication.published_by})
}

/// RFC 3339 in the product's zone.
fn moment(at: Millis) -> String {
    at.at().display_with_offset(ZONE).to_string()
}

/// A version as a validator: `"00112233aabbccdd"`.
fn tag(version: &str) -> String {
    format!("\"{version}\"")
}
