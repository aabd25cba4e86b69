//! A report's photos in the form for their reader, with what was found of them.
//!
//! The public gets pictures. A reporter also reads what became of their own photos, and what speaks for the evidence;
//! staff read that of the evidence alone: when a citizen stood where is nothing to them.

use aws::tables::photos::PhotoRow;
use domain::{
    Report,
    ids::{PhotoId, PhotoKind, ReportId},
    photo::{Near, PhotoFault, PhotoState},
};
use serde::Serialize;

use super::{Surface, time::rfc3339};

/// A photo and the stable paths to it on this surface.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the contract's name")]
pub struct Photo {
    photo_id: PhotoId,
    kind: PhotoKind,
    thumb: String,
    full: String,
    #[serde(flatten)]
    found: Option<Found>,
}

/// What was found of a photo. The words for `reason` and `near` are in `GET /v1/app`.
#[derive(Debug, Serialize)]
struct Found {
    state: PhotoState,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<PhotoFault>,
    /// By the camera's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<Near>,
    /// Of evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_before: Option<bool>,
}

impl Found {
    fn of(row: &PhotoRow) -> Self {
        let processed = row.state == PhotoState::Processed;
        let evidence = row.photo_id.kind() == PhotoKind::Evidence;
        Self {
            state: row.state,
            reason: row.reason,
            taken_at: row.taken_at.map(rfc3339),
            near: processed.then_some(row.near),
            seen_before: (processed && evidence || row.seen_before).then_some(row.seen_before),
        }
    }
}

/// The photos of a report: of the rows where they were read, else those that the report names.
pub(super) fn photos(report: &Report, surface: Surface, rows: Option<&[PhotoRow]>) -> Vec<Photo> {
    let open = |id: &PhotoId| surface != Surface::Public || !report.hidden.photos.contains(id);
    let Some(rows) = rows else {
        let named = report.scene_photos().chain(answered(report)).filter(|id| open(id));
        return named.map(|id| photo_of(&report.id, surface, id.clone())).collect();
    };
    let listed = rows.iter().filter(|row| shows(report, row) || concerns(report, row, surface));
    let listed = listed.filter(|row| open(&row.photo_id));
    let photo = |row: &PhotoRow| Photo {
        found: tells(row, surface).then(|| Found::of(row)),
        ..photo_of(&report.id, surface, row.photo_id.clone())
    };
    listed.map(photo).collect()
}

/// What is not shown (yet) concerns who sent it: a reporter their scene photos, the unit its evidence.
fn concerns(report: &Report, row: &PhotoRow, surface: Surface) -> bool {
    let Some(by) = row.by.as_deref() else { return false };
    match (surface, row.photo_id.kind()) {
        (Surface::Mine, PhotoKind::Scene) => by == report.person.0,
        (Surface::Staff, PhotoKind::Evidence) => report.acts_for(by),
        _ => false,
    }
}

/// Whether what was found of a photo is told on that surface.
fn tells(row: &PhotoRow, surface: Surface) -> bool {
    match surface {
        Surface::Public => false,
        Surface::Mine => true,
        Surface::Staff => row.photo_id.kind() == PhotoKind::Evidence,
    }
}

/// A photo with its paths below a report.
pub(super) fn photo_of(report: &ReportId, surface: Surface, id: PhotoId) -> Photo {
    let base = match surface {
        Surface::Public => "/v1/reports",
        Surface::Mine => "/v1/me/reports",
        Surface::Staff => "/v1/inbox",
    };
    let path = format!("{base}/{report}/photos/{id}");
    Photo { kind: id.kind(), photo_id: id, thumb: format!("{path}/thumb"), full: format!("{path}/full"), found: None }
}

fn answered(report: &Report) -> &[PhotoId] {
    report.answer_entry().map_or(&[], |entry| &entry.body.photos)
}

/// Whether a photo may be shown with its report: claimed and processed, and evidence only once it is in the answer.
pub fn shows(report: &Report, row: &PhotoRow) -> bool {
    row.shown() && (row.photo_id.kind() == PhotoKind::Scene || answered(report).contains(&row.photo_id))
}
