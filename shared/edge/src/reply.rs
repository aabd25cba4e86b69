//! A handler's answer: status, JSON, and how long whom may keep it.

use std::{collections::HashMap, io::Write as _};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Problem, event::GatewayAnswer, request::quality};

/// Smallest body that is gzipped, in bytes: below, it fits one packet anyway.
const WORTH_GZIP: usize = 1024;

/// Seconds after which it is worth another try, where nothing else is known.
const AGAIN: u32 = 2;

/// Who may keep an answer, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Anyone, for so many seconds: answers of public routes.
    Public(u32),
    /// Nobody: whatever needed a token.
    Nobody,
}

/// The answer to one request.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    body: Vec<u8>,
    is_binary: bool,
    headers: HashMap<&'static str, String>,
}

impl Reply {
    /// `value` as JSON under `status`, to be kept by nobody.
    pub fn json<T: Serialize>(status: u16, value: &T) -> Result<Self, Problem> {
        let body = serde_json::to_vec(value).map_err(Problem::internal)?;
        let headers = HashMap::from([("content-type", "application/json".to_owned())]);
        Ok(Self { status, body, is_binary: false, headers }.kept(Keep::Nobody))
    }

    /// A text of another type than JSON, to be kept by nobody.
    pub fn document(content_type: &'static str, text: String) -> Self {
        let headers = HashMap::from([("content-type", content_type.to_owned())]);
        Self { status: 200, body: text.into_bytes(), is_binary: false, headers }.kept(Keep::Nobody)
    }

    /// A redirect to `location`, for a photo's short-lived URL.
    pub fn found(location: String) -> Self {
        let headers = HashMap::from([("location", location)]);
        Self { status: 302, body: Vec::new(), is_binary: false, headers }.kept(Keep::Nobody)
    }

    /// 204.
    pub fn no_content() -> Self {
        Self { status: 204, body: Vec::new(), is_binary: false, headers: HashMap::new() }.kept(Keep::Nobody)
    }

    /// The same answer under another content type.
    #[must_use]
    pub fn typed(mut self, content_type: &'static str) -> Self {
        self.headers.insert("content-type", content_type.to_owned());
        self
    }

    /// The same answer, to be kept as `keep` says.
    #[must_use]
    pub fn kept(mut self, keep: Keep) -> Self {
        let (control, vary) = match keep {
            Keep::Public(seconds) => (format!("public, max-age={seconds}"), "accept, accept-encoding, accept-language"),
            Keep::Nobody => ("private, no-store".to_owned(), "authorization, accept-encoding, accept-language"),
        };
        self.headers.insert("cache-control", control);
        self.headers.insert("vary", vary.to_owned());
        self
    }

    /// The same answer with a header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// A GET's `ETag` is a hash of its body, unless the handler gave one; who has it already gets 304.
    #[must_use]
    pub(crate) fn tagged(mut self, if_none_match: Option<&str>) -> Self {
        if self.status != 200 {
            return self;
        }
        let by_body = || format!("\"{}\"", BASE64URL_NOPAD.encode(&Sha256::digest(&self.body)[..16]));
        let tag = self.headers.get("etag").cloned().unwrap_or_else(by_body);
        let known = if_none_match
            .is_some_and(|h| h.split(',').any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*"));
        if known {
            self.status = 304;
            self.body.clear();
            self.headers.remove("content-type");
        }
        self.headers.insert("etag", tag);
        self
    }

    /// The same answer, gzipped where the caller takes that and the body is worth it. Its tag stays that of the body
    /// unpacked, or it would be no good for `If-Match`.
    #[must_use]
    pub(crate) fn compressed(mut self, accept_encoding: Option<&str>) -> Self {
        if self.body.len() <= WORTH_GZIP || quality(accept_encoding.unwrap_or_default(), "gzip") <= 0.0 {
            return self;
        }
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let packed = gzip.write_all(&self.body).and_then(|()| gzip.finish());
        // writing to memory doesn't fail; if it did, the plain body would do
        if let Ok(packed) = packed {
            (self.body, self.is_binary) = (packed, true);
            self.headers.insert("content-encoding", "gzip".to_owned());
        }
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn into_answer(self) -> GatewayAnswer {
        // What is no gzip is JSON or a text: always UTF-8.
        let body =
            if self.is_binary { BASE64.encode(&self.body) } else { String::from_utf8(self.body).unwrap_or_default() };
        GatewayAnswer { status_code: self.status, headers: self.headers, body, is_base64_encoded: self.is_binary }
    }
}

impl Problem {
    pub(crate) fn into_reply(self, language: crate::Language) -> Reply {
        let (status, retry_after) = (self.status(), self.retry_after());
        let body = serde_json::to_vec(&self.document(language)).unwrap_or_default();
        let headers = HashMap::from([("content-type", "application/problem+json".to_owned())]);
        let reply = Reply { status, body, is_binary: false, headers }.kept(Keep::Nobody);
        // Whoever is told to come again is told when.
        match retry_after.or(matches!(status, 429 | 503).then_some(AGAIN)) {
            Some(seconds) => reply.with("retry-after", seconds.to_string()),
            None => reply,
        }
    }
}
