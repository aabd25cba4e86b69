//! `/local/dashboard`: the template's dashboards drawn in a browser from the metrics emitted so far, so that one can see
//! them before paying for them. The page itself does the drawing, of what CloudWatch would be given.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::Local;

const PAGE: &str = include_str!("dashboard.html");

pub(super) fn router() -> Router<Local> {
    Router::new().route("/dashboard", get(async || Html(PAGE))).route("/dashboard.json", get(drawn))
}

/// What the page draws: the bodies, the metric lines, and the stack's time.
async fn drawn(State(local): State<Local>) -> Response {
    let dashboards: Vec<Value> =
        local.dashboards.iter().map(|dashboard| json!({"name": dashboard.name, "body": dashboard.body})).collect();
    let now = local.clock.now().as_millisecond();
    Json(json!({ "now": now, "dashboards": dashboards, "lines": local.metrics.all() })).into_response()
}
