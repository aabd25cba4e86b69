//! Follows: one row in the person's partition, with how far they have seen the report, and one in the report's, so that
//! one query tells whom to push to.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use domain::{ids::ReportId, report::Person, seen::Seen};

use super::{People, follow_key, own::seen_of};
use crate::{
    StoreError,
    tables::{Item, number, text},
};

/// A report that somebody follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Which one.
    pub report: ReportId,
    /// How far they have seen it.
    pub seen: Option<Seen>,
}

impl People {
    /// Lets a person follow a report, of which they have seen so much.
    pub async fn follow(&self, person: &Person, report: &ReportId, seen: Seen) -> Result<(), StoreError> {
        let seen = AttributeValue::L(vec![number(seen.version), number(seen.at.at().as_millisecond())]);
        let own = Item::from([("seen".to_owned(), seen)]);
        for (mut key, along) in keys(person, report).into_iter().zip([own, Item::new()]) {
            key.extend(along);
            let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(key));
            let out = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            self.0.meter.write(&out.map_err(StoreError::of("follow"))?.consumed_capacity);
        }
        Ok(())
    }

    /// Ends it; ending what isn't there is as good.
    pub async fn unfollow(&self, person: &Person, report: &ReportId) -> Result<(), StoreError> {
        for key in keys(person, report) {
            let delete = self.0.client.delete_item().table_name(&*self.0.name).set_key(Some(key));
            let out = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            self.0.meter.write(&out.map_err(StoreError::of("unfollow"))?.consumed_capacity);
        }
        Ok(())
    }

    /// Whether the person follows a report, and how far they have seen it: one read.
    pub async fn followed(&self, person: &Person, report: &ReportId) -> Result<Option<Followed>, StoreError> {
        let [key, _] = keys(person, report);
        let get = self.0.client.get_item().table_name(&*self.0.name).set_key(Some(key)).consistent_read(true);
        let out = get.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        let out = out.map_err(StoreError::of("get follow"))?;
        self.0.meter.read(&out.consumed_capacity);
        Ok(out.item.as_ref().and_then(read))
    }

    /// A page of what the person follows, the newest report first, and whether there is more: one read.
    pub async fn follows(
        &self,
        person: &Person,
        after: Option<&ReportId>,
        limit: usize,
    ) -> Result<(Vec<Followed>, bool), StoreError> {
        let start = after.map(|report| {
            let [key, _] = keys(person, report);
            key
        });
        let query = self.0.client.query().table_name(&*self.0.name);
        let query = query
            .key_condition_expression("person = :p AND begins_with(#i, :f)")
            .expression_attribute_names("#i", "item")
            .expression_attribute_values(":p", text(&person.0))
            .expression_attribute_values(":f", text(follow_key("")))
            .scan_index_forward(false)
            .limit(i32::try_from(limit.clamp(1, 100)).unwrap_or(100))
            .set_exclusive_start_key(start)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = query.send().await.map_err(StoreError::of("list follows"))?;
        self.0.meter.read(&out.consumed_capacity);
        let found = out.items.unwrap_or_default().iter().filter_map(read).collect();
        Ok((found, out.last_evaluated_key.is_some()))
    }
}

/// The person's row and the report's.
fn keys(person: &Person, report: &ReportId) -> [Item; 2] {
    let key = |partition: &str, item: String| {
        Item::from([("person".to_owned(), text(partition)), ("item".to_owned(), text(item))])
    };
    [key(&person.0, follow_key(report.as_str())), key(&super::followers::partition(report), person.0.clone())]
}

fn read(item: &Item) -> Option<Followed> {
    let report = item.get("item")?.as_s().ok()?.strip_prefix("follow#")?.parse().ok()?;
    Some(Followed { report, seen: item.get("seen").and_then(seen_of) })
}
