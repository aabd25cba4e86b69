//! People: what is held of a person beside reports: rate windows, devices, follows. The only table that tells of persons.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::ReturnConsumedCapacity};
use domain::report::Person;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{Item, TableAt, number, text};
use crate::StoreError;

pub use followers::Follower;
pub use sending::{Counted, Held};

mod followers;
mod links;
mod sending;

/// The People table.
#[derive(Clone)]
pub struct People(pub(super) TableAt);

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
}

/// Most devices of one person.
pub const MOST_DEVICES: usize = 10;

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

impl People {
    /// Counts a photo in the person's hour; gives seconds to wait where `limit` were declared already. By the hour and
    /// not by the minute, for each may be 15 MB.
    pub async fn count_photo(&self, person: &Person, now: Timestamp, limit: u32) -> Result<Option<u32>, StoreError> {
        self.count(person, "photos", HOUR, now, limit).await
    }

    /// Counts any other write in the person's minute; gives seconds to wait where `limit` were made already.
    pub async fn count_write(&self, person: &Person, now: Timestamp, limit: u32) -> Result<Option<u32>, StoreError> {
        self.count(person, "writes", MINUTE, now, limit).await
    }

    async fn count(
        &self,
        person: &Person,
        kind: &str,
        seconds: i64,
        now: Timestamp,
        limit: u32,
    ) -> Result<Option<u32>, StoreError> {
        let window = now.as_second().div_euclid(seconds);
        let end = (window + 1) * seconds;
        let update = self.0.client.update_item().table_name(&*self.0.name);
        let update = update
            .key("person", text(&person.0))
            .key("item", text(format!("rate#{kind}#{window}")))
            .update_expression("ADD writes :one SET expires_at = :end")
            .condition_expression("attribute_not_exists(writes) OR writes < :limit")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":end", number(end + HOUR))
            .expression_attribute_values(":limit", number(limit))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let result = update.send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(None),
            Err(e) if e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Ok(Some(u32::try_from((end - now.as_second()).max(1)).unwrap_or(1)))
            }
            Err(e) => Err(StoreError::of("count writes")(e)),
        }
    }

    /// The person's devices: one read.
    pub async fn devices(&self, person: &Person) -> Result<Vec<Device>, StoreError> {
        let out = self
            .0
            .client
            .query()
            .table_name(&*self.0.name)
            .key_condition_expression("person = :p AND begins_with(#i, :d)")
            .expression_attribute_names("#i", "item")
            .expression_attribute_values(":p", text(&person.0))
            .expression_attribute_values(":d", text("device#"))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("list devices"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.items.unwrap_or_default().into_iter().map(|i| from_item(i).map_err(StoreError::of("read device"))).collect()
    }

    /// Lets a person follow a report: one row for the person's list, one for the report's.
    pub async fn follow(&self, person: &Person, report: &str) -> Result<(), StoreError> {
        for (partition, item) in follow_keys(person, report) {
            let put = self
                .0
                .client
                .put_item()
                .table_name(&*self.0.name)
                .item("person", text(partition))
                .item("item", text(item));
            let out = put
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(StoreError::of("follow"))?;
            self.0.meter.write(&out.consumed_capacity);
        }
        Ok(())
    }

    /// Ends it; ending what isn't there is as good.
    pub async fn unfollow(&self, person: &Person, report: &str) -> Result<(), StoreError> {
        for (partition, item) in follow_keys(person, report) {
            let delete = self
                .0
                .client
                .delete_item()
                .table_name(&*self.0.name)
                .key("person", text(partition))
                .key("item", text(item));
            let out = delete
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(StoreError::of("unfollow"))?;
            self.0.meter.write(&out.consumed_capacity);
        }
        Ok(())
    }

    /// Stores a device under its id, in place of what stood there.
    pub async fn put_device(&self, person: &Person, device: &Device) -> Result<(), StoreError> {
        let mut item: Item = to_item(device).map_err(StoreError::of("write device"))?;
        item.insert("person".to_owned(), text(&person.0));
        item.insert("item".to_owned(), text(device_key(&device.device_id)));
        let out = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item));
        let out = out
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("put device"))?;
        self.0.meter.write(&out.consumed_capacity);
        Ok(())
    }

    /// Removes a device; removing one that isn't there is as good.
    pub async fn remove_device(&self, person: &Person, device_id: &str) -> Result<(), StoreError> {
        let out = self
            .0
            .client
            .delete_item()
            .table_name(&*self.0.name)
            .key("person", text(&person.0))
            .key("item", text(device_key(device_id)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(StoreError::of("remove device"))?;
        self.0.meter.write(&out.consumed_capacity);
        Ok(())
    }
}

fn device_key(id: &str) -> String {
    format!("device#{id}")
}

fn follow_keys(person: &Person, report: &str) -> [(String, String); 2] {
    [(person.0.clone(), format!("follow#{report}")), (format!("followers#{report}"), person.0.clone())]
}
