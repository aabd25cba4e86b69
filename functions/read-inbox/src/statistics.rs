//! Live figures: a unit's own, wherever its reports lie; for the centre those of all units and places.

use std::sync::Arc;

use aws::{StoreError, tables::statistics::Statistics as Table};
use domain::{
    actor::Role,
    directory::{Directory, UnitId},
    statistics::Cell,
};
use edge::{
    Caller, Problem, Reply, Request,
    statistics::{About, Asked, Covers, Statistics, Sums, Wanted},
};

use crate::App;

pub(crate) async fn answer(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let asked: Asked = request.query()?;
    let directory: Arc<Directory> = app.directory.at(request.now).await?;
    let mut wanted = asked.wanted(&directory, request.now)?;
    wanted.unit = allowed(caller, wanted.unit.take())?;
    let sums = sums(&app.statistics, &wanted).await?;
    let about = About { wanted: &wanted, as_of: Some(request.now), now: request.now, covers: Covers::All };
    Reply::json(200, &Statistics::of(&sums, about, &directory, request.language))
}

/// The unit whose figures the caller gets: for all but the centre its own.
pub(crate) fn allowed(caller: &Caller, asked: Option<UnitId>) -> Result<Option<UnitId>, Problem> {
    if caller.role == Role::Centre {
        return Ok(asked);
    }
    let own = caller.unit.clone().ok_or_else(|| Problem::new("no_unit"))?;
    match asked {
        Some(other) if other != own => Err(Problem::field("own_unit_only", "/unit", "")),
        _ => Ok(Some(own)),
    }
}

/// The sums of what is wanted: a unit's by its index, a place's by its communes.
pub(crate) async fn sums(table: &Table, wanted: &Wanted) -> Result<Sums, StoreError> {
    let cells: Vec<Cell> = match &wanted.unit {
        Some(unit) => table.of_unit(unit, wanted.days).await?,
        None => table.of_areas(wanted.scope.communes(), wanted.days).await?,
    };
    let mut sums = Sums::default();
    for cell in cells {
        let key = &cell.key;
        if wanted.takes(key.day, &key.area, &key.category, &key.unit) {
            sums.add(&key.area, &key.category, &key.unit, &cell.tally());
        }
    }
    Ok(sums)
}
