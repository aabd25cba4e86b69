//! Whether a picture proves anything: it doesn't if it is a scene photo of the same report, or evidence of another
//! report of that unit (DOMAIN.md, rule 9). Exact and perceptual hashes are compared, by equality alone.
//!
//! Both sides write before they look at the other: an evidence photo its look, a scene photo its row. Of two that are
//! processed at once, whichever writes last sees the other.

use aws::{StoreError, tables::photos::PhotoRow};
use domain::{
    Report,
    ids::{PhotoId, PhotoKind, ReportId},
    photo::{PhotoState, Picture},
};

use crate::App;

/// Whether `picture`, which the unit `by` shows as evidence, was seen before. A scene photo may be shown again.
///
/// Once compared, the picture is this report's: a repeat finds its own rows and is not "before".
pub(crate) async fn seen_before(
    app: &App,
    id: &ReportId,
    report: Option<&Report>,
    by: &str,
    picture: &Picture<'_>,
) -> Result<bool, StoreError> {
    let (PhotoKind::Evidence, Some(report)) = (picture.id.kind(), report) else { return Ok(false) };
    if !app.photos.note_look(id, picture).await? || app.photos.seen_by_unit(by, id, picture).await? {
        return Ok(true);
    }
    let rows = app.photos.of(id).await?;
    Ok(rows.iter().any(|row| is_scene(report, row) && row.picture().is(picture)))
}

/// A scene photo came after the evidence: marks evidence of the same report that shows the same picture; whether there
/// was any. Evidence that was answered with stands: its reporter has seen it, and could send a copy as a scene.
pub(crate) async fn mark_copies(app: &App, report: &Report, scene: &PhotoId) -> Result<bool, StoreError> {
    let rows = app.photos.of(&report.id).await?;
    let Some(scene) = rows.iter().find(|row| row.photo_id == *scene && is_scene(report, row)) else {
        return Ok(false);
    };
    let shown: Vec<_> = shown_in_answers(report).collect();
    let copies = rows.iter().filter(|row| {
        let evidence = row.photo_id.kind() == PhotoKind::Evidence && !row.seen_before;
        evidence && !shown.contains(&&row.photo_id) && row.picture().is(&scene.picture())
    });
    let mut marked = false;
    for copy in copies {
        marked |= app.photos.mark_seen(&report.id, &copy.picture()).await?;
    }
    Ok(marked)
}

/// A scene photo of the reporter's own: who knows a report's id could declare one for it before it is there.
fn is_scene(report: &Report, row: &PhotoRow) -> bool {
    let own = row.by.as_deref() == Some(&report.person.0);
    row.photo_id.kind() == PhotoKind::Scene && row.state == PhotoState::Processed && own
}

/// The evidence of all answers so far.
fn shown_in_answers(report: &Report) -> impl Iterator<Item = &PhotoId> {
    let answers = report.history.iter().filter_map(|entry| entry.changes.answer);
    answers.filter_map(|n| report.history.get(n.checked_sub(1)? as usize)).flat_map(|entry| &entry.body.photos)
}
