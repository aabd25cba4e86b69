//! What is open of a unit, or of all units, as the index tells of it: for counts, and for pages of what a tab asks for.
//!
//! One query a unit: of the shard in which all of its open reports stand, beside those of a few other units. That is half a
//! read unit for about 25 open reports of the shard, however many are over.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use domain::{
    directory::{CategoryCode, UnitId},
    ids::ReportId,
    millis::Millis,
    report::Status,
    waiting::{Turn, Waiting},
};
use futures_util::future::try_join_all;
use serde::Deserialize;
use serde_dynamo::aws_sdk_dynamodb_1::from_item;

use super::{Cursor, Page, Reports};
use crate::{
    StoreError,
    tables::{
        Item,
        reports::keys::{DUE_SHARDS, due_partition, due_shard},
        text,
    },
};

/// What the index holds of a report.
#[derive(Deserialize)]
struct Row {
    report_id: ReportId,
    owner: UnitId,
    status: Status,
    turn: Option<Turn>,
    category: CategoryCode,
    #[serde(default)]
    urgent: bool,
    officer: Option<String>,
    resolve_by: Millis,
}

impl From<Row> for Waiting {
    fn from(row: Row) -> Self {
        let Row { report_id: id, owner, status, turn, category, urgent, officer, resolve_by } = row;
        let turn = turn.unwrap_or_else(|| Turn::usual(status));
        Self { id, owner, status, turn, category, urgent, officer, resolve_by }
    }
}

impl Reports {
    /// All that is open of a unit, or of all units; in no order.
    pub async fn waiting(&self, unit: Option<&UnitId>) -> Result<Vec<Waiting>, StoreError> {
        if let Some(unit) = unit {
            return self.waiting_in(due_shard(unit), Some(unit)).await;
        }
        let shards = (0..DUE_SHARDS).map(|shard| self.waiting_in(due_partition(shard), None));
        Ok(try_join_all(shards).await?.concat())
    }

    /// A page of what is wanted of that, the nearest deadline first: full, as nothing is left out after it was read.
    pub async fn page_of_waiting(
        &self,
        unit: Option<&UnitId>,
        after: Option<&Cursor>,
        limit: usize,
        is_wanted: impl Fn(&Waiting) -> bool,
    ) -> Result<Page, StoreError> {
        let waiting = self.waiting(unit).await?;
        let wanted = waiting.into_iter().filter(is_wanted);
        let places = wanted.map(|one| Cursor { at: one.resolve_by.at().as_millisecond(), id: one.id });
        let mut places: Vec<Cursor> = places.filter(|place| after.is_none_or(|after| place > after)).collect();
        places.sort_unstable();
        let more = places.len() > limit;
        places.truncate(limit);
        let ids: Vec<_> = places.iter().map(|place| place.id.clone()).collect();
        Ok(Page { reports: self.get_all(&ids).await?, next: places.pop().filter(|_| more) })
    }

    async fn waiting_in(&self, shard: String, unit: Option<&UnitId>) -> Result<Vec<Waiting>, StoreError> {
        let (mut found, mut start): (Vec<Waiting>, Option<Item>) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).index_name("by-due");
            let mut query = query
                .key_condition_expression("due_shard = :shard")
                .expression_attribute_values(":shard", text(&shard))
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            if let Some(unit) = unit {
                let unit = AttributeValue::S(unit.to_string());
                query = query
                    .filter_expression("#owner = :unit")
                    .expression_attribute_names("#owner", "owner")
                    .expression_attribute_values(":unit", unit);
            }
            let out = query.send().await.map_err(StoreError::of("query what waits"))?;
            self.0.meter.read(&out.consumed_capacity);
            for item in out.items.unwrap_or_default() {
                found.push(from_item::<Row>(item).map_err(StoreError::of("read what waits"))?.into());
            }
            start = out.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }
}
