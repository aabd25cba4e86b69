//! Who may change which row of staff, and what a row may say. Each refusal is a fact of its own.
//!
//! What is decided here is stored with the audit's next entry, of which there is only one: two changes at one moment
//! never both see two administrators, or both halves of a circle missing.

use jiff::civil::Date;

use super::{Absence, Name, Staff, StaffId};
use crate::{
    Refusal,
    actor::Role,
    directory::{CategoryCode, Directory, UnitId},
};

/// Most days away at once.
const LONGEST_ABSENCE_DAYS: i32 = 366;
/// Longest line of deputies that is followed; a longer one counts as a circle.
pub const LONGEST_LINE: usize = 20;

/// What somebody wants a row to say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Staff, which says what they are")]
pub struct Wanted {
    pub id: StaffId,
    pub name: Option<Name>,
    pub role: Role,
    pub unit: Option<UnitId>,
    pub categories: Vec<CategoryCode>,
    pub deputy: Option<StaffId>,
}

/// What is known when a row is changed.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The row of who asks: their token may be older.
    pub caller: &'a Staff,
    /// The row as it is, if there is one.
    pub person: Option<&'a Staff>,
    /// The deputy named, then that one's, and so on as far as they are there: at most [`LONGEST_LINE`].
    pub line: &'a [Staff],
    /// Whether there is an administrator beside the person.
    pub another_admin: bool,
    /// The directory in force.
    pub directory: &'a Directory,
    /// The day.
    pub day: Date,
}

/// The row that `wanted` makes; `None` where it says so already.
pub fn put(wanted: Wanted, around: Around) -> Result<Option<Staff>, Refusal> {
    let Wanted { id, name, role, unit, categories, deputy } = wanted;
    may_manage(&id, role, unit.as_ref(), around)?;
    unit_there(role, unit.as_ref(), around)?;
    if categories.iter().any(|c| !around.directory.knows_category(c)) {
        return Err(Refusal::Field("category_unknown", "/categories"));
    }
    line_holds(&id, deputy.as_ref(), unit.as_ref(), around.line)?;
    if role != Role::Admin {
        last_admin_stays(around)?;
    }
    let before = around.person;
    // An absence goes along to another unit, but who stands in there is somebody of that unit.
    let moved = before.is_some_and(|b| b.unit != unit);
    let absence = before.and_then(|b| b.absence.clone()).filter(|a| a.until >= around.day);
    let absence = absence.map(|a| Absence { deputy: a.deputy.filter(|_| !moved), ..a });
    let version = before.map_or(0, |b| b.version);
    let after = Staff { staff_id: id, name, role, unit, categories, deputy, absence, version };
    Ok(changed(before, after))
}

/// Whether the person may be removed.
pub fn remove(person: &Staff, around: Around) -> Result<(), Refusal> {
    if person.staff_id == around.caller.staff_id && around.caller.role == Role::Admin {
        return last_admin_stays(around);
    }
    may_manage(&person.staff_id, person.role, person.unit.as_ref(), around)?;
    last_admin_stays(around)
}

/// The row with the absence that the person asks for; without days the one who was away is back.
pub fn absence(
    person: &Staff,
    days: Option<(Date, Date)>,
    deputy: Option<StaffId>,
    line: &[Staff],
    day: Date,
) -> Result<Option<Staff>, Refusal> {
    let Some((from, until)) = days else {
        return Ok(changed(Some(person), Staff { absence: None, ..person.clone() }));
    };
    if until < from {
        return Err(Refusal::Field("absence_backwards", "/until"));
    }
    // One that has begun may be made longer or shorter, but not begin again.
    let begun = person.absence.as_ref().is_some_and(|a| a.from == from);
    if until < day || (from < day && !begun) {
        return Err(Refusal::Field("absence_past", if until < day { "/until" } else { "/from" }));
    }
    if (until - from).get_days() > LONGEST_ABSENCE_DAYS {
        return Err(Refusal::Field("absence_too_long", "/until"));
    }
    line_holds(&person.staff_id, deputy.as_ref(), person.unit.as_ref(), line)?;
    if line.first().is_some_and(|d| d.absence.as_ref().is_some_and(|a| a.from <= from && until <= a.until)) {
        return Err(Refusal::Field("deputy_absent", "/deputy"));
    }
    let after = Staff { absence: Some(Absence { from, until, deputy }), ..person.clone() };
    Ok(changed(Some(person), after))
}

/// The row with the absence that somebody else asks for, who manages the person; `None` where nobody is there by that id
/// and who asks would manage them.
pub fn absence_of(
    days: Option<(Date, Date)>,
    deputy: Option<StaffId>,
    around: Around,
) -> Result<Option<Option<Staff>>, Refusal> {
    let Some(person) = around.person else {
        let manages = matches!(around.caller.role, Role::Admin | Role::Leader);
        return if manages { Ok(None) } else { Err(Refusal::Rule("staff_not_yours")) };
    };
    if person.staff_id != around.caller.staff_id {
        may_manage(&person.staff_id, person.role, person.unit.as_ref(), around)?;
    }
    absence(person, days, deputy, around.line, around.day).map(Some)
}

/// The unit that somebody's phones and named reports must leave at once, for the person is no longer at that desk.
pub fn parted(before: Option<&Staff>, after: Option<&Staff>, day: Date) -> Option<UnitId> {
    let desk = before?.desk()?;
    let stays = after.is_some_and(|a| a.desk().as_ref() == Some(&desk) && !a.away(day));
    (!stays).then_some(desk)
}

fn changed(before: Option<&Staff>, after: Staff) -> Option<Staff> {
    (before != Some(&after)).then(|| Staff { version: after.version + 1, ..after })
}

/// Administrators manage all, a leader the officers of the own unit, nobody their own role.
fn may_manage(id: &StaffId, role: Role, unit: Option<&UnitId>, around: Around) -> Result<(), Refusal> {
    let Around { caller, person, .. } = around;
    if *id == caller.staff_id && (role != caller.role || unit != caller.unit.as_ref()) {
        return Err(Refusal::Rule("own_role"));
    }
    if caller.role == Role::Admin {
        return Ok(());
    }
    if caller.role != Role::Leader || caller.unit.is_none() {
        return Err(Refusal::Rule("staff_not_yours"));
    }
    let own_officer = |role, unit: Option<&UnitId>| role == Role::Officer && unit == caller.unit.as_ref();
    if !person.is_none_or(|p| own_officer(p.role, p.unit.as_ref())) || !own_officer(role, unit) {
        return Err(Refusal::Rule("leader_manages_officers"));
    }
    Ok(())
}

/// A unit to come is taken, so that a change of units can be prepared; one that has ended is not.
fn unit_there(role: Role, unit: Option<&UnitId>, around: Around) -> Result<(), Refusal> {
    if matches!(role, Role::Citizen | Role::System) {
        return Err(Refusal::Field("role_unknown", "/role"));
    }
    let Some(id) = unit else {
        let needs = matches!(role, Role::Officer | Role::Leader);
        return if needs { Err(Refusal::Field("staff_unit_missing", "/unit")) } else { Ok(()) };
    };
    let unit = around.directory.unit(id).ok_or(Refusal::Field("unit_unknown", "/unit"))?;
    if unit.valid.to.is_some_and(|last| last < around.day) {
        return Err(Refusal::Field("unit_not_valid", "/unit"));
    }
    Ok(())
}

/// A deputy is another person of the same unit, and the line of deputies ends.
fn line_holds(id: &StaffId, deputy: Option<&StaffId>, unit: Option<&UnitId>, line: &[Staff]) -> Result<(), Refusal> {
    let Some(deputy) = deputy else { return Ok(()) };
    if deputy == id {
        return Err(Refusal::Field("deputy_self", "/deputy"));
    }
    let first = line.first().filter(|d| d.staff_id == *deputy).ok_or(Refusal::Field("deputy_unknown", "/deputy"))?;
    if first.unit.as_ref() != unit {
        return Err(Refusal::Field("deputy_elsewhere", "/deputy"));
    }
    if line.len() >= LONGEST_LINE || line.iter().any(|d| d.staff_id == *id) {
        return Err(Refusal::Field("deputies_in_circle", "/deputy"));
    }
    Ok(())
}

fn last_admin_stays(around: Around) -> Result<(), Refusal> {
    let admin = around.person.is_some_and(|p| p.role == Role::Admin);
    if admin && !around.another_admin { Err(Refusal::Rule("last_admin")) } else { Ok(()) }
}
