//! Statistics: one item a cell, in the partition of its commune; its sort key begins with the day.
//!
//! So a commune's figures are one query whatever the days, a province's one a commune, and a unit's one query of
//! `by-unit` and batch gets. Beside the cells stands one row a day of change, `changed`, which names the days whose
//! cells changed on it: the nightly recount's work.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::{delete_item::DeleteItemError, put_item::PutItemError, update_item::UpdateItemError},
    types::{AttributeValue, ReturnConsumedCapacity},
};
use domain::statistics::{Cell, CellKey};
use jiff::civil::Date;

use super::{Item, TableAt, number, text};
use crate::StoreError;

mod item;
mod read;

/// The Statistics table.
#[derive(Clone)]
pub struct Statistics(pub(super) TableAt);

/// The partition of the rows that name changed days; no area is called so.
const CHANGED: &str = "changed";

/// Days whose cells changed on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The day on which they changed.
    pub on: Date,
    /// The days whose cells they are.
    pub days: BTreeSet<Date>,
}

impl Statistics {
    /// Stores a cell, unless it was written since it was read; whether it was stored.
    pub async fn put(&self, cell: &Cell) -> Result<bool, StoreError> {
        let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item::of(cell)));
        let put = match cell.revision {
            0 => put.condition_expression("attribute_not_exists(area)"),
            revision => put
                .condition_expression("n = :n")
                .expression_attribute_values(":n", AttributeValue::N(revision.to_string())),
        };
        match put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(true)
            }
            Err(SdkError::ServiceError(e)) if matches!(e.err(), PutItemError::ConditionalCheckFailedException(_)) => {
                self.0.meter.write(None);
                Ok(false)
            }
            Err(error) => Err(StoreError::of("put statistics")(error)),
        }
    }

    /// Notes that cells of `day` changed on the day `on`. A repeat changes nothing.
    pub async fn note_changed(&self, on: Date, day: Date) -> Result<(), StoreError> {
        let result = self
            .0
            .client
            .update_item()
            .table_name(&*self.0.name)
            .key("area", text(CHANGED))
            .key("item", text(on.to_string()))
            .update_expression("ADD #days :days")
            .condition_expression("NOT contains(#days, :day)")
            .expression_attribute_names("#days", "days")
            .expression_attribute_values(":days", AttributeValue::Ss(vec![day.to_string()]))
            .expression_attribute_values(":day", text(day.to_string()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(())
            }
            Err(SdkError::ServiceError(e))
                if matches!(e.err(), UpdateItemError::ConditionalCheckFailedException(_)) =>
            {
                self.0.meter.write(None);
                Ok(())
            }
            Err(error) => Err(StoreError::of("note changed days")(error)),
        }
    }

    /// Forgets a row of changed days, unless a day was added since it was read.
    pub async fn forget_changed(&self, changed: &Changed) -> Result<(), StoreError> {
        let days = changed.days.iter().map(Date::to_string).collect();
        let result = self
            .0
            .client
            .delete_item()
            .table_name(&*self.0.name)
            .key("area", text(CHANGED))
            .key("item", text(changed.on.to_string()))
            .condition_expression("#days = :days")
            .expression_attribute_names("#days", "days")
            .expression_attribute_values(":days", AttributeValue::Ss(days))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(())
            }
            Err(SdkError::ServiceError(e))
                if matches!(e.err(), DeleteItemError::ConditionalCheckFailedException(_)) =>
            {
                self.0.meter.write(None);
                Ok(())
            }
            Err(error) => Err(StoreError::of("forget changed days")(error)),
        }
    }
}

/// The primary key of a cell.
fn key(key: &CellKey) -> Item {
    Item::from([("area".to_owned(), text(key.area.as_str())), ("item".to_owned(), text(item::sort_key(key)))])
}

/// Between these two lie the sort keys of a day's cells and of those of the days to another.
fn between(from: Date, to: Date) -> (AttributeValue, AttributeValue) {
    // `$` follows `#`
    (text(format!("{from}#")), text(format!("{to}$")))
}

fn whole(value: u64) -> AttributeValue {
    number(i64::try_from(value).unwrap_or(i64::MAX))
}
