//! Which units can be pushed: those with a phone on their topic. A sparse index of the phones' items, which moves only when
//! the first phone of a person joins a topic, or the last one leaves it.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use domain::{directory::UnitId, staff::dead_end::Desk};

use super::{Phones, StaffTable};
use crate::{
    StoreError,
    tables::{Item, text},
};

/// The one partition: a few thousand people of staff, of whom a few a minute come or go.
const ON_A_TOPIC: &str = "phone";

/// The index keys of a person's phones: none where none is on a topic.
pub(super) fn keys(phones: &Phones) -> Item {
    let mut on = phones.phones.values().filter_map(|phone| phone.on.as_ref());
    let Some(on) = on.find(|on| on.subscription.is_some()) else { return Item::new() };
    Item::from([("reach".to_owned(), text(ON_A_TOPIC)), ("desk".to_owned(), text(on.unit.as_str()))])
}

impl StaffTable {
    /// A unit's people, and whether a phone of theirs is on its topic: two queries at once. May be a moment old.
    pub async fn desk(&self, unit: &UnitId) -> Result<Desk, StoreError> {
        let (staff, reachable) = futures_util::future::try_join(self.of_unit(unit), self.reachable(unit)).await?;
        Ok(Desk { staff, reachable })
    }

    async fn reachable(&self, unit: &UnitId) -> Result<bool, StoreError> {
        let query = self.0.client.query().table_name(&*self.0.name).index_name("by-reach").limit(1);
        let query = query
            .key_condition_expression("reach = :phone AND desk = :unit")
            .expression_attribute_values(":phone", text(ON_A_TOPIC))
            .expression_attribute_values(":unit", text(unit.as_str()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = query.send().await.map_err(StoreError::of("look for phones"))?;
        self.0.meter.read(&out.consumed_capacity);
        Ok(out.items.is_some_and(|items| !items.is_empty()))
    }

    /// All units that have a phone on their topic: one query for some ten thousand people.
    pub async fn reachable_units(&self) -> Result<BTreeSet<UnitId>, StoreError> {
        let (mut units, mut after) = (BTreeSet::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).index_name("by-reach");
            let query = query
                .key_condition_expression("reach = :phone")
                .expression_attribute_values(":phone", text(ON_A_TOPIC))
                .set_exclusive_start_key(after)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let out = query.send().await.map_err(StoreError::of("look for phones"))?;
            self.0.meter.read(&out.consumed_capacity);
            let desks = out.items.unwrap_or_default();
            units.extend(desks.iter().filter_map(|item| item.get("desk")?.as_s().ok()?.parse::<UnitId>().ok()));
            after = out.last_evaluated_key;
            if after.is_none() {
                return Ok(units);
            }
        }
    }
}
