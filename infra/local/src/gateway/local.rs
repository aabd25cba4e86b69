//! What only a local stack has: `/local/tokens`, `/local/pushes`, `/local/clock`, `/local/metrics`, and SNS.

use std::sync::Arc;

use aws::StoreError;
use aws::tables::staff::{Staff, StaffTable};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use domain::actor::Role;
use domain::directory::UnitId;
use jiff::Span;
use serde::Deserialize;
use serde_json::json;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::schedule::Schedules;
use crate::sns::Sns;
use crate::storage::expiry::Expiry;
use crate::template::Issuer;
use crate::tokens::Tokens;

use super::answer::message;

/// What the `/local/` endpoints need.
#[derive(Clone)]
pub(crate) struct Local {
    /// Makes and checks tokens.
    pub tokens: Arc<Tokens>,
    /// For whom tokens are made; `None` where the template has no authorizer.
    pub issuer: Option<Issuer>,
    /// The Staff table; `None` where the template has none.
    pub staff: Option<StaffTable>,
    /// The recorder.
    pub sns: Arc<Sns>,
    /// The stack's clock.
    pub clock: Clock,
    /// What happens when it moves.
    pub schedules: Arc<Schedules>,
    /// What else happens when it moves.
    pub expiry: Arc<Expiry>,
    /// What the functions measured.
    pub metrics: Metrics,
}

pub(super) fn router(local: Local) -> Router<super::Gateway> {
    Router::new()
        .route("/tokens", post(token))
        .route("/pushes", get(pushes))
        .route("/clock", get(now).post(advance))
        .route("/metrics", get(metrics))
        .route("/sns", post(sns))
        .route("/sns/", post(sns))
        .with_state(local)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    sub: String,
    role: Option<Role>,
    unit: Option<UnitId>,
}

async fn token(State(local): State<Local>, body: Bytes) -> Response {
    let wanted: Wanted = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(cause) => return message(StatusCode::BAD_REQUEST, &cause.to_string()),
    };
    let Some(issuer) = &local.issuer else {
        return message(StatusCode::NOT_FOUND, "the template has no authorizer, so there are no tokens");
    };
    let groups = match groups(&local, &wanted).await {
        Ok(groups) => groups,
        Err((status, cause)) => return message(status, &cause),
    };
    match local.tokens.make(issuer, &wanted.sub, &groups) {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(cause) => message(StatusCode::INTERNAL_SERVER_ERROR, &cause.to_string()),
    }
}

/// The groups that the token will say. A staff role given is written to Staff first; without one the row decides.
async fn groups(local: &Local, wanted: &Wanted) -> Result<Vec<String>, (StatusCode, String)> {
    let failed = |cause: StoreError| (StatusCode::INTERNAL_SERVER_ERROR, cause.to_string());
    let row = match &local.staff {
        Some(table) => table.get(&wanted.sub).await.map_err(failed)?,
        None => None,
    };
    match wanted.role {
        Some(Role::Citizen) => Ok(Vec::new()),
        Some(Role::System) => Err((StatusCode::BAD_REQUEST, "no token says `system`".to_owned())),
        Some(Role::Officer | Role::Leader) if wanted.unit.is_none() => {
            Err((StatusCode::BAD_REQUEST, "officers and leaders are of a unit: give `unit`".to_owned()))
        }
        Some(role) => {
            let (name, unit) = (row.and_then(|row| row.name), wanted.unit.clone());
            let staff = Staff { staff_id: wanted.sub.clone(), name, role, unit };
            if let Some(table) = &local.staff {
                table.put(&staff).await.map_err(failed)?;
            }
            Ok(staff.groups())
        }
        None => Ok(row.map(|row| row.groups()).unwrap_or_default()),
    }
}

async fn pushes(State(local): State<Local>) -> Response {
    match local.sns.pushes() {
        Ok(pushes) => Json(pushes).into_response(),
        Err(cause) => message(StatusCode::INTERNAL_SERVER_ERROR, &cause.to_string()),
    }
}

async fn metrics(State(local): State<Local>) -> Response {
    Json(local.metrics.all()).into_response()
}

async fn now(State(local): State<Local>) -> Response {
    Json(json!({ "now": local.clock.now().to_string() })).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// ISO 8601: `P3D`, `PT30M`.
    advance: Span,
}

/// Answers when every schedule that became due has been called.
async fn advance(State(local): State<Local>, body: Bytes) -> Response {
    let wanted: Advance = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(cause) => return message(StatusCode::BAD_REQUEST, &cause.to_string()),
    };
    match local.clock.advance(wanted.advance) {
        Ok(now) => {
            local.expiry.sweep();
            local.schedules.fire_due().await;
            Json(json!({ "now": now.to_string() })).into_response()
        }
        Err(cause) => message(StatusCode::BAD_REQUEST, &cause.to_string()),
    }
}

async fn sns(State(local): State<Local>, form: Bytes) -> Response {
    local.sns.answer(&form).await
}
