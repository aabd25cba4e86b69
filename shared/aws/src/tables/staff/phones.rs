//! A person of staff's phones, and the units that they have still to leave.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::{Put, ReturnConsumedCapacity, TransactWriteItem},
};
use domain::{
    directory::{CategoryCode, UnitId},
    millis::Millis,
    staff::StaffId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::StaffTable;
use crate::{
    StoreError,
    tables::{Item, number, staff::reach, text},
};

/// All phones of one person of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phones {
    /// By the client's own id of each.
    #[serde(default)]
    pub phones: BTreeMap<String, Phone>,
    /// The units that the person has left, or is away from, where this is not yet done: named reports go back to the
    /// leader, subscriptions end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parting: Vec<UnitId>,
    /// Counts the writes; 0 where there is no item.
    #[serde(default)]
    pub version: u32,
}

/// A phone that staff are pushed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// `fcm`, `apns` or `apns_sandbox`.
    pub platform: String,
    /// The SNS platform endpoint.
    pub endpoint: String,
    /// `vi` or `en`.
    pub language: String,
    /// The topic that it is on; none while the person is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<OnTopic>,
}

/// A phone's place on a unit's topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnTopic {
    /// The unit.
    pub unit: UnitId,
    /// Its topic.
    pub topic: String,
    /// Only these categories; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryCode>,
    /// The end of the lease.
    pub until: Millis,
    /// The subscription; absent while it is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
}

/// The one partition of `by-lease`: a province's phones write it some thousand times a morning.
const LEASED: &str = "phones";

fn key(id: &StaffId) -> String {
    format!("phones#{id}")
}

impl StaffTable {
    /// The person's phones, as last written; none where there is no item.
    pub async fn phones(&self, id: &StaffId) -> Result<Phones, StoreError> {
        let item = self.item(&key(id)).await?;
        Ok(item.map(from_item).transpose().map_err(StoreError::of("read phones"))?.unwrap_or_default())
    }

    /// Whose phones have a lease that is over: one query of keys, nothing where none is. May be a moment old.
    pub async fn lapsed(&self, now: Timestamp) -> Result<Vec<StaffId>, StoreError> {
        let (mut lapsed, mut after) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).index_name("by-lease");
            let query = query
                .key_condition_expression("leased = :leased AND lapses_at <= :now")
                .expression_attribute_values(":leased", text(LEASED))
                .expression_attribute_values(":now", number(now.as_millisecond()))
                .set_exclusive_start_key(after)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let out = query.send().await.map_err(StoreError::of("list leases"))?;
            self.0.meter.read(&out.consumed_capacity);
            let keys = out.items.unwrap_or_default();
            let ids = keys.iter().filter_map(|item| item.get("staff_id")?.as_s().ok()?.strip_prefix("phones#"));
            lapsed.extend(ids.filter_map(|id| id.parse().ok()));
            after = out.last_evaluated_key;
            if after.is_none() {
                return Ok(lapsed);
            }
        }
    }

    /// Stores `after` in place of `before`, unless somebody was quicker.
    pub async fn put_phones(&self, id: &StaffId, before: &Phones, after: &Phones) -> Result<bool, StoreError> {
        let (condition, version) = condition(before);
        let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item(id, before, after)?));
        let put = put.condition_expression(condition).set_expression_attribute_values(version);
        let result = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("put phones")(e)),
        }
    }

    /// Removes the item of somebody who is gone, unless a phone came meanwhile.
    pub async fn remove_phones(&self, id: &StaffId, before: &Phones) -> Result<bool, StoreError> {
        let (condition, version) = condition(before);
        let delete = self.0.client.delete_item().table_name(&*self.0.name).key("staff_id", text(key(id)));
        let delete = delete.condition_expression(condition).set_expression_attribute_values(version);
        let result = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("remove phones")(e)),
        }
    }

    /// The part of a transaction that stores `after` in place of `before`.
    pub(super) fn phones_part(
        &self,
        id: &StaffId,
        before: &Phones,
        after: &Phones,
    ) -> Result<TransactWriteItem, StoreError> {
        let (condition, version) = condition(before);
        let put = Put::builder().table_name(&*self.0.name).set_item(Some(item(id, before, after)?));
        let put = put.condition_expression(condition).set_expression_attribute_values(version);
        Ok(TransactWriteItem::builder().put(put.build().map_err(StoreError::of("put phones"))?).build())
    }
}

fn item(id: &StaffId, before: &Phones, after: &Phones) -> Result<Item, StoreError> {
    let after = Phones { version: before.version + 1, ..after.clone() };
    let first = after.phones.values().filter_map(|phone| phone.on.as_ref()).map(|on| on.until).min();
    let mut item: Item = to_item(&after).map_err(StoreError::of("write phones"))?;
    item.insert("staff_id".to_owned(), text(key(id)));
    if let Some(first) = first {
        item.insert("leased".to_owned(), text(LEASED));
        item.insert("lapses_at".to_owned(), number(first.at().as_millisecond()));
    }
    item.extend(reach::keys(&after));
    Ok(item)
}

fn condition(before: &Phones) -> (&'static str, Option<Item>) {
    match before.version {
        0 => ("attribute_not_exists(staff_id)", None),
        version => ("version = :version", Some(Item::from([(":version".to_owned(), number(version))]))),
    }
}
