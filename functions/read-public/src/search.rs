//! Search in what the public reads of reports, newest first. The index says which reports may be meant; each is read again,
//! with those that came since, in one batch get, and its own words decide. What may no longer be seen is made up for by the
//! next that fits, so neither counts nor short pages tell of it.

use std::collections::BTreeSet;

use aws::tables::reports::{Cursor, List, Page};
use domain::{
    Report, code,
    directory::{AreaId, Directory, Level},
    ids::ReportId,
    search::{Place, Words},
};
use edge::{Keep, Problem, Reply, Request, forms::PublicReport, listing::Listing};

use crate::{App, FRESH, list};

pub(crate) mod index;

/// Most reports looked at because they came since the index was made: in a storm older ones wait for it, two minutes.
const MOST_NEW: usize = 50;
/// Candidates read beyond what a page needs, for those that are no longer what they were.
const SPARE: usize = 5;
/// Times that more candidates are sought for one page.
const ROUNDS: usize = 4;

/// What is looked for, and where.
struct Wanted {
    words: Words,
    /// Communes; none: everywhere.
    areas: Option<BTreeSet<AreaId>>,
}

pub(crate) async fn answer(app: &App, request: &Request) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &["q", "area"])?;
    let filters = [(listing.category.is_some(), "/category"), (listing.status.is_some(), "/status")];
    if let Some((_, other)) = filters.into_iter().find(|(is_given, _)| *is_given) {
        return Err(Problem::field("invalid_parameter", other, "not taken here"));
    }
    let (limit, after) = (listing.limit()?, listing.after()?.map(|cursor| cursor.place()));
    let directory = app.directory.at(request.now).await?;
    let wanted = Wanted::of(&listing, &app.code_prefix, &directory)?;
    let page = page(app, request, &wanted, &directory, after, limit).await?;
    let listed = listing.page(&page, |report| PublicReport::of(report, &directory, None));
    Ok(list::reply(request, &listed)?.kept(Keep::Public(FRESH)))
}

impl Wanted {
    fn of(listing: &Listing, prefix: &str, directory: &Directory) -> Result<Self, Problem> {
        let typed = listing.q.as_deref().unwrap_or_default();
        let words = match whole_code(prefix, typed) {
            Some(code) => Words::parse(&code),
            None => Words::parse(typed),
        };
        let words = words.map_err(|fault| Problem::field(&fault.to_string(), "/q", ""))?;
        let area = listing.area.as_deref().map(|area| list::area(area, directory)).transpose()?;
        let areas = area.and_then(|area| match area.level {
            Level::Commune => Some(BTreeSet::from([area.id.clone()])),
            Level::District => Some(directory.children(&area.id).map(|commune| commune.id.clone()).collect()),
            Level::Province => None,
        });
        Ok(Self { words, areas })
    }

    fn takes(&self, area: &str) -> bool {
        self.areas.as_ref().is_none_or(|areas| areas.iter().any(|one| one.as_str() == area))
    }

    /// Whether the report, as the public reads it now, is meant.
    fn means(&self, report: &Report, directory: &Directory) -> bool {
        let form = PublicReport::of(report, directory, None);
        self.takes(report.area.as_str()) && form.is_some_and(|form| self.words.stand_in(form.words()))
    }
}

/// The code, where one was typed whole, in any of the ways in which people write it: it stands in reports as one is stored.
fn whole_code(prefix: &str, typed: &str) -> Option<String> {
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let begins = letters.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let spoken = typed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ' '));
    code::read(prefix, typed).filter(|_| begins && spoken)
}

/// A page: two requests where all candidates still are what they were.
async fn page(
    app: &App,
    request: &Request,
    wanted: &Wanted,
    directory: &Directory,
    mut after: Option<Place>,
    limit: usize,
) -> Result<Page, Problem> {
    let index = app.index.current(request.now).await?;
    let mut new = came_since(app, index.as_of(), after.as_ref()).await?;
    let mut reports: Vec<Report> = Vec::new();
    let mut end = None;
    for _ in 0..ROUNDS {
        let most = (limit + 1 + SPARE).saturating_sub(reports.len()).min(100 - new.len());
        let found = app.index.find(&index, wanted, after.as_ref(), most).await?;
        let mut ids: Vec<ReportId> = found.places.iter().map(|place| place.id.clone()).collect();
        new.retain(|id| !ids.contains(id));
        ids.append(&mut new);
        let read = app.reports.get_all(&ids).await?;
        reports.extend(read.into_iter().filter(|report| wanted.means(report, directory)));
        end = found.end;
        after.clone_from(&end);
        if reports.len() > limit || end.is_none() || found.is_far {
            break;
        }
    }
    reports.sort_by_key(|report| std::cmp::Reverse(Place::of(report)));
    let more = reports.len() > limit;
    reports.truncate(limit);
    let last = if more { reports.last().map(Place::of) } else { end };
    Ok(Page { reports, next: last.map(Cursor::at) })
}

/// What came since the index was made, and is older than where the page begins.
async fn came_since(app: &App, as_of: i64, after: Option<&Place>) -> Result<Vec<ReportId>, Problem> {
    let list = List::public().between(as_of, i64::MAX);
    let after = after.cloned().map(Cursor::at);
    Ok(app.reports.ids(&list, after.as_ref(), MOST_NEW).await?.0)
}
