//! What a function finds around it: the template's settings, and where AWS is on this machine.

use std::net::SocketAddr;

use edge::Env;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::template::{FunctionSpec, REGION};

/// The key of whoever is no function: the stack itself, and any client of a developer's.
pub(crate) const ACCESS_KEY_ID: &str = "local";
/// What the local S3 checks signatures with, whoever signs.
pub(crate) const SECRET_ACCESS_KEY: &str = "local-secret";

/// Where AWS is, and where metrics go.
#[derive(Clone)]
pub(crate) struct Surroundings {
    /// The gateway's address: SNS is at its `/local/sns`.
    pub gateway: SocketAddr,
    /// The DynamoDB API's address.
    pub dynamodb: SocketAddr,
    /// The S3 API's address.
    pub s3: SocketAddr,
    /// Where metric lines go.
    pub metrics: Metrics,
    /// What time it is.
    pub clock: Clock,
}

impl Surroundings {
    /// The environment of the function `spec`. Its key is its own name, so that AWS can tell who asks.
    pub(crate) fn of(&self, spec: &FunctionSpec) -> Env {
        let (metrics, clock) = (self.metrics.clone(), self.clock.clone());
        let own = spec.environment.iter().map(|(name, value)| (name.clone(), value.clone()));
        Env::from_pairs(own.chain(self.aws()).chain([
            ("AWS_ACCESS_KEY_ID".to_owned(), spec.crate_name.clone()),
            ("AWS_LAMBDA_FUNCTION_NAME".to_owned(), spec.logical_id.clone()),
            ("AWS_LAMBDA_FUNCTION_TIMEOUT".to_owned(), spec.timeout.as_secs().to_string()),
        ]))
        .with_sink(std::sync::Arc::new(move |line| metrics.record(line)))
        .with_clock(std::sync::Arc::new(move || clock.now()))
    }

    /// The environment that sends any AWS client to this stack.
    pub(crate) fn aws(&self) -> Vec<(String, String)> {
        [
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://{}", self.dynamodb)),
            ("AWS_ENDPOINT_URL_S3", format!("http://{}", self.s3)),
            ("AWS_ENDPOINT_URL_SNS", format!("http://{}/local/sns", self.gateway)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}
