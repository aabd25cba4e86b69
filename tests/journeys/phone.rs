//! A client of the HTTP API with the actions that people take, named as they name them.

use bytes::Bytes;
use data_encoding::{BASE64, HEXLOWER};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Somebody's phone, or a desk: signed in or not.
#[derive(Clone)]
pub(crate) struct Phone {
    api: String,
    token: Option<String>,
}

/// An answer, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// A problem of this status and stable code, in its form.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(status)), "{problem}");
        problem
    }
}

/// Sends any request.
pub(crate) async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = client.request(request.body(Full::new(body.into())).unwrap()).await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Answer { status, headers, body }
}

/// The id of a photo with these bytes: a phone can tell it before it asks.
pub(crate) fn photo_id(kind: &str, jpeg: &[u8]) -> String {
    format!("{}-{}", &kind[..1], &HEXLOWER.encode(&Sha256::digest(jpeg))[..32])
}

impl Phone {
    /// A phone that nobody has signed in on.
    pub(crate) fn of_anyone(api: &str) -> Self {
        Self { api: api.to_owned(), token: None }
    }

    /// A phone with this very token.
    pub(crate) fn with_token(api: &str, token: &str) -> Self {
        Self { api: api.to_owned(), token: Some(token.to_owned()) }
    }

    /// A citizen's phone.
    pub(crate) async fn of_citizen(api: &str, sub: &str) -> Self {
        Self::signed_in(api, &json!({"sub": sub, "role": "citizen"})).await
    }

    /// The phone of somebody in a unit.
    pub(crate) async fn of_staff(api: &str, sub: &str, role: &str, unit: &str) -> Self {
        Self::signed_in(api, &json!({"sub": sub, "role": role, "unit": unit})).await
    }

    /// The phone of whoever Staff says they are.
    pub(crate) async fn of_person(api: &str, sub: &str) -> Self {
        Self::signed_in(api, &json!({ "sub": sub })).await
    }

    async fn signed_in(api: &str, who: &Value) -> Self {
        let json = [("content-type", "application/json")];
        let answer = send("POST", &format!("{api}/local/tokens"), &json, who.to_string()).await.expect(200);
        Self::with_token(api, answer["token"].as_str().unwrap())
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.token.is_some()
    }

    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// Any request to the API.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let own = bearer.iter().map(|bearer| ("authorization", bearer.as_str()));
        let headers: Vec<_> = own.chain(headers.iter().copied()).collect();
        send(method, &format!("{}{path}", self.api), &headers, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], "").await
    }

    /// A POST that may be sent again under its key.
    pub(crate) async fn post_keyed(&self, key: &str, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.send("POST", path, &headers, body.to_string()).await
    }

    /// Registers this phone for pushes.
    pub(crate) async fn wants_pushes(&self, device: &str, platform: &str) {
        let body = json!({"platform": platform, "token": format!("token-of-{device}"), "language": "vi"});
        self.put(&format!("/v1/me/devices/{device}"), &body).await.expect(200);
    }

    pub(crate) async fn submit(&self, report: &Value) -> Answer {
        self.post("/v1/reports", report).await
    }

    /// Asks where to send a photo.
    pub(crate) async fn declare(&self, report: &str, kind: &str, jpeg: &[u8]) -> Answer {
        let hash = BASE64.encode(&Sha256::digest(jpeg));
        let body = json!({"kind": kind, "content_type": "image/jpeg", "bytes": jpeg.len(), "sha256": hash});
        self.post(&format!("/v1/reports/{report}/photos"), &body).await
    }

    /// Sends a photo to where `declared` says.
    pub(crate) async fn send_photo(&self, declared: &Value, jpeg: &[u8]) -> Answer {
        let upload = &declared["upload"];
        let headers = upload["headers"].as_object().unwrap().iter();
        // the client counts the length itself
        let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
        let headers: Vec<_> = headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
        let url = upload["url"].as_str().unwrap();
        send(upload["method"].as_str().unwrap(), url, &headers, jpeg.to_vec()).await
    }

    /// Declares and sends a photo; gives its id.
    pub(crate) async fn upload(&self, report: &str, kind: &str, jpeg: &[u8]) -> String {
        let declared = self.declare(report, kind, jpeg).await.expect(201);
        let sent = self.send_photo(&declared, jpeg).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        declared["photo_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn assign(&self, report: &str, body: &Value) -> Answer {
        self.post(&format!("/v1/reports/{report}/assignments"), body).await
    }

    pub(crate) async fn accept(&self, report: &str, version: u64) -> Answer {
        self.assign(report, &json!({"action": "accept", "version": version})).await
    }

    pub(crate) async fn respond(&self, report: &str, body: &Value) -> Answer {
        self.post(&format!("/v1/reports/{report}/responses"), body).await
    }

    pub(crate) async fn answer(&self, report: &str, version: u64, text: &str, photos: &[String]) -> Answer {
        let body = json!({"kind": "answer", "version": version, "text": text, "photos": photos});
        self.respond(report, &body).await
    }

    pub(crate) async fn feedback(&self, report: &str, body: &Value) -> Answer {
        self.post(&format!("/v1/reports/{report}/feedback"), body).await
    }

    pub(crate) async fn agree(&self, report: &str, version: u64) -> Answer {
        self.feedback(report, &json!({"kind": "agree", "version": version, "rating": 5})).await
    }

    /// As anyone may read it.
    pub(crate) async fn read(&self, report: &str) -> Answer {
        self.get(&format!("/v1/reports/{report}")).await
    }

    pub(crate) async fn read_own(&self, report: &str) -> Answer {
        self.get(&format!("/v1/me/reports/{report}")).await
    }

    pub(crate) async fn read_in_inbox(&self, report: &str) -> Answer {
        self.get(&format!("/v1/inbox/{report}")).await
    }

    /// A photo's bytes, by way of the redirect.
    pub(crate) async fn look_at(&self, path: &str) -> Bytes {
        let redirect = self.get(path).await;
        assert_eq!(redirect.status, 302, "{path}: {}", redirect.text());
        let shown = send("GET", redirect.header("location"), &[], "").await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
        shown.body
    }
}
