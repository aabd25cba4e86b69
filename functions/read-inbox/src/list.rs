//! What a unit has to do, the nearest deadline first, or what it has done; the centre asks for any unit's or all of them,
//! a leader for those of the units below.
//!
//! All that is open by deadline is a page of `by-queue`. What a tab asks for is told by `by-due`, which holds what is open
//! with state, turn, field, officer and urgency: so its pages are full, and as many as `GET /v1/inbox/counts` says.

use aws::tables::reports::List;
use domain::{Report, waiting::Waiting};
use edge::{
    Caller, Problem, Reply, Request,
    forms::StaffReport,
    listing::{self, Listing, NOBODY},
};

use crate::{App, attention, whose::Whose};

/// Parameters taken beside those of any list.
const TAKEN: [&str; 7] = ["due", "assignee", "urgent", "needs_me", "turn", "unit", "attention"];

pub(crate) async fn answer(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &TAKEN)?;
    let (directory, actor) = (app.directory.at(request.now).await?, caller.staff_actor()?);
    if let Some(attention) = listing.attention {
        return attention::answer(app, request, caller, &listing, attention, &directory).await;
    }
    let whose = Whose::asked(listing.unit.as_deref(), caller, &directory, request.now)?;
    let (after, limit) = (listing.after()?, listing.limit()?);
    let is_wanted = |one: &Waiting| {
        whose.holds(&one.owner)
            && listing.status.map_or(one.status.is_open(), |status| status == one.status)
            && listing.category.as_ref().is_none_or(|category| *category == one.category)
            && listing.urgent.is_none_or(|urgent| urgent == one.urgent)
            && listing.assignee.as_ref().is_none_or(|id| one.officer.as_deref().unwrap_or(NOBODY) == id)
            && listing.due.is_none_or(|due| one.is_due(due, request.now))
            && listing.turn.is_none_or(|turn| turn == one.turn)
            && listing.needs_me.is_none_or(|needed| needed == one.needs(&actor, request.now))
    };
    let done = listing.status.is_some_and(|status| !status.is_open());
    let page = match &whose {
        Whose::Unit(unit) if done => app.reports.page(&List::done(unit), after.as_ref(), limit).await?,
        Whose::Unit(unit) if takes_all(&listing) => app.reports.page(&List::open(unit), after.as_ref(), limit).await?,
        Whose::All if done => return Err(Problem::field("invalid_parameter", "/unit", "all: what is open only")),
        _ => app.reports.page_of_waiting(whose.unit(), after.as_ref(), limit, is_wanted).await?,
    };
    // what an index holds may be older than the report
    let form = |report: &Report| is_wanted(&report.into()).then(|| StaffReport::of(report, &directory, None));
    let listed = listing.page(&page, form);
    listing::reply(request, &listed, listed.next.as_deref())
}

/// Whether nothing of what is open is left out.
fn takes_all(listing: &Listing) -> bool {
    let Listing { status, category, urgent, assignee, due, turn, needs_me, .. } = listing;
    let by_report = status.is_none() && category.is_none() && urgent.is_none() && assignee.is_none();
    by_report && due.is_none() && turn.is_none() && needs_me.is_none()
}
