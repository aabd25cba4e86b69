//! `GET /v1/inbox?attention=…`: what the centre must look after, the nearest deadline first. Staff of the centre have no
//! accounts of AWS: this is where they see what is stuck.
//!
//! Nothing of it is stored with a report. A dead end is what its unit lacks now, so the queues of the units that lack it are
//! read; an officer who comes back ends it at once.

use std::collections::BTreeMap;

use aws::{StoreError, tables::reports::List};
use domain::{
    Report,
    actor::Role,
    calendar::date_of,
    directory::{Directory, UnitId},
    history::Action,
    report::Status,
    staff::{Staff, dead_end::has_officer, presence::leaderless},
    waiting::Due,
};
use edge::{
    Caller, Problem, Reply, Request,
    forms::StaffReport,
    listing::{self, Attention, Listing},
};
use jiff::civil::Date;

use crate::App;

pub(crate) async fn answer(
    app: &App,
    request: &Request,
    caller: &Caller,
    listing: &Listing,
    attention: Attention,
    directory: &Directory,
) -> Result<Reply, Problem> {
    if caller.role != Role::Centre {
        return Err(Problem::new("centre_only"));
    }
    let day = date_of(request.now);
    let staff = staff(app, attention).await?;
    let mut units = units(app, attention, &staff, directory, day).await?;
    units.retain(|unit| listing.unit.as_ref().is_none_or(|asked| asked == unit.as_str()));
    let due = listing.due.or((attention == Attention::Overdue).then_some(Due::Overdue));
    let open = |unit: &UnitId| {
        due.map_or_else(
            || List::open(unit),
            |due| {
                let (from, to) = due.between(request.now);
                List::open(unit).between(from, to)
            },
        )
    };
    let lists: Vec<_> = units.iter().map(open).collect();
    let page = app.reports.page_of_all(&lists, listing.after()?.as_ref(), listing.limit()?).await?;
    let form = |report: &Report| {
        let shown = (due.is_none() || report.status.is_awaited()) && fits(report, attention, &staff, day);
        shown.then(|| StaffReport::of(report, directory, None))
    };
    let listed = listing.page(&page, form);
    listing::reply(request, &listed, listed.next.as_deref())
}

/// The officers and leaders of each unit, as far as the answer hangs on them.
async fn staff(app: &App, attention: Attention) -> Result<BTreeMap<UnitId, Vec<Staff>>, StoreError> {
    let roles: &[Role] = match attention {
        Attention::NoOfficer => &[Role::Officer, Role::Leader],
        Attention::NoLeader => &[Role::Leader],
        Attention::Unreachable | Attention::Bounced | Attention::Overdue => &[],
    };
    let mut staff: BTreeMap<UnitId, Vec<Staff>> = BTreeMap::new();
    for role in roles {
        for row in app.staff.of_role(*role).await? {
            if let Some(unit) = row.unit.clone() {
                staff.entry(unit).or_default().push(row);
            }
        }
    }
    Ok(staff)
}

/// The units in whose queues it may be found.
async fn units(
    app: &App,
    attention: Attention,
    staff: &BTreeMap<UnitId, Vec<Staff>>,
    directory: &Directory,
    day: Date,
) -> Result<Vec<UnitId>, StoreError> {
    let of_today = directory.units().iter().filter(|unit| unit.valid.contains(day) && !unit.is_centre());
    let of_today = of_today.map(|unit| unit.id.clone());
    Ok(match attention {
        Attention::Bounced => directory.centre(day).map(|centre| centre.id.clone()).into_iter().collect(),
        // one that has ended may have some left
        Attention::Overdue => directory.units().iter().map(|unit| unit.id.clone()).collect(),
        Attention::NoLeader => {
            let leaders: Vec<Staff> = staff.values().flatten().cloned().collect();
            leaderless(directory, &leaders, day).into_iter().cloned().collect()
        }
        Attention::NoOfficer => {
            let for_all = |row: &Staff| row.role == Role::Officer && row.categories.is_empty() && !row.away(day);
            let covered = |unit: &UnitId| staff.get(unit).is_some_and(|rows| rows.iter().any(for_all));
            of_today.filter(|unit| !covered(unit)).collect()
        }
        Attention::Unreachable => {
            let reachable = app.staff.reachable_units().await?;
            of_today.filter(|unit| !reachable.contains(unit)).collect()
        }
    })
}

fn fits(report: &Report, attention: Attention, staff: &BTreeMap<UnitId, Vec<Staff>>, day: Date) -> bool {
    // with the citizen, or answered: there is nothing that the unit would have to do
    let waits = report.status.is_awaited() || report.status == Status::Disputed;
    match attention {
        Attention::Unreachable | Attention::NoLeader => waits,
        Attention::NoOfficer => {
            let rows = staff.get(&report.owner).map_or(&[][..], Vec::as_slice);
            waits && !has_officer(rows, &report.category, day)
        }
        Attention::Bounced => bounced(report),
        Attention::Overdue => report.status.is_awaited(),
    }
}

/// Returned, passed on a third time, or back to an earlier owner (DOMAIN.md, rule 4), and not assigned yet.
fn bounced(report: &Report) -> bool {
    let handed = report.history.iter().rev().find(|entry| entry.changes.status == Some(Status::Coordinating));
    let by_units = |action| matches!(action, Action::Transfer | Action::Return | Action::Correct);
    report.status == Status::Coordinating && handed.is_some_and(|entry| by_units(entry.action))
}
