//! Whether a person may send a report now: how many they sent in this hour, and whether the centre suspended them.
//!
//! One row, `sending`, so that one conditional update counts the report and refuses while suspended: `h<hour>` is the set
//! of ids sent in that hour, `suspensions` the centre's, `suspended_until` (seconds) the end of the last. A count never
//! brings the row's expiry forward while somebody is suspended, for it is refused then. `sign-ins` beside it names the
//! other sign-ins of the same person (`links`), which are suspended along.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::{
        transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
        update_item::UpdateItemError,
    },
    types::{AttributeValue, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update},
};
use domain::{
    audit::Entry,
    ids::ReportId,
    report::Person,
    suspension::{Suspension, Suspensions},
};
use jiff::Timestamp;
use serde_dynamo::aws_sdk_dynamodb_1::{from_attribute_value, to_attribute_value};

use super::{HOUR, People};
use crate::{
    StoreError,
    tables::{Item, audit::Audit, number, text},
};

const SENDING: &str = "sending";
const SIGN_INS: &str = "sign-ins";
/// Hours before this one that a count clears away. What is older went with the row, three days after it expired at the latest.
const CLEARED_HOURS: i64 = 72;
/// Most sign-ins of one person that are followed.
const MOST_SIGN_INS: usize = 16;

/// What became of counting a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// It counts, or did already.
    Yes,
    /// The hour is full: seconds to wait.
    Full(u32),
    /// The person may send none.
    Suspended(Suspension),
}

/// A sign-in's suspensions, as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    person: Person,
    /// What they are.
    pub suspensions: Suspensions,
    version: u32,
}

impl People {
    /// Counts a report in the person's hour, by id, so that sending the same report again takes nothing: one write.
    pub async fn count_report(
        &self,
        person: &Person,
        report: &ReportId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Counted, StoreError> {
        let hour = now.as_second().div_euclid(HOUR);
        let end = (hour + 1) * HOUR;
        let counting = of_hour(hour);
        let mut update = format!("ADD {counting} :one SET expires_at = :end REMOVE ");
        for ago in 1..=CLEARED_HOURS {
            update += if ago == 1 { "h" } else { ",h" };
            update += &(hour - ago).to_string();
        }
        let row = self.0.client.update_item().table_name(&*self.0.name).set_key(Some(key(person, SENDING)));
        let result = row
            .update_expression(update)
            .condition_expression(format!(
                "(attribute_not_exists({counting}) OR size({counting}) < :limit OR contains({counting}, :id)) \
                 AND (attribute_not_exists(suspended_until) OR suspended_until <= :now)"
            ))
            .expression_attribute_values(":one", AttributeValue::Ss(vec![report.to_string()]))
            .expression_attribute_values(":id", text(report.as_str()))
            .expression_attribute_values(":end", number(end + HOUR))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":now", number(now.as_second()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        let error = match result {
            Ok(_) => return Ok(Counted::Yes),
            Err(SdkError::ServiceError(e)) => e.into_err(),
            Err(error) => return Err(StoreError::of("count report")(error)),
        };
        let UpdateItemError::ConditionalCheckFailedException(failed) = error else {
            return Err(StoreError::of("count report")(error));
        };
        let row = failed.item.unwrap_or_default();
        let last = suspensions(&row)?.last().filter(|last| last.ends_at() > now).cloned();
        let sent = row.get(&counting).and_then(|set| set.as_ss().ok());
        Ok(match last {
            // Sent before the suspension came: the same again is harmless.
            Some(_) if sent.is_some_and(|ids| ids.iter().any(|id| id == report.as_str())) => Counted::Yes,
            Some(suspension) => Counted::Suspended(suspension),
            None => Counted::Full(u32::try_from((end - now.as_second()).max(1)).unwrap_or(1)),
        })
    }

    /// The suspensions of each sign-in of a person, `person`'s own first.
    pub async fn suspensions(&self, person: &Person) -> Result<Vec<Held>, StoreError> {
        let (mut all, mut known) = (Vec::new(), vec![person.clone()]);
        while let Some(person) = known.get(all.len()).cloned() {
            for other in self.sign_ins(&person).await? {
                if known.len() < MOST_SIGN_INS && !known.contains(&other) {
                    known.push(other);
                }
            }
            let row = self.row(&person, SENDING).await?;
            let version = row.get("suspension_version").and_then(|v| v.as_n().ok()?.parse().ok()).unwrap_or(0);
            all.push(Held { suspensions: suspensions(&row)?, person, version });
        }
        Ok(all)
    }

    async fn sign_ins(&self, person: &Person) -> Result<Vec<Person>, StoreError> {
        let row = self.row(person, SIGN_INS).await?;
        let also = row.get("also").and_then(|set| set.as_ss().ok());
        Ok(also.into_iter().flatten().cloned().map(Person).collect())
    }

    async fn row(&self, person: &Person, item: &str) -> Result<Item, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).set_key(Some(key(person, item)));
        let out = get.consistent_read(true).return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        let out = out.map_err(StoreError::of("get suspensions"))?;
        self.0.meter.read(&out.consumed_capacity);
        Ok(out.item.unwrap_or_default())
    }

    /// Remembers that two sign-ins are one person's, whatever becomes of the link between them.
    pub async fn tie(&self, one: &Person, other: &Person) -> Result<(), StoreError> {
        for (person, other) in [(one, other), (other, one)] {
            let update = self.0.client.update_item().table_name(&*self.0.name).set_key(Some(key(person, SIGN_INS)));
            let update = update.update_expression("ADD also :other");
            let update = update.expression_attribute_values(":other", AttributeValue::Ss(vec![other.0.clone()]));
            let out = update.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            self.0.meter.write(&out.map_err(StoreError::of("tie sign-ins"))?.consumed_capacity);
        }
        Ok(())
    }

    /// Forgets from that end that two sign-ins were one person's.
    pub async fn untie(&self, one: &Person, other: &Person) -> Result<(), StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name).set_key(Some(key(one, SIGN_INS)));
        let update = update.update_expression("DELETE also :other").condition_expression("attribute_exists(person)");
        let update = update.expression_attribute_values(":other", AttributeValue::Ss(vec![other.0.clone()]));
        let out = update.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(out.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match out {
            Err(e) if !e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Err(StoreError::of("untie sign-ins")(e))
            }
            _ => Ok(()),
        }
    }

    /// Stores suspensions in place of those that were read, with what the audit says of it; false where one of them, or
    /// the audit, was written meanwhile.
    pub async fn suspend(
        &self,
        changes: &[(Held, Suspensions)],
        told: Option<(&Audit, &Entry)>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut parts = told.map(|(audit, entry)| audit.adding(entry)).transpose()?.into_iter().collect::<Vec<_>>();
        for (held, after) in changes {
            parts.push(self.part(held, after, now)?);
        }
        let transaction = self.0.client.transact_write_items().set_transact_items(Some(parts));
        let result = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(TransactWriteItemsError::is_transaction_canceled_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("suspend")(e)),
        }
    }

    fn part(&self, held: &Held, after: &Suspensions, now: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder().table_name(&*self.0.name).set_key(Some(key(&held.person, SENDING)));
        let update = if held.version == 0 {
            update.condition_expression("attribute_not_exists(suspension_version)")
        } else {
            let update = update.condition_expression("suspension_version = :version");
            update.expression_attribute_values(":version", number(held.version))
        };
        let update = update.expression_attribute_values(":next", number(held.version + 1));
        let update = match after.last() {
            Some(last) => update
                .update_expression(
                    "SET suspensions = :all, suspended_until = :until, suspension_version = :next, expires_at = :end",
                )
                .expression_attribute_values(
                    ":all",
                    to_attribute_value(after).map_err(StoreError::of("write suspensions"))?,
                )
                .expression_attribute_values(":until", number(last.ends_at().as_second()))
                .expression_attribute_values(":end", number(last.ends_at().as_second() + HOUR)),
            None => update
                .update_expression(
                    "SET suspension_version = :next, expires_at = :end REMOVE suspensions, suspended_until",
                )
                .expression_attribute_values(":end", number(now.as_second() + 2 * HOUR)),
        };
        let update = update.build().map_err(StoreError::of("suspend"))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

fn suspensions(row: &Item) -> Result<Suspensions, StoreError> {
    let read = row.get("suspensions").cloned().map(from_attribute_value);
    Ok(read.transpose().map_err(StoreError::of("read suspensions"))?.unwrap_or_default())
}

fn key(person: &Person, item: &str) -> Item {
    Item::from([("person".to_owned(), text(&person.0)), ("item".to_owned(), text(item))])
}

fn of_hour(hour: i64) -> String {
    format!("h{hour}")
}
