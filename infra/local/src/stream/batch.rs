//! What is done with a batch until every record of it is handled or given up.
//!
//! Source: AWS Lambda developer guide, "Configuring partial batch response with DynamoDB and Lambda" and "Retain
//! discarded records for a DynamoDB event source".

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{FailedTo, Record};
use crate::clock::real_now;
use crate::functions::Functions;
use crate::template::StreamSource;

/// Between two calls with the same record; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// And no longer than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Handles batches for one function.
pub(super) struct Batches {
    function: String,
    functions: Arc<Functions>,
    retries: Option<u32>,
    max_age: Option<Duration>,
    bisects: bool,
    reports_failures: bool,
    failed_to: Option<FailedTo>,
}

/// Records that are called with together, and how often they were.
struct Batch {
    records: Vec<Record>,
    failures: u32,
}

/// Why a batch was given up, in AWS's words.
#[derive(Clone, Copy)]
pub(super) enum Condition {
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    batch_item_failures: Option<Vec<Failure>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: Option<String>,
}

/// How a call ended.
enum Outcome {
    Done,
    /// The record at this place failed; those before it are done.
    FailedFrom(usize),
    Failed,
}

impl Batches {
    pub(super) fn new(
        function: &str,
        source: &StreamSource,
        functions: Arc<Functions>,
        failed_to: Option<FailedTo>,
    ) -> Self {
        Self {
            function: function.to_owned(),
            functions,
            retries: source.retries,
            max_age: source.max_age,
            bisects: source.bisects,
            reports_failures: source.reports_failures,
            failed_to,
        }
    }

    /// Ends when each of `records` is handled or given up, in order.
    pub(super) async fn handle(&self, records: Vec<Record>) {
        let mut waiting = VecDeque::from([Batch { records, failures: 0 }]);
        while let Some(batch) = waiting.pop_front() {
            let batch = self.without_old(batch);
            if batch.records.is_empty() {
                continue;
            }
            if batch.failures > 0 {
                let doubled = FIRST_PAUSE.saturating_mul(1 << batch.failures.min(16).saturating_sub(1));
                tokio::time::sleep(doubled.min(LONGEST_PAUSE)).await;
            }
            match self.call(&batch).await {
                Outcome::Done => {}
                Outcome::FailedFrom(place) if place > 0 => {
                    let records = batch.records[place..].to_vec();
                    self.again(Batch { records, failures: 1 }, &mut waiting);
                }
                Outcome::FailedFrom(_) | Outcome::Failed if self.bisects && batch.records.len() > 1 => {
                    // halving counts as no retry: it ends with single records
                    let (first, second) = batch.records.split_at(batch.records.len() / 2);
                    waiting.push_front(Batch { records: second.to_vec(), failures: batch.failures });
                    waiting.push_front(Batch { records: first.to_vec(), failures: batch.failures });
                }
                Outcome::FailedFrom(_) | Outcome::Failed => {
                    self.again(Batch { failures: batch.failures + 1, ..batch }, &mut waiting);
                }
            }
        }
    }

    fn again(&self, batch: Batch, waiting: &mut VecDeque<Batch>) {
        if self.retries.is_some_and(|retries| batch.failures > retries) {
            self.give_up(&batch.records, batch.failures, Condition::RetryAttemptsExhausted);
        } else {
            waiting.push_front(batch);
        }
    }

    fn without_old(&self, batch: Batch) -> Batch {
        let Some(max_age) = self.max_age else { return batch };
        let now = real_now();
        let is_old = |record: &Record| now.duration_since(record.at).unsigned_abs() > max_age;
        let (old, records): (Vec<_>, Vec<_>) = batch.records.into_iter().partition(is_old);
        if !old.is_empty() {
            self.give_up(&old, batch.failures, Condition::RecordAgeExceeded);
        }
        Batch { records, failures: batch.failures }
    }

    fn give_up(&self, records: &[Record], calls: u32, condition: Condition) {
        eprintln!("{} gave up {} records of the stream", self.function, records.len());
        if let Some(failed_to) = &self.failed_to
            && let Err(cause) = failed_to.keep(records, &event(records), calls, condition)
        {
            eprintln!("and they could not be kept: {cause}");
        }
    }

    async fn call(&self, batch: &Batch) -> Outcome {
        match self.functions.call(&self.function, &event(&batch.records)).await {
            Ok(answer) if self.reports_failures => outcome(&batch.records, &answer),
            Ok(_) => Outcome::Done,
            Err(cause) => {
                eprintln!("{cause}");
                Outcome::Failed
            }
        }
    }
}

/// The event as Lambda has it.
fn event(records: &[Record]) -> Value {
    json!({ "Records": records.iter().map(|record| &record.json).collect::<Vec<_>>() })
}

/// An answer that names a record which isn't in the batch, or none, fails the whole batch.
fn outcome(records: &[Record], answer: &RawValue) -> Outcome {
    // `null` and an empty answer are success
    let Ok(Some(answer)) = serde_json::from_str::<Option<Answer>>(answer.get()) else {
        return if answer.get() == "null" || answer.get() == "\"\"" { Outcome::Done } else { Outcome::Failed };
    };
    let failures = answer.batch_item_failures.unwrap_or_default();
    let mut first: Option<usize> = None;
    for failure in &failures {
        let named = failure.item_identifier.as_deref();
        match records.iter().position(|record| Some(record.sequence_number.as_str()) == named) {
            Some(place) => first = Some(first.map_or(place, |first| first.min(place))),
            None => return Outcome::Failed,
        }
    }
    first.map_or(Outcome::Done, Outcome::FailedFrom)
}
