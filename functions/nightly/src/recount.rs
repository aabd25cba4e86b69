//! The cells of a month held against its reports; what differs is rebuilt, unless somebody writes it meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use aws::StoreError;
use domain::statistics::{Cell, CellKey, Difference, Recount, Scope, Span, difference, rebuilt};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{Timestamp, civil::Date};

use crate::{App, month::Done};

/// Writes under way at once.
const AT_ONCE: usize = 16;

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
    let wrong = cells.values().filter(|cell| days.contains(&cell.key.day)).filter_map(|cell| {
        let own = by_cell.get(&cell.key).unwrap_or(reports);
        let differs = difference(cell, own, minutes);
        (!differs.is_none()).then(|| (differs, rebuilt(cell, own, minutes)))
    });
    let writes: Vec<_> = wrong.map(|(differs, cell)| mended(app, differs, cell)).collect();
    let written: Vec<Option<Cell>> = stream::iter(writes).buffer_unordered(AT_ONCE).try_collect().await?;
    let mut done = Done::default();
    for cell in written {
        let Some(cell) = cell else {
            done.too_late += 1;
            continue;
        };
        done.mended += 1;
        cells.insert(cell.key.clone(), cell);
    }
    Ok((cells.into_values().collect(), done))
}

/// The cell, where nobody has written it meanwhile.
async fn mended(app: &App, differs: Difference, cell: Cell) -> Result<Option<Cell>, StoreError> {
    if !app.statistics.put(&cell).await? {
        return Ok(None);
    }
    // Day and kind of fault, never the place or a report.
    let day = cell.key.day.to_string();
    tracing::warn!(day, reports = differs.reports, settled = differs.settled, "a counter was wrong");
    Ok(Some(cell))
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
