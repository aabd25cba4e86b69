//! The canary: traits that occur nowhere else, and a phone that gives all of them away.

use std::net::{IpAddr, Ipv4Addr};

use data_encoding::{BASE64, HEXLOWER};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::journeys::phone::Answer;
use crate::secrecy::matrix::token;

/// The token's subject.
pub(super) const SUBJECT: &str = "c4n4ry-subject-5f1d";
/// Where the phone is at home: the place in its photos.
pub(super) const HOME: (f64, f64) = (9.131_313, 105.171_717);
/// The phone's address.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 99, 88, 77);
/// The phone's own name for itself, by which People knows it.
pub(super) const DEVICE: &str = "d3v1c3-7";
const DEVICE_TOKEN: &str = "c4n4ry-device-token-77ab";
const NAME: &str = "Chim Hoàng Yến c4n4ry-name";
const TELEPHONE: &str = "+84977700077";
const E_MAIL: &str = "c4n4ry@example.invalid";
const AGENT: &str = "c4n4ry-agent/1.0";
const KEY: &str = "c4n4ry-idempotency-key";

/// All that may be seen nowhere. What the photo's metadata says is `camera::SECRETS`, looked for in objects and answers.
pub(super) const TRAITS: [&str; 13] = [
    SUBJECT,
    "c4n4ry",
    "Chim Hoàng Yến",
    "77700077",
    "127.99.88.77",
    "9.131313",
    "105.171717",
    "9.1313",
    "105.1717",
    "7.8787",
    "Nguyen Van A",
    "SN-12345",
    DEVICE,
];

/// The canary's phone.
pub(super) struct Person {
    api: String,
    token: String,
    client: Client<HttpConnector, Full<bytes::Bytes>>,
}

impl Person {
    /// With a token that says name, telephone and e-mail, as an identity token does.
    pub(super) async fn sign_in(api: &str) -> Self {
        let claims = json!({"name": NAME, "phone_number": TELEPHONE, "email": E_MAIL, "cognito:username": SUBJECT});
        let token = token(api, &json!({"sub": SUBJECT, "role": "citizen", "claims": claims})).await;
        let mut connector = HttpConnector::new();
        connector.set_local_address(Some(IpAddr::V4(ADDRESS)));
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self { api: api.to_owned(), token, client }
    }

    /// Any request, from the canary's address and with all that a phone says beside.
    pub(super) async fn send(&self, method: &str, path: &str, body: String) -> Answer {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.api));
        let request = request
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header("user-agent", AGENT)
            .header("idempotency-key", format!("{KEY}-{}", HEXLOWER.encode(&Sha256::digest(&body)[..8])))
            .header("x-real-ip", ADDRESS.to_string())
            .header("cookie", format!("who={SUBJECT}"));
        self.sent(request.body(Full::new(body.into())).unwrap()).await
    }

    async fn sent(&self, request: Request<Full<bytes::Bytes>>) -> Answer {
        let answer = self.client.request(request).await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, body: answer.into_body().collect().await.unwrap().to_bytes() }
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body.to_string()).await
    }

    /// For pushes.
    pub(super) async fn registers(&self) -> Answer {
        let body = json!({"platform": "fcm", "token": DEVICE_TOKEN, "language": "vi"});
        self.send("PUT", &format!("/v1/me/devices/{DEVICE}"), body.to_string()).await
    }

    pub(super) async fn declares(&self, report: &str, jpeg: &[u8]) -> Answer {
        let hash = BASE64.encode(&Sha256::digest(jpeg));
        let body = json!({"kind": "scene", "content_type": "image/jpeg", "bytes": jpeg.len(), "sha256": hash});
        self.post(&format!("/v1/reports/{report}/photos"), &body).await
    }

    /// To where `declared` says.
    pub(super) async fn uploads(&self, declared: &Value, jpeg: &[u8]) -> Answer {
        let upload = &declared["upload"];
        let mut request = Request::builder().method("PUT").uri(upload["url"].as_str().unwrap());
        for (name, value) in upload["headers"].as_object().unwrap() {
            if !name.eq_ignore_ascii_case("content-length") {
                request = request.header(name, value.as_str().unwrap());
            }
        }
        self.sent(request.header("user-agent", AGENT).body(Full::new(jpeg.to_vec().into())).unwrap()).await
    }
}
