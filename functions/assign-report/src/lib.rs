//! `POST /v1/reports/{id}/assignments`: who handles a report: accept, transfer, return, assign, name an officer.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        directory::{Current, Versions},
        reports::Reports,
        staff::StaffTable,
    },
};
use domain::{Refusal, command::Command, directory::UnitId, text::Remark};
use edge::{
    Env, Function, Problem, Reply, Request, StartError,
    change::{Place, Wanted},
};
use serde::Deserialize;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["POST /v1/reports/{id}/assignments"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["REPORTS_TABLE", "STAFF_TABLE", "DIRECTORY_TABLE"];

struct App {
    reports: Reports,
    staff: StaffTable,
    directory: Current,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Accept,
    Transfer,
    Return,
    Assign,
    NameOfficer,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    action: Action,
    version: u32,
    unit: Option<UnitId>,
    officer: Option<String>,
    reason: Option<Remark>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::http(env, "assign-report", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let actor = request.caller()?.staff_actor()?;
    let id = request.path("id")?;
    let body: Body = request.body()?;
    let (version, command) = (body.version, command(body)?);
    let directory = app.directory.at(request.now).await?;
    let place = Place { reports: &app.reports, photos: None, staff: Some(&app.staff), directory: &directory };
    place.change(&request, &Wanted { id, version, actor, command }).await
}

fn command(body: Body) -> Result<Command, Refusal> {
    let Body { action, unit, officer, reason, .. } = body;
    let needs = |pointer| move || Refusal::Field("field_required", pointer);
    Ok(match action {
        Action::Accept => Command::Accept,
        Action::Transfer => {
            Command::Transfer { unit: unit.ok_or_else(needs("/unit"))?, reason: reason.ok_or_else(needs("/reason"))? }
        }
        Action::Return => Command::Return { reason: reason.ok_or_else(needs("/reason"))? },
        Action::Assign => Command::Assign { unit: unit.ok_or_else(needs("/unit"))?, reason },
        Action::NameOfficer => Command::NameOfficer { officer: officer.ok_or_else(needs("/officer"))? },
    })
}
