//! Citizens' phones: one row each under its person.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::ReturnConsumedCapacity,
};
use domain::{directory::AreaId, phone::PushKind, report::Person};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::People;
use crate::{
    StoreError,
    tables::{Item, number, text},
};

/// A citizen's phone that gets pushes. Those of staff stand in Staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The client's own id of it.
    pub device_id: String,
    /// `fcm`, `apns` or `apns_sandbox`.
    pub platform: String,
    /// The SNS platform endpoint.
    pub endpoint: String,
    /// `vi` or `en`.
    pub language: String,
    /// The areas that it follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaId>,
    /// What it is pushed of; absent: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<BTreeSet<PushKind>>,
    /// The areas whose topics it is on, each with its subscription; empty while that is being made.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<AreaId, String>,
    /// Subscriptions and endpoints that have still to be ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving: Vec<String>,
    /// Counts the writes.
    #[serde(default)]
    pub version: u32,
}

/// Most devices of one person.
pub const MOST_DEVICES: usize = 10;

impl Device {
    /// Whether it is pushed of that.
    pub fn wants(&self, kind: PushKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

impl People {
    /// The person's devices: one read. May be a moment old.
    pub async fn devices(&self, person: &Person) -> Result<Vec<Device>, StoreError> {
        self.list_devices(person, false).await
    }

    /// The person's devices as last written.
    pub async fn devices_now(&self, person: &Person) -> Result<Vec<Device>, StoreError> {
        self.list_devices(person, true).await
    }

    async fn list_devices(&self, person: &Person, now: bool) -> Result<Vec<Device>, StoreError> {
        let query = self.0.client.query().table_name(&*self.0.name);
        let query = query
            .key_condition_expression("person = :p AND begins_with(#i, :d)")
            .expression_attribute_names("#i", "item")
            .expression_attribute_values(":p", text(&person.0))
            .expression_attribute_values(":d", text("device#"))
            .consistent_read(now)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = query.send().await.map_err(StoreError::of("list devices"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.items.unwrap_or_default().into_iter().map(|i| from_item(i).map_err(StoreError::of("read device"))).collect()
    }

    /// Stores `after` in place of `before`, as its next version; false where somebody was quicker.
    pub async fn put_device(
        &self,
        person: &Person,
        before: Option<&Device>,
        after: &Device,
    ) -> Result<bool, StoreError> {
        let version = before.map_or(0, |device| device.version);
        let mut item: Item =
            to_item(Device { version: version + 1, ..after.clone() }).map_err(StoreError::of("write device"))?;
        item.insert("person".to_owned(), text(&person.0));
        item.insert("item".to_owned(), text(device_key(&after.device_id)));
        let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item));
        let put = match before {
            None => put.condition_expression("attribute_not_exists(person)"),
            Some(_) => {
                put.condition_expression("version = :version").expression_attribute_values(":version", number(version))
            }
        };
        let result = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("put device")(e)),
        }
    }

    /// Stores a device under another name of its person, as it is.
    pub async fn mirror_device(&self, person: &Person, device: &Device) -> Result<(), StoreError> {
        let mut item: Item = to_item(device).map_err(StoreError::of("write device"))?;
        item.insert("person".to_owned(), text(&person.0));
        item.insert("item".to_owned(), text(device_key(&device.device_id)));
        let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item));
        let out = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(&out.map_err(StoreError::of("put device"))?.consumed_capacity);
        Ok(())
    }

    /// Removes a device as it was read; false where it has changed since. One that isn't there is removed already.
    pub async fn remove_device(&self, person: &Person, device: &Device) -> Result<bool, StoreError> {
        let delete = self.0.client.delete_item().table_name(&*self.0.name);
        let delete = delete.key("person", text(&person.0)).key("item", text(device_key(&device.device_id)));
        let delete = delete
            .condition_expression("attribute_not_exists(person) OR version = :version")
            .expression_attribute_values(":version", number(device.version));
        let result = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("remove device")(e)),
        }
    }
}

fn device_key(id: &str) -> String {
    format!("device#{id}")
}
