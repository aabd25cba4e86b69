//! Once an hour: how many reports wait longer than their citizens were promised, in all as a metric and by unit as a line
//! of the log, which costs no series. One query a unit, and the reports found: nothing grows with what is done.

use std::sync::atomic::{AtomicI64, Ordering};

use aws::{StoreError, tables::reports::List};
use domain::{
    calendar::date_of,
    directory::{Directory, UnitId},
};
use edge::metrics;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;

use crate::{App, PAGE};

/// Units whose queues are read at once.
const AT_ONCE: usize = 16;
const HOUR: i64 = 3_600;

/// The hour in which this instance looked last, since 1970; none yet is 0. A new instance looks once more than needed.
#[derive(Default)]
pub(crate) struct Looked(AtomicI64);

/// Emits both, if this hour's have not been emitted.
pub(crate) async fn tell_hourly(app: &App, directory: &Directory, now: Timestamp) -> Result<(), StoreError> {
    let hour = now.as_second().div_euclid(HOUR);
    if app.looked.0.swap(hour, Ordering::Relaxed) == hour {
        return Ok(());
    }
    let day = date_of(now);
    let units = directory.units().iter().map(|unit| unit.id.clone());
    let units: Vec<UnitId> = units.filter(|id| directory.unit_valid_on(id, day)).collect();
    let counted = stream::iter(units).map(|unit| async move {
        let overdue = of_unit(app, &unit, now).await?;
        Ok::<_, StoreError>((unit, overdue))
    });
    let counted: Vec<(UnitId, u64)> = counted.buffered(AT_ONCE).try_collect().await?;
    for (unit, overdue) in &counted {
        metrics::by_unit(&app.env, unit.as_str(), *overdue, now);
    }
    metrics::figure(&app.env, &metrics::OVERDUE, counted.iter().map(|(_, overdue)| overdue).sum(), now);
    Ok(())
}

/// Those of the unit that the citizen still waits for.
async fn of_unit(app: &App, unit: &UnitId, now: Timestamp) -> Result<u64, StoreError> {
    let list = List::open(unit).between(0, now.as_millisecond() - 1);
    let (mut after, mut overdue) = (None, 0);
    loop {
        let page = app.reports.page(&list, after.as_ref(), PAGE).await?;
        overdue += page.reports.iter().filter(|report| report.status.is_awaited()).count();
        if page.next.is_none() {
            return Ok(u64::try_from(overdue).unwrap_or(u64::MAX));
        }
        after = page.next;
    }
}
