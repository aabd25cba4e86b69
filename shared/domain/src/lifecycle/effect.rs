//! What each rule changes. Deadlines come of the calendar, never of the clock's hands.

use super::{Case, Outcome, guard};
use crate::{
    Refusal,
    actor::Standing,
    command::Command,
    directory::{Place, UnitId},
    history::{Action, Changes, Proposal},
    millis::Millis,
    report::{Status, Verdict, Visibility},
};

/// Transfers after which the centre decides (rule 4).
const MOST_TRANSFERS: usize = 3;

type Effect = Result<Outcome, Refusal>;

fn to(status: Status) -> Changes {
    Changes { status: Some(status), ..Changes::default() }
}

pub(super) fn accept(case: &Case) -> Effect {
    Ok(case.outcome(Action::Accept, to(Status::InProgress)))
}

/// The new unit gets a receipt clock of its own; the citizen's deadline does not move. The third transfer, or one back
/// to an earlier owner, goes to the centre instead (rule 4).
pub(super) fn transfer(case: &Case) -> Effect {
    let Command::Transfer { unit, .. } = case.command else {
        return coordinate(case);
    };
    passed_on(case, Action::Transfer, unit, Changes::default())
}

/// By the unit that has it to another: to the centre where it has been passed on too often or comes back. The centre
/// itself sends it where it likes.
pub(super) fn passed_on(case: &Case, action: Action, unit: &UnitId, changes: Changes) -> Effect {
    let by_centre = case.actor.is_of_centre();
    if case.report.bound && !by_centre {
        return Err(Refusal::Rule("assignment_binding"));
    }
    if !by_centre && (case.times_passed_on() + 1 >= MOST_TRANSFERS || case.owned_before(unit)) {
        let mut outcome = coordinate(case)?;
        outcome.changes = Changes { rule: None, ..over(changes, outcome.changes) };
        return Ok(outcome);
    }
    let handed = handed_to(case, action, unit, false)?;
    Ok(Outcome { changes: over(changes, handed.changes), ..handed })
}

/// What a report's change of hands sets, over what else is set.
fn over(changes: Changes, hands: Changes) -> Changes {
    Changes { status: hands.status, owner: hands.owner, receive_by: hands.receive_by, bound: hands.bound, ..changes }
}

pub(super) fn assign(case: &Case) -> Effect {
    let Command::Assign { unit, .. } = case.command else {
        return Err(Refusal::Field("unit_unknown", "/unit"));
    };
    handed_to(case, Action::Assign, unit, true)
}

fn handed_to(case: &Case, action: Action, unit: &UnitId, bound: bool) -> Effect {
    let changes = Changes {
        owner: Some(unit.clone()),
        receive_by: Some(case.receive_by()?),
        bound: bound.then_some(true),
        ..to(Status::Submitted)
    };
    Ok(case.outcome(action, changes))
}

/// To the centre, which has its own short time to assign.
pub(super) fn coordinate(case: &Case) -> Effect {
    let span = case.clocks().coordinate;
    let changes =
        Changes { owner: Some(case.centre()?), receive_by: Some(case.due_in(span)), ..to(Status::Coordinating) };
    Ok(case.outcome(case.command.action(), changes))
}

pub(super) fn ask(case: &Case) -> Effect {
    Ok(case.outcome(Action::Ask, to(Status::NeedsInfo)))
}

/// The clock goes on: the paused span is added to the citizen's deadline.
pub(super) fn resume(case: &Case) -> Effect {
    let paused = case.report.last(Action::Ask).map_or(case.now, |e| e.at.at());
    let changes = Changes { resolve_by: Some(case.shifted(paused)?), ..to(Status::InProgress) };
    Ok(case.outcome(case.command.action(), changes))
}

/// An officer and a leader propose; the centre, whose second extension it is, decides.
pub(super) fn extend(case: &Case) -> Effect {
    let Command::Extend { until, .. } = case.command else {
        return remark(case);
    };
    let until = Millis::from(*until);
    if case.standing == Standing::Centre {
        return Ok(case.outcome(Action::Extend, Changes { resolve_by: Some(until), ..Changes::default() }));
    }
    Ok(proposing(case, Proposal::Extend { until }))
}

/// Answered at once where every photo is processed; held where one is not yet; proposed where a waiver is asked for.
pub(super) fn answer(case: &Case) -> Effect {
    let Command::Answer { photos, waiver, .. } = case.command else {
        let held = case.report.held().ok_or(Refusal::Rule("no_answer_held"))?;
        return Ok(case.outcome(Action::Answer, answered(held.n)));
    };
    if waiver.is_some() && photos.is_empty() {
        return Ok(proposing(case, Proposal::Waive));
    }
    if photos.iter().all(|id| guard::is_ready(case, id)) {
        return Ok(case.outcome(Action::Answer, answered(case.next())));
    }
    Ok(case.outcome(Action::Hold, Changes::default()))
}

fn answered(entry: u32) -> Changes {
    Changes { answer: Some(entry), ..to(Status::Answered) }
}

pub(super) fn close(case: &Case) -> Effect {
    let (verdict, rating) = match case.command {
        Command::Agree { rating, .. } => (Verdict::Agreed, *rating),
        Command::Uphold { .. } => (Verdict::Upheld, None),
        Command::Silence => (Verdict::Silent, None),
        _ => (Verdict::Disagreed, None),
    };
    Ok(case.outcome(case.command.action(), Changes { verdict: Some(verdict), rating, ..to(Status::Closed) }))
}

pub(super) fn dispute(case: &Case) -> Effect {
    let span = case.clocks().review;
    Ok(case.outcome(Action::Reprocess, Changes { review_by: Some(case.due_in(span)), ..to(Status::Disputed) }))
}

/// A new handling deadline of half the length.
pub(super) fn reopen(case: &Case) -> Effect {
    let by = case.directory.calendar().add_part(case.now, case.handling()?, 50).at;
    Ok(case.outcome(Action::Reopen, Changes { resolve_by: Some(by.into()), ..to(Status::InProgress) }))
}

pub(super) fn propose(case: &Case) -> Effect {
    let Command::Refuse { reason, .. } = case.command else {
        return remark(case);
    };
    Ok(proposing(case, Proposal::Refuse { reason: *reason }))
}

fn proposing(case: &Case, proposal: Proposal) -> Outcome {
    let mut outcome = case.outcome(Action::Propose, Changes::default());
    outcome.body.proposal = Some(proposal);
    outcome
}

/// What was proposed happens.
pub(super) fn confirm(case: &Case) -> Effect {
    let (entry, proposal) = case.report.proposed().ok_or(Refusal::Rule("nothing_proposed"))?;
    let changes = match proposal {
        Proposal::Refuse { reason } => Changes { refusal: Some(reason), ..to(Status::Refused) },
        Proposal::Extend { until } => Changes { resolve_by: Some(until), ..Changes::default() },
        Proposal::Waive => answered(entry.n),
    };
    Ok(case.outcome(Action::Confirm, changes))
}

/// The stopped time is added; at least half the handling time remains.
pub(super) fn contest(case: &Case) -> Effect {
    let refused =
        case.report.history.iter().rev().find(|e| e.changes.refusal.is_some()).map_or(case.now, |e| e.at.at());
    let half = case.directory.calendar().add_part(case.now, case.handling()?, 50).at.into();
    let mut outcome = coordinate(case)?;
    outcome.changes.resolve_by = Some(case.shifted(refused)?.max(half));
    Ok(outcome)
}

pub(super) fn withdraw(case: &Case) -> Effect {
    Ok(case.outcome(Action::Withdraw, to(Status::Withdrawn)))
}

/// The clock goes on as if never stopped.
pub(super) fn recall(case: &Case) -> Effect {
    Ok(case.outcome(Action::Recall, to(Status::InProgress)))
}

/// Something is said, nothing moves.
pub(super) fn remark(case: &Case) -> Effect {
    Ok(case.outcome(case.command.action(), Changes::default()))
}

/// The report goes to what its area has become. Its owner changes only where that has ended too: to the unit's
/// successor, else by the rules. State and the citizen's deadline stay; who has yet to accept gets time to.
pub(super) fn succeed(case: &Case) -> Effect {
    Ok(case.outcome(Action::Succeed, succession(case)?))
}

/// What the changed map changes of a report; nothing where its areas and its owner still stand.
pub(super) fn succession(case: &Case) -> Result<Changes, Refusal> {
    let (report, directory, today) = (case.report, case.directory, case.today());
    if !report.has_outlived(directory, case.now) {
        return Ok(Changes::default());
    }
    let before = directory.place_in(report.area.clone(), &report.also_in);
    let place = directory.succeed(&before, today).unwrap_or(before);
    let mut changes = Changes { directory: Some(directory.version().to_owned()), ..Changes::default() };
    if !directory.unit_valid_on(&report.owner, today) {
        let (owner, rule) = successor(case, &place)?;
        changes.owner = Some(owner);
        changes.rule = Some(rule);
        if report.status == Status::Submitted {
            changes.receive_by = Some(case.receive_by()?);
        }
    }
    changes.area = (place.area != report.area).then_some(place.area);
    changes.also_in = (place.also_in != report.also_in).then_some(place.also_in);
    Ok(changes)
}

fn successor(case: &Case, place: &Place) -> Result<(UnitId, String), Refusal> {
    let (report, directory, today) = (case.report, case.directory, case.today());
    if let Some(unit) = directory.unit_successor(&report.owner, today) {
        return Ok((unit.id.clone(), "successor".to_owned()));
    }
    let about = report.submission().and_then(|e| e.body.about_unit.as_ref());
    match directory.route(&report.category, place, about, today) {
        Ok(route) => Ok((route.unit, format!("successor>{}", route.rule))),
        Err(_) => Ok((case.centre()?, "successor>centre".to_owned())),
    }
}

pub(super) fn name_officer(case: &Case) -> Effect {
    let mut outcome = case.outcome(Action::NameOfficer, Changes::default());
    if let Command::NameOfficer { officer } = case.command {
        outcome.body.officer = Some(officer.clone());
    }
    Ok(outcome)
}

pub(super) fn make_confidential(case: &Case) -> Effect {
    Ok(case.outcome(
        Action::MakeConfidential,
        Changes { visibility: Some(Visibility::Confidential), ..Changes::default() },
    ))
}
