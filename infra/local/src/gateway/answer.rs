//! What a function's answer becomes on the wire, and the gateway's own answers.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// `multiValueHeaders` is missing here on purpose: payload format 2.0 does not read it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: Option<Map<String, Value>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    #[serde(default)]
    cookies: Option<Vec<String>>,
}

/// The gateway's own words: `{"message": "Not Found"}`.
pub(super) fn message(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "message": text }))).into_response()
}

/// 500, as the gateway says it whatever went wrong.
pub(super) fn failure() -> Response {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// What the function said. Without `statusCode`, the whole answer is the body.
pub(super) fn of(json: &RawValue) -> Response {
    let has_status = serde_json::from_str::<Value>(json.get()).is_ok_and(|answer| answer.get("statusCode").is_some());
    if !has_status {
        let kind = (header::CONTENT_TYPE, "application/json");
        return ([kind], json.get().to_owned()).into_response();
    }
    match serde_json::from_str(json.get()) {
        Ok(answer) => response(answer).unwrap_or_else(failure),
        Err(_) => failure(),
    }
}

fn response(answer: Answer) -> Option<Response> {
    let body = answer.body.unwrap_or_default();
    let body =
        if answer.is_base64_encoded { Body::from(BASE64.decode(body.as_bytes()).ok()?) } else { Body::from(body) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status_code).ok()?;
    let headers = response.headers_mut();
    for (name, value) in answer.headers.unwrap_or_default() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        headers.append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?);
    }
    for cookie in answer.cookies.unwrap_or_default() {
        headers.append(header::SET_COOKIE, HeaderValue::try_from(cookie).ok()?);
    }
    if !headers.contains_key(header::CONTENT_TYPE) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=utf-8"));
    }
    Some(response)
}
