//! Whom a change concerns. Nobody is told of what they did themselves.

use domain::{
    Report,
    actor::Standing,
    alert::{Alert, Tier, Watched},
    directory::{Directory, UnitId},
    history::{Action, Entry},
};
use jiff::civil::Date;

use crate::words::{Words, to_people, to_unit};

/// The units to tell of an entry. `then` is the report as the entry left it.
pub(crate) fn units(then: &Report, entry: &Entry, directory: &Directory, day: Date) -> Vec<(UnitId, Words)> {
    let Some(words) = to_unit(entry) else { return Vec::new() };
    let mut units = vec![then.owner.clone()];
    if judged_above(then, entry) {
        units.extend(above(then, directory, day));
    }
    units.into_iter().map(|unit| (unit, words)).collect()
}

/// What the reporter and the followers are told.
pub(crate) fn people(entry: &Entry) -> Option<Words> {
    to_people(entry)
}

/// The units for which an alert is: the owner's, and for what is very late the unit above and the centre.
pub(crate) fn alarmed(report: &Report, alert: Alert, directory: &Directory, day: Date) -> Vec<UnitId> {
    let leaders_own = || report.proposed().is_some_and(|(entry, _)| entry.by == Standing::Leader);
    let mut units = Vec::new();
    match alert.to {
        // a leader's own proposal is the unit above's to judge
        Tier::Leader if alert.of == Watched::Proposal && leaders_own() => units.extend(above(report, directory, day)),
        Tier::Officer | Tier::Leader => units.push(report.owner.clone()),
        Tier::Above if alert.of == Watched::Proposal => units.extend(above(report, directory, day)),
        Tier::Above => {
            units.extend(above(report, directory, day));
            units.extend(directory.centre(day).map(|centre| centre.id.clone()));
        }
    }
    units.dedup();
    units
}

/// A leader's own proposal, and a dispute of a leader's own answer, are for the unit above.
fn judged_above(then: &Report, entry: &Entry) -> bool {
    let answered_by = then.answer_entry().map(|answer| answer.by);
    match entry.action {
        Action::Propose => entry.by == Standing::Leader,
        Action::Reprocess => answered_by == Some(Standing::Leader),
        _ => false,
    }
}

fn above(report: &Report, directory: &Directory, day: Date) -> Option<UnitId> {
    directory.unit_above(&report.owner, day).map(|unit| unit.id.clone())
}
