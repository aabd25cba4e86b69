//! Whether somebody is there for a report that comes to a unit: officer, deputy, leader, unit above, centre. Where the
//! unit has nobody for it, the next above who has is told as well.

use std::collections::HashMap;

use aws::{StoreError, tables::staff::StaffTable};
use domain::{
    Report,
    actor::is_centre,
    directory::{Directory, UnitId},
    history::Entry,
    staff::{
        Staff,
        presence::{Rung, There, who_is_there},
    },
};
use jiff::civil::Date;

/// The unit to tell besides the owner; one query for each unit looked at, none where the entry brings nobody anything.
pub(crate) async fn further_up(
    table: &StaffTable,
    then: &Report,
    entry: &Entry,
    directory: &Directory,
    day: Date,
) -> Result<Option<UnitId>, StoreError> {
    if entry.changes.owner.is_none() || is_centre(&then.owner) {
        return Ok(None);
    }
    let mut rows: HashMap<UnitId, Vec<Staff>> = HashMap::new();
    let mut unit = then.owner.clone();
    loop {
        rows.insert(unit.clone(), table.of_unit(&unit).await?);
        let staff_of = |unit: &UnitId| rows.get(unit).map_or(&[][..], Vec::as_slice);
        let There { rung, unit: there, .. } = who_is_there(&then.owner, &then.category, day, directory, staff_of);
        if rung < Rung::Above {
            return Ok(None);
        }
        match directory.unit_above(&unit, day).filter(|_| rung == Rung::Centre) {
            Some(above) if !is_centre(&above.id) => unit = above.id.clone(),
            _ => return Ok(Some(there)),
        }
    }
}
