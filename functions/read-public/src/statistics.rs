//! Figures for everybody: per commune and unit over public reports, service-wide over all.
//!
//! They are those of the month files that the nightly function makes, so as of last midnight: nobody can watch a
//! confidential report change. One read a month, kept in memory for ten minutes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws::open_data::OpenData;
use domain::{
    calendar::{date_of, start_of},
    statistics::{Month, Published},
};
use edge::{
    Keep, Problem, Reply, Request,
    statistics::{About, Asked, Covers, Statistics, Sums, Wanted},
};
use jiff::{SignedDuration, Timestamp};

use crate::App;

/// Seconds for which anyone may keep the figures.
const FRESH: u32 = 300;
/// How long a month is kept in memory.
const HELD: SignedDuration = SignedDuration::from_mins(10);
/// Most months kept in memory: what one request may ask for.
const MOST_HELD: usize = 13;

/// The months read lately.
pub(crate) struct Months {
    open_data: OpenData,
    held: Mutex<BTreeMap<Month, (Timestamp, Arc<Published>)>>,
}

pub(crate) async fn answer(app: &App, request: &Request) -> Result<Reply, Problem> {
    let asked: Asked = request.query()?;
    let directory = app.directory.at(request.now).await?;
    let wanted = asked.wanted(&directory, request.now)?;
    let whole_service = wanted.area.is_none() && wanted.unit.is_none();
    let mut sums = Sums::default();
    let mut as_of = None;
    for month in wanted.days.months() {
        let Some(published) = app.months.get(month, request.now).await? else { continue };
        add(&mut sums, &published, &wanted, whole_service);
        as_of = as_of.max(Some(published.as_of.at()));
    }
    let covers = if whole_service { Covers::All } else { Covers::Public };
    let about = About { wanted: &wanted, as_of, now: start_of(date_of(request.now)), covers };
    let statistics = Statistics::of(&sums, about, &directory, request.language);
    Ok(Reply::json(200, &statistics)?.kept(Keep::Public(FRESH)))
}

/// The whole service's totals are over all reports; what names a place or a unit is over public ones.
fn add(sums: &mut Sums, published: &Published, wanted: &Wanted, whole_service: bool) {
    for row in published.rows.iter().filter(|row| wanted.takes(row.day, &row.area, &row.category, &row.unit)) {
        sums.add_parts(&row.area, &row.unit, &row.tally);
        if !whole_service {
            sums.add_total(&row.category, &row.tally);
        }
    }
    let service = published.service.iter().filter(|row| whole_service && wanted.takes_of_service(row));
    for row in service {
        sums.add_total(&row.category, &row.tally);
    }
}

impl Months {
    pub(crate) fn new(open_data: OpenData) -> Self {
        Self { open_data, held: Mutex::default() }
    }

    /// A month as published; `None` where it never was.
    async fn get(&self, month: Month, now: Timestamp) -> Result<Option<Arc<Published>>, Problem> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).get(&month).cloned();
        if let Some((read_at, published)) = held
            && now.duration_since(read_at).abs() < HELD
        {
            return Ok(Some(published));
        }
        let Some(bytes) = self.open_data.get(&aws::open_data::statistics_key(month)).await? else { return Ok(None) };
        let published: Arc<Published> = Arc::new(serde_json::from_slice(&bytes).map_err(Problem::internal)?);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST_HELD && !held.contains_key(&month) {
            held.clear();
        }
        held.insert(month, (now, Arc::clone(&published)));
        Ok(Some(published))
    }
}
