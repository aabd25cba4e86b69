//! The event that the HTTP API makes of a request: payload format 2.0.
//!
//! Source: Amazon API Gateway developer guide, "Lambda proxy integrations for HTTP APIs".

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::http::{HeaderMap, Uri, header};
use bytes::Bytes;
use data_encoding::BASE64;
use jiff::{Timestamp, tz};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::ids;
use crate::template::ACCOUNT;

/// A request on its way to a function.
pub(super) struct Incoming<'a> {
    pub(super) method: &'a str,
    pub(super) uri: &'a Uri,
    pub(super) protocol: String,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    pub(super) from: SocketAddr,
    pub(super) route_key: &'a str,
    pub(super) variables: BTreeMap<String, String>,
    /// Of the token, if the route takes one.
    pub(super) claims: Option<&'a Map<String, Value>>,
    /// The route's scopes.
    pub(super) scopes: &'a [String],
    /// The stack's time.
    pub(super) now: Timestamp,
}

/// The event, and the request's id.
pub(super) fn of(incoming: &Incoming<'_>) -> (Value, String) {
    let request_id = request_id();
    let path = percent_decode_str(incoming.uri.path()).decode_utf8_lossy();
    let host = incoming.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let domain = host.rsplit_once(':').map_or(host, |(domain, _)| domain);
    let agent = incoming.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let mut context = json!({
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": domain,
        "domainPrefix": domain.split('.').next().unwrap_or_default(),
        "http": {
            "method": incoming.method,
            "path": path,
            "protocol": incoming.protocol,
            "sourceIp": incoming.from.ip().to_string(),
            "userAgent": agent,
        },
        "requestId": request_id,
        "routeKey": incoming.route_key,
        "stage": "$default",
        "time": common_log_time(incoming.now),
        "timeEpoch": incoming.now.as_millisecond(),
    });
    if let Some(claims) = incoming.claims {
        let scopes = if incoming.scopes.is_empty() { Value::Null } else { json!(incoming.scopes) };
        let claims: Map<String, Value> =
            claims.iter().map(|(name, claim)| (name.clone(), Value::String(flat(claim)))).collect();
        context["authorizer"] = json!({ "jwt": { "claims": claims, "scopes": scopes } });
    }
    let (body, is_base64) = body(incoming.body);
    let mut event = json!({
        "version": "2.0",
        "routeKey": incoming.route_key,
        "rawPath": path,
        "rawQueryString": incoming.uri.query().unwrap_or_default(),
        "headers": headers(incoming),
        "requestContext": context,
        "isBase64Encoded": is_base64,
    });
    let cookies = cookies(incoming.headers);
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    if let Some(query) = incoming.uri.query().map(query) {
        event["queryStringParameters"] = json!(query);
    }
    if !incoming.variables.is_empty() {
        event["pathParameters"] = json!(incoming.variables);
    }
    if let Some(body) = body {
        event["body"] = json!(body);
    }
    (event, request_id)
}

/// Names in lower case, a repeated header joined by commas; cookies go apart.
fn headers(incoming: &Incoming<'_>) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in incoming.headers {
        if name == header::COOKIE {
            continue;
        }
        let value = String::from_utf8_lossy(value.as_bytes());
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|all| {
                all.push(',');
                all.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    let mut add = |name: &str, value: String| headers.insert(name.to_owned(), value);
    add("x-forwarded-for", incoming.from.ip().to_string());
    add("x-forwarded-proto", "http".to_owned());
    add("x-amzn-trace-id", format!("Root=1-{:08x}-{:024x}", incoming.now.as_second(), ids::fresh().as_u128() >> 32));
    headers.entry("content-length".to_owned()).or_insert_with(|| incoming.body.len().to_string());
    headers
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).map(|cookie| cookie.trim().to_owned()).collect()
}

/// Decoded; a repeated parameter's values joined by commas.
fn query(raw: &str) -> BTreeMap<String, String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(raw).unwrap_or_default();
    let mut query: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in pairs {
        query
            .entry(name)
            .and_modify(|all| {
                all.push(',');
                all.push_str(&value);
            })
            .or_insert(value);
    }
    query
}

/// Text as it is, anything else as Base64.
fn body(bytes: &Bytes) -> (Option<String>, bool) {
    if bytes.is_empty() {
        return (None, false);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Some(text.to_owned()), false),
        Err(_) => (Some(BASE64.encode(bytes)), true),
    }
}

/// A claim as the authorizer hands it on: always text, an array as `[officers unit:so-yt-hg]`.
fn flat(claim: &Value) -> String {
    match claim {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(" ")),
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}:{}", flat(value))).collect();
            format!("map[{}]", fields.join(" "))
        }
        other => other.to_string(),
    }
}

/// `21/Oct/2020:01:00:00 +0000`
fn common_log_time(now: Timestamp) -> String {
    now.to_zoned_datetime(tz::TimeZone::UTC).strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

/// Looks like API Gateway's: `JKJaXmPLvHcESHA=`.
pub(super) fn request_id() -> String {
    BASE64.encode(&ids::fresh().as_bytes()[5..])
}
