//! Rule 21: category, area, location or urgency were wrong. The earlier of the old and the new deadline holds, and where
//! the rules then name another owner, the report goes there.

use super::{Case, Outcome, effect, span};
use crate::{
    Refusal, Report,
    actor::Standing,
    command::{Command, Correction},
    directory::{AreaId, Confidential, Location as Claimed, PlaceClaim, category::Category},
    history::{Action, Changes},
    location::Location,
    report::{Status, Visibility},
    submission::{Asked, Ruling, rule},
};

type Effect = Result<Outcome, Refusal>;

/// Something must differ, and lowering urgency needs a leader.
pub(super) fn may_correct(case: &Case) -> Result<(), Refusal> {
    super::guard::room(case)?;
    let Command::Correct { to, .. } = case.command else { return Ok(()) };
    let report = case.report;
    let differs = to.category.as_ref().is_some_and(|c| *c != report.category)
        || to.area.as_ref().is_some_and(|a| *a != report.area)
        || to.location.is_some_and(|l| Some(l) != report.location)
        || to.urgent.is_some_and(|u| u != report.urgent);
    if !differs {
        return Err(Refusal::Rule("nothing_corrected"));
    }
    if report.urgent && to.urgent == Some(false) && case.standing == Standing::Officer {
        return Err(Refusal::Field("urgency_lowered_by_leader", "/urgent"));
    }
    Ok(())
}

pub(super) fn correct(case: &Case) -> Effect {
    let Command::Correct { to, .. } = case.command else { return effect::remark(case) };
    let report = case.report;
    let ruled = ruling(case, to)?;
    let category = to.category.as_ref().unwrap_or(&report.category);
    // The category's terms are those of the day on which the report came.
    let terms =
        case.directory.category(category, report.day()).ok_or(Refusal::Field("category_unknown", "/category"))?;
    let urgent = to.urgent.unwrap_or(report.urgent);
    let mut changes = Changes {
        category: to.category.clone().filter(|c| *c != report.category),
        area: Some(ruled.place.area).filter(|a| *a != report.area),
        also_in: Some(ruled.place.also_in).filter(|a| *a != report.also_in),
        location: to.location,
        urgent: to.urgent.filter(|u| *u != report.urgent),
        visibility: visibility(terms, report),
        directory: Some(case.directory.version().to_owned()),
        ..Changes::default()
    };
    let calendar = case.directory.calendar();
    let receive_by = calendar.add(case.now, span(terms.receive, urgent)).at;
    let resolve_by = calendar.add(receive_by, span(terms.handle, urgent)).at;
    changes.resolve_by = Some(resolve_by.into()).filter(|by| *by < report.resolve_by);
    let elsewhere = ruled.owner != report.owner && Some(&ruled.owner) != routed_before(case).as_ref();
    if elsewhere {
        changes.rule = Some(ruled.rule);
        return effect::passed_on(case, Action::Correct, &ruled.owner, changes);
    }
    if report.status == Status::Submitted {
        changes.receive_by = Some(receive_by.into()).filter(|by| *by < report.receive_by);
    }
    Ok(case.outcome(Action::Correct, changes))
}

/// What the rules of today make of the report as corrected.
fn ruling(case: &Case, to: &Correction) -> Result<Ruling, Refusal> {
    let report = case.report;
    let about_unit = report.submission().and_then(|e| e.body.about_unit.as_ref());
    let asked = |area: Option<AreaId>, location: Option<Location>| {
        let location = location.and_then(|l| Claimed::new(l.lat(), l.lng(), f64::from(l.accuracy_m)).ok());
        let claim = PlaceClaim { location, area, also_in: report.also_in.clone() };
        let category = to.category.as_ref().unwrap_or(&report.category);
        let urgent = to.urgent.unwrap_or(report.urgent);
        rule(&Asked { category, claim: &claim, urgent, about_unit }, case.now, case.directory)
    };
    match (&to.area, to.location) {
        (None, None) => asked(Some(report.area.clone()), None),
        (Some(area), location) => asked(Some(area.clone()), location.or(report.location)),
        // A new point says where it is, but on a day without borders.
        (None, Some(_)) => match asked(None, to.location) {
            Err(Refusal::AreaRequired) => asked(Some(report.area.clone()), to.location),
            ruled => ruled,
        },
    }
}

/// Where the rules of today would send it uncorrected: an owner by transfer stays where a correction alters nothing.
fn routed_before(case: &Case) -> Option<crate::directory::UnitId> {
    let report = case.report;
    let claim = PlaceClaim { location: None, area: Some(report.area.clone()), also_in: report.also_in.clone() };
    let about_unit = report.submission().and_then(|e| e.body.about_unit.as_ref());
    let asked = Asked { category: &report.category, claim: &claim, urgent: report.urgent, about_unit };
    rule(&asked, case.now, case.directory).ok().map(|ruled| ruled.owner)
}

/// A category that is always confidential makes the report so; never the other way round.
fn visibility(terms: &Category, report: &Report) -> Option<Visibility> {
    let hide = terms.confidential == Confidential::Always && report.visibility == Visibility::Public;
    hide.then_some(Visibility::Confidential)
}
