//! What only a local stack has: `/local/tokens`, `/local/pushes`, `/local/clock`, `/local/metrics`, and SNS.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use jiff::Span;
use serde::Deserialize;
use serde_json::json;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::schedule::Schedules;
use crate::sns::Sns;
use crate::staff::Staff;
use crate::template::Issuer;
use crate::tokens::{Role, Tokens};

use super::answer::message;

/// What the `/local/` endpoints need.
#[derive(Clone)]
pub struct Local {
    /// Makes and checks tokens.
    pub tokens: Arc<Tokens>,
    /// For whom tokens are made; `None` where the template has no authorizer.
    pub issuer: Option<Issuer>,
    /// The Staff table; `None` where the template has none.
    pub staff: Option<Staff>,
    /// The recorder.
    pub sns: Arc<Sns>,
    /// The stack's clock.
    pub clock: Clock,
    /// What happens when it moves.
    pub schedules: Arc<Schedules>,
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
    unit: Option<String>,
}

async fn token(State(local): State<Local>, body: Bytes) -> Response {
    let wanted: Wanted = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(cause) => return message(StatusCode::BAD_REQUEST, &cause.to_string()),
    };
    let Some(issuer) = &local.issuer else {
        return message(StatusCode::NOT_FOUND, "the template has no authorizer, so there are no tokens");
    };
    let (role, unit) = match standing(&local, &wanted).await {
        Ok(standing) => standing,
        Err((status, cause)) => return message(status, &cause),
    };
    match local.tokens.make(issuer, &wanted.sub, role, unit.as_deref()) {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(cause) => message(StatusCode::INTERNAL_SERVER_ERROR, &cause.to_string()),
    }
}

/// Role and unit that the token will say. A staff role given is written to Staff first; without one the row decides.
async fn standing(local: &Local, wanted: &Wanted) -> Result<(Role, Option<String>), (StatusCode, String)> {
    let failed = |cause: crate::staff::StaffError| (StatusCode::INTERNAL_SERVER_ERROR, cause.to_string());
    match (wanted.role, &local.staff) {
        (Some(Role::Citizen), _) => Ok((Role::Citizen, None)),
        (Some(role @ (Role::Officer | Role::Leader)), _) if wanted.unit.is_none() => {
            let name = if role == Role::Officer { "an officer" } else { "a leader" };
            Err((StatusCode::BAD_REQUEST, format!("{name} is of a unit: give `unit`")))
        }
        (Some(role), staff) => {
            if let Some(staff) = staff {
                staff.put(&wanted.sub, &wanted.sub, role, wanted.unit.as_deref()).await.map_err(failed)?;
            }
            Ok((role, wanted.unit.clone()))
        }
        (None, Some(staff)) => {
            let row = staff.find(&wanted.sub).await.map_err(failed)?;
            Ok(row.unwrap_or((Role::Citizen, None)))
        }
        (None, None) => Ok((Role::Citizen, None)),
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
            local.schedules.fire_due().await;
            Json(json!({ "now": now.to_string() })).into_response()
        }
        Err(cause) => message(StatusCode::BAD_REQUEST, &cause.to_string()),
    }
}

async fn sns(State(local): State<Local>, form: Bytes) -> Response {
    local.sns.answer(&form).await
}
