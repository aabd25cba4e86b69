//! The centre suspends who sent a report, and lifts that. Nothing here, in the answer or in the audit says who that is,
//! or whether they are suspended by another report: what is shown is what was asked for.

use domain::{
    Report,
    actor::Role,
    audit::{Deed, Draft},
    calendar::date_of,
    ids::ReportId,
    suspension::Suspension,
    text::Remark,
};
use edge::{Problem, Reply, Request};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::App;

/// Times that it is decided anew while others write to the audit.
const ATTEMPTS: usize = 8;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    until: Date,
    reason: Remark,
}

/// Until a day, both days included.
pub(crate) async fn suspend(app: &App, request: &Request) -> Result<Reply, Problem> {
    let (by, report) = asked(app, request).await?;
    let Body { until, reason } = request.body()?;
    let suspension = Suspension::new(until, &reason, date_of(request.now))?;
    change(app, request, &by, &report, Some(suspension.clone())).await?;
    Reply::json(200, &json!({"report": report.id, "until": suspension.until, "reason": suspension.reason}))
}

/// Not by this report any more. Lifting what isn't there is as good.
pub(crate) async fn lift(app: &App, request: &Request) -> Result<Reply, Problem> {
    let (by, report) = asked(app, request).await?;
    change(app, request, &by, &report, None).await?;
    Ok(Reply::no_content())
}

/// Who asks, if of the centre, and the report; nobody else learns whether there is one.
async fn asked(app: &App, request: &Request) -> Result<(String, Report), Problem> {
    let caller = app.caller(request).await?;
    if caller.role != Role::Centre {
        return Err(Problem::new("suspension_by_centre"));
    }
    let id: ReportId = request.path("id")?;
    let report = app.reports.get(&id).await?.ok_or_else(Problem::not_found)?;
    Ok((caller.staff_id.to_string(), report))
}

/// Stores it for all sign-ins of the person, with the audit's next entry.
async fn change(
    app: &App,
    request: &Request,
    by: &str,
    report: &Report,
    wanted: Option<Suspension>,
) -> Result<(), Problem> {
    for _ in 0..ATTEMPTS {
        let last = app.audit.last().await?;
        let held = app.people.suspensions(&report.person).await?;
        let before = held.first().and_then(|own| own.suspensions.by(&report.id)).cloned();
        let differs = held.into_iter().filter(|one| one.suspensions.by(&report.id) != wanted.as_ref());
        let changes: Vec<_> = differs
            .map(|one| {
                let after = one.suspensions.with(&report.id, wanted.clone(), request.now);
                (one, after)
            })
            .collect();
        if changes.is_empty() {
            return Ok(());
        }
        let draft = Draft {
            at: request.now,
            by: by.to_owned(),
            action: if wanted.is_some() { Deed::SuspensionPut } else { Deed::SuspensionLifted },
            subject: report.id.to_string(),
            body: json!({"before": before, "after": wanted}),
        };
        let entry = draft.seal(last.as_ref(), edge::salt()?);
        if app.people.suspend(&changes, Some((&app.audit, &entry)), request.now).await? {
            return Ok(());
        }
    }
    Err(Problem::unavailable("others kept writing to the audit"))
}
