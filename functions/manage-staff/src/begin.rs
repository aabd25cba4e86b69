//! Each day, just after midnight: leaves that begin today take effect, as one that begins at once does when it is asked for;
//! those that ended yesterday are over.
//!
//! Those of the week before are gone through again, in case a night was missed: what is done is not done twice.

use std::sync::Arc;

use aws::StoreError;
use domain::{
    calendar::date_of,
    directory::Directory,
    staff::{Staff, manage::parted},
};
use edge::batch::Happened;
use jiff::{ToSpan, civil::Date};
use serde::de::IgnoredAny;

use crate::{App, leases, parting, returning};

/// Nights that may be missed.
const NIGHTS: i64 = 7;
/// Times that it is tried while phones come and go.
const ATTEMPTS: usize = 8;

pub(crate) async fn begin(app: Arc<App>, event: Happened<IgnoredAny>) -> Result<(), StoreError> {
    let (directory, day) = (app.directory.at(event.time).await?, date_of(event.time));
    for ago in 0..=NIGHTS {
        let Ok(on) = day.checked_sub(ago.days()) else { continue };
        for row in app.staff.absent_from(on).await? {
            take_off(&app, &event, &row, day, &directory).await?;
        }
        for row in app.staff.back_on(on).await? {
            returning::welcome(&app, &row, event.time).await?;
        }
    }
    leases::sweep(&app, event.time).await
}

async fn take_off(
    app: &App,
    event: &Happened<IgnoredAny>,
    row: &Staff,
    day: Date,
    directory: &Directory,
) -> Result<(), StoreError> {
    let here = Staff { absence: None, ..row.clone() };
    let Some(unit) = parted(Some(&here), Some(row), day) else { return Ok(()) };
    for _ in 0..ATTEMPTS {
        let before = app.staff.phones(&row.staff_id).await?;
        let mut after = before.clone();
        if !after.parting.contains(&unit) {
            after.parting.push(unit.clone());
        }
        if app.staff.put_phones(&row.staff_id, &before, &after).await? {
            break;
        }
    }
    parting::finish(app, &row.staff_id, event.time, directory).await?;
    parting::retune(app, Some(&here), Some(row), day).await
}
