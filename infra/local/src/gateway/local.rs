//! What only a local stack has: `/local/tokens`, `/local/pushes`, `/local/clock`, `/local/metrics`, `/local/dashboard`, SNS,
//! and of Lambda the one request that a replay needs.

use std::sync::Arc;

use aws::StoreError;
use aws::tables::staff::StaffTable;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use domain::actor::Role;
use domain::directory::UnitId;
use domain::staff::{BadStaffId, Staff};
use jiff::Span;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::functions::Functions;
use crate::metrics::Metrics;
use crate::rights;
use crate::schedule::Schedules;
use crate::sns::Sns;
use crate::storage::expiry::Expiry;
use crate::template::{Dashboard, Issuer, REGION};
use crate::tokens::{Asked, Tokens};

use super::answer::message;

/// The function that Cognito asks before it makes a token.
const TRIGGER: &str = "grant-claims";

/// What the `/local/` endpoints need.
#[derive(Clone)]
pub(crate) struct Local {
    /// Makes and checks tokens.
    pub tokens: Arc<Tokens>,
    /// For whom tokens are made; `None` where the template has no authorizer.
    pub issuer: Option<Issuer>,
    /// The Staff table; `None` where the template has none.
    pub staff: Option<StaffTable>,
    /// Of which one is asked what a token says.
    pub functions: Functions,
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
    /// What draws them.
    pub dashboards: Arc<[Dashboard]>,
}

pub(super) fn router(local: Local) -> Router<super::Gateway> {
    Router::new()
        .route("/tokens", post(token))
        .route("/pushes", get(pushes))
        .route("/clock", get(now).post(advance))
        .route("/metrics", get(metrics))
        .merge(super::dashboard::router())
        .route("/sns", post(sns))
        .route("/sns/", post(sns))
        .route("/lambda/2015-03-31/functions/{name}/invocations", post(invoke))
        .with_state(local)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    sub: String,
    role: Option<Role>,
    unit: Option<UnitId>,
    /// Seconds for which it is good, other than usual; negative: it has ended.
    expires_in: Option<i64>,
    /// What else it says, as an identity provider's does: name, `phone_number`, email.
    #[serde(default)]
    claims: Map<String, Value>,
}

async fn token(State(local): State<Local>, body: Bytes) -> Response {
    let wanted: Wanted = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(cause) => return message(StatusCode::BAD_REQUEST, &cause.to_string()),
    };
    let Some(issuer) = &local.issuer else {
        return message(StatusCode::NOT_FOUND, "the template has no authorizer, so there are no tokens");
    };
    let told = match told(&local, &wanted).await {
        Ok(told) => told,
        Err((status, cause)) => return message(status, &cause),
    };
    let groups = told["groupOverrideDetails"]["groupsToOverride"].as_array().into_iter().flatten();
    let groups: Vec<String> = groups.filter_map(Value::as_str).map(str::to_owned).collect();
    let mut claims = wanted.claims;
    claims.extend(told["accessTokenGeneration"]["claimsToAddOrOverride"].as_object().cloned().unwrap_or_default());
    let asked = Asked { claims, expires_in_s: wanted.expires_in };
    match local.tokens.make(issuer, &wanted.sub, &groups, asked) {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(cause) => message(StatusCode::INTERNAL_SERVER_ERROR, &cause.to_string()),
    }
}

/// What the trigger answers that Cognito asks (pre token generation, version 2); null where there is nothing to say. A
/// staff role given is written to Staff first.
async fn told(local: &Local, wanted: &Wanted) -> Result<Value, (StatusCode, String)> {
    match wanted.role {
        Some(Role::Citizen) => return Ok(Value::Null),
        Some(Role::System) => return Err((StatusCode::BAD_REQUEST, "no token says `system`".to_owned())),
        Some(Role::Officer | Role::Leader) if wanted.unit.is_none() => {
            return Err((StatusCode::BAD_REQUEST, "officers and leaders are of a unit: give `unit`".to_owned()));
        }
        Some(role) => write(local, wanted, role).await?,
        None => {}
    }
    let failed = |cause: &dyn ToString| (StatusCode::INTERNAL_SERVER_ERROR, cause.to_string());
    let Some(trigger) = local.functions.logical_id(TRIGGER) else { return Ok(Value::Null) };
    let answer = local.functions.call(trigger, &sign_in(&wanted.sub)).await.map_err(|cause| failed(&cause))?;
    let mut answer: Value = serde_json::from_str(answer.get()).map_err(|cause| failed(&cause))?;
    Ok(answer["response"]["claimsAndScopeOverrideDetails"].take())
}

/// The row of a person with that role, in place of another's; what else it says stays.
async fn write(local: &Local, wanted: &Wanted, role: Role) -> Result<(), (StatusCode, String)> {
    let Some(table) = &local.staff else { return Ok(()) };
    let failed = |cause: StoreError| (StatusCode::INTERNAL_SERVER_ERROR, cause.to_string());
    let id = wanted.sub.parse().map_err(|cause: BadStaffId| (StatusCode::BAD_REQUEST, cause.to_string()))?;
    let row = table.get(&wanted.sub).await.map_err(failed)?;
    if row.as_ref().is_some_and(|row| row.role == role && row.unit == wanted.unit) {
        return Ok(());
    }
    let version = row.as_ref().map_or(0, |row| row.version) + 1;
    let (name, unit) = (row.and_then(|row| row.name), wanted.unit.clone());
    let (categories, deputy, absence) = (Vec::new(), None, None);
    let staff = Staff { staff_id: id, name, role, unit, categories, deputy, absence, version };
    table.seed(&staff).await.map_err(failed)
}

/// What Cognito sends before it makes a token (pre token generation, version 2).
fn sign_in(subject: &str) -> Value {
    json!({
        "version": "2",
        "triggerSource": "TokenGeneration_Authentication",
        "region": REGION,
        "userPoolId": format!("{REGION}_local"),
        "userName": subject,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "local"},
        "request": {
            "userAttributes": {"sub": subject, "cognito:user_status": "CONFIRMED"},
            "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
            "scopes": ["aws.cognito.signin.user.admin"],
        },
        "response": {"claimsAndScopeOverrideDetails": null},
    })
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

async fn sns(State(local): State<Local>, headers: HeaderMap, form: Bytes) -> Response {
    local.sns.answer(&form, rights::key_id(&headers, "")).await
}

/// Lambda's `Invoke`, waited for: a function that fails answers 200 too, and says so in a header.
async fn invoke(State(local): State<Local>, Path(name): Path<String>, event: Bytes) -> Response {
    let event: Value = match serde_json::from_slice(&event) {
        Ok(event) => event,
        Err(cause) => return message(StatusCode::BAD_REQUEST, &cause.to_string()),
    };
    match local.functions.call(&name, &event).await {
        Ok(answer) => Json(answer).into_response(),
        Err(cause) => {
            let error = Json(json!({ "errorType": "Unhandled", "errorMessage": cause.to_string() }));
            ([("x-amz-function-error", "Unhandled")], error).into_response()
        }
    }
}
