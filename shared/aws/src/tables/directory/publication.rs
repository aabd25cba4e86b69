//! Publishing: a version is stored once, then the pointer moves, if nobody else moved it.
//!
//! The move, its record, what functions start with and the entry in the audit are one transaction, so that what is in force
//! always says who put it there and when.

use aws_sdk_dynamodb::{
    operation::{
        put_item::PutItemError,
        transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
    },
    primitives::Blob,
    types::{AttributeValue, KeysAndAttributes, Put, ReturnConsumedCapacity, TransactWriteItem, builders::PutBuilder},
};
use domain::{
    audit::Entry,
    directory::{
        Directory,
        source::{self, Files},
    },
    millis::Millis,
};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{LOADED, Versions};
use crate::{
    StoreError,
    tables::{Item, audit::Audit, number, text},
};

/// One move of the pointer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The version in force since.
    pub version: String,
    /// Counts them, from 1.
    pub number: u32,
    /// When.
    pub published_at: Millis,
    /// By whom: the staff id.
    pub published_by: String,
}

/// What became of a publication.
#[derive(Debug, PartialEq, Eq)]
pub enum Published {
    /// It is in force.
    Stored(Publication),
    /// Somebody was quicker.
    Lost,
}

impl Versions {
    /// What is in force; `None` before the first publication.
    pub async fn current(&self) -> Result<Option<Publication>, StoreError> {
        let item = self.item("current").await?;
        item.map(|item| from_item(item).map_err(StoreError::of("read publication"))).transpose()
    }

    /// The files that a version was built from, if there is such a one.
    pub async fn files(&self, version: &str) -> Result<Option<Files>, StoreError> {
        let Some(item) = self.item(&format!("source#{version}")).await? else { return Ok(None) };
        let packed = item.get("files").and_then(|v| v.as_b().ok());
        let packed = packed.ok_or_else(|| StoreError::saying("load directory", "a source without files"))?;
        source::unpack(packed.as_ref()).map(Some).map_err(StoreError::of("load directory"))
    }

    /// Stores a version and its files, unless it is there: a version is named by its content.
    pub async fn store(&self, directory: &Directory, files: &Files) -> Result<(), StoreError> {
        let packed = source::pack(files).map_err(StoreError::of("store directory"))?;
        let version = directory.version();
        // The files first: a version that is there is one that can be looked at.
        self.put_once(format!("source#{version}"), "files", packed).await?;
        self.put_once(format!("version#{version}"), "bundle", directory.to_bundle()).await
    }

    async fn put_once(&self, item: String, attribute: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let put = self.0.client.put_item().table_name(&*self.0.name).item("item", text(item));
        let put = put.item(attribute, AttributeValue::B(Blob::new(bytes)));
        let put = put.condition_expression("attribute_not_exists(#item)").expression_attribute_names("#item", "item");
        let result = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => Ok(()),
            Err(e) => Err(StoreError::of("store directory")(e)),
        }
    }

    /// Puts a directory in force, by the entry that says so, if `replaces` is still in force (`None`: if nothing is) and
    /// the entry is the audit's next.
    pub async fn publish(
        &self,
        audit: &Audit,
        entry: &Entry,
        directory: &Directory,
        replaces: Option<&Publication>,
    ) -> Result<Published, StoreError> {
        let publication = Publication {
            version: directory.version().to_owned(),
            number: replaces.map_or(1, |p| p.number + 1),
            published_at: entry.at,
            published_by: entry.by.clone(),
        };
        let pointer = self.put(&publication, "current".to_owned())?;
        let pointer = match replaces {
            Some(before) => pointer
                .condition_expression("version = :version AND #number = :number")
                .expression_attribute_names("#number", "number")
                .expression_attribute_values(":version", text(&before.version))
                .expression_attribute_values(":number", number(before.number)),
            None => {
                pointer.condition_expression("attribute_not_exists(#item)").expression_attribute_names("#item", "item")
            }
        };
        let record = self.put(&publication, record(publication.number))?;
        let loaded = self.put(&publication, LOADED.to_owned())?;
        let loaded = loaded.item("bundle", AttributeValue::B(Blob::new(directory.to_bundle())));
        let mut transaction = self.0.client.transact_write_items().transact_items(audit.adding(entry)?);
        for put in [pointer, record, loaded] {
            let put = put.build().map_err(StoreError::of("publish directory"))?;
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        let result = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        match result {
            Ok(_) => Ok(Published::Stored(publication)),
            Err(e) if e.as_service_error().is_some_and(TransactWriteItemsError::is_transaction_canceled_exception) => {
                Ok(Published::Lost)
            }
            Err(e) => Err(StoreError::of("publish directory")(e)),
        }
    }

    fn put(&self, publication: &Publication, item: String) -> Result<PutBuilder, StoreError> {
        let attributes: Item = to_item(publication).map_err(StoreError::of("write publication"))?;
        Ok(Put::builder().table_name(&*self.0.name).set_item(Some(attributes)).item("item", text(item)))
    }

    /// The publications numbered from `last` down, at most `limit` (100 at most).
    pub async fn publications(&self, last: u32, limit: usize) -> Result<Vec<Publication>, StoreError> {
        let numbers = (1..=last).rev().take(limit.min(100));
        let mut wanted: Vec<Item> =
            numbers.map(|number| Item::from([("item".to_owned(), text(record(number)))])).collect();
        let mut found: Vec<Publication> = Vec::new();
        while !wanted.is_empty() {
            let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).build();
            let keys = keys.map_err(StoreError::of("list publications"))?;
            let get = self.0.client.batch_get_item().request_items(&*self.0.name, keys);
            let out = get.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            let out = out.map_err(StoreError::of("list publications"))?;
            self.0.meter.read(out.consumed_capacity.iter().flatten());
            for item in out.responses.into_iter().flatten().flat_map(|(_, items)| items) {
                found.push(from_item(item).map_err(StoreError::of("read publication"))?);
            }
            wanted = out.unprocessed_keys.into_iter().flatten().flat_map(|(_, keys)| keys.keys).collect();
        }
        found.sort_by_key(|publication| std::cmp::Reverse(publication.number));
        Ok(found)
    }
}

fn record(number: u32) -> String {
    format!("publication#{number}")
}
