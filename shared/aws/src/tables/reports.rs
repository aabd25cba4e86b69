//! Reports: one item a report, every change one write conditional on `version`.
//!
//! An update sets what differs and appends to `history`, so that attributes of a newer release survive an older one.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::{
        transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
        update_item::UpdateItemError,
    },
    types::{AttributeValue, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update},
};
use domain::{Report, ids::ReportId};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{Item, TableAt, number, text};
use crate::StoreError;

pub use page::{Cursor, Key, List, Page};

mod erasing;
pub mod keys;
mod page;

/// The Reports table.
#[derive(Clone)]
pub struct Reports(pub(super) TableAt);

/// What became of a new report.
#[derive(Debug)]
pub enum Created {
    /// Stored.
    Stored,
    /// There is one under that id already.
    Exists(Box<Report>),
}

/// What became of a change.
#[derive(Debug)]
pub enum Saved {
    /// Stored.
    Stored,
    /// Somebody was quicker: the report as it is now.
    Lost(Box<Report>),
}

impl Reports {
    /// The report, as last written.
    pub async fn get(&self, id: &ReportId) -> Result<Option<Report>, StoreError> {
        let out = self.0.client.get_item();
        let out = out
            .table_name(&*self.0.name)
            .key("report_id", text(id.as_str()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("get report"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.item.map(read).transpose()
    }

    /// The report that this one is merged into; no request where it isn't.
    pub async fn target_of(&self, report: &Report) -> Result<Option<Report>, StoreError> {
        match &report.merged_into {
            Some(id) => self.get(id).await,
            None => Ok(None),
        }
    }

    /// Stores a new report, unless its id is taken.
    pub async fn create(&self, report: &Report) -> Result<Created, StoreError> {
        let result = self
            .0
            .client
            .put_item()
            .table_name(&*self.0.name)
            .set_item(Some(item(report)?))
            .condition_expression("attribute_not_exists(report_id)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(Created::Stored)
            }
            Err(error) => {
                self.0.meter.write(None);
                let taken = error.as_service_error().and_then(|e| match e {
                    aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(e) => {
                        e.item.clone()
                    }
                    _ => None,
                });
                let old = taken.ok_or_else(|| StoreError::of("create report")(error))?;
                Ok(Created::Exists(Box::new(read(old)?)))
            }
        }
    }

    /// Stores `after`, which has grown out of `before`, unless `before` is no longer what is stored.
    pub async fn save(&self, before: &Report, after: &Report) -> Result<Saved, StoreError> {
        let change = Change::between(before, after)?;
        let result = self
            .0
            .client
            .update_item()
            .table_name(&*self.0.name)
            .key("report_id", text(before.id.as_str()))
            .update_expression(change.expression)
            .condition_expression(change.condition)
            .set_expression_attribute_names(Some(change.names))
            .set_expression_attribute_values(Some(change.values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(Saved::Stored)
            }
            Err(SdkError::ServiceError(e))
                if matches!(e.err(), UpdateItemError::ConditionalCheckFailedException(_)) =>
            {
                self.0.meter.write(None);
                let UpdateItemError::ConditionalCheckFailedException(failed) = e.into_err() else {
                    return Err(StoreError::saying("save report", "condition"));
                };
                let now = failed.item.ok_or_else(|| StoreError::saying("save report", "the report is gone"))?;
                Ok(Saved::Lost(Box::new(read(now)?)))
            }
            Err(error) => Err(StoreError::of("save report")(error)),
        }
    }
}

impl Change {
    /// As part of a transaction.
    fn update(self, table: &str, id: &ReportId) -> Result<Update, StoreError> {
        let update = Update::builder()
            .table_name(table)
            .key("report_id", text(id.as_str()))
            .update_expression(self.expression)
            .condition_expression(self.condition)
            .set_expression_attribute_names(Some(self.names).filter(|names| !names.is_empty()))
            .set_expression_attribute_values(Some(self.values));
        update.build().map_err(StoreError::of("save reports"))
    }
}

impl Reports {
    /// Stores all of these changes, each `after` of its `before`, or none: false where one of them is no longer what is
    /// stored. Costs twice the write units of single writes.
    pub async fn save_all(&self, changes: &[(&Report, Report)]) -> Result<bool, StoreError> {
        let mut transaction = self.0.client.transact_write_items();
        for (before, after) in changes {
            let update = Change::between(before, after)?.update(&self.0.name, &before.id)?;
            transaction = transaction.transact_items(TransactWriteItem::builder().update(update).build());
        }
        let result = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(TransactWriteItemsError::is_transaction_canceled_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("save reports")(e)),
        }
    }
}

/// A report of an item, as a table or a stream gives it.
pub fn read(mut item: Item) -> Result<Report, StoreError> {
    if item.get("due_at") == Some(&number(keys::NEVER)) {
        item.remove("due_at");
    }
    from_item(item).map_err(StoreError::of("read report"))
}

/// The item of a report: its attributes and its index keys.
fn item(report: &Report) -> Result<Item, StoreError> {
    let mut item: Item = to_item(report).map_err(StoreError::of("write report"))?;
    item.extend(keys::of(report).into_iter().map(|(name, key)| (name.to_owned(), text(key))));
    if let Some(at) = report.reworded_at() {
        item.insert("reworded_at".to_owned(), number(at.at().as_millisecond()));
    }
    if item.contains_key("due_shard") {
        item.entry("due_at".to_owned()).or_insert_with(|| number(keys::NEVER));
    }
    Ok(item)
}

struct Change {
    expression: String,
    condition: &'static str,
    names: HashMap<String, String>,
    values: Item,
}

impl Change {
    fn between(before: &Report, after: &Report) -> Result<Self, StoreError> {
        let (mut old, mut new) = (item(before)?, item(after)?);
        old.remove("history");
        let Some(AttributeValue::L(history)) = new.remove("history") else {
            return Err(StoreError::saying("write report", "a history that is no list"));
        };
        let added: Vec<_> = history.into_iter().skip(before.history.len()).collect();
        let (mut sets, mut names, mut values) = (Vec::new(), HashMap::new(), Item::new());
        let mut condition = "version = :before";
        values.insert(":before".to_owned(), number(before.version));
        if after.version > before.version {
            sets.push("#history = list_append(#history, :added)".to_owned());
            names.insert("#history".to_owned(), "history".to_owned());
            values.insert(":added".to_owned(), AttributeValue::L(added));
        } else if let Some(due_at) = before.due_at {
            // An alert leaves the version alone; what it moves is the next look.
            condition = "version = :before AND due_at = :due";
            values.insert(":due".to_owned(), number(due_at.at().as_millisecond()));
        }
        for (i, (name, value)) in new.into_iter().enumerate() {
            if old.remove(&name).as_ref() != Some(&value) {
                sets.push(format!("#s{i} = :s{i}"));
                names.insert(format!("#s{i}"), name);
                values.insert(format!(":s{i}"), value);
            }
        }
        let mut expression = format!("SET {}", sets.join(", "));
        // What is left of the old attributes is gone from the new.
        let gone: Vec<_> = (0..old.len()).map(|i| format!("#r{i}")).collect();
        if !gone.is_empty() {
            expression = format!("{expression} REMOVE {}", gone.join(", "));
            names.extend(gone.into_iter().zip(old.into_keys()));
        }
        Ok(Self { expression, condition, names, values })
    }
}
