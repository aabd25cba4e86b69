//! Rules 18, 19 and 24: reports of the same problem become one to handle, and each reporter keeps a verdict.
//!
//! Who is merged into a report stands in that report's inside notes, so neither its version nor its public history
//! tells that there are others, or how many.

use super::{Case, Outcome, effect, guard};
use crate::{
    Refusal, Report,
    actor::{Actor, Standing},
    calendar,
    command::Command,
    decide::Around,
    due,
    history::{Action, Body, Changes, Draft, RefusalReason},
    ids::ReportId,
    report::{Status, Verdict},
};

/// Most reports merged into one: all of them move in one write when it is withdrawn.
const MOST_MERGED: usize = 50;
/// Times that a citizen may ask again (rule 12).
const TWICE: usize = 2;

type Effect = Result<Outcome, Refusal>;

/// Same category, area and visibility; the other report not over, not merged itself, and one that the caller handles.
pub(super) fn may_merge(case: &Case) -> Result<(), Refusal> {
    guard::room(case)?;
    let Command::Merge { into, .. } = case.command else { return Ok(()) };
    if *into == case.report.id {
        return Err(Refusal::Field("merge_itself", "/into"));
    }
    let handles = |target: &&Report| case.actor.standing(target, case.directory, case.today()).is_some();
    let target = case.other(into).filter(handles).ok_or(Refusal::Field("merge_target_unknown", "/into"))?;
    if target.merged_into.as_ref() == Some(&case.report.id) {
        return Err(Refusal::Field("merge_circle", "/into"));
    }
    if target.status == Status::Merged {
        return Err(Refusal::Field("merge_target_merged", "/into"));
    }
    if over(case, target) {
        return Err(Refusal::Field("merge_target_over", "/into"));
    }
    let alike = |report: &Report| (report.category.clone(), report.area.clone(), report.visibility);
    if alike(target) != alike(case.report) {
        return Err(Refusal::Field("merge_differs", "/into"));
    }
    if target.absorbed.len() + case.report.absorbed.len() >= MOST_MERGED {
        return Err(Refusal::Field("merge_target_full", "/into"));
    }
    Ok(())
}

/// Withdrawn, refused, or closed for longer than merging allows.
fn over(case: &Case, target: &Report) -> bool {
    match target.status {
        Status::Withdrawn | Status::Refused => true,
        Status::Closed => {
            let closed = target.history.iter().rev().find(|e| e.changes.status == Some(Status::Closed));
            closed.is_some_and(|e| case.now > case.after(e.at.at(), case.clocks().merge))
        }
        _ => false,
    }
}

pub(super) fn merge(case: &Case) -> Effect {
    let changes = Changes { status: Some(Status::Merged), ..Changes::default() };
    let mut outcome = case.outcome(Action::Merge, changes);
    if let Command::Merge { into, .. } = case.command {
        outcome.body.merged_into = Some(into.clone());
    }
    Ok(outcome)
}

/// The report that this one is merged into.
fn target<'a>(case: &Case<'a>) -> Result<&'a Report, Refusal> {
    let id = case.report.merged_into.as_ref();
    id.and_then(|id| case.other(id)).ok_or(Refusal::Rule("merge_target_unknown"))
}

/// Rule 24: once the other report is answered, and one verdict each.
pub(super) fn target_answered(case: &Case) -> Result<(), Refusal> {
    guard::rating(case)?;
    if case.report.verdict.is_some() {
        return Err(Refusal::Rule("verdict_given"));
    }
    let answered = matches!(target(case)?.status, Status::Answered | Status::Disputed | Status::Closed);
    if answered { Ok(()) } else { Err(Refusal::Rule("merge_target_not_answered")) }
}

/// Rule 19 by the citizen: asking again, as rule 12 has it, of the other report's answer.
pub(super) fn may_reprocess(case: &Case) -> Result<(), Refusal> {
    target_answered(case)?;
    let answered = target(case)?.history.iter().rev().find(|e| e.changes.answer.is_some());
    let answered = answered.map_or(case.now, |e| e.at.at());
    if case.now > case.after(answered, case.clocks().verdict) {
        return Err(Refusal::Rule("reprocess_too_late"));
    }
    if case.report.times(Action::Reprocess) >= TWICE { Err(Refusal::Rule("reprocessed_twice")) } else { Ok(()) }
}

/// Rule 19 by the citizen: contesting, as rule 17 has it, the other report's refusal.
pub(super) fn may_contest(case: &Case) -> Result<(), Refusal> {
    let target = target(case)?;
    if target.status != Status::Refused {
        return Err(Refusal::Rule("merge_target_not_refused"));
    }
    if case.report.times(Action::Contest) > 0 {
        return Err(Refusal::Rule("contested_already"));
    }
    let refused = target.history.iter().rev().find(|e| e.changes.refusal.is_some()).map_or(case.now, |e| e.at.at());
    if case.now > case.after(refused, case.clocks().contest) { Err(Refusal::Rule("contest_too_late")) } else { Ok(()) }
}

/// The verdict stands on the merged report, which stays merged.
pub(super) fn judge(case: &Case) -> Effect {
    let (verdict, rating) = match case.command {
        Command::Agree { rating, .. } => (Verdict::Agreed, *rating),
        _ => (Verdict::Disagreed, None),
    };
    Ok(case.outcome(case.command.action(), Changes { verdict: Some(verdict), rating, ..Changes::default() }))
}

/// The report is its owner's again, or its successor's, with time to accept and at least half the handling time.
pub(super) fn unmerge(case: &Case) -> Effect {
    let mut changes = effect::succession(case)?;
    let half = case.directory.calendar().add_part(case.now, case.handling()?, 50).at.into();
    changes.status = Some(Status::Submitted);
    changes.receive_by = Some(case.receive_by()?);
    changes.resolve_by = Some(case.report.resolve_by.max(half)).filter(|by| *by != case.report.resolve_by);
    Ok(case.outcome(case.command.action(), changes))
}

/// What a change makes of other reports, to be stored in one write with it.
///
/// Merging notes the report with its new target, and takes along what was merged into it. When a report is withdrawn
/// into which others were merged, the oldest of them takes its place (rule 18).
pub fn along<'a>(report: &Report, actor: &Actor, command: &Command, around: &Around<'a>) -> Vec<(&'a Report, Draft)> {
    let mut followers: Vec<&Report> =
        around.others.iter().filter(|other| other.merged_into.as_ref() == Some(&report.id)).collect();
    followers.sort_by_key(|follower| (follower.received_at, follower.id.clone()));
    let at = around.now;
    match command {
        Command::Merge { into, .. } => {
            let Some(target) = around.others.iter().find(|other| other.id == *into) else { return Vec::new() };
            let absorbed = std::iter::once(&report.id).chain(followers.iter().map(|f| &f.id)).cloned().collect();
            let by = actor.standing(target, around.directory, calendar::date_of(at)).unwrap_or(Standing::System);
            let body = Body { absorbed, staff: actor.staff_id().map(str::to_owned), ..Body::default() };
            let mut note = draft(target, at, by, Action::Note, Changes::default(), body);
            note.due_at = due::after(target, &note, around.directory);
            let moved = followers.into_iter().map(|f| (f, moved(f, into, at)));
            std::iter::once((target, note)).chain(moved).collect()
        }
        Command::Withdraw { .. } => {
            let Some((heir, rest)) = followers.split_first() else { return Vec::new() };
            let changes = Changes {
                status: Some(Status::Submitted),
                owner: (report.owner != heir.owner).then(|| report.owner.clone()),
                receive_by: Some(report.receive_by),
                ..Changes::default()
            };
            let body = Body { absorbed: rest.iter().map(|f| f.id.clone()).collect(), ..Body::default() };
            let mut unmerged = draft(heir, at, Standing::System, Action::Unmerge, changes, body);
            unmerged.due_at = due::after(heir, &unmerged, around.directory);
            let moved = rest.iter().map(|f| (*f, moved(f, &heir.id, at)));
            std::iter::once((*heir, unmerged)).chain(moved).collect()
        }
        _ => Vec::new(),
    }
}

fn moved(follower: &Report, into: &ReportId, at: jiff::Timestamp) -> Draft {
    let body = Body { merged_into: Some(into.clone()), ..Body::default() };
    draft(follower, at, Standing::System, Action::Merge, Changes::default(), body)
}

fn draft(of: &Report, at: jiff::Timestamp, by: Standing, action: Action, changes: Changes, body: Body) -> Draft {
    let at = of.history.last().map_or(at, |last| at.max(last.at.at()));
    Draft { at: at.into(), by, action, changes, body, due_at: None }
}

impl Report {
    /// Why the report was refused, where it is.
    pub fn refusal(&self) -> Option<RefusalReason> {
        let reason = self.history.iter().rev().find_map(|e| e.changes.refusal);
        reason.filter(|_| self.status == Status::Refused)
    }
}
