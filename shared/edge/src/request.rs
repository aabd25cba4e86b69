//! One HTTP request, parsed: everything a handler may look at, and nothing else.

use std::{borrow::Cow, collections::HashMap};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::{Caller, Language, Problem, event::GatewayEvent, json};

/// Longest body taken, in bytes: the largest legal request is under 32 KB.
const LARGEST_BODY: usize = 64 * 1024;
/// Longest `Idempotency-Key`, in bytes.
const LONGEST_KEY: usize = 128;

/// A request as a handler sees it.
#[derive(Debug)]
pub struct Request {
    /// Method and path pattern, as in the template: `POST /v1/reports`.
    pub route: String,
    /// The event's own time.
    pub now: Timestamp,
    /// Vietnamese unless the caller prefers English.
    pub language: Language,
    caller: Option<Caller>,
    path: HashMap<String, String>,
    query: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn of(event: GatewayEvent) -> Result<Self, Problem> {
        let caller = Caller::of(&event);
        let headers: HashMap<_, _> = event.headers.into_iter().map(|(k, v)| (k.to_ascii_lowercase(), v)).collect();
        let body = match event.body {
            None => Vec::new(),
            Some(text) if event.is_base64_encoded => {
                BASE64.decode(text.as_bytes()).map_err(|_| Problem::new("malformed_body"))?
            }
            Some(text) => text.into_bytes(),
        };
        Ok(Self {
            route: event.request_context.route_key,
            now: Timestamp::from_millisecond(event.request_context.time_epoch)
                .map_err(|_| Problem::new("malformed_body"))?,
            language: Language::preferred(headers.get("accept-language").map_or("", String::as_str)),
            caller,
            path: event.path_parameters,
            query: event.raw_query_string,
            headers,
            body,
        })
    }

    /// The caller; the gateway lets nobody without a token come to a route that asks for one.
    pub fn caller(&self) -> Result<&Caller, Problem> {
        self.caller.as_ref().ok_or_else(|| Problem::new("unauthorized"))
    }

    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// A path parameter as `T`. What isn't one can name nothing that exists: 404.
    pub fn path<T: std::str::FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.path.get(name).and_then(|v| v.parse().ok()).ok_or_else(Problem::not_found)
    }

    /// The query as `T`, unknown and repeated parameters refused.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        json::query(&self.query)
    }

    /// The query's parameters, decoded.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }

    /// What tells a list from every other: a hash of its route and parameters but for the page's own, 8 letters long.
    pub(crate) fn list_stamp(&self) -> String {
        let mut parameters: Vec<_> = self.parameters().filter(|(n, _)| n != "cursor" && n != "limit").collect();
        parameters.sort();
        let mut hash = Sha256::new_with_prefix(&self.route);
        for (name, value) in parameters {
            hash.update(format!("&{}{name}={}{value}", name.len(), value.len()));
        }
        BASE64URL_NOPAD.encode(&hash.finalize()[..6])
    }

    /// A place in this list as its cursor: none of another list, so that nobody goes on where they were not.
    pub fn cursor(&self, place: &str) -> String {
        format!("{}{place}", self.list_stamp())
    }

    /// The place that a cursor of this very list names.
    pub fn place<T>(&self, cursor: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
        let place = cursor.strip_prefix(&self.list_stamp()).and_then(read);
        place.ok_or_else(|| Problem::field("cursor_invalid", "/cursor", ""))
    }

    /// The same request, a list without path parameters, from that cursor on.
    pub(crate) fn with_cursor(&self, cursor: &str) -> String {
        let path = self.route.split_once(' ').map_or("", |(_, path)| path);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.parameters().filter(|(name, _)| name != "cursor"));
        query.append_pair("cursor", cursor);
        format!("{path}?{}", query.finish())
    }

    /// Whether the caller would rather have this media type than JSON.
    pub fn prefers(&self, media_type: &str) -> bool {
        let accept = self.header("accept").unwrap_or_default();
        let wanted = quality(accept, media_type);
        wanted > 0.0 && wanted >= quality(accept, "application/json")
    }

    /// The body as `T`: JSON, at most [`LARGEST_BODY`], unknown fields refused with a pointer.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        self.body_up_to(LARGEST_BODY)
    }

    /// As [`Self::body`], for a route whose bodies are larger: at most `bytes`.
    pub fn body_up_to<T: DeserializeOwned>(&self, bytes: usize) -> Result<T, Problem> {
        let kind = self.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new("content_type_not_json"));
        }
        if self.body.len() > bytes {
            return Err(Problem::new("body_too_large"));
        }
        json::body(&self.body)
    }

    /// What a repeat of this request is known by, if the caller sent an `Idempotency-Key`: hashes, never the key itself.
    /// Scoped by caller and route; `body` tells a repeat from another request under the same key.
    pub fn idempotency(&self) -> Result<Option<Idempotency>, Problem> {
        let Some(key) = self.header("idempotency-key") else { return Ok(None) };
        if key.is_empty() || key.len() > LONGEST_KEY || key.chars().any(char::is_control) {
            return Err(Problem::new("idempotency_key_malformed"));
        }
        let caller = self.caller()?;
        let mut scope = Sha256::new();
        for part in [&caller.issuer, &caller.subject, &self.route, key] {
            scope.update((part.len() as u64).to_be_bytes());
            scope.update(part);
        }
        for part in [self.path.get("id")].into_iter().flatten() {
            scope.update(part);
        }
        Ok(Some(Idempotency { key: first16(&scope.finalize()), body: first16(&Sha256::digest(&self.body)) }))
    }

    /// SHA-256 of the body, first 16 bytes: whether two submissions under one id are the same.
    pub fn body_digest(&self) -> [u8; 16] {
        first16(&Sha256::digest(&self.body))
    }
}

/// The hashes by which a repeated request is known again.
pub use domain::history::Idempotency;

/// What a header such as `Accept` gives a value that it names, 0 to 1; 0 where it doesn't name it.
pub(crate) fn quality(header: &str, value: &str) -> f32 {
    let named = header.split(',').find_map(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        name.trim().eq_ignore_ascii_case(value).then_some(weight)
    });
    let weight = named.map(|weight| weight.split(';').find_map(|p| p.trim().strip_prefix("q=")).unwrap_or("1"));
    weight.and_then(|weight| weight.parse().ok()).unwrap_or(0.0)
}

fn first16(hash: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&hash[..16]);
    out
}
