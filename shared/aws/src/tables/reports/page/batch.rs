//! Reports by id: one batch get, which can bring a person's own row along, as one request may go over tables.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnConsumedCapacity};
use domain::{Report, ids::ReportId, report::Person};

use super::{Cursor, List, Page, Reports};
use crate::{
    StoreError,
    tables::{
        Item,
        people::{Own, People, own},
        reports::read,
        text,
    },
};

/// Most keys of one batch get: DynamoDB's limit.
const MOST_KEYS: usize = 100;

/// An item to get.
struct Wanted<'a> {
    table: &'a str,
    key: Item,
    consistent: bool,
}

impl Reports {
    /// The reports with these ids, in their order; what is gone is left out.
    pub async fn get_all(&self, ids: &[ReportId]) -> Result<Vec<Report>, StoreError> {
        let (reports, _) = self.get_along(ids, false, None).await?;
        Ok(reports)
    }

    /// A page of somebody's reports and their own row: a query and a batch get.
    pub async fn page_and_own(
        &self,
        people: &People,
        person: &Person,
        list: &List,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Page, Own), StoreError> {
        let (ids, next) = self.ids(list, after, limit).await?;
        let (reports, own) = self.get_along(&ids, false, Some((people, person))).await?;
        Ok((Page { reports, next }, own))
    }

    /// What those of these that are merged are merged into, by id; no request where none is.
    pub async fn targets_of(&self, reports: &[Report]) -> Result<HashMap<ReportId, Report>, StoreError> {
        let mut ids: Vec<_> = reports.iter().filter_map(|report| report.merged_into.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(self.get_all(&ids).await?.into_iter().map(|report| (report.id.clone(), report)).collect())
    }

    /// A report as last written, and the row of who asks for it: one batch get.
    pub async fn get_and_own(
        &self,
        people: &People,
        person: &Person,
        id: &ReportId,
    ) -> Result<(Option<Report>, Own), StoreError> {
        let (reports, own) = self.get_along(std::slice::from_ref(id), true, Some((people, person))).await?;
        Ok((reports.into_iter().next(), own))
    }

    async fn get_along(
        &self,
        ids: &[ReportId],
        consistent: bool,
        along: Option<(&People, &Person)>,
    ) -> Result<(Vec<Report>, Own), StoreError> {
        let key = |id: &ReportId| Item::from([("report_id".to_owned(), text(id.as_str()))]);
        // its own row tells a person at once what they have seen
        let own = along.map(|(people, person)| people.own_at(person));
        let own = own.map(|(table, key)| Wanted { table: &table.name, key, consistent: true });
        let reports = ids.iter().map(|id| Wanted { table: &self.0.name, key: key(id), consistent });
        let wanted: Vec<_> = own.into_iter().chain(reports).collect();
        let mut found = self.batch(&wanted).await?;
        let mut by_id = HashMap::new();
        for item in found.remove(&*self.0.name).unwrap_or_default() {
            let report = read(item)?;
            by_id.insert(report.id.clone(), report);
        }
        let own = found.into_values().flatten().next().map(|item| own::read(&item));
        Ok((ids.iter().filter_map(|id| by_id.remove(id)).collect(), own.unwrap_or_default()))
    }

    /// What is there of these, by table; one request for each [`MOST_KEYS`].
    async fn batch(&self, wanted: &[Wanted<'_>]) -> Result<HashMap<String, Vec<Item>>, StoreError> {
        let mut found: HashMap<String, Vec<Item>> = HashMap::new();
        for some in wanted.chunks(MOST_KEYS) {
            let (mut asked, mut pause) = (by_table(some)?, Duration::from_millis(20));
            while !asked.is_empty() {
                let get = self.0.client.batch_get_item().set_request_items(Some(asked));
                let out = get.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
                let out = out.map_err(StoreError::of("get reports"))?;
                self.0.meter.read(out.consumed_capacity.iter().flatten());
                for (table, items) in out.responses.into_iter().flatten() {
                    found.entry(table).or_default().extend(items);
                }
                asked = out.unprocessed_keys.unwrap_or_default();
                if !asked.is_empty() {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
            }
        }
        Ok(found)
    }
}

fn by_table(wanted: &[Wanted<'_>]) -> Result<HashMap<String, KeysAndAttributes>, StoreError> {
    let mut tables = HashMap::new();
    for Wanted { table, key, consistent } in wanted {
        let keys = tables.remove(*table).unwrap_or_else(KeysAndAttributes::builder);
        tables.insert(*table, keys.keys(key.clone()).consistent_read(*consistent));
    }
    let built = tables.into_iter().map(|(table, keys)| keys.build().map(|keys| (table.to_owned(), keys)));
    built.collect::<Result<_, _>>().map_err(StoreError::of("get reports"))
}
