//! All that is held under one key of People, whatever it is: to be shown to whom it is about, and to be erased.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnConsumedCapacity},
};
use domain::{ids::ReportId, report::Person};
use serde_dynamo::aws_sdk_dynamodb_1::from_item;
use serde_json::Value;

use super::{Device, People};
use crate::{
    StoreError,
    tables::{Item, number, text},
};

/// One row: `device#pixel` is of the kind `device`, its id is `pixel`.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// The sort key.
    pub item: String,
    row: Item,
}

impl HeldRow {
    /// What sort of thing it is.
    pub fn kind(&self) -> &str {
        self.item.split_once('#').map_or(&self.item, |(kind, _)| kind)
    }

    /// Which one.
    pub fn id(&self) -> &str {
        self.item.split_once('#').map_or("", |(_, id)| id)
    }

    /// A text in it.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.row.get(name)?.as_s().ok().map(String::as_str)
    }

    /// Who its sets name, where they name persons.
    pub fn names(&self, set: &str) -> Vec<Person> {
        let names = self.row.get(set).and_then(|set| set.as_ss().ok());
        names.into_iter().flatten().cloned().map(Person).collect()
    }

    /// Reports that its sets name.
    pub fn reports(&self) -> Vec<ReportId> {
        let sets = self.row.values().filter_map(|value| value.as_ss().ok());
        sets.flatten().filter_map(|id| id.parse().ok()).collect()
    }

    /// The phone, where it is one.
    pub fn device(&self) -> Option<Device> {
        from_item(self.row.clone()).ok().filter(|_| self.kind() == "device")
    }

    /// Its attributes but for the keys.
    pub fn attributes(&self) -> Result<serde_json::Map<String, Value>, StoreError> {
        let mut row = self.row.clone();
        row.remove("person");
        row.remove("item");
        from_item(row).map_err(StoreError::of("read row"))
    }
}

impl People {
    /// Every row of a person, as last written.
    pub async fn held(&self, person: &Person) -> Result<Vec<HeldRow>, StoreError> {
        let (mut held, mut start) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).key_condition_expression("person = :p");
            let query = query.expression_attribute_values(":p", text(&person.0)).consistent_read(true);
            let query = query.set_exclusive_start_key(start);
            let out = query.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            let out = out.map_err(StoreError::of("list what is held"))?;
            self.0.meter.read(&out.consumed_capacity);
            for row in out.items.unwrap_or_default() {
                let item = row.get("item").and_then(|item| item.as_s().ok()).cloned();
                held.extend(item.map(|item| HeldRow { item, row }));
            }
            start = out.last_evaluated_key;
            if start.is_none() {
                return Ok(held);
            }
        }
    }

    /// Removes a row; removing one that isn't there is as good.
    pub async fn remove(&self, partition: &str, item: &str) -> Result<(), StoreError> {
        let delete = self.0.client.delete_item().table_name(&*self.0.name);
        let delete = delete.key("person", text(partition)).key("item", text(item));
        let out = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(&out.map_err(StoreError::of("remove row"))?.consumed_capacity);
        Ok(())
    }

    /// Notes that a person has declared photos of a report that isn't there yet, until these expire (seconds since 1970).
    pub async fn expects(&self, person: &Person, report: &ReportId, expires_at: i64) -> Result<(), StoreError> {
        let put = self.0.client.put_item().table_name(&*self.0.name);
        let put = put
            .item("person", text(&person.0))
            .item("item", text(format!("upload#{report}")))
            .item("expires_at", number(expires_at));
        let out = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(&out.map_err(StoreError::of("note upload"))?.consumed_capacity);
        Ok(())
    }

    /// Lets a rate window count as much as before, and a suspension hold as long, but name no report.
    pub async fn blur(&self, person: &Person, row: &HeldRow) -> Result<(), StoreError> {
        let (mut sets, mut update) = (Vec::new(), self.0.client.update_item().table_name(&*self.0.name));
        for (name, value) in &row.row {
            let blurred = match value {
                AttributeValue::Ss(ids) => AttributeValue::Ss(nameless(ids.len()).collect()),
                AttributeValue::M(by_report) => {
                    AttributeValue::M(nameless(by_report.len()).zip(by_report.values().cloned()).collect())
                }
                _ => continue,
            };
            let n = sets.len();
            sets.push(format!("#n{n} = :v{n}"));
            update = update.expression_attribute_names(format!("#n{n}"), name);
            update = update.expression_attribute_values(format!(":v{n}"), blurred);
        }
        if sets.is_empty() {
            return Ok(());
        }
        let update = update
            .key("person", text(&person.0))
            .key("item", text(&row.item))
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression("attribute_exists(person)");
        let out = update.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(out.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match out {
            Err(e) if !e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Err(StoreError::of("blur row")(e))
            }
            // It expired meanwhile.
            _ => Ok(()),
        }
    }
}

fn nameless(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("erased-{n}"))
}
