//! Functions that aren't asked over HTTP: batches of a stream, and single events.
//!
//! A batch reports the sequence numbers of the records that failed: Lambda gives it again from the first of them on
//! (DynamoDB stream with `ReportBatchItemFailures`), and what was done is left out ([`lanes`]).

use std::{future::Future, sync::Arc};

use aws_lambda_events::{
    dynamodb::{Event, EventRecord, StreamRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use domain::{Report, alert::Alerted, history::Entry};
use jiff::Timestamp;
use lambda_http::Error;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::{Env, Function, telemetry::Invocation};

mod lanes;

/// What a record of the Reports stream says: the report before and after one write.
#[derive(Debug)]
pub struct Change {
    /// Before; absent for a new report.
    pub old: Option<Report>,
    /// After; absent for one that is gone.
    pub new: Option<Report>,
    /// When it was written.
    pub at: Timestamp,
}

impl Change {
    fn of(record: EventRecord) -> Result<Self, serde_dynamo::Error> {
        let read = |image: serde_dynamo::Item| {
            if image.is_empty() { Ok(None) } else { serde_dynamo::from_item(image).map(Some) }
        };
        let at = created(&record.change);
        Ok(Self { old: read(record.change.old_image)?, new: read(record.change.new_image)?, at })
    }

    /// What happened: the entries that were not there before.
    pub fn entries(&self) -> &[Entry] {
        let before = self.old.as_ref().map_or(0, |r| r.history.len());
        self.new.as_ref().and_then(|r| r.history.get(before..)).unwrap_or_default()
    }

    /// The alerts that were not there before, with their numbers, from 1.
    pub fn alerts(&self) -> impl Iterator<Item = (usize, &Alerted)> {
        let before = self.old.as_ref().map_or(0, |r| r.alerts.len());
        let all = self.new.as_ref().map(|r| r.alerts.as_slice()).unwrap_or_default();
        all.iter().enumerate().skip(before).map(|(i, alerted)| (i + 1, alerted))
    }
}

fn created(change: &StreamRecord) -> Timestamp {
    Timestamp::from_second(change.approximate_creation_date_time.timestamp()).unwrap_or_default()
}

/// What a record says of an item that is gone from a table: its key, and when.
#[derive(Debug)]
pub struct Removed<K> {
    /// The item's key.
    pub key: K,
    /// When it was removed.
    pub at: Timestamp,
}

impl<K: DeserializeOwned> Removed<K> {
    fn of(record: EventRecord) -> Result<Self, serde_dynamo::Error> {
        let at = created(&record.change);
        Ok(Self { key: serde_dynamo::from_item(record.change.keys)?, at })
    }
}

/// What a record says of an item that was written: the item as it was then.
#[derive(Debug)]
pub struct Written<T> {
    /// The item.
    pub item: T,
    /// When it was written.
    pub at: Timestamp,
}

impl<T: DeserializeOwned> Written<T> {
    fn of(record: EventRecord) -> Result<Self, serde_dynamo::Error> {
        let at = created(&record.change);
        Ok(Self { item: serde_dynamo::from_item(record.change.new_image)?, at })
    }
}

/// A function that takes the Reports stream, change by change. `begin` makes what the changes of one batch share.
pub fn stream<A, B, H, Fut>(env: Env, name: &'static str, app: A, begin: fn() -> B, handle: H) -> Function
where
    A: Send + Sync + 'static,
    B: Send + Sync + 'static,
    H: Fn(Arc<A>, Arc<B>, Change) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    records(env, name, app, Change::of, begin, handle)
}

/// A function that takes what is removed from a table, item by item; its trigger lets nothing else through.
pub fn removed<A, K, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    K: DeserializeOwned + Send + 'static,
    H: Fn(Arc<A>, Removed<K>) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    records(env, name, app, Removed::of, || (), move |app, _, removed| handle(app, removed))
}

/// A function that takes what is written to a table, item by item; its trigger lets nothing else through.
pub fn written<A, T, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    T: DeserializeOwned + Send + 'static,
    H: Fn(Arc<A>, Written<T>) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    records(env, name, app, Written::of, || (), move |app, _, written| handle(app, written))
}

fn records<A, B, R, H, Fut>(
    env: Env,
    name: &'static str,
    app: A,
    read: fn(EventRecord) -> Result<R, serde_dynamo::Error>,
    begin: fn() -> B,
    handle: H,
) -> Function
where
    A: Send + Sync + 'static,
    B: Send + Sync + 'static,
    R: Send + 'static,
    H: Fn(Arc<A>, Arc<B>, R) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    let (app, done) = (Arc::new(app), Arc::new(lanes::Done::default()));
    Function::new(move |event, _context| {
        let (app, done, env) = (Arc::clone(&app), Arc::clone(&done), env.clone());
        async move {
            let event: Event = serde_json::from_str(event.get())?;
            let invocation = Invocation::begin(&env);
            let now = event.records.last().map_or(Timestamp::UNIX_EPOCH, |last| created(&last.change));
            let shared = Arc::new(begin());
            let one = |record: EventRecord| {
                let (app, shared) = (Arc::clone(&app), Arc::clone(&shared));
                async move {
                    let result = match read(record) {
                        Ok(record) => handle(app, shared, record).await,
                        Err(cause) => Err(aws::StoreError::of("read record")(cause)),
                    };
                    if let Err(cause) = &result {
                        tracing::error!(%cause, "a record failed");
                    }
                    result.is_ok()
                }
            };
            let mut answer = DynamoDbEventResponse::default();
            for sequence in lanes::work_off(event.records, &done, one).await {
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = sequence;
                answer.batch_item_failures.push(failure);
            }
            let outcome = if answer.batch_item_failures.is_empty() { "ok" } else { "failed" };
            invocation.end(&env, name, outcome, now);
            Ok::<Box<RawValue>, Error>(to_raw_value(&answer)?)
        }
    })
}

/// A function that takes the Reports stream batch by batch, as what many records do to one item is then one write.
/// A batch that fails comes again as a whole, so `handle` must take repeats.
pub fn stream_by_batch<A, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    H: Fn(Arc<A>, Vec<Change>) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<(), aws::StoreError>> + Send + 'static,
{
    let app = Arc::new(app);
    Function::new(move |event, _context| {
        let (app, env) = (Arc::clone(&app), env.clone());
        async move {
            let event: Event = serde_json::from_str(event.get())?;
            let now = event.records.last().map_or(Timestamp::UNIX_EPOCH, |last| created(&last.change));
            let first = event.records.first().and_then(|first| first.change.sequence_number.clone());
            let invocation = Invocation::begin(&env);
            let (changes, unread) = read_until_broken(event.records);
            let (failed_at, result) = match handle(app, changes).await {
                Ok(()) => unread.map_or((None, Ok(())), |(at, cause)| (at, Err(cause))),
                Err(cause) => (first, Err(cause)),
            };
            invocation.end(&env, name, if result.is_ok() { "ok" } else { "failed" }, now);
            let mut answer = DynamoDbEventResponse::default();
            if let Err(cause) = result {
                tracing::error!(%cause, "a batch failed");
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = failed_at;
                answer.batch_item_failures.push(failure);
            }
            Ok::<Box<RawValue>, Error>(to_raw_value(&answer)?)
        }
    })
}

/// Where in a batch a record could not be read, and why.
type Unread = (Option<String>, aws::StoreError);

/// The changes up to the first record that can't be read.
fn read_until_broken(records: Vec<EventRecord>) -> (Vec<Change>, Option<Unread>) {
    let mut changes = Vec::new();
    for record in records {
        let sequence = record.change.sequence_number.clone();
        match Change::of(record) {
            Ok(change) => changes.push(change),
            Err(cause) => return (changes, Some((sequence, aws::StoreError::of("read record")(cause)))),
        }
    }
    (changes, None)
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
            let invocation = Invocation::begin(&env);
            let now = event.time;
            let result = handle(app, event).await;
            invocation.end(&env, name, if result.is_ok() { "ok" } else { "failed" }, now);
            if let Err(cause) = &result {
                tracing::error!(%cause, "an event failed");
            }
            result?;
            Ok::<Box<RawValue>, Error>(to_raw_value(&())?)
        }
    })
}
