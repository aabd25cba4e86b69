//! Audit: one chain of entries, each written in the transaction of the change that it tells of, or once for each event of
//! a stream that tells of it.
//!
//! The chain has no head of its own: the next number must not exist yet, so of two changes at one moment one is cancelled
//! and decides again. That also makes every decision about several rows exact (who reads the last entry first sees all
//! that was done before it). A province changes staff and directory a few times a day, so nobody waits for long.

use aws_sdk_dynamodb::{
    operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
    types::{Put, ReturnConsumedCapacity, TransactWriteItem},
};
use domain::audit::Entry;
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{Item, TableAt, number, text};
use crate::StoreError;

/// The Audit table.
#[derive(Clone)]
pub struct Audit(pub(super) TableAt);

/// The one chain.
const CHAIN: &str = "audit";
/// Beside it: the events that are told of already.
const TOLD: &str = "told";

/// What became of an entry for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Added.
    Now,
    /// It was there: the event came again.
    Before,
    /// Somebody else wrote the next entry: seal anew.
    Outrun,
}

impl Audit {
    /// The newest entry, as last written: read it before what a change is decided on.
    pub async fn last(&self) -> Result<Option<Entry>, StoreError> {
        Ok(self.page(None, 1).await?.pop())
    }

    /// At most `limit` entries, the newest first, from the one before number `before` down.
    pub async fn page(&self, before: Option<u32>, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let out = self
            .0
            .client
            .query()
            .table_name(&*self.0.name)
            .key_condition_expression("#chain = :chain AND #entry < :before")
            .expression_attribute_names("#chain", "chain")
            .expression_attribute_names("#entry", "entry")
            .expression_attribute_values(":chain", text(CHAIN))
            .expression_attribute_values(":before", text(before.map_or_else(|| "a".to_owned(), sort_key)))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(i32::try_from(limit.clamp(1, 100)).unwrap_or(100))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("list audit"))?;
        self.0.meter.read(&out.consumed_capacity);
        let items = out.items.unwrap_or_default().into_iter();
        items.map(|item| from_item(item).map_err(StoreError::of("read audit"))).collect()
    }

    /// Adds the entry that tells of `event`, once, however often the event comes.
    pub async fn tell_once(&self, event: &str, entry: &Entry) -> Result<Told, StoreError> {
        let seen = Put::builder().table_name(&*self.0.name).item("chain", text(TOLD)).item("entry", text(event));
        let seen = seen.item("expires_at", number(entry.expires_at()));
        let seen =
            seen.condition_expression("attribute_not_exists(#entry)").expression_attribute_names("#entry", "entry");
        let seen = TransactWriteItem::builder().put(seen.build().map_err(StoreError::of("tell audit"))?).build();
        let transaction = self.0.client.transact_write_items().transact_items(seen).transact_items(self.adding(entry)?);
        let result = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        let Err(error) = result else { return Ok(Told::Now) };
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
            return Err(StoreError::of("tell audit")(error));
        };
        let first = cancelled.cancellation_reasons().first().and_then(|reason| reason.code());
        Ok(if first == Some("ConditionalCheckFailed") { Told::Before } else { Told::Outrun })
    }

    /// The part of a transaction that adds `entry`, unless its number is taken.
    pub(crate) fn adding(&self, entry: &Entry) -> Result<TransactWriteItem, StoreError> {
        let mut item: Item = to_item(entry).map_err(StoreError::of("write audit"))?;
        item.insert("chain".to_owned(), text(CHAIN));
        item.insert("entry".to_owned(), text(sort_key(entry.n)));
        item.insert("expires_at".to_owned(), number(entry.expires_at()));
        let put = Put::builder().table_name(&*self.0.name).set_item(Some(item));
        let put =
            put.condition_expression("attribute_not_exists(#entry)").expression_attribute_names("#entry", "entry");
        let put = put.build().map_err(StoreError::of("write audit"))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

/// Ten digits, so that text sorts as the number does.
fn sort_key(n: u32) -> String {
    format!("{n:010}")
}
