//! Changes: look, decide, store with the audit's next entry, then let phones and reports follow.

use std::sync::Arc;

use aws::tables::staff::{Change, Phones};
use domain::{
    actor::Role,
    audit::{Deed, Draft},
    calendar::date_of,
    directory::{CategoryCode, Directory, UnitId},
    staff::{
        Name, Staff, StaffId,
        manage::{self, Around, LONGEST_LINE, Wanted, parted},
    },
    text::TextFault,
};
use edge::{Problem, Reply, Request};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{App, parting, read::form, returning};

/// Times that a change is decided anew while others write to the audit.
const ATTEMPTS: usize = 8;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    name: Option<String>,
    role: Role,
    #[serde(default)]
    unit: Option<UnitId>,
    #[serde(default)]
    categories: Option<Vec<CategoryCode>>,
    #[serde(default)]
    deputy: Option<StaffId>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Away {
    from: Option<Date>,
    until: Option<Date>,
    #[serde(default)]
    deputy: Option<StaffId>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    dry_run: Option<Flag>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Flag {
    True,
    False,
}

/// What a decision makes of a row.
enum Next {
    Same,
    Row(Staff),
    Gone,
}

/// Puts a person in place, whether there was one or not.
pub(crate) async fn put(app: &App, request: &Request) -> Result<Reply, Problem> {
    let id: StaffId = request.path("id")?;
    let Body { name, role, unit, categories, deputy } = request.body()?;
    let (name, mut categories) = (named(name.as_deref())?, categories.unwrap_or_default());
    categories.sort();
    categories.dedup();
    let wanted = Wanted { id: id.clone(), name, role, unit, categories, deputy: deputy.clone() };
    let decide = |around: Around<'_>| {
        let after = manage::put(wanted.clone(), around)?;
        Ok(after.map_or(Next::Same, Next::Row))
    };
    let query: Query = request.query()?;
    if query.dry_run == Some(Flag::True) {
        let (directory, day) = (app.directory.at(request.now).await?, date_of(request.now));
        let known = Known::read(app, request, &id, deputy.as_ref()).await?;
        let changes = matches!(decide(known.around(&directory, day))?, Next::Row(_));
        return Reply::json(200, &json!({"dry_run": true, "changed": changes}));
    }
    let row = changed(app, request, &id, deputy.as_ref(), Deed::StaffPut, decide).await?;
    Reply::json(200, &row.map(|row| form(&row, date_of(request.now))))
}

/// Removes a person. One who is not there is removed already.
pub(crate) async fn remove(app: &App, request: &Request) -> Result<Reply, Problem> {
    let id: StaffId = request.path("id")?;
    let decide = |around: Around<'_>| match around.person {
        Some(person) => manage::remove(person, around).map(|()| Next::Gone).map_err(Problem::from),
        None if matches!(around.caller.role, Role::Admin | Role::Leader) => Ok(Next::Same),
        None => Err(Problem::new("staff_not_yours")),
    };
    changed(app, request, &id, None, Deed::StaffRemoved, decide).await?;
    Ok(Reply::no_content())
}

/// The caller is away, or back.
pub(crate) async fn absence(app: &App, request: &Request) -> Result<Reply, Problem> {
    let id: StaffId = request.caller()?.staff()?.subject.parse().map_err(|_| Problem::new("staff_only"))?;
    let Away { from, until, deputy } = request.body()?;
    let days = days(from, until)?;
    let decide = |around: Around<'_>| {
        let after = manage::absence(around.caller, days, deputy.clone(), around.line, around.day)?;
        Ok(after.map_or(Next::Same, Next::Row))
    };
    let row = changed(app, request, &id, deputy.as_ref(), Deed::StaffAbsence, decide).await?;
    Reply::json(200, &row.map(|row| form(&row, date_of(request.now))))
}

/// Somebody else is away, or back: who is ill can't say so.
pub(crate) async fn absence_of(app: &App, request: &Request) -> Result<Reply, Problem> {
    let id: StaffId = request.path("id")?;
    let Away { from, until, deputy } = request.body()?;
    let days = days(from, until)?;
    let decide = |around: Around<'_>| {
        let after = manage::absence_of(days, deputy.clone(), around)?.ok_or_else(Problem::not_found)?;
        Ok(after.map_or(Next::Same, Next::Row))
    };
    let row = changed(app, request, &id, deputy.as_ref(), Deed::StaffAbsence, decide).await?;
    Reply::json(200, &row.map(|row| form(&row, date_of(request.now))))
}

/// The first and the last day; none where who was away is back.
fn days(from: Option<Date>, until: Option<Date>) -> Result<Option<(Date, Date)>, Problem> {
    match (from, until) {
        (Some(from), Some(until)) => Ok(Some((from, until))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Problem::field("field_required", "/from", "")),
        (Some(_), None) => Err(Problem::field("field_required", "/until", "")),
    }
}

/// A name of any shape in NFC; an empty one is none.
fn named(name: Option<&str>) -> Result<Option<Name>, Problem> {
    match name.map(Name::parse) {
        None | Some(Err(TextFault::Empty)) => Ok(None),
        Some(Ok(name)) => Ok(Some(name)),
        Some(Err(fault)) => Err(Problem::field(&fault.to_string(), "/name", "")),
    }
}

/// What a change is decided on.
struct Known {
    caller: Staff,
    person: Option<Staff>,
    line: Vec<Staff>,
    another_admin: bool,
}

impl Known {
    async fn read(app: &App, request: &Request, id: &StaffId, deputy: Option<&StaffId>) -> Result<Self, Problem> {
        let caller = app.caller(request).await?;
        let person = if caller.staff_id == *id { Some(caller.clone()) } else { app.staff.get(id.as_str()).await? };
        let line = match deputy {
            Some(deputy) => app.staff.line(deputy, LONGEST_LINE).await?,
            None => Vec::new(),
        };
        let another_admin = match &person {
            Some(Staff { role: Role::Admin, .. }) => another_admin(app, id).await?,
            _ => true,
        };
        Ok(Self { caller, person, line, another_admin })
    }

    fn around<'a>(&'a self, directory: &'a Directory, day: Date) -> Around<'a> {
        let Self { caller, person, line, another_admin } = self;
        Around { caller, person: person.as_ref(), line, another_admin: *another_admin, directory, day }
    }
}

/// Decides on what is there, stores it, and decides again where somebody was quicker; gives the row as it is then.
async fn changed(
    app: &App,
    request: &Request,
    id: &StaffId,
    deputy: Option<&StaffId>,
    deed: Deed,
    decide: impl Fn(Around<'_>) -> Result<Next, Problem>,
) -> Result<Option<Staff>, Problem> {
    let (directory, day) = (app.directory.at(request.now).await?, date_of(request.now));
    for _ in 0..ATTEMPTS {
        // First of all: whatever is written after this entry cancels what is decided here.
        let last = app.audit.last().await?;
        let known = Known::read(app, request, id, deputy).await?;
        let decided = decide(known.around(&directory, day))?;
        let Known { caller, person, .. } = known;
        let after = match decided {
            Next::Same => {
                parting::finish(app, id, request.now, &directory).await?;
                return Ok(person);
            }
            Next::Row(row) => Some(row),
            Next::Gone => None,
        };
        let draft = Draft {
            at: request.now,
            by: caller.staff_id.to_string(),
            action: deed,
            subject: id.to_string(),
            body: json!({"before": person.as_ref().map(said), "after": after.as_ref().map(said)}),
        };
        let entry = draft.seal(last.as_ref(), edge::salt()?);
        let phones = leaving(app, id, person.as_ref(), after.as_ref(), day).await?;
        let change = Change {
            id,
            before: person.as_ref(),
            after: after.as_ref(),
            phones: phones.as_ref().map(|(before, after)| (before, after)),
            entry: &entry,
        };
        if app.staff.change(&app.audit, &change).await? {
            follow(app, request, id, person.as_ref(), after.as_ref(), &directory).await?;
            return Ok(after);
        }
    }
    Err(Problem::unavailable("others kept writing to the audit"))
}

/// Phones and reports after a change that is stored.
async fn follow(
    app: &App,
    request: &Request,
    id: &StaffId,
    before: Option<&Staff>,
    after: Option<&Staff>,
    directory: &Arc<Directory>,
) -> Result<(), Problem> {
    let day = date_of(request.now);
    parting::finish(app, id, request.now, directory).await?;
    if let Some(back) = after.filter(|after| before.is_some_and(|b| b.away(day) && b.unit == after.unit)) {
        returning::rejoin(app, back, request.now).await?;
    }
    Ok(parting::retune(app, before, after, day).await?)
}

/// The person's phones as they are and with the unit that they must leave, where they must.
async fn leaving(
    app: &App,
    id: &StaffId,
    before: Option<&Staff>,
    after: Option<&Staff>,
    day: Date,
) -> Result<Option<(Phones, Phones)>, Problem> {
    let Some(unit) = parted(before, after, day) else { return Ok(None) };
    let phones = app.staff.phones(id).await?;
    let mut leaving = phones.clone();
    if !leaving.parting.contains(&unit) {
        leaving.parting.push(unit);
    }
    Ok(Some((phones, leaving)))
}

/// Whether there is an administrator beside `id`: the index may be a moment old, so each one named is looked at.
async fn another_admin(app: &App, id: &StaffId) -> Result<bool, Problem> {
    for other in app.staff.of_role(Role::Admin).await?.iter().filter(|other| other.staff_id != *id) {
        if app.staff.get(other.staff_id.as_str()).await?.is_some_and(|row| row.role == Role::Admin) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A row as the audit tells it.
fn said(row: &Staff) -> Value {
    json!({"name": row.name, "role": row.role, "unit": row.unit, "categories": row.categories,
           "deputy": row.deputy, "absence": row.absence})
}
