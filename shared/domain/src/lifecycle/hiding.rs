//! Rule 25: staff hide the citizen's text or a photo from the public, with a reason, or show it again. The original
//! stays in the history.

use super::{Case, Outcome, guard};
use crate::{
    Refusal,
    history::{Action, Changes},
    ids::PhotoId,
    report::Hidden,
};

/// Photos must be the report's, and something must come of it.
pub(super) fn may_hide(case: &Case) -> Result<(), Refusal> {
    guard::room(case)?;
    let answer = case.report.answer_entry().map_or(&[][..], |e| &e.body.photos);
    let known = |id: &PhotoId| answer.contains(id) || case.report.scene_photos().any(|photo| photo == id);
    if !case.command.photos().iter().all(known) {
        return Err(Refusal::Field("photo_unknown", "/photos"));
    }
    if hidden(case) == case.report.hidden { Err(Refusal::Rule("nothing_hidden")) } else { Ok(()) }
}

pub(super) fn hide(case: &Case) -> Result<Outcome, Refusal> {
    let changes = Changes { hidden: Some(hidden(case)), ..Changes::default() };
    let mut outcome = case.outcome(case.command.action(), changes);
    // They are named in what changes: the entry's own photos are those that it brings.
    outcome.body.photos.clear();
    Ok(outcome)
}

/// What is hidden afterwards: the photos named, or the text where none is.
fn hidden(case: &Case) -> Hidden {
    let mut hidden = case.report.hidden.clone();
    let (photos, hide) = (case.command.photos(), case.command.action() == Action::Hide);
    if photos.is_empty() {
        hidden.text = hide;
    }
    hidden.photos.retain(|id| !photos.contains(id));
    if hide {
        hidden.photos.extend(photos.iter().cloned());
        hidden.photos.sort();
        hidden.photos.dedup();
    }
    hidden
}
