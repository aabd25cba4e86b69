//! The cells of a month held against its reports; what differs is rebuilt, unless somebody writes it meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use aws::StoreError;
use domain::statistics::{Cell, CellKey, Recount, Scope, Span, difference, rebuilt};
use jiff::{Timestamp, civil::Date};

use crate::{App, month::Done};

/// Cells as they are stored when this ends, and how it went. Only cells of `days` are compared.
pub(crate) async fn mend(
    app: &App,
    span: Span,
    scope: &Scope,
    days: &BTreeSet<Date>,
    reports: &Recount,
    now: Timestamp,
) -> Result<(Vec<Cell>, Done), StoreError> {
    let minutes = now.as_second().div_euclid(60);
    let stored = app.statistics.of_areas(scope.communes(), span).await?;
    let mut cells: BTreeMap<CellKey, Cell> = stored.into_iter().map(|cell| (cell.key.clone(), cell)).collect();
    for counted in reports.values() {
        cells.entry(counted.key.clone()).or_insert_with(|| Cell::empty(counted.key.clone()));
    }
    let by_cell = by_cell(&cells, reports);
    let mut done = Done::default();
    for cell in cells.values_mut().filter(|cell| days.contains(&cell.key.day)) {
        let own = by_cell.get(&cell.key).unwrap_or(reports);
        let differs = difference(cell, own, minutes);
        if differs.is_none() {
            continue;
        }
        let mended = rebuilt(cell, own, minutes);
        if app.statistics.put(&mended).await? {
            // Day and kind of fault, never the place or a report.
            let day = cell.key.day.to_string();
            tracing::warn!(day, reports = differs.reports, settled = differs.settled, "a counter was wrong");
            *cell = mended;
            done.mended += 1;
        } else {
            done.too_late += 1;
        }
    }
    Ok((cells.into_values().collect(), done))
}

/// For each cell the reports that count there now, and those that it knows from before: all that it is held against.
fn by_cell(cells: &BTreeMap<CellKey, Cell>, reports: &Recount) -> BTreeMap<CellKey, Recount> {
    let mut by_cell: BTreeMap<CellKey, Recount> = cells.keys().map(|key| (key.clone(), Recount::new())).collect();
    for (id, counted) in reports {
        by_cell.entry(counted.key.clone()).or_default().insert(id.clone(), counted.clone());
    }
    for (key, cell) in cells {
        let own = by_cell.entry(key.clone()).or_default();
        for id in cell.recent.keys() {
            if let Some(counted) = reports.get(id) {
                own.insert(id.clone(), counted.clone());
            }
        }
    }
    by_cell
}
