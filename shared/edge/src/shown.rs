//! Under which report a photo is kept that a reader may see with a report.

use aws::tables::{photos::Photos, reports::Reports};
use domain::{
    Report,
    ids::{PhotoId, ReportId},
};

use crate::{
    Problem,
    forms::{self, Surface},
};

/// The report under whose id the photo is kept: the report itself, or the one that it was merged into. Not found where
/// the surface does not show it.
pub async fn keeper(
    reports: &Reports,
    photos: &Photos,
    report: &Report,
    photo: &PhotoId,
    surface: Surface,
) -> Result<ReportId, Problem> {
    let hidden = surface == Surface::Public && report.hidden.photos.contains(photo);
    let row = photos.get(&report.id, photo).await?.filter(|_| !hidden);
    let own = row.is_some_and(|row| if surface == Surface::Staff { row.shown() } else { forms::shows(report, &row) });
    if own {
        return Ok(report.id.clone());
    }
    let Some(id) = &report.merged_into else { return Err(Problem::not_found()) };
    let target = reports.get(id).await?.filter(|target| forms::shows_of_target(report, target, photo, surface));
    target.map(|target| target.id).ok_or_else(Problem::not_found)
}
