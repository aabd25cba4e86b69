//! Functions that aren't asked over HTTP: batches of a stream, and single events.
//!
//! A batch reports the sequence number of the first record that failed: what comes after it in the shard waits, what
//! was done before it isn't done again (DynamoDB stream with `ReportBatchItemFailures`).

use std::{future::Future, sync::Arc};

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use jiff::Timestamp;
use lambda_http::Error;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::{Env, Function, telemetry};

/// A function that takes a DynamoDB stream, record by record.
pub fn stream<A, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    H: Fn(Arc<A>, EventRecord) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    let app = Arc::new(app);
    Function::new(move |event, _context| {
        let (app, env) = (Arc::clone(&app), env.clone());
        async move {
            let event: Event = serde_json::from_str(event.get())?;
            let mut answer = DynamoDbEventResponse::default();
            for record in event.records {
                let now = Timestamp::from_second(record.change.approximate_creation_date_time.timestamp()).unwrap_or_default();
                let sequence = record.change.sequence_number.clone();
                let result = handle(Arc::clone(&app), record).await;
                telemetry::invocation(&env, name, if result.is_ok() { "ok" } else { "failed" }, now);
                if let Err(cause) = result {
                    tracing::error!(%cause, "a record failed");
                    let mut failure = DynamoDbBatchItemFailure::default();
                    failure.item_identifier = sequence;
                    answer.batch_item_failures.push(failure);
                    break;
                }
            }
            Ok::<Box<RawValue>, Error>(to_raw_value(&answer)?)
        }
    })
}

/// An `EventBridge` event, as far as the functions look at it.
#[derive(Debug, Deserialize)]
pub struct Happened<D> {
    /// When it happened.
    pub time: Timestamp,
    /// What.
    pub detail: D,
}

/// A function that takes one `EventBridge` event at a time. Its failure is retried by the rule.
pub fn single<A, D, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    D: DeserializeOwned + Send + 'static,
    H: Fn(Arc<A>, Happened<D>) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    let app = Arc::new(app);
    Function::new(move |event, _context| {
        let (app, env) = (Arc::clone(&app), env.clone());
        async move {
            let event: Happened<D> = serde_json::from_str(event.get())?;
            let now = event.time;
            let result = handle(app, event).await;
            telemetry::invocation(&env, name, if result.is_ok() { "ok" } else { "failed" }, now);
            if let Err(cause) = &result {
                tracing::error!(%cause, "an event failed");
            }
            result?;
            Ok::<Box<RawValue>, Error>(to_raw_value(&())?)
        }
    })
}
