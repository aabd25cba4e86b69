//! Erasures: what is still to be done stands under `erasures`, `<person>` or `report#<id>`; what was done beside the person, as
//! long as a backup remembers.
//!
//! The first row is put before anything is erased and goes with the last step, so an erasure that was cut off is found again
//! and goes on, by whom it is asked or by the clock.

use aws_sdk_dynamodb::types::{Delete, Put, ReturnConsumedCapacity, TransactWriteItem};
use domain::{ids::ReportId, millis::Millis, report::Person};
use jiff::{SignedDuration, Timestamp};

use super::People;
use crate::{
    StoreError,
    tables::{Item, number, text},
};

/// Partition of what is still to be erased.
const WAITING: &str = "erasures";
/// The person's row that says what was.
const DONE: &str = "erasure";
/// How long a backup remembers: point-in-time recovery goes back so far.
pub const BACKUPS: SignedDuration = SignedDuration::from_hours(35 * 24);

/// An erasure, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Asked for then, under way.
    Asked(Millis),
    /// Asked for, and done.
    Done {
        /// When it was asked for.
        asked_at: Millis,
        /// When nothing was left.
        erased_at: Millis,
    },
}

/// Something that is still to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToErase {
    /// A person, as of when they asked.
    Person(Person, Millis),
    /// What nobody needs of a report once it is over.
    Report(ReportId),
}

impl People {
    /// Notes that a person is to be erased; gives since when, the first time counts.
    pub async fn ask_erasure(&self, person: &Person, now: Timestamp) -> Result<Millis, StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name);
        let update = update
            .key("person", text(WAITING))
            .key("item", text(&person.0))
            .update_expression("SET asked_at = if_not_exists(asked_at, :now)")
            .expression_attribute_values(":now", number(now.as_millisecond()))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllNew)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = update.send().await.map_err(StoreError::of("ask erasure"))?;
        self.0.meter.write(&out.consumed_capacity);
        out.attributes.as_ref().and_then(|item| time(item, "asked_at")).ok_or_else(unread)
    }

    /// Notes that a report is to be looked at again, until it is over.
    pub async fn erase_when_over(&self, report: &ReportId) -> Result<(), StoreError> {
        let put = self.0.client.put_item().table_name(&*self.0.name);
        let put = put.item("person", text(WAITING)).item("item", text(report_item(report)));
        let out = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(&out.map_err(StoreError::of("note erasure"))?.consumed_capacity);
        Ok(())
    }

    /// Nothing of it is left to erase.
    pub async fn report_erased(&self, report: &ReportId) -> Result<(), StoreError> {
        self.remove(WAITING, &report_item(report)).await
    }

    /// All that is still to be erased.
    pub async fn to_erase(&self) -> Result<Vec<ToErase>, StoreError> {
        let (mut all, mut start) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).key_condition_expression("person = :p");
            let query = query.expression_attribute_values(":p", text(WAITING)).set_exclusive_start_key(start);
            let out = query.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            let out = out.map_err(StoreError::of("list erasures"))?;
            self.0.meter.read(&out.consumed_capacity);
            all.extend(out.items.unwrap_or_default().iter().filter_map(to_erase));
            start = out.last_evaluated_key;
            if start.is_none() {
                return Ok(all);
            }
        }
    }

    /// The person's erasure, if there is one that a backup may still remember.
    pub async fn erasure(&self, person: &Person) -> Result<Option<Erasure>, StoreError> {
        if let Some(waiting) = self.row_at(WAITING, &person.0).await? {
            return time(&waiting, "asked_at").map(Erasure::Asked).map(Some).ok_or_else(unread);
        }
        let Some(done) = self.row_at(&person.0, DONE).await? else { return Ok(None) };
        let times = time(&done, "asked_at").zip(time(&done, "erased_at"));
        times.map(|(asked_at, erased_at)| Some(Erasure::Done { asked_at, erased_at })).ok_or_else(unread)
    }

    /// Ends an erasure: that it is to be done goes as that it was done comes.
    pub async fn end_erasure(&self, person: &Person, asked_at: Millis, now: Timestamp) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(&*self.0.name)
            .item("person", text(&person.0))
            .item("item", text(DONE))
            .item("asked_at", number(asked_at.at().as_millisecond()))
            .item("erased_at", number(now.as_millisecond()))
            .item("expires_at", number((now + BACKUPS).as_second()));
        let delete =
            Delete::builder().table_name(&*self.0.name).key("person", text(WAITING)).key("item", text(&person.0));
        let put = put.build().map_err(StoreError::of("end erasure"))?;
        let delete = delete.build().map_err(StoreError::of("end erasure"))?;
        let both = self.0.client.transact_write_items();
        let both = both
            .transact_items(TransactWriteItem::builder().put(put).build())
            .transact_items(TransactWriteItem::builder().delete(delete).build());
        let out = both.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        let out = out.map_err(StoreError::of("end erasure"))?;
        self.0.meter.write(out.consumed_capacity());
        Ok(())
    }

    async fn row_at(&self, partition: &str, item: &str) -> Result<Option<Item>, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name);
        let get = get.key("person", text(partition)).key("item", text(item)).consistent_read(true);
        let out = get.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        let out = out.map_err(StoreError::of("get erasure"))?;
        self.0.meter.read(&out.consumed_capacity);
        Ok(out.item)
    }
}

fn report_item(report: &ReportId) -> String {
    format!("report#{report}")
}

fn to_erase(item: &Item) -> Option<ToErase> {
    let name = item.get("item")?.as_s().ok()?;
    match name.strip_prefix("report#") {
        Some(report) => report.parse().ok().map(ToErase::Report),
        None => Some(ToErase::Person(Person(name.clone()), time(item, "asked_at")?)),
    }
}

fn time(item: &Item, name: &str) -> Option<Millis> {
    let millis = item.get(name)?.as_n().ok()?.parse().ok()?;
    Timestamp::from_millisecond(millis).ok().map(Millis::from)
}

fn unread() -> StoreError {
    StoreError::saying("read erasure", "a row without its times")
}
