//! A stack, local or deployed, as an administrator asks it over HTTP.

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::{Value, json};

/// The sample administrator (`infra/staff.csv`).
const ADMIN: &str = "quan-tri";

/// A stack, as an administrator sees it.
pub(crate) struct Remote {
    http: Http,
    url: String,
    token: String,
}

/// An HTTP client.
pub(crate) struct Http(Connector);

/// What came back, as it came.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    headers: Headers,
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

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) document: Value,
}

impl Remote {
    /// A stack at `url`; without a token it is a local one, which gives the sample administrator's.
    pub(crate) async fn open(url: String, token: Option<String>) -> Result<Self, RemoteError> {
        let mut remote = Self { http: Http::open(), url, token: token.unwrap_or_default() };
        if remote.token.is_empty() {
            let answer = remote.ask("POST", "/local/tokens", &[], Some(&json!({ "sub": ADMIN }))).await?;
            let token = answer.document["token"].as_str().map(str::to_owned);
            remote.token = token.ok_or_else(|| refused(&answer))?;
        }
        Ok(remote)
    }

    /// Asks it anything; gives whatever it answers.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, RemoteError> {
        let url = format!("{}{path}", self.url);
        let body = body.map(ToString::to_string).unwrap_or_default();
        let bearer = format!("Bearer {}", self.token);
        let usual = [("content-type", "application/json")];
        let token = [("authorization", bearer.as_str())].into_iter().filter(|_| !self.token.is_empty());
        let headers: Vec<_> = headers.iter().copied().chain(usual).chain(token).collect();
        let said = self.http.send(method, &url, &headers, body).await?;
        Ok(Answer {
            status: said.status,
            etag: said.header("etag").map(str::to_owned),
            document: serde_json::from_slice(&said.body).unwrap_or_default(),
        })
    }
}

impl Http {
    pub(crate) fn open() -> Self {
        Self(Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build())
    }

    /// Sends a request; gives whatever comes back.
    pub(crate) async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<Said, RemoteError> {
        let failed =
            |cause: &dyn std::fmt::Display| RemoteError::Unreached { url: url.to_owned(), cause: cause.to_string() };
        let length = body.len().to_string();
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method(method).map_err(|cause| failed(&cause))?;
        request.set_uri(url).map_err(|cause| failed(&cause))?;
        for (name, value) in headers.iter().copied().chain([("content-length", length.as_str())]) {
            let set = request.headers_mut().try_insert(name.to_owned(), value.to_owned());
            set.map_err(|cause| failed(&cause))?;
        }
        let mut response = self.0.call(request).await.map_err(|cause| failed(&chain(&cause)))?;
        let body = ByteStream::new(response.take_body()).collect().await.map_err(|cause| failed(&cause))?;
        Ok(Said { status: response.status().as_u16(), body: body.to_vec(), headers: response.headers().clone() })
    }
}

impl Said {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// An answer that is a no, in its own words.
pub(crate) fn refused(answer: &Answer) -> RemoteError {
    let words = ["title", "message"].iter().find_map(|name| answer.document[*name].as_str());
    let code = answer.document["code"].as_str().map(|code| format!(" ({code})")).unwrap_or_default();
    RemoteError::Refused { status: answer.status, said: format!("{}{code}", words.unwrap_or_default()) }
}
