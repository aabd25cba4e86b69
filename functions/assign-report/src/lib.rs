//! `POST /v1/reports/{id}/assignments`: who handles a report: accept, transfer, return, assign, name an officer,
//! correct, merge, unmerge.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        directory::{Current, Versions},
        reports::Reports,
        staff::StaffTable,
    },
};
use domain::{
    Refusal,
    command::{Command, Correction},
    directory::{AreaId, CategoryCode, UnitId},
    ids::ReportId,
    location::SentLocation,
    text::Remark,
};
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
    Correct,
    Merge,
    Unmerge,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    action: Action,
    version: u32,
    unit: Option<UnitId>,
    officer: Option<String>,
    into: Option<ReportId>,
    category: Option<CategoryCode>,
    area: Option<AreaId>,
    location: Option<SentLocation>,
    urgent: Option<bool>,
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
    let Body { action, unit, officer, into, category, area, location, urgent, reason, .. } = body;
    let needs = |pointer| move || Refusal::Field("field_required", pointer);
    let why = |reason: Option<Remark>| reason.ok_or_else(needs("/reason"));
    Ok(match action {
        Action::Accept => Command::Accept,
        Action::Transfer => Command::Transfer { unit: unit.ok_or_else(needs("/unit"))?, reason: why(reason)? },
        Action::Return => Command::Return { reason: why(reason)? },
        Action::Assign => Command::Assign { unit: unit.ok_or_else(needs("/unit"))?, reason },
        Action::NameOfficer => Command::NameOfficer { officer: officer.ok_or_else(needs("/officer"))? },
        Action::Correct => {
            let to = Correction { category, area, location: location.map(|l| l.0), urgent };
            Command::Correct { to: Box::new(to), reason: why(reason)? }
        }
        Action::Merge => Command::Merge { into: into.ok_or_else(needs("/into"))?, reason },
        Action::Unmerge => Command::Unmerge { reason: why(reason)? },
    })
}
