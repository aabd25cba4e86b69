//! What a browser is told about calls from another origin, by the rules of S3 and of the HTTP API alike.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::template::Cors;

/// The answer's headers to a preflight request; `None` where the rules forbid the call.
pub(crate) fn preflight(rules: &Cors, request: &HeaderMap) -> Option<HeaderMap> {
    let method = text(request, &ACCESS_CONTROL_REQUEST_METHOD)?;
    let origin = allowed_origin(rules, request)?;
    if !rules.methods.iter().any(|allowed| allowed == "*" || allowed == method) {
        return None;
    }
    let wanted = text(request, &ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let wanted: Vec<&str> = wanted.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if !wanted
        .iter()
        .all(|name| rules.headers.iter().any(|allowed| fits(&allowed.to_lowercase(), &name.to_lowercase())))
    {
        return None;
    }
    let mut headers = HeaderMap::new();
    set(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, &origin);
    set(&mut headers, ACCESS_CONTROL_ALLOW_METHODS, &rules.methods.join(","));
    if !wanted.is_empty() {
        set(&mut headers, ACCESS_CONTROL_ALLOW_HEADERS, &wanted.join(","));
    }
    if let Some(seconds) = rules.max_age_s {
        set(&mut headers, ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
    }
    set(&mut headers, VARY, "origin");
    Some(headers)
}

/// The headers to add to the answer of a call itself.
pub(crate) fn actual(rules: &Cors, request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let Some(origin) = allowed_origin(rules, request) else {
        return headers;
    };
    set(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, &origin);
    if !rules.exposed.is_empty() {
        set(&mut headers, ACCESS_CONTROL_EXPOSE_HEADERS, &rules.exposed.join(","));
    }
    set(&mut headers, VARY, "origin");
    headers
}

fn allowed_origin(rules: &Cors, request: &HeaderMap) -> Option<String> {
    let origin = text(request, &ORIGIN)?;
    let rule = rules.origins.iter().find(|allowed| fits(allowed, origin))?;
    Some(if rule == "*" { "*".to_owned() } else { origin.to_owned() })
}

/// A rule may have one `*`.
fn fits(rule: &str, value: &str) -> bool {
    match rule.split_once('*') {
        Some((start, end)) => {
            value.len() >= start.len() + end.len() && value.starts_with(start) && value.ends_with(end)
        }
        None => rule == value,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
