//! The index in memory: the catalogue, looked at again each minute, and the shelves that were looked through lately.
//!
//! What one search looks through is bounded, and so is the memory: beyond it a page ends early, with the way on.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws::open_data::{OpenData, SEARCH_CATALOGUE, shelf_key};
use domain::{
    calendar::start_of,
    ids::ReportId,
    search::{Catalogue, Place, Shelf},
    statistics::{Basis, Month},
};
use edge::Problem;
use jiff::{SignedDuration, Timestamp};

use super::Wanted;

/// How long the catalogue is taken for current.
const FRESH: SignedDuration = SignedDuration::from_secs(60);
/// Most bytes of shelves that one search looks through, and that are kept: about 170,000 reports.
const MOST_BYTES: usize = 96 * 1024 * 1024;

/// The index.
pub(crate) struct Index {
    open_data: OpenData,
    catalogue: Mutex<Option<(Timestamp, Arc<Catalogue>)>>,
    shelves: Mutex<BTreeMap<Month, (String, Arc<Shelf>)>>,
}

/// What may be meant.
pub(crate) struct Found {
    /// Newest first.
    pub(crate) places: Vec<Place>,
    /// Up to where was looked, if not to the end.
    pub(crate) end: Option<Place>,
    /// Whether that is as far as one search may look.
    pub(crate) is_far: bool,
}

impl Index {
    pub(crate) fn new(open_data: OpenData) -> Self {
        Self { open_data, catalogue: Mutex::default(), shelves: Mutex::default() }
    }

    /// The catalogue as it was a minute ago at most; an empty one before the first was made.
    pub(crate) async fn current(&self, now: Timestamp) -> Result<Arc<Catalogue>, Problem> {
        let held = self.catalogue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, catalogue)) = held
            && now.duration_since(read_at).abs() < FRESH
        {
            return Ok(catalogue);
        }
        let stored = self.open_data.get(SEARCH_CATALOGUE).await?;
        let read = stored.map(|bytes| Catalogue::read(&bytes).ok_or_else(|| Problem::internal("no catalogue")));
        let catalogue = Arc::new(read.transpose()?.unwrap_or_default());
        let mut held = self.catalogue.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some((now, Arc::clone(&catalogue)));
        Ok(catalogue)
    }

    /// The first `most` candidates after a place, month by month until there are enough.
    pub(super) async fn find(
        &self,
        catalogue: &Catalogue,
        wanted: &Wanted,
        after: Option<&Place>,
        most: usize,
    ) -> Result<Found, Problem> {
        let mut places: Vec<Place> = catalogue.find(&wanted.words, after, |area| wanted.takes(area)).collect();
        let mut looked_through = 0;
        for (month, hash) in catalogue.shelves() {
            let (begins, ends) = bounds(month);
            if after.is_some_and(|place| place.at < begins) {
                continue;
            }
            if places.iter().filter(|place| place.at >= ends).count() >= most {
                break;
            }
            if looked_through >= MOST_BYTES {
                places.retain(|place| place.at >= ends);
                return Ok(Found { places, end: before(ends), is_far: true });
            }
            let lines = self.shelf(month, hash).await?;
            looked_through += lines.bytes().len();
            let on_shelf = lines.find(&wanted.words, after, |area| wanted.takes(area));
            places.extend(on_shelf.filter(|place| !catalogue.stands_for(&place.id)).take(most));
            places.sort_by(|a, b| b.cmp(a));
        }
        let end = places.get(most.saturating_sub(1)).cloned();
        places.truncate(most);
        Ok(Found { places, end, is_far: false })
    }

    async fn shelf(&self, month: Month, hash: &str) -> Result<Arc<Shelf>, Problem> {
        let held = self.shelves.lock().unwrap_or_else(PoisonError::into_inner).get(&month).cloned();
        if let Some((of, lines)) = held
            && of == hash
        {
            return Ok(lines);
        }
        let stored = self.open_data.get(&shelf_key(month)).await?;
        let lines = Arc::new(Shelf::read(stored.unwrap_or_default()));
        let mut held = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(month, (hash.to_owned(), Arc::clone(&lines)));
        // the oldest go first: pages begin with the newest
        while held.len() > 1 && held.values().map(|(_, lines)| lines.bytes().len()).sum::<usize>() > MOST_BYTES {
            held.pop_first();
        }
        Ok(lines)
    }
}

/// The first moment of a month and that of the next.
fn bounds(month: Month) -> (i64, i64) {
    let begins = |month: Month| start_of(month.days(Basis::Calendar).from).as_millisecond();
    (begins(month), begins(month.after()))
}

/// The newest place that a report from before this moment could have.
fn before(moment: i64) -> Option<Place> {
    let id: Option<ReportId> = "ffffffff-ffff-7fff-bfff-ffffffffffff".parse().ok();
    id.map(|id| Place { at: moment - 1, id })
}
