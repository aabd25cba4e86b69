//! What one sent, newest first, or what one follows: each with how much of it is new.
//!
//! A query, and a batch get of the reports with the person's own row. Who was somebody else before takes a query for each
//! sign-in and the batch get once more; what reports on the page are merged into, one batch get.

use std::collections::HashMap;

use aws::tables::{
    keys::Known,
    reports::{Cursor, List, Page},
};
use domain::seen::{Seen, unseen};
use edge::{
    Problem, Reply, Request,
    forms::{MyReport, PublicReport},
    listing::{self, Listing},
};

use crate::App;

pub(crate) async fn answer(app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &["from", "to", "followed"])?;
    if listing.followed == Some(true) {
        return followed(app, request, &listing, person).await;
    }
    let directory = app.directory.at(request.now).await?;
    let (limit, after) = (listing.limit()?, listing.after()?);
    let list = listing.within(List::of_person(&person.now));
    let (mut page, own) = app.reports.page_and_own(&app.people, &person.now, &list, after.as_ref(), limit).await?;
    if own.was_another || !person.others.is_empty() {
        let mut people = app.people.former(person, &app.pseudonyms).await?;
        people.push(person.now.clone());
        let lists: Vec<_> = people.iter().map(|person| listing.within(List::of_person(person))).collect();
        page = app.reports.page_of_all(&lists, after.as_ref(), limit).await?;
    }
    let targets = app.reports.targets_of(&page.reports).await?;
    let listed = listing.page(&page, |report| {
        let target = report.merged_into.as_ref().and_then(|id| targets.get(id));
        let news = unseen(report, target, own.seen(&report.id), true);
        Some(MyReport::of(report, &directory, None).merged(target, &directory).news(news))
    });
    listing::reply(request, &listed, listed.next.as_deref())
}

/// What anyone may still see of it, in anyone's form.
async fn followed(app: &App, request: &Request, listing: &Listing, person: &Known) -> Result<Reply, Problem> {
    if listing.from.is_some() || listing.to.is_some() {
        return Err(Problem::field("invalid_parameter", "/followed", "not with from and to"));
    }
    let directory = app.directory.at(request.now).await?;
    let after = listing.after()?;
    let (follows, more) = app.people.follows(&person.now, after.as_ref().map(Cursor::id), listing.limit()?).await?;
    let ids: Vec<_> = follows.iter().map(|followed| followed.report.clone()).collect();
    let next = ids.last().filter(|_| more).map(|id| Cursor::after(id.clone()));
    let page = Page { reports: app.reports.get_all(&ids).await?, next };
    let seen: HashMap<_, Option<Seen>> = follows.into_iter().map(|f| (f.report, f.seen)).collect();
    let targets = app.reports.targets_of(&page.reports).await?;
    let listed = listing.page(&page, |report| {
        let target = report.merged_into.as_ref().and_then(|id| targets.get(id));
        let news = unseen(report, target, seen.get(&report.id).copied().flatten(), person.is(&report.person));
        let public = PublicReport::of(report, &directory, None)?;
        Some(public.merged(target, &directory).followed(news))
    });
    listing::reply(request, &listed, listed.next.as_deref())
}
