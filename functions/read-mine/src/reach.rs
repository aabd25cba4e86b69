//! One report that a person may read here: their own, one of who they were before, or one that they follow.
//!
//! Reading it marks it as seen: one write where something was new, none else. The mark stands with the person, so neither
//! the report nor anybody else learns of it.

use aws::tables::{keys::Known, people::Own};
use domain::{
    Report,
    ids::ReportId,
    report::Visibility,
    seen::{Seen, unseen},
};
use edge::{
    Problem, Reply, Request,
    forms::{MyReport, PublicReport, Surface},
};

use crate::App;

/// A report, and as what it is the reader's.
pub(crate) struct Reached {
    pub(crate) report: Report,
    by: By,
}

enum By {
    /// They sent it.
    Sending(Own),
    /// They follow it.
    Following(Option<Seen>),
}

/// The report, if it is there and the person's own, or of who the person was before, or public and followed.
pub(crate) async fn reach(app: &App, person: &Known, id: &ReportId) -> Result<Reached, Problem> {
    let (report, own) = app.reports.get_and_own(&app.people, &person.now, id).await?;
    let report = report.ok_or_else(Problem::not_found)?;
    let is_own = person.is(&report.person)
        || (own.was_another || !person.others.is_empty())
            && app.people.former(person, &app.pseudonyms).await?.contains(&report.person);
    if is_own {
        return Ok(Reached { report, by: By::Sending(own) });
    }
    if report.visibility == Visibility::Public
        && let Some(followed) = app.people.followed(&person.now, id).await?
    {
        return Ok(Reached { report, by: By::Following(followed.seen) });
    }
    Err(Problem::not_found())
}

impl Reached {
    /// In whose form it is read.
    pub(crate) fn surface(&self) -> Surface {
        match self.by {
            By::Sending(_) => Surface::Mine,
            By::Following(_) => Surface::Public,
        }
    }

    pub(crate) async fn answer(&self, app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
        let report = &self.report;
        let directory = app.directory.at(request.now).await?;
        let rows = app.photos.of(&report.id).await?;
        let target = app.reports.target_of(report).await?;
        let (target, all) = (target.as_ref(), Seen::all_of(report, target.as_ref()));
        match &self.by {
            By::Sending(own) => {
                let news = unseen(report, target, own.seen(&report.id), true);
                if news > 0 {
                    app.people.mark_seen(&person.now, own, &report.id, all).await?;
                }
                Reply::json(200, &MyReport::of(report, &directory, Some(&rows)).merged(target, &directory).news(news))
            }
            By::Following(seen) => {
                let news = unseen(report, target, *seen, false);
                let public = PublicReport::of(report, &directory, Some(&rows)).ok_or_else(Problem::not_found)?;
                if news > 0 {
                    app.people.mark_followed_seen(&person.now, &report.id, all).await?;
                }
                Reply::json(200, &public.merged(target, &directory).followed(news))
            }
        }
    }
}
