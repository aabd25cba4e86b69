//! `POST /v1/reports/{id}/responses`: what the unit says to a report, and what its leader decides.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        directory::{Current, Versions},
        photos::Photos,
        reports::Reports,
        staff::StaffTable,
    },
};
use domain::{Refusal, command::Command, history::RefusalReason, ids::PhotoId, photo::MOST_PHOTOS, text::Remark};
use edge::{
    Env, Function, Problem, Reply, Request, StartError,
    change::{Place, Wanted},
};
use jiff::Timestamp;
use serde::Deserialize;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["POST /v1/reports/{id}/responses"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["REPORTS_TABLE", "PHOTOS_TABLE", "STAFF_TABLE", "DIRECTORY_TABLE"];

struct App {
    reports: Reports,
    photos: Photos,
    staff: StaffTable,
    directory: Current,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Ask,
    Answer,
    Extend,
    Refuse,
    Confirm,
    Decline,
    Reopen,
    Uphold,
    Recall,
    Update,
    Note,
    Hide,
    Unhide,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    kind: Kind,
    version: u32,
    text: Option<Remark>,
    #[serde(default)]
    photos: Vec<PhotoId>,
    waiver: Option<Remark>,
    until: Option<Timestamp>,
    reason: Option<String>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::http(env, "respond-to-report", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let actor = request.caller()?.staff_actor()?;
    let id = request.path("id")?;
    let body: Body = request.body()?;
    let (version, command) = (body.version, command(body)?);
    let directory = app.directory.at(request.now).await?;
    let (photos, staff) = (Some(&app.photos), Some(&app.staff));
    let place = Place { reports: &app.reports, photos, staff, directory: &directory };
    place.change(&request, &Wanted { id, version, actor, command }).await
}

fn command(body: Body) -> Result<Command, Refusal> {
    let Body { kind, text, photos, waiver, until, reason, .. } = body;
    if photos.len() > MOST_PHOTOS {
        return Err(Refusal::Field("too_many_photos", "/photos"));
    }
    let said = |text: Option<Remark>| text.ok_or(Refusal::Field("field_required", "/text"));
    Ok(match kind {
        Kind::Ask => Command::Ask { text: said(text)? },
        Kind::Answer => Command::Answer { text: said(text)?, photos, waiver },
        Kind::Extend => Command::Extend {
            until: until.ok_or(Refusal::Field("field_required", "/until"))?,
            reason: why(text, reason)?,
        },
        Kind::Refuse => Command::Refuse { reason: refusal(reason)?, text: said(text)? },
        Kind::Confirm => Command::Confirm { text },
        Kind::Decline => Command::Decline { text: why(text, reason)? },
        Kind::Reopen => Command::Reopen { text: why(text, reason)? },
        Kind::Uphold => Command::Uphold { text: said(text)? },
        Kind::Recall => Command::Recall { text: why(text, reason)? },
        Kind::Update => Command::Update { text: said(text)? },
        Kind::Note => Command::Note { text: said(text)? },
        // the photos named, or the text where none is
        Kind::Hide => Command::Hide { photos, reason: why(text, reason)? },
        Kind::Unhide => Command::Unhide { photos, reason: why(text, reason)? },
    })
}

/// A reason in words, which may come as `reason` or as `text`.
fn why(text: Option<Remark>, reason: Option<String>) -> Result<Remark, Refusal> {
    match (text, reason) {
        (Some(text), _) => Ok(text),
        (None, Some(reason)) => Remark::parse(&reason).map_err(|_| Refusal::Field("field_required", "/reason")),
        (None, None) => Err(Refusal::Field("field_required", "/reason")),
    }
}

/// In refuse `reason` is the code (rule 16).
fn refusal(reason: Option<String>) -> Result<RefusalReason, Refusal> {
    let reason = reason.ok_or(Refusal::Field("field_required", "/reason"))?;
    serde_json::from_value(reason.into()).map_err(|_| Refusal::Field("refusal_reason_unknown", "/reason"))
}
