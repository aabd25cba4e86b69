//! What a unit has to do, the nearest deadline first, or what it has done; the centre asks for any unit's, a leader for
//! those of the units below.

use aws::tables::reports::List;
use domain::{
    Report,
    actor::Role,
    calendar::{date_of, start_of},
    directory::{Directory, UnitId},
};
use edge::{
    Caller, Problem, Reply, Request,
    forms::StaffReport,
    listing::{self, Due, Listing},
};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::{App, attention};

/// Parameters taken beside those of any list.
const TAKEN: [&str; 5] = ["due", "assignee", "urgent", "unit", "attention"];
/// How far on `due=soon` looks.
const SOON: SignedDuration = SignedDuration::from_hours(72);

pub(crate) async fn answer(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &TAKEN)?;
    let directory = app.directory.at(request.now).await?;
    if let Some(attention) = listing.attention {
        return attention::answer(app, request, caller, &listing, attention, &directory).await;
    }
    let unit = unit(&listing, caller, &directory, request.now)?;
    let done = listing.status.is_some_and(|status| !status.is_open());
    let list = if done { List::done(&unit) } else { List::open(&unit) };
    let list = match listing.due {
        Some(due) => within(list, due, request.now),
        None => list,
    };
    let page = app.reports.page(&list, listing.after()?.as_ref(), listing.limit()?).await?;
    // what is answered, disputed or with the citizen has no deadline that could be missed
    let is_due = |report: &Report| listing.due.is_none() || report.status.is_awaited();
    let form = |report: &Report| is_due(report).then(|| StaffReport::of(report, &directory, None));
    let listed = listing.page(&page, form);
    listing::reply(request, &listed, listed.next.as_deref())
}

/// By the index: deadlines are its sort key.
pub(crate) fn within(list: List, due: Due, now: Timestamp) -> List {
    let (from, to) = match due {
        Due::Overdue => (0, now.as_millisecond() - 1),
        Due::Today => {
            let tomorrow = date_of(now).saturating_add(1.day());
            (now.as_millisecond(), start_of(tomorrow).as_millisecond() - 1)
        }
        Due::Soon => (now.as_millisecond(), now.saturating_add(SOON).unwrap_or(now).as_millisecond()),
    };
    list.between(from, to)
}

/// The unit whose inbox is asked for; without a word the caller's own.
fn unit(listing: &Listing, caller: &Caller, directory: &Directory, now: Timestamp) -> Result<UnitId, Problem> {
    let day = date_of(now);
    let Some(asked) = &listing.unit else { return own(caller, directory, now) };
    let asked: Option<UnitId> = asked.parse().ok().filter(|unit| directory.unit(unit).is_some());
    let asked = asked.ok_or_else(|| Problem::field("unit_not_found", "/unit", ""))?;
    let below = || directory.unit_above(&asked, day).is_some_and(|above| caller.unit.as_ref() == Some(&above.id));
    let open = match caller.role {
        Role::Centre => true,
        Role::Leader => caller.unit.as_ref() == Some(&asked) || below(),
        _ => caller.unit.as_ref() == Some(&asked),
    };
    if open { Ok(asked) } else { Err(Problem::field("inbox_not_yours", "/unit", "")) }
}

fn own(caller: &Caller, directory: &Directory, now: Timestamp) -> Result<UnitId, Problem> {
    let centre = (caller.role == Role::Centre).then(|| directory.centre(date_of(now))).flatten();
    let own = centre.map(|centre| centre.id.clone()).or_else(|| caller.unit.clone());
    own.ok_or_else(|| Problem::new("no_unit"))
}
