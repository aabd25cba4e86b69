//! Starting stacks with made-up functions, and calling them over HTTP and the AWS SDK.

use std::path::Path;
use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use bytes::Bytes;
use edge::{Function, StartError};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use local::{Options, Stack, Start, start_of};
use serde_json::{Value, json, value::to_raw_value};

/// What a function was called with, oldest first.
pub(crate) type Calls = Arc<Mutex<Vec<Value>>>;

/// A function that remembers its events and answers what `answer` says: `Err` is a failure.
pub(crate) fn function(
    calls: &Calls,
    answer: impl Fn(&Value) -> Result<Value, String> + Clone + Send + Sync + 'static,
) -> Start {
    let calls = Arc::clone(calls);
    start_of(move |_env| {
        let (calls, answer) = (Arc::clone(&calls), answer.clone());
        async move {
            Ok::<_, StartError>(Function::new(move |event, _context| {
                let event: Value = serde_json::from_str(event.get()).unwrap();
                let answer = answer(&event);
                calls.lock().unwrap().push(event);
                async move { Ok(to_raw_value(&answer?)?) }
            }))
        }
    })
}

/// A function that nothing is asked of.
pub(crate) fn idle() -> Start {
    function(&Calls::default(), |_| Ok(json!(null)))
}

/// Options with the tests' own template and `functions`; those not given do nothing.
pub(crate) fn options(functions: Vec<(&'static str, Start)>) -> Options {
    let mut all = functions;
    for name in ["hello", "listen", "photo", "nightly"] {
        if !all.iter().any(|(given, _)| *given == name) {
            all.push((name, idle()));
        }
    }
    // the real one: tokens are what it says
    all.push(("grant-claims", start_of(grant_claims::start)));
    Options {
        template: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stack/template.yaml"),
        functions: Some(all),
        seed: false,
        ..Options::ephemeral()
    }
}

/// A stack with `functions`.
pub(crate) async fn stack(functions: Vec<(&'static str, Start)>) -> Stack {
    Stack::start(options(functions)).await.unwrap()
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Sends a request with any body.
pub(crate) async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let mut request = axum::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = client.request(request.body(Full::new(body.into())).unwrap()).await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    Answer { status, headers, body }
}

pub(crate) async fn get(url: &str) -> Answer {
    send("GET", url, &[], "").await
}

pub(crate) async fn post(url: &str, body: &Value) -> Answer {
    send("POST", url, &[("content-type", "application/json")], body.to_string()).await
}

/// A token by `POST /local/tokens`.
pub(crate) async fn token(stack: &Stack, wanted: &Value) -> String {
    let answer = post(&format!("{}/local/tokens", stack.url()), wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// Puts an item into the tests' table.
pub(crate) fn put(stack: &Stack, item: &Value) {
    let request = json!({ "TableName": "local-ItemsTable", "Item": item });
    stack.database().put_item(serde_json::from_value(request).unwrap()).unwrap();
}

macro_rules! client_of {
    ($name:ident, $sdk:ident, $endpoint:literal) => {
        /// The real SDK's client.
        pub(crate) fn $name(stack: &Stack) -> $sdk::Client {
            let env: std::collections::HashMap<String, String> = stack.aws().into_iter().collect();
            let config = $sdk::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(env["AWS_REGION"].clone()))
                .credentials_provider(Credentials::from_keys(
                    &env["AWS_ACCESS_KEY_ID"],
                    &env["AWS_SECRET_ACCESS_KEY"],
                    None,
                ))
                .endpoint_url(&env[$endpoint])
                .retry_config($sdk::config::retry::RetryConfig::disabled())
                .http_client(aws_smithy_http_client::Builder::new().build_http())
                .build();
            $sdk::Client::from_conf(config)
        }
    };
}
client_of!(s3, aws_sdk_s3, "AWS_ENDPOINT_URL_S3");
client_of!(sns, aws_sdk_sns, "AWS_ENDPOINT_URL_SNS");
client_of!(streams, aws_sdk_dynamodbstreams, "AWS_ENDPOINT_URL_DYNAMODB");
