//! Pages of reports: one query over an index of keys, one batch get of the reports themselves.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use data_encoding::BASE64URL_NOPAD;
use domain::{Report, directory::CategoryCode, ids::ReportId, location::Location, search::Place};
use serde_dynamo::aws_sdk_dynamodb_1::from_attribute_value;

use super::Reports;
use crate::{
    StoreError,
    tables::{Item, number, text},
};

mod batch;
mod merged;
mod waiting;

/// Most keys read by one query: 1 read unit for about 50, 25 where a place and a field come along.
const MOST_KEYS: usize = 400;

/// Which reports, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    index: &'static str,
    partition: (&'static str, String),
    sort: Option<&'static str>,
    newest_first: bool,
    /// Bounds of the sort key, both included; milliseconds since 1970.
    between: (i64, i64),
}

impl List {
    /// All public reports, newest first.
    pub fn public() -> Self {
        Self::newest("by-region", "region", super::keys::PUBLIC.to_owned())
    }

    /// The public reports of a commune, newest first.
    pub fn of_area(area: &domain::directory::AreaId) -> Self {
        Self::newest("by-place", "place", super::keys::public_place(area))
    }

    /// The confidential reports of a commune, newest first: for counting, never for a list.
    pub fn confidential_of_area(area: &domain::directory::AreaId) -> Self {
        Self::newest("by-place", "place", super::keys::confidential_place(area))
    }

    /// The public reports of a cell of the map, newest first. Its index holds place and category too.
    pub fn of_cell(cell: (i32, i32)) -> Self {
        Self::newest("by-cell", "cell", super::keys::cell(cell))
    }

    /// One person's reports, newest first.
    pub fn of_person(person: &domain::report::Person) -> Self {
        Self::newest("by-person", "person", person.0.clone())
    }

    /// A unit's open reports, the nearest deadline first.
    pub fn open(unit: &domain::directory::UnitId) -> Self {
        Self {
            newest_first: false,
            sort: Some("resolve_by"),
            ..Self::newest("by-queue", "queue", super::keys::queue(unit, true))
        }
    }

    /// A unit's reports that are done, the latest deadline first.
    pub fn done(unit: &domain::directory::UnitId) -> Self {
        Self { sort: Some("resolve_by"), ..Self::newest("by-queue", "queue", super::keys::queue(unit, false)) }
    }

    /// All open reports in one of [`DUE_SHARDS`](super::keys::DUE_SHARDS), whoever may see them: that to which something
    /// happens by itself the soonest first.
    pub fn due(shard: u8) -> Self {
        let partition = super::keys::due_partition(shard);
        Self { newest_first: false, sort: Some("due_at"), ..Self::newest("by-due", "due_shard", partition) }
    }

    /// The reports of which the public's words changed after they came, confidential ones too, the latest change first.
    pub fn reworded() -> Self {
        let sort = Some("reworded_at");
        Self { sort, ..Self::newest("by-wording", "wording", super::keys::REWORDED.to_owned()) }
    }

    /// The reports with that code: one, but for a collision.
    pub fn with_code(code: String) -> Self {
        Self { sort: None, ..Self::newest("by-code", "code", code) }
    }

    /// Only those within these times, in milliseconds since 1970, both included.
    #[must_use]
    pub fn between(self, from: i64, to: i64) -> Self {
        Self { between: (from, to), ..self }
    }

    /// Where a page begins. A cursor of other days than these is no key that the query may start at.
    fn begins<'c>(&self, after: Option<&'c Cursor>) -> Begins<'c> {
        let Some(cursor) = after else { return Begins::AtFirst };
        let (low, high) = self.between;
        let (before, beyond) = (cursor.at < low, cursor.at > high);
        match (self.sort.is_some(), if self.newest_first { (beyond, before) } else { (before, beyond) }) {
            (true, (true, _)) => Begins::AtFirst,
            (true, (_, true)) => Begins::Nowhere,
            _ => Begins::After(cursor),
        }
    }

    fn newest(index: &'static str, key: &'static str, value: String) -> Self {
        Self { index, partition: (key, value), sort: Some("received_at"), newest_first: true, between: (0, i64::MAX) }
    }
}

enum Begins<'c> {
    AtFirst,
    After(&'c Cursor),
    Nowhere,
}

/// Where a page ended. Holds no partition, so it can't be forged into another list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    at: i64,
    id: ReportId,
}

impl Cursor {
    /// That a page ended at this report, of a list sorted by when they came.
    pub fn at(place: Place) -> Self {
        Self { at: place.at, id: place.id }
    }

    /// The place of the report at which the page ended, in a list sorted by when they came.
    pub fn place(&self) -> Place {
        Place { at: self.at, id: self.id.clone() }
    }

    /// After this report, in a list that is sorted by ids alone.
    pub fn after(id: ReportId) -> Self {
        Self { at: 0, id }
    }

    /// The report at which the page ended.
    pub fn id(&self) -> &ReportId {
        &self.id
    }

    /// URL-safe text.
    pub fn encode(&self) -> String {
        BASE64URL_NOPAD.encode(format!("{}.{}", self.at, self.id).as_bytes())
    }

    /// Back from the text; `None` where it is none of ours.
    pub fn decode(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let (at, id) = text.split_once('.')?;
        Some(Self { at: at.parse().ok()?, id: id.parse().ok()? })
    }
}

/// What an index holds of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its place in the list.
    at: Cursor,
    /// The problem's place; only the index of cells holds it.
    pub location: Option<Location>,
    /// The field; only the index of cells holds it.
    pub category: Option<CategoryCode>,
}

/// A page of reports.
#[derive(Debug)]
pub struct Page {
    /// The reports, in the list's order.
    pub reports: Vec<Report>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl Reports {
    /// A page of at most `limit` reports (100 at most): two requests, one where the page is empty.
    pub async fn page(&self, list: &List, after: Option<&Cursor>, limit: usize) -> Result<Page, StoreError> {
        let (ids, next) = self.ids(list, after, limit).await?;
        Ok(Page { reports: self.get_all(&ids).await?, next })
    }

    /// The ids on a page, without the reports themselves: one request.
    pub async fn ids(
        &self,
        list: &List,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Vec<ReportId>, Option<Cursor>), StoreError> {
        let (keys, next) = self.keys(list, after, limit).await?;
        Ok((keys.into_iter().map(|key| key.at.id).collect(), next))
    }

    /// As [`Self::ids`], with all that the index holds.
    async fn keys(
        &self,
        list: &List,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Vec<Key>, Option<Cursor>), StoreError> {
        let after = match list.begins(after) {
            Begins::AtFirst => None,
            Begins::After(cursor) => Some(cursor),
            Begins::Nowhere => return Ok((Vec::new(), None)),
        };
        let (key, partition) = &list.partition;
        let mut query = self
            .0
            .client
            .query()
            .table_name(&*self.0.name)
            .index_name(list.index)
            .expression_attribute_names("#p", *key)
            .expression_attribute_values(":p", text(partition))
            .scan_index_forward(!list.newest_first)
            .limit(i32::try_from(limit.clamp(1, MOST_KEYS)).unwrap_or(100))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        query = match list.sort {
            Some(sort) => query
                .key_condition_expression("#p = :p AND #s BETWEEN :from AND :to")
                .expression_attribute_names("#s", sort)
                .expression_attribute_values(":from", number(list.between.0))
                .expression_attribute_values(":to", number(list.between.1)),
            None => query.key_condition_expression("#p = :p"),
        };
        if let Some(cursor) = after {
            query = query
                .exclusive_start_key(*key, text(partition))
                .exclusive_start_key("report_id", text(cursor.id.as_str()));
            if let Some(sort) = list.sort {
                query = query.exclusive_start_key(sort, number(cursor.at));
            }
        }
        let out = query.send().await.map_err(StoreError::of("query reports"))?;
        self.0.meter.read(&out.consumed_capacity);
        let items = out.items.unwrap_or_default();
        let keys = items.iter().map(|item| key_of(item, list.sort));
        let next = out.last_evaluated_key.map(|key| cursor_of(&key, list.sort)).transpose()?;
        Ok((keys.collect::<Result<_, _>>()?, next))
    }
}

fn id_of(key: &Item) -> Result<ReportId, StoreError> {
    let id = key.get("report_id").and_then(|v| v.as_s().ok()).and_then(|id| id.parse().ok());
    id.ok_or_else(|| StoreError::saying("query reports", "a key without an id"))
}

fn key_of(item: &Item, sort: Option<&str>) -> Result<Key, StoreError> {
    let location = item.get("location").map(|place| from_attribute_value(place.clone())).transpose();
    let category = item.get("category").and_then(|v| v.as_s().ok()).and_then(|code| code.parse().ok());
    Ok(Key { at: cursor_of(item, sort)?, location: location.map_err(StoreError::of("query reports"))?, category })
}

fn cursor_of(key: &Item, sort: Option<&str>) -> Result<Cursor, StoreError> {
    let at = sort.and_then(|s| key.get(s)).and_then(|v: &AttributeValue| v.as_n().ok()).and_then(|n| n.parse().ok());
    Ok(Cursor { at: at.unwrap_or_default(), id: id_of(key)? })
}
