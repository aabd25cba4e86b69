//! Cells read: one by one, of a commune, of a unit.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use domain::{
    directory::{AreaId, UnitId},
    statistics::{Cell, CellKey, Span},
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::{CHANGED, Changed, Statistics, between, item, key};
use crate::{
    StoreError,
    tables::{Item, text},
};

/// Queries under way at once where there is one a commune.
const AT_ONCE: usize = 16;
/// Items that one batch get takes.
const BATCH: usize = 100;

impl Statistics {
    /// A cell as last written; an empty one where there is none.
    pub async fn get(&self, wanted: &CellKey) -> Result<Cell, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).set_key(Some(key(wanted)));
        let get = get.consistent_read(true).return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = get.send().await.map_err(StoreError::of("get statistics"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.item.as_ref().map_or_else(|| Ok(Cell::empty(wanted.clone())), item::read)
    }

    /// The cells of a commune in these days: one query, or one for each MB.
    pub async fn of_area(&self, area: &AreaId, days: Span) -> Result<Vec<Cell>, StoreError> {
        let (from, to) = between(days.from, days.to);
        let items = self.query(None, ("area", text(area.as_str())), (from, to)).await?;
        items.iter().map(item::read).collect()
    }

    /// The cells of several communes: one query each, some at once.
    pub async fn of_areas<'a>(
        &self,
        areas: impl IntoIterator<Item = &'a AreaId>,
        days: Span,
    ) -> Result<Vec<Cell>, StoreError> {
        let areas: Vec<AreaId> = areas.into_iter().cloned().collect();
        let each = stream::iter(areas).map(|area| async move { self.of_area(&area, days).await });
        let cells: Vec<Vec<Cell>> = each.buffered(AT_ONCE).try_collect().await?;
        Ok(cells.into_iter().flatten().collect())
    }

    /// The cells of a unit in these days, wherever they are: one query, and a batch get for each 100.
    pub async fn of_unit(&self, unit: &UnitId, days: Span) -> Result<Vec<Cell>, StoreError> {
        let keys = self.query(Some("by-unit"), ("unit", text(unit.as_str())), between(days.from, days.to)).await?;
        let keys: Vec<Item> = keys.iter().filter_map(item::key_of).map(|found| key(&found)).collect();
        let each = stream::iter(keys.chunks(BATCH).map(<[Item]>::to_vec));
        let each = each.map(|keys| async move { self.batch(keys).await });
        let cells: Vec<Vec<Cell>> = each.buffered(AT_ONCE).try_collect().await?;
        Ok(cells.into_iter().flatten().collect())
    }

    /// The rows of changed days, oldest first.
    pub async fn changed(&self) -> Result<Vec<Changed>, StoreError> {
        let items = self.query(None, ("area", text(CHANGED)), (text("0"), text("9"))).await?;
        let broken = || StoreError::saying("read changed days", "a row without days");
        let row = |item: &Item| {
            let on = item.get("item")?.as_s().ok()?.parse().ok()?;
            let days: Option<BTreeSet<_>> =
                item.get("days")?.as_ss().ok()?.iter().map(|day| day.parse().ok()).collect();
            Some(Changed { on, days: days? })
        };
        items.iter().map(|item| row(item).ok_or_else(broken)).collect()
    }

    async fn query(
        &self,
        index: Option<&str>,
        (name, partition): (&str, AttributeValue),
        (from, to): (AttributeValue, AttributeValue),
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut start: Option<HashMap<String, AttributeValue>> = None;
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).set_index_name(index.map(str::to_owned));
            let out = query
                .key_condition_expression("#p = :p AND #i BETWEEN :from AND :to")
                .expression_attribute_names("#p", name)
                .expression_attribute_names("#i", "item")
                .expression_attribute_values(":p", partition.clone())
                .expression_attribute_values(":from", from.clone())
                .expression_attribute_values(":to", to.clone())
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(StoreError::of("query statistics"))?;
            self.0.meter.read(&out.consumed_capacity);
            items.extend(out.items.unwrap_or_default());
            start = out.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    async fn batch(&self, mut wanted: Vec<Item>) -> Result<Vec<Cell>, StoreError> {
        let mut cells = Vec::new();
        let mut pause = std::time::Duration::from_millis(20);
        while !wanted.is_empty() {
            let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).build();
            let keys = keys.map_err(StoreError::of("get statistics"))?;
            let batch = self.0.client.batch_get_item().request_items(&*self.0.name, keys);
            let out = batch.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            let out = out.map_err(StoreError::of("get statistics"))?;
            self.0.meter.read(out.consumed_capacity.iter().flatten());
            for found in out.responses.into_iter().flatten().flat_map(|(_, items)| items) {
                cells.push(item::read(&found)?);
            }
            wanted = out.unprocessed_keys.into_iter().flatten().flat_map(|(_, keys)| keys.keys).collect();
            if !wanted.is_empty() {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
        Ok(cells)
    }
}
