//! Clients of the services, made once a process: `ring` for TLS, a few embedded roots, short connects.
//!
//! No `aws-config`: in Lambda region and credentials are in the environment, and every provider chain more is start-up time.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient, retry::RetryConfig, timeout::TimeoutConfig};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};

use crate::{Meter, StoreError, retries::Retries};

/// Where AWS is, and who asks.
#[derive(Clone)]
pub struct Access {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<String>,
    /// Instead of AWS's own, on the local stack.
    pub dynamodb_endpoint: Option<String>,
    /// Instead of AWS's own, on the local stack.
    pub s3_endpoint: Option<String>,
    /// Instead of AWS's own, on the local stack.
    pub sns_endpoint: Option<String>,
    /// Counts what is asked of AWS.
    pub meter: Meter,
}

/// The roots that AWS's endpoints chain to (Amazon Trust Services).
const ROOTS: &str = include_str!("../roots/amazon.pem");
/// A connection that isn't there after this is tried anew: freeze and thaw leave dead ones behind.
const CONNECT: Duration = Duration::from_secs(1);
/// One attempt.
const ATTEMPT: Duration = Duration::from_secs(3);
/// All attempts of one call: under the functions' own 10 seconds.
const OPERATION: Duration = Duration::from_secs(7);

macro_rules! client {
    ($name:ident, $sdk:ident, $endpoint:ident, $retries:expr, $doc:literal) => {
        #[doc = $doc]
        pub fn $name(&self) -> Result<$sdk::Client, StoreError> {
            let builder = $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new(self.region.clone()))
                .credentials_provider(self.credentials())
                .http_client(http_client()?)
                .interceptor(Retries(self.meter.clone()))
                .retry_config($retries)
                .timeout_config(
                    TimeoutConfig::builder()
                        .connect_timeout(CONNECT)
                        .operation_attempt_timeout(ATTEMPT)
                        .operation_timeout(OPERATION)
                        .build(),
                );
            let builder = match &self.$endpoint {
                Some(url) => client!(@endpoint $sdk, builder, url),
                None => builder,
            };
            Ok($sdk::Client::from_conf(builder.build()))
        }
    };
    (@endpoint aws_sdk_s3, $builder:ident, $url:ident) => { $builder.endpoint_url($url).force_path_style(true) };
    (@endpoint $sdk:ident, $builder:ident, $url:ident) => { $builder.endpoint_url($url) };
}

impl Access {
    client!(dynamodb, aws_sdk_dynamodb, dynamodb_endpoint, retries(4, 50), "A client of DynamoDB.");
    client!(s3, aws_sdk_s3, s3_endpoint, retries(4, 50), "A client of S3.");
    // A push must come at once, and the batch that it is in waits for it: tried again sooner, and more often.
    client!(sns, aws_sdk_sns, sns_endpoint, retries(6, 10), "A client of SNS.");

    fn credentials(&self) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key, self.session_token.clone(), None, "environment")
    }
}

/// So many attempts, the second within so many milliseconds, each later one within twice as many.
fn retries(attempts: u32, first_ms: u64) -> RetryConfig {
    RetryConfig::standard().with_max_attempts(attempts).with_initial_backoff(Duration::from_millis(first_ms))
}

fn http_client() -> Result<SharedHttpClient, StoreError> {
    let mut roots = TrustStore::empty();
    for pem in ROOTS.split_inclusive("-----END CERTIFICATE-----\n").filter(|pem| pem.contains("BEGIN CERTIFICATE")) {
        roots.add_pem_certificate(pem);
    }
    let context = TlsContext::builder().with_trust_store(roots).build().map_err(StoreError::of("TLS roots"))?;
    Ok(Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https())
}
