//! People: what is held of a person beside reports: rate windows, devices, follows. The only table that tells of persons.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::ReturnConsumedCapacity};
use domain::report::Person;
use jiff::Timestamp;

use super::{TableAt, number, text};
use crate::StoreError;

pub use devices::{Device, MOST_DEVICES};
pub use erasures::{BACKUPS, Erasure, ToErase};
pub use followers::Follower;
pub use follows::Followed;
pub use held::HeldRow;
pub use own::Own;
pub use sending::{Counted, Held};

mod devices;
mod erasures;
mod followers;
mod follows;
mod held;
mod links;
pub(crate) mod own;
mod sending;

/// The People table.
#[derive(Clone)]
pub struct People(pub(super) TableAt);

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
}

fn follow_key(report: &str) -> String {
    format!("follow#{report}")
}
