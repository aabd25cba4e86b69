//! Records of a stream, in the JSON that Lambda hands on.

use std::sync::{Mutex, PoisonError};

use dynoxide::Database;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::pattern::Pattern;
use crate::template::{REGION, stream_arn};

/// One change of one item.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) sequence_number: String,
    /// By the machine's clock.
    pub(super) at: Timestamp,
    pub(super) json: Value,
}

impl Record {
    /// Whether one of `filters` lets it through; all of them do if there is none.
    pub(super) fn passes(&self, filters: &[Pattern]) -> bool {
        filters.is_empty() || filters.iter().any(|filter| filter.matches(&self.json))
    }
}

/// Reads on from a position in a table's stream.
pub(super) struct Reader {
    database: Database,
    table: String,
    clock: Clock,
    from_start: bool,
    /// The last record that is done.
    position: Option<String>,
    /// Where to read on; made from the position when first needed.
    iterator: Mutex<Option<String>>,
}

type ReadError = Box<dyn std::error::Error + Send + Sync>;

impl Reader {
    pub(super) fn new(
        database: Database,
        table: &str,
        position: Option<String>,
        from_start: bool,
        clock: Clock,
    ) -> Self {
        Self { database, table: table.to_owned(), clock, from_start, position, iterator: Mutex::new(None) }
    }

    /// The next records, at most `limit`; reading again gives them again.
    pub(super) fn read(&self, limit: usize) -> Result<Vec<Record>, ReadError> {
        let mut iterator = self.iterator.lock().unwrap_or_else(PoisonError::into_inner);
        let shard_iterator = match &*iterator {
            Some(known) => known.clone(),
            None => self.start()?,
        };
        *iterator = Some(shard_iterator.clone());
        drop(iterator);
        let found = self.database.get_records(GetRecordsRequest { shard_iterator, limit: Some(limit) })?;
        found.records.into_iter().map(|record| self.record(serde_json::to_value(record)?)).collect()
    }

    /// All up to and with `position` is done.
    pub(super) fn move_to(&mut self, position: String) {
        self.position = Some(position);
        *self.iterator.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn start(&self) -> Result<String, ReadError> {
        let kind = match &self.position {
            Some(_) => "AFTER_SEQUENCE_NUMBER",
            None if self.from_start => "TRIM_HORIZON",
            None => "LATEST",
        };
        let found = self.database.get_shard_iterator(GetShardIteratorRequest {
            stream_arn: stream_arn(&self.table),
            shard_id: dynoxide::streams::shard_id(&self.table),
            shard_iterator_type: kind.to_owned(),
            sequence_number: self.position.clone(),
        })?;
        found.shard_iterator.ok_or_else(|| "the stream has no iterator".into())
    }

    /// Region, stream and time as this stack has them.
    fn record(&self, mut json: Value) -> Result<Record, ReadError> {
        let created_s = json["dynamodb"]["ApproximateCreationDateTime"].as_f64().unwrap_or_default();
        let at = Timestamp::UNIX_EPOCH.checked_add(SignedDuration::try_from_secs_f64(created_s)?)?;
        json["awsRegion"] = json!(REGION);
        json["eventSourceARN"] = json!(stream_arn(&self.table));
        json["dynamodb"]["ApproximateCreationDateTime"] = json!(self.clock.at(at).as_second());
        let sequence_number = json["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default().to_owned();
        Ok(Record { sequence_number, at, json })
    }
}
