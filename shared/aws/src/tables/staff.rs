//! Staff: who works where, and the phones that staff are pushed on.
//!
//! `<staff id>` is a person; `phones#<staff id>` that person's phones, with a version of their own, for a phone may
//! register at any time; `digest#<unit>` when the unit was last told of a night. Phones of staff stand here and not in People, so that who ends their subscriptions need not
//! see what belongs to citizens.

use aws_sdk_dynamodb::{
    operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
    types::{Delete, Put, ReturnConsumedCapacity, TransactWriteItem},
};
use domain::{
    actor::Role,
    audit::Entry,
    directory::UnitId,
    staff::{Staff, StaffId},
};
use jiff::civil::Date;
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{Item, TableAt, audit::Audit, number, text};
use crate::StoreError;

pub use digests::Told;
pub use phones::{OnTopic, Phone, Phones};

mod digests;
mod phones;
mod reach;

/// The Staff table.
#[derive(Clone)]
pub struct StaffTable(pub(super) TableAt);

/// A change of one person's row, with its entry in the audit.
#[derive(Debug)]
pub struct Change<'a> {
    /// Whose.
    pub id: &'a StaffId,
    /// The row that the change was decided on.
    pub before: Option<&'a Staff>,
    /// The row that it makes; `None` removes it.
    pub after: Option<&'a Staff>,
    /// The person's phones as they were read, and as they shall be, where they have to leave a unit.
    pub phones: Option<(&'a Phones, &'a Phones)>,
    /// What the audit will say.
    pub entry: &'a Entry,
}

impl StaffTable {
    /// The person of staff with that subject, as last written.
    pub async fn get(&self, id: &str) -> Result<Option<Staff>, StoreError> {
        self.item(id).await?.map(|i| from_item(i).map_err(StoreError::of("read staff"))).transpose()
    }

    async fn item(&self, id: &str) -> Result<Option<Item>, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).key("staff_id", text(id)).consistent_read(true);
        let out = get.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        let out = out.map_err(StoreError::of("get staff"))?;
        self.0.meter.read(&out.consumed_capacity);
        Ok(out.item)
    }

    /// All of a unit's staff: one query, but for more than a thousand. May be a moment old.
    pub async fn of_unit(&self, unit: &UnitId) -> Result<Vec<Staff>, StoreError> {
        self.listed("by-unit", "unit", unit.as_str()).await
    }

    /// All of a role, of all units. May be a moment old.
    pub async fn of_role(&self, role: Role) -> Result<Vec<Staff>, StoreError> {
        let role = serde_json::to_value(role).map_err(StoreError::of("list staff"))?;
        self.listed("by-role", "role", role.as_str().unwrap_or_default()).await
    }

    /// All whose leave begins on that day. May be a moment old.
    pub async fn absent_from(&self, day: Date) -> Result<Vec<Staff>, StoreError> {
        self.listed("by-absence", "absent_from", &day.to_string()).await
    }

    /// All who are back from leave on that day. May be a moment old.
    pub async fn back_on(&self, day: Date) -> Result<Vec<Staff>, StoreError> {
        self.listed("by-return", "back_on", &day.to_string()).await
    }

    async fn listed(&self, index: &str, key: &str, value: &str) -> Result<Vec<Staff>, StoreError> {
        let (mut staff, mut after) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).index_name(index);
            let query = query
                .key_condition_expression("#key = :value")
                .expression_attribute_names("#key", key)
                .expression_attribute_values(":value", text(value))
                .set_exclusive_start_key(after)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let out = query.send().await.map_err(StoreError::of("list staff"))?;
            self.0.meter.read(&out.consumed_capacity);
            for item in out.items.unwrap_or_default() {
                staff.push(from_item(item).map_err(StoreError::of("read staff"))?);
            }
            after = out.last_evaluated_key;
            if after.is_none() {
                staff.sort_by(|a: &Staff, b| a.staff_id.cmp(&b.staff_id));
                return Ok(staff);
            }
        }
    }

    /// Stores a change with its entry, if the row, the phones and the audit are still as they were read.
    pub async fn change(&self, audit: &Audit, change: &Change<'_>) -> Result<bool, StoreError> {
        let mut parts = vec![self.row(change)?, audit.adding(change.entry)?];
        if let Some((before, after)) = change.phones {
            parts.push(self.phones_part(change.id, before, after)?);
        }
        let transaction = self.0.client.transact_write_items().set_transact_items(Some(parts));
        let result = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(TransactWriteItemsError::is_transaction_canceled_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("change staff")(e)),
        }
    }

    fn row(&self, change: &Change<'_>) -> Result<TransactWriteItem, StoreError> {
        let failed = StoreError::of("change staff");
        // A row without a version was written by hand: the first administrator's (README.md, "Deploy").
        let (condition, version) = match change.before {
            None => ("attribute_not_exists(staff_id)", None),
            Some(Staff { version: 0, .. }) => ("attribute_exists(staff_id) AND attribute_not_exists(version)", None),
            Some(before) => ("version = :version", Some((":version".to_owned(), number(before.version)))),
        };
        let values = version.map(|version| [version].into());
        let name = &*self.0.name;
        let part = TransactWriteItem::builder();
        let part = if let Some(after) = change.after {
            let put = Put::builder().table_name(name).set_item(Some(item(after)?)).condition_expression(condition);
            part.put(put.set_expression_attribute_values(values).build().map_err(failed)?)
        } else {
            let delete = Delete::builder().table_name(name).key("staff_id", text(change.id.as_str()));
            let delete = delete.condition_expression(condition).set_expression_attribute_values(values);
            part.delete(delete.build().map_err(failed)?)
        };
        Ok(part.build())
    }

    /// Stores a row in place of what stood there, without entry or condition: for a local stack's samples only.
    pub async fn seed(&self, staff: &Staff) -> Result<(), StoreError> {
        let put = self.0.client.put_item().table_name(&*self.0.name).set_item(Some(item(staff)?));
        put.send().await.map_err(StoreError::of("put staff"))?;
        self.0.meter.write(None);
        Ok(())
    }

    /// The rows of `start`'s deputy line: `start` itself, who stands in there, and so on, at most `most`, each once.
    pub async fn line(&self, start: &StaffId, most: usize) -> Result<Vec<Staff>, StoreError> {
        let mut line: Vec<Staff> = Vec::new();
        let mut next = Some(start.clone());
        while let Some(id) = next.take().filter(|id| line.len() < most && line.iter().all(|s| s.staff_id != *id)) {
            let Some(row) = self.get(id.as_str()).await? else { break };
            next = row.absence.as_ref().and_then(|a| a.deputy.clone()).or_else(|| row.deputy.clone());
            line.push(row);
        }
        Ok(line)
    }
}

/// The item of a person: the row and its index keys.
fn item(staff: &Staff) -> Result<Item, StoreError> {
    let mut item: Item = to_item(staff).map_err(StoreError::of("write staff"))?;
    if let Some(absence) = &staff.absence {
        item.insert("absent_from".to_owned(), text(absence.from.to_string()));
        item.extend(absence.until.tomorrow().ok().map(|back| ("back_on".to_owned(), text(back.to_string()))));
    }
    Ok(item)
}
