//! Who acts where a leader is missing: the unit above in the leader's place, the centre where that has none either, on
//! disputed and overdue reports and wherever the owner has no leader who is there (DOMAIN.md, lifecycle: U and M).
//!
//! Who is there stands in the Staff table, which is read only where the answer hangs on it: [`asks`] names the unit to
//! look up next, or none. An officer is named among those who are there.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Staff, presence};
use crate::{
    Refusal, Report,
    actor::{Actor, Standing, is_centre},
    calendar::date_of,
    command::Command,
    decide::{Around, decide, judged_as},
    directory::UnitId,
    history::Draft,
    report::Status,
};

/// The staff of units that were looked up.
#[derive(Debug, Clone, Default)]
pub struct Rows(BTreeMap<UnitId, Vec<Staff>>);

impl Rows {
    /// Takes in a unit's rows.
    pub fn learn(&mut self, unit: UnitId, rows: Vec<Staff>) {
        self.0.insert(unit, rows);
    }

    fn has_leader(&self, unit: &UnitId, day: Date) -> Option<bool> {
        Some(presence::has_leader(self.0.get(unit)?, day))
    }
}

/// The unit whose staff must be looked up before this can be decided; `None` once enough is known, which is at once for
/// all but a few.
pub fn asks(report: &Report, actor: &Actor, command: &Command, around: Around, rows: &Rows) -> Option<UnitId> {
    let owner = || Some(report.owner.clone()).filter(|owner| !rows.0.contains_key(owner));
    if decide(report, actor, command, around)?.is_ok() {
        return matches!(command, Command::NameOfficer { .. }).then(owner).flatten();
    }
    judged_as(report, actor, command, around, Standing::Leader).ok()?;
    match place(report, actor, around, rows) {
        Place::Unknown(unit) => Some(unit),
        Place::Leaders | Place::Own => None,
    }
}

/// As [`decide`], knowing who is there. The entry says what the actor is, in whoever's place.
pub fn decide_knowing(
    report: &Report,
    actor: &Actor,
    command: &Command,
    around: Around,
    rows: &Rows,
) -> Option<Result<Draft, Refusal>> {
    let day = date_of(around.now);
    let said = decide(report, actor, command, around)?;
    let standing = actor.standing(report, around.directory, day)?;
    Some(match (said, command) {
        (Ok(_), Command::NameOfficer { officer })
            if rows.0.get(&report.owner).is_some_and(|unit| !presence::is_there(unit, officer, day)) =>
        {
            Err(Refusal::Field("officer_not_there", "/officer"))
        }
        (Err(refusal), _) if place(report, actor, around, rows) == Place::Leaders => {
            let instead = judged_as(report, actor, command, around, Standing::Leader);
            instead.map(|draft| Draft { by: standing, ..draft }).map_err(|_| refusal)
        }
        (said, _) => said,
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// The actor may do what a leader of the owner may.
    Leaders,
    /// The actor's own.
    Own,
    /// That hangs on this unit's staff.
    Unknown(UnitId),
}

fn place(report: &Report, actor: &Actor, around: Around, rows: &Rows) -> Place {
    let (directory, day) = (around.directory, date_of(around.now));
    match actor.standing(report, directory, day) {
        Some(Standing::Above) => {}
        Some(Standing::Centre) if report.status != Status::Coordinating => {
            // In the place of the unit above, where that is the centre itself or has no leader.
            let above = directory.unit_above(&report.owner, day).filter(|above| !is_centre(&above.id));
            match above.map(|above| (above, rows.has_leader(&above.id, day))) {
                Some((above, None)) => return Place::Unknown(above.id.clone()),
                Some((_, Some(true))) => return Place::Own,
                Some((_, Some(false))) | None => {}
            }
        }
        _ => return Place::Own,
    }
    let overdue = around.now > report.resolve_by.at()
        || (report.status == Status::Submitted && around.now > report.receive_by.at());
    if overdue || report.status == Status::Disputed {
        return Place::Leaders;
    }
    match rows.has_leader(&report.owner, day) {
        None => Place::Unknown(report.owner.clone()),
        Some(true) => Place::Own,
        Some(false) => Place::Leaders,
    }
}
