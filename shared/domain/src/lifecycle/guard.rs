//! The conditions of the rules, each a sentence of DOMAIN.md. `Ok` lets the effect happen.

use jiff::Timestamp;

use super::Case;
use crate::{
    Refusal,
    actor::{Standing, is_centre},
    calendar::Span,
    command::Command,
    directory::PhotoToClose,
    due::{self, What},
    history::{Action, Proposal},
    ids::{PhotoId, PhotoKind},
    photo::{PhotoFacts, PhotoState},
    report::{Verdict, Visibility},
};

/// Most questions to the citizen (rule 6) and requests to do it again (rule 12).
const TWICE: usize = 2;
/// Entries after which nothing optional is added: keeps the item far from 400 KB whatever is sent.
/// 60 texts of 8,000 bytes would be too many, so bytes are bounded too.
const MOST_ENTRIES: usize = 60;
/// Bytes of texts after which nothing optional is added.
const MOST_TEXT: usize = 120_000;

pub(super) fn none(_: &Case) -> Result<(), Refusal> {
    Ok(())
}

/// The centre's assignment is binding (rule 5); a target must be valid today, and not the owner itself.
pub(super) fn may_pass_on(case: &Case) -> Result<(), Refusal> {
    if case.report.bound {
        return Err(Refusal::Rule("assignment_binding"));
    }
    unit_valid(case)
}

pub(super) fn unit_valid(case: &Case) -> Result<(), Refusal> {
    let (Command::Transfer { unit, .. } | Command::Assign { unit, .. }) = case.command else {
        return Ok(());
    };
    if case.directory.unit(unit).is_none() {
        return Err(Refusal::Field("unit_unknown", "/unit"));
    }
    if !case.directory.unit_valid_on(unit, case.today()) {
        return Err(Refusal::Field("unit_not_valid", "/unit"));
    }
    if *unit == case.report.owner || is_centre(unit) {
        return Err(Refusal::Field("unit_same", "/unit"));
    }
    Ok(())
}

pub(super) fn asked_less_than_twice(case: &Case) -> Result<(), Refusal> {
    if case.report.times(Action::Ask) < TWICE { Ok(()) } else { Err(Refusal::Rule("asked_twice")) }
}

/// Before expiry, later than now's deadline, at most the category's length more, once; a second time by the centre.
pub(super) fn may_extend(case: &Case) -> Result<(), Refusal> {
    may_propose(case)?;
    let Command::Extend { until, .. } = case.command else {
        return Ok(());
    };
    if case.now > case.report.resolve_by.at() {
        return Err(Refusal::Rule("extension_after_expiry"));
    }
    let latest = case.directory.calendar().add(case.report.resolve_by.at(), case.handling()?).at;
    if *until <= case.report.resolve_by.at() || *until > latest {
        return Err(Refusal::Field("extension_too_long", "/until"));
    }
    let before = extensions(case);
    match (before, case.standing) {
        (0, Standing::Officer | Standing::Leader) | (1, Standing::Centre) => Ok(()),
        (0, _) => Err(Refusal::Rule("first_extension_by_unit")),
        _ => Err(Refusal::Rule("extended_already")),
    }
}

fn extensions(case: &Case) -> usize {
    let confirmed = |e: &&crate::history::Entry| e.action == Action::Confirm && e.changes.resolve_by.is_some();
    case.report.history.iter().filter(confirmed).count() + case.report.times(Action::Extend)
}

/// Rule 9: the photo rule of the category. Photos still uploading are no fault: the answer is held.
pub(super) fn evidence(case: &Case) -> Result<(), Refusal> {
    nothing_proposed(case)?;
    let Command::Answer { photos, waiver, .. } = case.command else {
        return complete(case);
    };
    if case.report.held().is_some() {
        return Err(Refusal::Rule("answer_already_held"));
    }
    for id in photos {
        if id.kind() != PhotoKind::Evidence {
            return Err(Refusal::Field("photo_not_evidence", "/photos"));
        }
        let Some(photo) = case.photos.iter().find(|p| p.id == *id) else {
            return Err(Refusal::Field("photo_unknown", "/photos"));
        };
        usable(case, photo)?;
    }
    if !photos.iter().all(|id| is_ready(case, id)) || photos.is_empty() && waiver.is_some() {
        room(case)?;
    }
    match case.terms()?.photo_to_close {
        PhotoToClose::None => Ok(()),
        _ if !photos.is_empty() => Ok(()),
        PhotoToClose::Waivable if waiver.is_some() => Ok(()),
        PhotoToClose::Waivable => Err(Refusal::Field("evidence_photo_or_waiver_missing", "/photos")),
        PhotoToClose::Required => Err(Refusal::Field("evidence_photo_missing", "/photos")),
    }
}

/// A photo of the owner's, declared after acceptance, not found unusable and not seen before.
fn usable(case: &Case, photo: &PhotoFacts) -> Result<(), Refusal> {
    let accepted = case.report.accepted_at().unwrap_or(Timestamp::MAX);
    if !case.report.acts_for(&photo.by) {
        return Err(Refusal::Field("photo_unknown", "/photos"));
    }
    if photo.declared_at.at() < accepted {
        return Err(Refusal::Field("photo_before_acceptance", "/photos"));
    }
    if photo.seen_before {
        return Err(Refusal::Field("photo_seen_before", "/photos"));
    }
    if photo.state == PhotoState::Rejected {
        return Err(Refusal::Field("photo_rejected", "/photos"));
    }
    Ok(())
}

/// A held answer completes when every photo it names is processed and usable.
fn complete(case: &Case) -> Result<(), Refusal> {
    let held = case.report.held().ok_or(Refusal::Rule("no_answer_held"))?;
    for id in &held.body.photos {
        let photo = case.photos.iter().find(|p| p.id == *id).ok_or(Refusal::Rule("photos_not_ready"))?;
        usable(case, photo)?;
        if photo.state != PhotoState::Processed {
            return Err(Refusal::Rule("photos_not_ready"));
        }
    }
    Ok(())
}

/// What happens by itself is done when it is the next and its time has come, by the stored moment: a calendar
/// published since moves nothing.
pub(super) fn is_due(case: &Case) -> Result<(), Refusal> {
    let time_has_come = case.report.due_at.is_some_and(|at| case.now >= at.at());
    let next = due::first(case.report, case.directory);
    if time_has_come && next.is_some_and(|due| due.what == What::Change(case.command.clone())) {
        Ok(())
    } else {
        Err(Refusal::Rule("not_due"))
    }
}

/// A held answer lapses after 24 hours, or at once when one of its photos can never count.
pub(super) fn may_lapse(case: &Case) -> Result<(), Refusal> {
    let held = case.report.held().ok_or(Refusal::Rule("no_answer_held"))?;
    let named = |photo: &&PhotoFacts| held.body.photos.contains(&photo.id);
    if case.photos.iter().filter(named).any(|photo| usable(case, photo).is_err()) { Ok(()) } else { is_due(case) }
}

/// The report follows its commune when that ends, and gets another owner when its own ends.
pub(super) fn area_or_owner_ended(case: &Case) -> Result<(), Refusal> {
    if case.report.has_outlived(case.directory, case.now) { Ok(()) } else { Err(Refusal::Rule("nothing_to_succeed")) }
}

pub(super) fn rating(case: &Case) -> Result<(), Refusal> {
    match case.command {
        Command::Agree { rating: Some(rating), .. } if !(1..=5).contains(rating) => {
            Err(Refusal::Field("rating_out_of_range", "/rating"))
        }
        _ => Ok(()),
    }
}

pub(super) fn may_reprocess(case: &Case) -> Result<(), Refusal> {
    if case.now > answer_stands_until(case, case.clocks().verdict) {
        return Err(Refusal::Rule("reprocess_too_late"));
    }
    if case.report.times(Action::Reprocess) >= TWICE {
        return Err(Refusal::Rule("reprocessed_twice"));
    }
    Ok(())
}

pub(super) fn silent_within_30_days(case: &Case) -> Result<(), Refusal> {
    if case.report.verdict != Some(Verdict::Silent) {
        return Err(Refusal::Rule("verdict_given"));
    }
    let closed = case.report.last(Action::Silence).map_or(case.now, |e| e.at.at());
    if case.now > case.after(closed, case.clocks().late_verdict) {
        return Err(Refusal::Rule("verdict_too_late"));
    }
    rating(case)
}

/// Reviewed by the leader, or by the unit above for a leader's own answer: never by who answered.
pub(super) fn not_who_answered(case: &Case) -> Result<(), Refusal> {
    let Some(answer) = case.report.answer_entry() else {
        return Ok(());
    };
    let same_person = answer.body.staff.as_deref() == case.actor.staff_id();
    let leaders_own = answer.by == Standing::Leader && case.standing == Standing::Leader;
    if same_person || leaders_own { Err(Refusal::Rule("reviewer_answered")) } else { Ok(()) }
}

/// One proposal at a time, and not without end.
pub(super) fn may_propose(case: &Case) -> Result<(), Refusal> {
    room(case)?;
    nothing_proposed(case)
}

/// Whether a photo has been processed.
pub(super) fn is_ready(case: &Case, id: &PhotoId) -> bool {
    case.photos.iter().any(|photo| photo.id == *id && photo.state == PhotoState::Processed)
}

fn nothing_proposed(case: &Case) -> Result<(), Refusal> {
    if case.report.proposed().is_none() { Ok(()) } else { Err(Refusal::Rule("proposal_pending")) }
}

/// Never by who proposed; a leader's own by the unit above, and any by it too once a working day has passed.
pub(super) fn may_judge_proposal(case: &Case) -> Result<(), Refusal> {
    let (entry, proposal) = case.report.proposed().ok_or(Refusal::Rule("nothing_proposed"))?;
    if entry.body.staff.as_deref() == case.actor.staff_id() {
        return Err(Refusal::Rule("own_proposal"));
    }
    let waited = case.now >= case.after(entry.at.at(), case.clocks().confirm);
    let allowed = match case.standing {
        Standing::Leader => entry.by == Standing::Officer,
        Standing::Above => entry.by == Standing::Leader || waited,
        Standing::Centre => {
            let nobody_above =
                case.directory.unit_above(&case.report.owner, case.today()).is_none_or(|u| is_centre(&u.id));
            // What the unit above proposed in the leader's place, nobody else is left to judge.
            entry.by == Standing::Above || (nobody_above && (entry.by == Standing::Leader || waited))
        }
        _ => false,
    };
    if !allowed {
        return Err(Refusal::Rule("own_proposal"));
    }
    let expired = matches!(proposal, Proposal::Extend { .. }) && case.now > case.report.resolve_by.at();
    if expired && matches!(case.command, Command::Confirm { .. }) {
        return Err(Refusal::Rule("extension_after_expiry"));
    }
    Ok(())
}

pub(super) fn officer_named(case: &Case) -> Result<(), Refusal> {
    let Command::ReleaseOfficer { officer } = case.command else { return Ok(()) };
    if case.report.officer.as_ref() == Some(officer) { Ok(()) } else { Err(Refusal::Rule("officer_not_named")) }
}

pub(super) fn may_contest(case: &Case) -> Result<(), Refusal> {
    if case.report.times(Action::Contest) > 0 {
        return Err(Refusal::Rule("contested_already"));
    }
    let refused =
        case.report.history.iter().rev().find(|e| e.changes.refusal.is_some()).map_or(case.now, |e| e.at.at());
    if case.now > case.after(refused, case.clocks().contest) { Err(Refusal::Rule("contest_too_late")) } else { Ok(()) }
}

pub(super) fn within_24_hours(case: &Case) -> Result<(), Refusal> {
    room(case)?;
    if case.now <= answer_stands_until(case, case.clocks().recall) {
        Ok(())
    } else {
        Err(Refusal::Rule("recall_too_late"))
    }
}

pub(super) fn public(case: &Case) -> Result<(), Refusal> {
    if case.report.visibility == Visibility::Public { Ok(()) } else { Err(Refusal::Rule("confidential_already")) }
}

/// Whether there is room for something that a report can do without.
pub(super) fn room(case: &Case) -> Result<(), Refusal> {
    let bytes: usize = case.report.history.iter().filter_map(|e| e.body.text.as_ref()).map(String::len).sum();
    if case.report.history.len() < MOST_ENTRIES && bytes < MOST_TEXT {
        Ok(())
    } else {
        Err(Refusal::Rule("history_full"))
    }
}

/// The end of a span that began when the answer was stored as one: a held answer's begins when it can be read.
fn answer_stands_until(case: &Case, span: Span) -> Timestamp {
    let stored = case.report.history.iter().rev().find(|e| e.changes.answer.is_some());
    case.after(stored.map_or(case.now, |e| e.at.at()), span)
}
