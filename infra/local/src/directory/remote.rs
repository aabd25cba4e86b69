//! A stack's `PUT /v1/directory`, local or deployed.

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use domain::directory::source::Files;
use serde_json::{Value, json};

/// The sample administrator (`infra/local/sample-staff.csv`).
const ADMIN: &str = "quan-tri";

/// A stack, as an administrator sees it.
pub(super) struct Remote {
    connector: Connector,
    url: String,
    token: String,
}

/// Why a stack did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// Nobody there.
    #[error("{url}: {cause} (is the stack running? `cargo run -p local`)")]
    Unreached {
        /// Where.
        url: String,
        /// What happened.
        cause: String,
    },
    /// It said no.
    #[error("{status}: {said}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its own words.
        said: String,
    },
}

struct Answer {
    status: u16,
    etag: Option<String>,
    document: Value,
}

impl Remote {
    /// A stack at `url`; without a token it is a local one, which gives the sample administrator's.
    pub(super) async fn open(url: String, token: Option<String>) -> Result<Self, RemoteError> {
        let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build();
        let mut remote = Self { connector, url, token: token.unwrap_or_default() };
        if remote.token.is_empty() {
            let answer = remote.ask("POST", "/local/tokens", &[], Some(&json!({ "sub": ADMIN }))).await?;
            let token = answer.document["token"].as_str().map(str::to_owned);
            remote.token = token.ok_or_else(|| refused(&answer))?;
        }
        Ok(remote)
    }

    /// What the files would change.
    pub(super) async fn try_out(&self, files: &Files) -> Result<Value, RemoteError> {
        let body = json!({ "files": files });
        done(self.ask("PUT", "/v1/directory?dry_run=true", &[], Some(&body)).await?)
    }

    /// Puts the files in force in place of whatever is.
    pub(super) async fn publish(&self, files: &Files) -> Result<Value, RemoteError> {
        let current = self.ask("GET", "/v1/directory", &[], None).await?;
        let condition = match (current.status, &current.etag) {
            (200, Some(etag)) => ("if-match", etag.as_str()),
            (404, _) => ("if-none-match", "*"),
            _ => return Err(refused(&current)),
        };
        done(self.ask("PUT", "/v1/directory", &[condition], Some(&json!({ "files": files }))).await?)
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, RemoteError> {
        let url = format!("{}{path}", self.url);
        let failed =
            |cause: &dyn std::fmt::Display| RemoteError::Unreached { url: url.clone(), cause: cause.to_string() };
        let body = body.map(ToString::to_string).unwrap_or_default();
        let length = body.len().to_string();
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method(method).map_err(|cause| failed(&cause))?;
        request.set_uri(url.as_str()).map_err(|cause| failed(&cause))?;
        let bearer = format!("Bearer {}", self.token);
        let usual = [("content-type", "application/json"), ("content-length", length.as_str())];
        let token = [("authorization", bearer.as_str())].into_iter().filter(|_| !self.token.is_empty());
        for (name, value) in headers.iter().copied().chain(usual).chain(token) {
            let set = request.headers_mut().try_insert(name, value.to_owned());
            set.map_err(|cause| failed(&cause))?;
        }
        let mut response = self.connector.call(request).await.map_err(|cause| failed(&chain(&cause)))?;
        let body = ByteStream::new(response.take_body()).collect().await.map_err(|cause| failed(&cause))?;
        Ok(Answer {
            status: response.status().as_u16(),
            etag: response.headers().get("etag").map(str::to_owned),
            document: serde_json::from_slice(&body.into_bytes()).unwrap_or_default(),
        })
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn done(answer: Answer) -> Result<Value, RemoteError> {
    if answer.status == 200 { Ok(answer.document) } else { Err(refused(&answer)) }
}

fn refused(answer: &Answer) -> RemoteError {
    let words = ["title", "message"].iter().find_map(|name| answer.document[*name].as_str());
    let code = answer.document["code"].as_str().map(|code| format!(" ({code})")).unwrap_or_default();
    RemoteError::Refused { status: answer.status, said: format!("{}{code}", words.unwrap_or_default()) }
}
