//! Whether a problem is there again: what its reporter named, and what was dealt with near by, shown to who decides.
//!
//! Only who leads asks the map, so no other read pays for it. What the reader may not see isn't told of: named reports are
//! looked up and held against the reader, and the map knows public ones alone.

use aws::tables::reports::{Key, List};
use domain::{
    Report,
    actor::{Actor, Role},
    calendar::date_of,
    directory::Directory,
    recurrence::{WITHIN, around, recurs},
    report::Visibility,
};
use edge::{Caller, Problem, forms::StaffReport};
use jiff::{SignedDuration, Timestamp};

use crate::App;

/// How long before it was answered a report may have come: nothing takes longer by the rules, extensions included.
const ANSWERED_AFTER: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Most pages of the map's index that are looked through.
const MOST_PAGES: usize = 4;
/// Most reports shown, the latest first.
const MOST_SHOWN: usize = 5;

/// The form with what it is a recurrence of.
pub(crate) async fn shown(
    app: &App,
    form: StaffReport,
    report: &Report,
    caller: &Caller,
    (directory, now): (&Directory, Timestamp),
) -> Result<StaffReport, Problem> {
    let actor = caller.staff_actor()?;
    let previous = named(app, report).await?.filter(|earlier| may_see(&actor, earlier, directory, now));
    let mut earlier: Vec<Report> = previous.iter().cloned().collect();
    if matches!(caller.role, Role::Leader | Role::Centre) {
        let near = near(app, report).await?;
        earlier.extend(near.into_iter().filter(|near| previous.as_ref().is_none_or(|named| named.id != near.id)));
    }
    let found = earlier.into_iter().filter_map(|earlier| recurs(report, &earlier).map(|by| (earlier, by)));
    let found: Vec<_> = found.take(MOST_SHOWN).collect();
    Ok(form.recurring(previous.as_ref(), &found, directory))
}

/// The report that its reporter named; no request where there is none.
async fn named(app: &App, report: &Report) -> Result<Option<Report>, Problem> {
    let id = report.submission().and_then(|entry| entry.body.previous.as_ref()?.parse().ok());
    match id {
        Some(id) => Ok(app.reports.get(&id).await?),
        None => Ok(None),
    }
}

fn may_see(actor: &Actor, report: &Report, directory: &Directory, now: Timestamp) -> bool {
    report.visibility == Visibility::Public || actor.standing(report, directory, date_of(now)).is_some()
}

/// Public reports of its field near by that came before it, the latest first.
async fn near(app: &App, report: &Report) -> Result<Vec<Report>, Problem> {
    let Some(place) = report.location else { return Ok(Vec::new()) };
    let part = around(place);
    let came = report.received_at.at();
    let from = came.saturating_sub(WITHIN + ANSWERED_AFTER).unwrap_or(came).as_millisecond();
    let lists = part.cells()?.into_iter().map(|cell| List::of_cell(cell).between(from, came.as_millisecond()));
    let lists: Vec<List> = lists.collect();
    let is_wanted =
        |key: &Key| key.category.as_ref() == Some(&report.category) && key.location.is_some_and(|at| part.contains(at));
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = app.reports.page_of_wanted(&lists, after.as_ref(), MOST_SHOWN * 2, is_wanted).await?;
        found.extend(page.reports);
        after = page.next;
        if after.is_none() || found.len() >= MOST_SHOWN * 2 {
            break;
        }
    }
    Ok(found)
}
