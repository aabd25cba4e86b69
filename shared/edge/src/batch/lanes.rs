//! The Reports stream change by change: those of one report in their order, those of several at once, so that a service
//! that is slow or fails for one holds up no other.
//!
//! What was done of a batch that failed is remembered, so that it isn't done again when the batch comes again to the same
//! instance. That is a courtesy: `handle` must take repeats.

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use futures_util::{StreamExt as _, stream};
use lambda_http::Error;
use serde_json::value::{RawValue, to_raw_value};

use super::{Change, created};
use crate::{Env, Function, telemetry};

/// Reports whose changes are handled at once.
const AT_ONCE: usize = 32;
/// Records remembered as done.
const REMEMBERED: usize = 4_000;

/// A function that takes the Reports stream change by change. `begin` makes what the changes of one batch share.
pub fn stream<A, B, H, Fut>(env: Env, name: &'static str, app: A, begin: fn() -> B, handle: H) -> Function
where
    A: Send + Sync + 'static,
    B: Send + Sync + 'static,
    H: Fn(Arc<A>, Arc<B>, Change) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    let (app, done) = (Arc::new(app), Arc::new(Done::default()));
    Function::new(move |event, _context| {
        let (app, done, env) = (Arc::clone(&app), Arc::clone(&done), env.clone());
        async move {
            let event: Event = serde_json::from_str(event.get())?;
            let shared = Arc::new(begin());
            let lanes = lanes(event.records).into_iter().map(|lane| {
                let (app, shared, done, env) = (&app, &shared, &done, &env);
                async move {
                    let mut passed = Vec::new();
                    for (place, record) in lane {
                        let (now, sequence) = (created(&record.change), record.change.sequence_number.clone());
                        if done.knows(sequence.as_deref()) {
                            continue;
                        }
                        let result = match Change::of(record) {
                            Ok(change) => handle(Arc::clone(app), Arc::clone(shared), change).await,
                            Err(cause) => Err(aws::StoreError::of("read record")(cause)),
                        };
                        telemetry::invocation(env, name, if result.is_ok() { "ok" } else { "failed" }, now);
                        if let Err(cause) = result {
                            tracing::error!(%cause, "a record failed");
                            return (passed, Some((place, sequence)));
                        }
                        passed.extend(sequence);
                    }
                    (passed, None)
                }
            });
            let (passed, failed): (Vec<_>, Vec<_>) = stream::iter(lanes).buffer_unordered(AT_ONCE).unzip().await;
            let mut answer = DynamoDbEventResponse::default();
            // Lambda goes on from the first that failed.
            if let Some((_, sequence)) = failed.into_iter().flatten().min_by_key(|(place, _)| *place) {
                done.add(passed.into_iter().flatten());
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = sequence;
                answer.batch_item_failures.push(failure);
            }
            Ok::<Box<RawValue>, Error>(to_raw_value(&answer)?)
        }
    })
}

/// The records with their places in the batch, those of one item together.
fn lanes(records: Vec<EventRecord>) -> Vec<Vec<(usize, EventRecord)>> {
    let mut lanes: BTreeMap<String, Vec<(usize, EventRecord)>> = BTreeMap::new();
    for (place, record) in records.into_iter().enumerate() {
        let key = serde_dynamo::from_item::<_, BTreeMap<String, String>>(record.change.keys.clone());
        // One without a key that can be read is alone.
        let lane = key.map_or_else(|_| format!("#{place}"), |key| key.into_values().collect());
        lanes.entry(lane).or_default().push((place, record));
    }
    lanes.into_values().collect()
}

/// The sequence numbers of the latest records that were done in batches that failed.
#[derive(Default)]
struct Done(Mutex<VecDeque<String>>);

impl Done {
    fn knows(&self, sequence: Option<&str>) -> bool {
        let done = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sequence.is_some_and(|sequence| done.iter().any(|known| known == sequence))
    }

    fn add(&self, passed: impl Iterator<Item = String>) {
        let mut done = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        done.extend(passed);
        while done.len() > REMEMBERED {
            done.pop_front();
        }
    }
}
