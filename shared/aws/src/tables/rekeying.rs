//! Everything that is stored under an older key's pseudonym comes under the key that is written with now, offline: the new
//! pseudonym follows of the old one ([`keys`](super::keys)). A command of an operator, no function: it reads tables through.
//!
//! Nothing is lost on the way: a person's rows are copied before the reports follow and removed after, so that whichever name
//! a report bears, its reporter's phones are found under it. What is a list of persons changes each in one transaction, so
//! that nobody is told twice. Cut off at any point, it is run again; each write is conditional on the old name.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{
    error::ProvideErrorMetadata,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Delete, Put, TransactWriteItem},
};
use domain::{ids::ReportId, report::Person};

use super::{Item, TableAt, keys::Pseudonyms, people::People, photos::Photos, reports::Reports};
use crate::StoreError;

/// Of keys only, as a report is a hundred times as large.
const REPORTERS: &str = "by-person";

const PEOPLE_KEY: [&str; 2] = ["person", "item"];

/// The tables in which somebody may be named.
pub struct Rekeying {
    /// Reports: who reported.
    pub reports: Reports,
    /// Photos: who declared one, whose report claimed it.
    pub photos: Photos,
    /// People: all of it.
    pub people: People,
    /// The keys, old ones and new.
    pub pseudonyms: Pseudonyms,
}

/// What was brought under the new key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rekeyed {
    /// Reports.
    pub reports: usize,
    /// Rows of Photos.
    pub photos: usize,
    /// Rows of People.
    pub people: usize,
}

impl std::fmt::Display for Rekeyed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} reports, {} photos, {} rows of people", self.reports, self.photos, self.people)
    }
}

impl Rekeyed {
    /// Whether there was nothing to do: nothing is left under an older key.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl Rekeying {
    /// Goes through the tables once. Run it until there is nothing to do: while a function still writes with the older key,
    /// more may come.
    pub async fn run(&self) -> Result<Rekeyed, StoreError> {
        self.copy_people().await?;
        let reports = self.reports().await?;
        let photos = self.photos().await?;
        let people = self.people().await?;
        Ok(Rekeyed { reports, photos, people })
    }

    /// How much is left under older keys, without changing anything.
    pub async fn left(&self) -> Result<Rekeyed, StoreError> {
        let (mut left, mut start) = (Rekeyed::default(), None);
        for (table, index, count) in [
            (&self.reports.0, Some(REPORTERS), &mut left.reports),
            (&self.photos.0, None, &mut left.photos),
            (&self.people.0, None, &mut left.people),
        ] {
            loop {
                let (rows, next) = page(table, index, start).await?;
                *count += rows.iter().filter(|row| self.renewed(row).is_some()).count();
                start = next;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(left)
    }

    /// Every row of a person under the new name too: limits, a suspension and what one follows hold from the first request
    /// that the new key is written with.
    pub async fn copy_people(&self) -> Result<(), StoreError> {
        let mut start = None;
        loop {
            let (rows, next) = page(&self.people.0, None, start).await?;
            for row in rows.iter().filter(|row| self.is_persons(row)) {
                self.merge(row).await?;
            }
            start = next;
            if start.is_none() {
                return Ok(());
            }
        }
    }

    /// The row under the new name, with what one that is there already lacks: of sets all elements, and the later expiry.
    async fn merge(&self, row: &Item) -> Result<(), StoreError> {
        let (table, new) = (&self.people.0, self.renewed(row).unwrap_or_default());
        let update = || {
            let update = table.client.update_item().table_name(&*table.name);
            update.set_key(Some(key(&new, PEOPLE_KEY)))
        };
        let (mut sets, mut adds, mut merge) = (Vec::new(), Vec::new(), update());
        for (n, (name, value)) in new.iter().filter(|(name, _)| !PEOPLE_KEY.contains(&name.as_str())).enumerate() {
            if value.is_ss() {
                adds.push(format!("#n{n} :v{n}"));
            } else {
                sets.push(format!("#n{n} = if_not_exists(#n{n}, :v{n})"));
            }
            merge = merge.expression_attribute_names(format!("#n{n}"), name);
            merge = merge.expression_attribute_values(format!(":v{n}"), value.clone());
        }
        let clause = |word: &str, parts: &[String]| {
            if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
        };
        let expression = clause("SET", &sets) + &clause("ADD", &adds);
        if !expression.is_empty() {
            merge = merge.update_expression(expression);
        }
        merge.send().await.map_err(StoreError::of("copy row"))?;
        let Some(expires_at) = new.get("expires_at") else { return Ok(()) };
        let later = update()
            .update_expression("SET expires_at = :later")
            .condition_expression("expires_at < :later")
            .expression_attribute_values(":later", expires_at.clone());
        unless_refused("copy row", later.send().await)
    }

    async fn reports(&self) -> Result<usize, StoreError> {
        let (mut renamed, mut start) = (0, None);
        loop {
            let (rows, next) = page(&self.reports.0, Some(REPORTERS), start).await?;
            for row in rows {
                let (Some(old), Some(id)) = (string(&row, "person"), string(&row, "report_id")) else { continue };
                let Some(new) = self.pseudonyms.renewed(old) else { continue };
                let id: ReportId = id.parse().map_err(|_| StoreError::saying("read report", "an id that is none"))?;
                renamed += usize::from(self.reports.rename(&id, &Person(old.to_owned()), &Person(new)).await?);
            }
            start = next;
            if start.is_none() {
                return Ok(renamed);
            }
        }
    }

    async fn photos(&self) -> Result<usize, StoreError> {
        let (mut renamed, mut start) = (0, None);
        loop {
            let (rows, next) = page(&self.photos.0, None, start).await?;
            for row in rows.iter().filter(|row| self.renewed(row).is_some()) {
                self.rename_in_place(&self.photos.0, row, ["report_id", "photo_id"]).await?;
                renamed += 1;
            }
            start = next;
            if start.is_none() {
                return Ok(renamed);
            }
        }
    }

    /// What is left in People: the old rows, rows of others whose key names somebody, and those that name them elsewhere.
    async fn people(&self) -> Result<usize, StoreError> {
        let table = &self.people.0;
        let (mut renamed, mut start) = (0, None);
        loop {
            let (rows, next) = page(table, None, start).await?;
            for row in rows {
                let Some(new) = self.renewed(&row) else { continue };
                renamed += 1;
                if self.is_persons(&row) {
                    self.merge(&row).await?;
                    self.remove(&row).await?;
                } else if new.get("item") == row.get("item") {
                    self.rename_in_place(table, &row, PEOPLE_KEY).await?;
                } else {
                    self.replace(&row, new).await?;
                }
            }
            start = next;
            if start.is_none() {
                return Ok(renamed);
            }
        }
    }

    /// The row goes and the new one is there, together; one that is there already stays as it is, being newer.
    async fn replace(&self, row: &Item, new: Item) -> Result<(), StoreError> {
        let table = &self.people.0;
        let put = Put::builder().table_name(&*table.name).set_item(Some(new));
        let put = put.condition_expression("attribute_not_exists(person)").build();
        let delete = Delete::builder().table_name(&*table.name).set_key(Some(key(row, PEOPLE_KEY))).build();
        let both = table
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().put(put.map_err(StoreError::of("replace row"))?).build())
            .transact_items(
                TransactWriteItem::builder().delete(delete.map_err(StoreError::of("replace row"))?).build(),
            );
        match both.send().await {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(there_already) => self.remove(row).await,
            Err(e) => Err(StoreError::of("replace row")(e)),
        }
    }

    async fn remove(&self, row: &Item) -> Result<(), StoreError> {
        let delete = self.people.0.client.delete_item().table_name(&*self.people.0.name);
        let out = delete.set_key(Some(key(row, PEOPLE_KEY))).send().await;
        out.map(|_| ()).map_err(StoreError::of("remove row"))
    }

    /// Attributes that name somebody, each where it still says the same.
    async fn rename_in_place(&self, table: &TableAt, row: &Item, keys: [&str; 2]) -> Result<(), StoreError> {
        for (name, old) in row {
            let new = self.value(old);
            if new == *old {
                continue;
            }
            let update = || {
                let update = table.client.update_item().table_name(&*table.name).set_key(Some(key(row, keys)));
                update.expression_attribute_names("#n", name)
            };
            if let (AttributeValue::Ss(old), AttributeValue::Ss(new)) = (old, &new) {
                let gone = old.iter().filter(|name| !new.contains(name)).cloned().collect();
                for (word, names) in [("ADD", new.clone()), ("DELETE", gone)] {
                    let change = update().update_expression(format!("{word} #n :names"));
                    let change = change.expression_attribute_values(":names", AttributeValue::Ss(names));
                    change.send().await.map_err(StoreError::of("rename in set"))?;
                }
                continue;
            }
            let change = update()
                .update_expression("SET #n = :new")
                .condition_expression("#n = :old")
                .expression_attribute_values(":new", new)
                .expression_attribute_values(":old", old.clone());
            unless_refused("rename in row", change.send().await)?;
        }
        Ok(())
    }

    /// The row under new names; `None` where it has no old ones.
    fn renewed(&self, row: &Item) -> Option<Item> {
        let new = row.iter().map(|(name, value)| (name.clone(), self.value(value))).collect();
        (new != *row).then_some(new)
    }

    /// A name is a whole text, one of a set, or what follows `#` in a key.
    fn value(&self, value: &AttributeValue) -> AttributeValue {
        let renewed = |said: &String| {
            let (kind, name) = said.rsplit_once('#').map_or((None, said.as_str()), |(kind, name)| (Some(kind), name));
            match (self.pseudonyms.renewed(name), kind) {
                (None, _) => said.clone(),
                (Some(name), None) => name,
                (Some(name), Some(kind)) => format!("{kind}#{name}"),
            }
        };
        match value {
            AttributeValue::S(said) => AttributeValue::S(renewed(said)),
            AttributeValue::Ss(said) => AttributeValue::Ss(said.iter().map(renewed).collect()),
            other => other.clone(),
        }
    }

    /// Whether the row stands under somebody's name.
    fn is_persons(&self, row: &Item) -> bool {
        string(row, "person").is_some_and(|said| self.pseudonyms.renewed(said).is_some())
    }
}

/// Whether the put was refused, and not because somebody else was writing.
fn there_already(error: &TransactWriteItemsError) -> bool {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else { return false };
    cancelled.cancellation_reasons().first().is_some_and(|why| why.code() == Some("ConditionalCheckFailed"))
}

type Start = Option<Item>;

async fn page(table: &TableAt, index: Option<&str>, start: Start) -> Result<(Vec<Item>, Start), StoreError> {
    let scan = table.client.scan().table_name(&*table.name);
    let scan = scan.set_index_name(index.map(str::to_owned)).set_exclusive_start_key(start);
    let out = scan.send().await.map_err(StoreError::of("read table through"))?;
    Ok((out.items.unwrap_or_default(), out.last_evaluated_key))
}

fn key(row: &Item, names: [&str; 2]) -> Item {
    let parts: BTreeMap<_, _> = names.iter().filter_map(|name| row.get_key_value(*name)).collect();
    parts.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn string<'r>(row: &'r Item, name: &str) -> Option<&'r str> {
    row.get(name)?.as_s().ok().map(String::as_str)
}

/// A write that its condition refused was not needed.
fn unless_refused<T, E, R>(
    call: &'static str,
    out: Result<T, aws_sdk_dynamodb::error::SdkError<E, R>>,
) -> Result<(), StoreError>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    match out {
        Ok(_) => Ok(()),
        Err(e) if e.code() == Some("ConditionalCheckFailedException") => Ok(()),
        Err(e) => Err(StoreError::of(call)(e)),
    }
}
