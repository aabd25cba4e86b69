//! A batch side by side: records of one item in one lane, in their order, lanes at the same time. A push takes some tens
//! of milliseconds of waiting, so that a batch of a hundred would take seconds one by one.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    future::Future,
    sync::{Mutex, PoisonError},
};

use aws_lambda_events::dynamodb::EventRecord;
use futures_util::{StreamExt, stream};

/// Lanes at the same time.
const LANES: usize = 16;
/// Records remembered as done.
const REMEMBERED: usize = 2_000;

/// Records of batches that failed which were done all the same: a repeat by this process leaves them out. One by another
/// process does them again, which is harmless.
#[derive(Default)]
pub(super) struct Done(Mutex<(HashSet<String>, VecDeque<String>)>);

impl Done {
    fn has(&self, sequence: Option<&str>) -> bool {
        let done = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sequence.is_some_and(|sequence| done.0.contains(sequence))
    }

    fn remember(&self, sequences: Vec<String>) {
        let mut done = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for sequence in sequences {
            if done.0.insert(sequence.clone()) {
                done.1.push_back(sequence);
            }
        }
        while done.1.len() > REMEMBERED {
            if let Some(oldest) = done.1.pop_front() {
                done.0.remove(&oldest);
            }
        }
    }
}

/// Handles each record by `handle`, which tells whether it went well; gives the sequence numbers of those that did not.
/// What comes after such a one in its lane waits for the repeat.
pub(super) async fn work_off<F, Fut>(records: Vec<EventRecord>, done: &Done, handle: F) -> Vec<Option<String>>
where
    F: Fn(EventRecord) -> Fut,
    Fut: Future<Output = bool>,
{
    let handle = &handle;
    let lanes = stream::iter(lanes(records)).map(|lane| async move {
        let mut gone_well = Vec::new();
        for record in lane {
            let sequence = record.change.sequence_number.clone();
            if !done.has(sequence.as_deref()) && !handle(record).await {
                return (gone_well, Some(sequence));
            }
            gone_well.extend(sequence);
        }
        (gone_well, None)
    });
    let ended: Vec<_> = lanes.buffer_unordered(LANES).collect().await;
    let (gone_well, failed): (Vec<_>, Vec<_>) = ended.into_iter().unzip();
    let failed: Vec<Option<String>> = failed.into_iter().flatten().collect();
    if !failed.is_empty() {
        done.remember(gone_well.into_iter().flatten().collect());
    }
    failed
}

/// By the item that a record is about; lanes in the order of their first records.
fn lanes(records: Vec<EventRecord>) -> Vec<Vec<EventRecord>> {
    let (mut places, mut lanes) = (BTreeMap::<String, usize>::new(), Vec::<Vec<EventRecord>>::new());
    for record in records {
        let key: BTreeMap<_, _> = record.change.keys.iter().collect();
        let place = *places.entry(format!("{key:?}")).or_insert(lanes.len());
        match lanes.get_mut(place) {
            Some(lane) => lane.push(record),
            None => lanes.push(vec![record]),
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::*;

    /// A batch of records: item and sequence number.
    fn batch(records: &[(&str, u32)]) -> Vec<EventRecord> {
        let record = |(item, n): &(&str, u32)| -> Value {
            json!({
                "eventID": n.to_string(), "eventName": "MODIFY", "awsRegion": "r",
                "dynamodb": {
                    "ApproximateCreationDateTime": 1_603_242_000, "Keys": {"report_id": {"S": item}},
                    "SequenceNumber": n.to_string(), "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
            })
        };
        serde_json::from_value(records.iter().map(record).collect()).unwrap()
    }

    fn number(record: &EventRecord) -> String {
        record.change.sequence_number.clone().unwrap()
    }

    /// What was handled, and what is said to have failed, where `fails` does.
    fn handled(records: &[(&str, u32)], done: &Done, fails: &[&str]) -> (Vec<String>, Vec<String>) {
        let handled = Mutex::new(Vec::new());
        let handle = |record: EventRecord| {
            let number = number(&record);
            let well = !fails.contains(&number.as_str());
            handled.lock().unwrap().push(number);
            async move { well }
        };
        let work = work_off(batch(records), done, handle);
        let failed = futures_util::FutureExt::now_or_never(work).unwrap();
        let handled = handled.lock().unwrap().clone();
        (handled, failed.into_iter().flatten().collect())
    }

    #[test]
    fn what_comes_after_a_failure_waits_within_its_item_and_goes_on_elsewhere() {
        let (done, records) = (Done::default(), [("a", 1), ("b", 2), ("a", 3), ("b", 4)]);
        let (first, failed) = handled(&records, &done, &["1"]);
        assert_eq!((first, failed), (vec!["1".to_owned(), "2".into(), "4".into()], vec!["1".to_owned()]));
        let (again, failed) = handled(&records, &done, &[]);
        assert_eq!(again, ["1", "3"], "what was done is left out");
        assert!(failed.is_empty());
    }

    #[test]
    fn a_batch_that_went_well_is_not_remembered() {
        let done = Done::default();
        assert_eq!(handled(&[("a", 1)], &done, &[]).0, ["1"]);
        assert_eq!(handled(&[("a", 1)], &done, &[]).0, ["1"], "a replay by hand does it again");
    }
}
