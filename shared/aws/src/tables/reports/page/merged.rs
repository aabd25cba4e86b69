//! A page over several lists of one order: the communes of a district, the cells of a part of the map, the newest first;
//! queues, the nearest deadline first.
//!
//! One query a list, some at once, then one batch get of what is on the page. The cursor is a moment and an id, good for
//! each of the lists, so none of them is named in it. Lists are told complete only down to the first reached of the ends of
//! those that were not read to their end: what is beyond waits for the next page.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::{Cursor, Key, List, Page, Reports};
use crate::StoreError;

/// Queries under way at once.
const AT_ONCE: usize = 16;
/// Keys read of all lists together where not all are wanted: about 7 read units for cells of the map.
const SOUGHT: usize = 400;
/// Keys read of each of them at least.
const SOUGHT_EACH: usize = 100;

impl Reports {
    /// A page of at most `limit` reports (100 at most): what it would be if the lists were one.
    pub async fn page_of_all(&self, lists: &[List], after: Option<&Cursor>, limit: usize) -> Result<Page, StoreError> {
        let (keys, end) = self.merged(lists, after, limit).await?;
        self.page_of(keys, end, limit).await
    }

    /// As [`Self::page_of_all`], of those alone that are wanted by what the index holds of them. No more than 400 keys of
    /// them together, 100 of each at least, are looked at for one page, so it may be short where few are wanted.
    pub async fn page_of_wanted(
        &self,
        lists: &[List],
        after: Option<&Cursor>,
        limit: usize,
        is_wanted: impl Fn(&Key) -> bool,
    ) -> Result<Page, StoreError> {
        let (mut keys, end) = self.merged(lists, after, (SOUGHT / lists.len().max(1)).max(SOUGHT_EACH)).await?;
        keys.retain(is_wanted);
        self.page_of(keys, end, limit).await
    }

    async fn page_of(&self, mut keys: Vec<Key>, end: Option<Cursor>, limit: usize) -> Result<Page, StoreError> {
        let limit = limit.clamp(1, 100);
        let more = keys.len() > limit;
        keys.truncate(limit);
        let ids: Vec<_> = keys.iter().map(|key| key.at.id.clone()).collect();
        let next = if more { keys.pop().map(|key| key.at) } else { end };
        Ok(Page { reports: self.get_all(&ids).await?, next })
    }

    /// The keys of all lists as far as they are known to be complete, and where that ends.
    async fn merged(
        &self,
        lists: &[List],
        after: Option<&Cursor>,
        each: usize,
    ) -> Result<(Vec<Key>, Option<Cursor>), StoreError> {
        let queries = lists.iter().cloned().map(|list| async move { self.keys(&list, after, each).await });
        let found: Vec<(Vec<Key>, Option<Cursor>)> = stream::iter(queries).buffered(AT_ONCE).try_collect().await?;
        let newest_first = lists.first().is_none_or(|list| list.newest_first);
        let ends = found.iter().filter_map(|(_, next)| next.clone());
        let end = if newest_first { ends.max() } else { ends.min() };
        let mut keys: Vec<Key> = found.into_iter().flat_map(|(keys, _)| keys).collect();
        let known = |at: &Cursor, end: &Cursor| if newest_first { at >= end } else { at <= end };
        keys.retain(|key| end.as_ref().is_none_or(|end| known(&key.at, end)));
        keys.sort_by(|a, b| if newest_first { b.at.cmp(&a.at) } else { a.at.cmp(&b.at) });
        Ok((keys, end))
    }
}
