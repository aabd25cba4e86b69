//! One request of AWS Lambda, signed: `Invoke`, which waits for the answer. The SDK's crate for it would take minutes to
//! build for the one call.
//!
//! Source: AWS Lambda API reference, `Invoke`; AWS Signature Version 4, by the SDK's own signer.

use std::time::{Duration, UNIX_EPOCH};

use aws::Access;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use serde_json::Value;

use crate::clock::real_now;
use crate::remote::{Http, RemoteError};

/// Lambda, or what plays it here.
pub(super) struct Invoker {
    http: Http,
    url: String,
    region: String,
    credentials: Credentials,
}

impl Invoker {
    /// Lambda in the region of the environment.
    pub(super) fn of_aws(access: &Access) -> Self {
        Self::at(format!("https://lambda.{}.amazonaws.com", access.region), access)
    }

    /// Whatever speaks Lambda's protocol at `url`.
    pub(super) fn at(url: String, access: &Access) -> Self {
        let (key, secret) = (&access.access_key_id, &access.secret_access_key);
        let credentials = Credentials::new(key, secret, access.session_token.clone(), None, "environment");
        Self { http: Http::open(), url, region: access.region.clone(), credentials }
    }

    /// Calls a function with an event; its answer, or its error's words.
    pub(super) async fn call(&self, function: &str, event: String) -> Result<Result<Value, String>, RemoteError> {
        let url = format!("{}/2015-03-31/functions/{function}/invocations", self.url);
        let failed =
            |cause: &dyn std::fmt::Display| RemoteError::Unreached { url: url.clone(), cause: cause.to_string() };
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("lambda")
            .time(UNIX_EPOCH + Duration::from_secs(u64::try_from(real_now().as_second()).unwrap_or_default()))
            .settings(SigningSettings::default())
            .build()
            .map_err(|cause| failed(&cause))?
            .into();
        let body = SignableBody::Bytes(event.as_bytes());
        let usual = [("content-type", "application/json")];
        let request = SignableRequest::new("POST", &url, usual.into_iter(), body).map_err(|cause| failed(&cause))?;
        let (signature, _) = sign(request, &params).map_err(|cause| failed(&cause))?.into_parts();
        let headers: Vec<(&str, &str)> = usual.into_iter().chain(signature.headers()).collect();
        let answer = self.http.send("POST", &url, &headers, event).await?;
        let document: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let said = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        if answer.status != 200 {
            // errors of the service say `Message` or `message`
            return Ok(Err(format!("{} {}{}", answer.status, said("Message"), said("message"))));
        }
        if answer.header("x-amz-function-error").is_some() {
            return Ok(Err(said("errorMessage")));
        }
        Ok(Ok(document))
    }
}
