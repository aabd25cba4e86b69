//! SNS as far as pushes need it, spoken so that the real SDK understands: topics, subscriptions with filter
//! policies, devices' endpoints, publishing. Nothing leaves the machine: what would be delivered is recorded.
//!
//! Source: Amazon SNS API reference, 2010-03-31 (query protocol).

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::value::RawValue;

use crate::clock::Clock;
use crate::ids;
use crate::journal::Journal;
use crate::rights::{self, Guard};
use crate::stored::StoredError;

mod devices;
mod publish;
mod query;
mod state;
mod subscriptions;
mod xml;

use query::Query;
use state::{Change, State};
use xml::Element;

/// The recorder.
pub(crate) struct Sns {
    state: Mutex<State>,
    pushes: Mutex<Journal>,
    clock: Clock,
    guard: Guard,
    slow: Option<Duration>,
    failing: Option<NonZeroU32>,
    published: AtomicU32,
}

/// An error as SNS gives it.
#[derive(Debug)]
struct Fault {
    code: &'static str,
    status: StatusCode,
    message: String,
}

impl Fault {
    fn new(code: &'static str, status: StatusCode, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into() }
    }

    fn invalid(what: impl std::fmt::Display) -> Self {
        Self::new("InvalidParameter", StatusCode::BAD_REQUEST, format!("Invalid parameter: {what}"))
    }

    fn not_found(what: &str) -> Self {
        Self::new("NotFound", StatusCode::NOT_FOUND, format!("{what} does not exist"))
    }
}

impl From<StoredError> for Fault {
    fn from(cause: StoredError) -> Self {
        Self::new("InternalError", StatusCode::INTERNAL_SERVER_ERROR, cause.to_string())
    }
}

type Answer = Result<Vec<Element>, Fault>;

impl Sns {
    /// The recorder with what it knew before.
    pub(crate) fn open(
        folder: Option<&Path>,
        clock: Clock,
        guard: Guard,
        slow: Option<Duration>,
        failing: Option<NonZeroU32>,
    ) -> Result<Self, StoredError> {
        Ok(Self {
            state: Mutex::new(State::open(folder)?),
            pushes: Mutex::new(Journal::open(folder, "pushes.jsonl")?),
            clock,
            guard,
            slow,
            failing,
            published: AtomicU32::new(0),
        })
    }

    /// Everything published, newest last.
    pub(crate) fn pushes(&self) -> Result<Vec<Box<RawValue>>, StoredError> {
        self.pushes.lock().unwrap_or_else(PoisonError::into_inner).all()
    }

    /// Answers one request of the query protocol, a form, of whoever has that access key.
    pub(crate) async fn answer(&self, form: &[u8], by: &str) -> Response {
        if let Some(slow) = self.slow {
            tokio::time::sleep(slow).await;
        }
        let query = Query::parse(form);
        let action = query.text("Action").unwrap_or_default().to_owned();
        let request_id = ids::fresh().to_string();
        let asked = rights::sns::asked(&action, |name| query.text(name));
        let (status, body) = match self.guard.check(by, &[asked], form) {
            Ok(()) => match self.act(&action, &query) {
                Ok(result) => (StatusCode::OK, xml::result(&action, result, &request_id)),
                Err(fault) => (fault.status, xml::fault(fault.code, &fault.message, &request_id)),
            },
            Err(failure) => {
                let code = if failure.code == "AccessDenied" { "AuthorizationError" } else { &failure.code };
                let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::FORBIDDEN);
                (status, xml::fault(code, &failure.message, &request_id))
            }
        };
        let headers = [
            (header::CONTENT_TYPE, "text/xml".to_owned()),
            (header::HeaderName::from_static("x-amzn-requestid"), request_id),
        ];
        (status, headers, body).into_response()
    }

    fn act(&self, action: &str, query: &Query) -> Answer {
        match action {
            "CreateTopic" => self.create_topic(query),
            "Subscribe" => self.subscribe(query),
            "Unsubscribe" => self.unsubscribe(query),
            "ListSubscriptionsByTopic" => self.list_subscriptions(query),
            "GetSubscriptionAttributes" => self.subscription_attributes(query),
            "SetSubscriptionAttributes" => self.set_subscription_attribute(query),
            "CreatePlatformEndpoint" => self.create_endpoint(query),
            "GetEndpointAttributes" => self.endpoint_attributes(query),
            "SetEndpointAttributes" => self.set_endpoint_attributes(query),
            "DeleteEndpoint" => self.delete_endpoint(query),
            "Publish" => self.publish(query),
            "PublishBatch" => self.publish_batch(query),
            _ => Err(Fault::new(
                "InvalidAction",
                StatusCode::BAD_REQUEST,
                format!("The action {action} is not known to the local stack"),
            )),
        }
    }

    /// Fails one publish in so many, throttled and broken by turns. Nothing is recorded of it.
    fn misbehave(&self) -> Result<(), Fault> {
        let Some(one_in) = self.failing else { return Ok(()) };
        let n = self.published.fetch_add(1, Ordering::Relaxed);
        match (n % one_in, n / one_in % 2) {
            (0, 0) => Err(Fault::new("Throttling", StatusCode::BAD_REQUEST, "Rate exceeded")),
            (0, _) => Err(Fault::new("InternalError", StatusCode::INTERNAL_SERVER_ERROR, "Internal error")),
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
