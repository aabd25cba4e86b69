//! The door of the DynamoDB API: asks whether whoever calls may, then hands the request on to dynoxide, which
//! serves a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::listener;
use crate::rights::{self, Failure, Guard, dynamodb::HashKeys};
use crate::shutdown;
use crate::storage::dynamodb;

/// DynamoDB takes no larger request.
const LARGEST: usize = 16 * 1024 * 1024;

#[derive(Clone)]
struct Door {
    client: Client<HttpConnector, Full<bytes::Bytes>>,
    behind: SocketAddr,
    guard: Guard,
    keys: Arc<HashKeys>,
}

/// Serves the DynamoDB API on `listener` until `stopping`.
pub(crate) async fn serve(
    listener: TcpListener,
    database: dynoxide::Database,
    keys: HashKeys,
    guard: Guard,
    stopping: watch::Receiver<bool>,
) {
    let inner = match listener::bind(0) {
        Ok(inner) => inner,
        Err(cause) => return eprintln!("the DynamoDB API did not start: {cause}"),
    };
    let behind = match inner.local_addr() {
        Ok(behind) => behind,
        Err(cause) => return eprintln!("the DynamoDB API did not start: {cause}"),
    };
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let door = Door { client, behind, guard, keys: Arc::new(keys) };
    let app = Router::new().fallback(answer).with_state(door);
    let serving = axum::serve(listener, app).with_graceful_shutdown(shutdown::wanted(stopping.clone()));
    let (served, ()) = tokio::join!(serving.into_future(), dynamodb::serve(inner, database, stopping));
    if let Err(cause) = served {
        eprintln!("the DynamoDB API stopped: {cause}");
    }
}

async fn answer(State(door): State<Door>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let body = body.to_bytes();
    let by = rights::key_id(&parts.headers, "");
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    if door.guard.holds(by) {
        let operation = target.rsplit('.').next().unwrap_or_default();
        let asked = rights::dynamodb::asked(operation, &serde_json::from_slice(&body).unwrap_or_default(), &door.keys);
        if let Err(failure) = door.guard.check(by, &asked, &body) {
            return said(&failure);
        }
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    match format!("http://{}{path}", door.behind).parse::<Uri>() {
        Ok(uri) => parts.uri = uri,
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    }
    match door.client.request(axum::http::Request::from_parts(parts, Full::new(body))).await {
        Ok(response) => response.map(Body::new),
        Err(cause) => {
            eprintln!("the DynamoDB API does not answer: {cause}");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// A failure as DynamoDB says it.
fn said(failure: &Failure) -> Response {
    // what S3 says with 403 DynamoDB says so
    let (status, code) = match failure.code.as_str() {
        "AccessDenied" => (400, "AccessDeniedException"),
        code => (failure.status, code),
    };
    let body: Value = json!({"__type": format!("com.amazon.coral.service#{code}"), "message": failure.message});
    let kind = HeaderValue::from_static("application/x-amz-json-1.0");
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}
