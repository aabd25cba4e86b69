//! The on-failure destination: an object in a bucket with the whole records, to be replayed.
//!
//! Source: AWS Lambda developer guide, "Retain discarded records for a DynamoDB event source in Lambda".

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Record;
use super::batch::Condition;
use crate::clock::Clock;
use crate::ids;
use crate::stored::{self, StoredError};
use crate::template::{ACCOUNT, REGION, stream_arn};

/// Where one function's given-up records go.
pub(super) struct FailedTo {
    bucket: PathBuf,
    function: String,
    table: String,
    clock: Clock,
}

impl FailedTo {
    pub(super) fn new(bucket: PathBuf, function: &str, table: &str, clock: Clock) -> Self {
        Self { bucket, function: function.to_owned(), table: table.to_owned(), clock }
    }

    /// Keeps `records`, which were called with `calls` times.
    pub(super) fn keep(
        &self,
        records: &[Record],
        event: &Value,
        calls: u32,
        condition: Condition,
    ) -> Result<(), StoredError> {
        let now = self.clock.now();
        let shard = dynoxide::streams::shard_id(&self.table);
        let path = self.bucket.join(format!(
            "aws/lambda/{}/{shard}/{}/{}-{}",
            self.function,
            now.strftime("%Y/%m/%d"),
            now.strftime("%Y-%m-%dT%H.%M.%S"),
            ids::fresh(),
        ));
        let number = |record: Option<&Record>| record.map(|record| record.sequence_number.clone());
        let time = |record: Option<&Record>| record.map(|record| text(self.clock.at(record.at)));
        let kept = json!({
            "requestContext": {
                "requestId": ids::fresh().to_string(),
                "functionArn": format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", self.function),
                "condition": match condition {
                    Condition::RetryAttemptsExhausted => "RetryAttemptsExhausted",
                    Condition::RecordAgeExceeded => "RecordAgeExceeded",
                },
                "approximateInvokeCount": calls,
            },
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "version": "1.0",
            "timestamp": text(now),
            "DDBStreamBatchInfo": {
                "shardId": shard,
                "startSequenceNumber": number(records.first()),
                "endSequenceNumber": number(records.last()),
                "approximateArrivalOfFirstRecord": time(records.first()),
                "approximateArrivalOfLastRecord": time(records.last()),
                "batchSize": records.len(),
                "streamArn": stream_arn(&self.table),
            },
            "payload": event.to_string(),
        });
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|cause| StoredError::io(folder, cause))?;
        }
        stored::write_json(&path, &kept)
    }
}

fn text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
