//! A person is erased: former sign-ins first, then reports, then whatever stands in People, in an order that finds again what
//! a crash left.

use aws::{
    StoreError,
    tables::{people::HeldRow, reports::List},
};
use domain::{
    ids::{PhotoKind, ReportId},
    millis::Millis,
    report::Person,
};
use jiff::Timestamp;

use crate::{App, report};

/// Keys read at once.
const PAGE: usize = 100;

/// Erases `person` as of `asked_at`, and notes at last that it is done; at most `left` reports, so that it may have to be gone
/// on with.
pub(crate) async fn erase(
    app: &App,
    person: &Person,
    asked_at: Millis,
    now: Timestamp,
    left: &mut usize,
) -> Result<(), StoreError> {
    // Whom it leads to before who leads to them: the rows that lead there go last.
    let names = sign_ins(app, person).await?;
    for name in names.iter().rev() {
        if !reports(app, name, asked_at, left).await? {
            return Ok(());
        }
        rows(app, name, &names, asked_at).await?;
    }
    app.people.end_erasure(person, asked_at, now).await
}

/// The person, and who they were before.
pub(crate) async fn sign_ins(app: &App, person: &Person) -> Result<Vec<Person>, StoreError> {
    let (mut all, mut next) = (vec![person.clone()], 0);
    while let Some(name) = all.get(next).cloned() {
        for old in app.people.linked(&name).await?.iter().flat_map(|old| app.pseudonyms.later(old)) {
            if !all.contains(&old) {
                all.push(old);
            }
        }
        next += 1;
    }
    Ok(all)
}

/// The reports up to when it was asked for; whether that was all of them.
async fn reports(app: &App, person: &Person, asked_at: Millis, left: &mut usize) -> Result<bool, StoreError> {
    let list = List::of_person(person).between(0, asked_at.at().as_millisecond());
    let mut after = None;
    loop {
        let (ids, next) = app.reports.ids(&list, after.as_ref(), PAGE).await?;
        for id in ids {
            let Some(less) = left.checked_sub(1) else { return Ok(false) };
            *left = less;
            report::part(app, person, &id, asked_at).await?;
        }
        if next.is_none() {
            return Ok(true);
        }
        after = next;
    }
}

/// Everything of the person in People, whatever it is; what stays names nothing. `names` are erased together.
async fn rows(app: &App, person: &Person, names: &[Person], asked_at: Millis) -> Result<(), StoreError> {
    let held = app.people.held(person).await?;
    // What was sent a moment ago the index may not have yet.
    for id in held.iter().filter(|row| counts(row)).flat_map(HeldRow::reports) {
        report::part(app, person, &id, asked_at).await?;
    }
    for row in held {
        match row.kind() {
            // What was erased, as long as a backup remembers.
            "erasure" => {}
            // Found from the other end, which comes later and takes this one along.
            "linker" if names.iter().any(|name| name.0 == row.id()) => {}
            // A limit does not begin anew, nor does a suspension end.
            _ if counts(&row) => app.people.blur(person, &row).await?,
            kind => {
                elsewhere(app, person, kind, &row).await?;
                app.people.remove(&person.0, &row.item).await?;
            }
        }
    }
    Ok(())
}

fn counts(row: &HeldRow) -> bool {
    matches!(row.kind(), "rate" | "sending")
}

/// What a row stands for outside the person's own partition, before the row itself goes.
async fn elsewhere(app: &App, person: &Person, kind: &str, row: &HeldRow) -> Result<(), StoreError> {
    match kind {
        "device" => match row.device() {
            Some(device) => app.push.forget(&device).await,
            None => Ok(()),
        },
        "follow" => app.people.remove(&format!("followers#{}", row.id()), &person.0).await,
        "offer" => app.people.withdraw_link(row.id(), person).await,
        "linked" | "linker" => {
            let other = Person(row.id().to_owned());
            let old = if kind == "linked" { &other } else { person };
            if let Some(hash) = row.text("offer") {
                app.people.withdraw_link(hash, old).await?;
            }
            let end = if kind == "linked" { "linker" } else { "linked" };
            app.people.remove(&other.0, &format!("{end}#{}", person.0)).await
        }
        // Each keeps its own suspensions.
        "sign-ins" => {
            for other in row.names("also") {
                app.people.untie(&other, person).await?;
            }
            Ok(())
        }
        "upload" => unclaimed(app, person, row.id()).await,
        _ => Ok(()),
    }
}

/// Photos of a report that never came.
async fn unclaimed(app: &App, person: &Person, id: &str) -> Result<(), StoreError> {
    let Ok(id) = id.parse::<ReportId>() else { return Ok(()) };
    for row in app.photos.of(&id).await? {
        if row.photo_id.kind() == PhotoKind::Scene && row.by.as_ref() == Some(&person.0) && row.claim.is_none() {
            app.bucket.remove_original(&id, &row.photo_id).await?;
            app.photos.remove(&id, &row.photo_id).await?;
        }
    }
    Ok(())
}
