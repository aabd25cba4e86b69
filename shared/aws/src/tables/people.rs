//! People: what is held of a person beside reports: rate windows, devices, follows. The only table that tells of persons.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnConsumedCapacity},
};
use domain::report::Person;
use jiff::Timestamp;

use super::{TableAt, number, text};
use crate::StoreError;

pub use devices::{Device, MOST_DEVICES};
pub use followers::Follower;

mod devices;
mod followers;
mod links;

/// The People table.
#[derive(Clone)]
pub struct People(pub(super) TableAt);

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

impl People {
    /// Counts a submission in the person's hour; gives seconds to wait where `limit` are there already.
    /// By id, so that sending the same report again takes nothing.
    pub async fn count_report(
        &self,
        person: &Person,
        report: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Option<u32>, StoreError> {
        let hour = now.as_second().div_euclid(HOUR);
        let update = self
            .0
            .client
            .update_item()
            .update_expression("ADD reports :one SET expires_at = :end")
            .condition_expression("attribute_not_exists(reports) OR size(reports) < :limit OR contains(reports, :id)")
            .expression_attribute_values(":one", AttributeValue::Ss(vec![report.to_owned()]))
            .expression_attribute_values(":id", text(report));
        self.count(update, person, format!("rate#reports#{hour}"), (hour + 1) * HOUR, now, limit).await
    }

    /// Counts any other write in the person's minute; gives seconds to wait where `limit` were made already.
    pub async fn count_write(&self, person: &Person, now: Timestamp, limit: u32) -> Result<Option<u32>, StoreError> {
        let minute = now.as_second().div_euclid(MINUTE);
        let update = self
            .0
            .client
            .update_item()
            .update_expression("ADD writes :one SET expires_at = :end")
            .condition_expression("attribute_not_exists(writes) OR writes < :limit")
            .expression_attribute_values(":one", number(1));
        self.count(update, person, format!("rate#writes#{minute}"), (minute + 1) * MINUTE, now, limit).await
    }

    async fn count(
        &self,
        update: aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder,
        person: &Person,
        item: String,
        end: i64,
        now: Timestamp,
        limit: u32,
    ) -> Result<Option<u32>, StoreError> {
        let result = update
            .table_name(&*self.0.name)
            .key("person", text(&person.0))
            .key("item", text(item))
            .expression_attribute_values(":end", number(end + HOUR))
            .expression_attribute_values(":limit", number(limit))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(None)
            }
            Err(SdkError::ServiceError(e))
                if matches!(e.err(), UpdateItemError::ConditionalCheckFailedException(_)) =>
            {
                self.0.meter.write(None);
                Ok(Some(u32::try_from((end - now.as_second()).max(1)).unwrap_or(1)))
            }
            Err(error) => Err(StoreError::of("count writes")(error)),
        }
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
}

fn follow_keys(person: &Person, report: &str) -> [(String, String); 2] {
    [(person.0.clone(), format!("follow#{report}")), (format!("followers#{report}"), person.0.clone())]
}
