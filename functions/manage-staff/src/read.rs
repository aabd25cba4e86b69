//! What is read: a person, a unit's staff, the audit, the units without a leader.

use data_encoding::HEXLOWER;
use domain::{
    actor::Role,
    audit::Entry,
    calendar::{ZONE, date_of},
    directory::UnitId,
    staff::{Staff, StaffId, presence},
};
use edge::{Problem, Reply, Request, forms::Listed, listing};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{App, watches};

/// Entries on a page of the audit where the caller doesn't say.
const USUAL: usize = 20;
/// Most entries on a page.
const MOST: usize = 100;

/// A person: for administrators, the centre, and who is of the same unit; of nobody else is it known whether they are.
pub(crate) async fn one(app: &App, request: &Request) -> Result<Reply, Problem> {
    let caller = app.caller(request).await?;
    let id: StaffId = request.path("id")?;
    let person = if id == caller.staff_id { Some(caller.clone()) } else { app.staff.get(id.as_str()).await? };
    let colleague = |p: &Staff| p.staff_id == caller.staff_id || (p.unit.is_some() && p.unit == caller.unit);
    let person = person.filter(|p| watches(&caller) || colleague(p)).ok_or_else(Problem::not_found)?;
    Reply::json(200, &form(&person, date_of(request.now)))
}

/// A unit's staff: for administrators, the centre, its own people, and the leaders of the unit above.
pub(crate) async fn unit(app: &App, request: &Request) -> Result<Reply, Problem> {
    let caller = app.caller(request).await?;
    let id: UnitId = request.path("id")?;
    let (directory, day) = (app.directory.at(request.now).await?, date_of(request.now));
    directory.unit(&id).ok_or_else(Problem::not_found)?;
    let above = directory.unit_above(&id, day).map(|u| &u.id);
    let leads_above = caller.role == Role::Leader && caller.unit.is_some() && caller.unit.as_ref() == above;
    if !watches(&caller) && caller.unit.as_ref() != Some(&id) && !leads_above {
        return Err(Problem::not_found());
    }
    let rows = app.staff.of_unit(&id).await?;
    let items: Vec<_> = rows.iter().map(|row| form(row, day)).collect();
    Reply::json(200, &json!({"items": items, "leader_present": presence::has_leader(&rows, day)}))
}

/// The units of today that have no leader who is there.
pub(crate) async fn attention(app: &App, request: &Request) -> Result<Reply, Problem> {
    app.watcher(request).await?;
    let (directory, day) = (app.directory.at(request.now).await?, date_of(request.now));
    let leaders = app.staff.of_role(Role::Leader).await?;
    let units = presence::leaderless(&directory, &leaders, day);
    let items: Vec<_> = units
        .iter()
        .map(|id| {
            let of_unit = leaders.iter().filter(|l| l.unit.as_ref() == Some(id));
            let name = directory.unit(id).map(|u| &u.name_vi);
            json!({"attention": "no_leader", "unit": id, "name": name, "leaders_away": of_unit.count()})
        })
        .collect();
    Reply::json(200, &json!({ "items": items }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Paging {
    cursor: Option<String>,
    limit: Option<String>,
}

/// The audit, the newest first.
pub(crate) async fn audit(app: &App, request: &Request) -> Result<Reply, Problem> {
    app.watcher(request).await?;
    let paging: Paging = request.query()?;
    let limit = paging.limit.map_or(Some(USUAL), |l| l.parse().ok()).filter(|l| (1..=MOST).contains(l));
    let limit = limit.ok_or_else(|| Problem::field("limit_out_of_range", "/limit", ""))?;
    let before = paging.cursor.map(|cursor| request.place(&cursor, |n| n.parse().ok())).transpose()?;
    let entries = app.audit.page(before, limit).await?;
    let next = entries
        .last()
        .filter(|last| entries.len() == limit && last.n > 1)
        .map(|last| request.cursor(&last.n.to_string()));
    let items: Vec<_> = entries.iter().map(told).collect();
    let page = Listed { items, next };
    listing::reply(request, &page, page.next.as_deref())
}

/// An entry, with all that is needed to check its hash.
fn told(entry: &Entry) -> Value {
    json!({
        "n": entry.n, "at": entry.at.at().display_with_offset(ZONE).to_string(), "by": entry.by,
        "action": entry.action, "subject": entry.subject,
        "before": entry.body["before"], "after": entry.body["after"],
        "previous": entry.previous.map(|p| p.hex()), "sealed": HEXLOWER.encode(&entry.seal_hash().0),
        "hash": entry.hash.hex(),
    })
}

/// A person as the answer tells.
pub(crate) fn form(person: &Staff, day: Date) -> Value {
    json!({
        "id": person.staff_id, "name": person.name, "role": person.role, "unit": person.unit,
        "categories": person.categories, "deputy": person.deputy, "absence": person.absence,
        "away": person.away(day),
    })
}
