//! The one decision: may this be done to this report now, and what becomes of it.

use jiff::Timestamp;

use crate::{
    Refusal, Report,
    actor::{Actor, Standing},
    calendar,
    command::Command,
    directory::Directory,
    due,
    history::Draft,
    lifecycle::{self, Case},
    photo::PhotoFacts,
};

/// What was decided beside the report itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The event's own time.
    pub now: Timestamp,
    /// The directory in force.
    pub directory: &'a Directory,
    /// The photos that the command, or a held answer, names.
    pub photos: &'a [PhotoFacts],
    /// Other reports that matter: a merged one's target, those merged into one that is merged or withdrawn.
    pub others: &'a [Report],
}

/// The entry that `command` by `actor` adds to `report`, or why it may not.
///
/// `None` for whom the report isn't there at all: the answer is then that of a report that does not exist.
pub fn decide(report: &Report, actor: &Actor, command: &Command, around: Around) -> Option<Result<Draft, Refusal>> {
    let standing = actor.standing(report, around.directory, calendar::date_of(around.now))?;
    Some(judged_as(report, actor, command, around, standing))
}

/// As [`decide`], for an actor of that standing, or in its place ([`crate::staff::standing_in`]).
pub(crate) fn judged_as(
    report: &Report,
    actor: &Actor,
    command: &Command,
    around: Around,
    standing: Standing,
) -> Result<Draft, Refusal> {
    let Around { now, directory, photos, others } = around;
    // Events' clocks differ by a little, EventBridge's tells whole seconds: a history never goes back in time.
    let now = report.history.last().map_or(now, |last| now.max(last.at.at()));
    judge(&Case { report, actor, standing, command, now, directory, photos, others })
}

fn judge(case: &Case) -> Result<Draft, Refusal> {
    let action = case.command.action();
    let number = lifecycle::rules_for(action).next().map_or(0, |r| r.number);
    // The centre may do what is the centre's with a report that it handles itself too.
    let centre = |r: &&lifecycle::Rule| case.actor.is_of_centre() && r.by.contains(&Standing::Centre);
    let mine = || lifecycle::rules_for(action).filter(|r| r.by.contains(&case.standing) || centre(r));
    if mine().next().is_none() {
        return Err(Refusal::NotAllowed { action, rule: number });
    }
    let Some(rule) = mine().find(|r| r.from.contains(&case.report.status)) else {
        return Err(Refusal::WrongState { action, rule: number, status: case.report.status });
    };
    (rule.guard)(case)?;
    let outcome = (rule.effect)(case)?;
    let mut draft = Draft {
        at: case.now.into(),
        by: case.standing,
        action: outcome.action,
        changes: outcome.changes,
        body: outcome.body,
        due_at: None,
    };
    draft.due_at = due::after(case.report, &draft, case.directory);
    Ok(draft)
}
