//! What a merged report shows of the one that it was merged into (rule 18): owner, status, answer and evidence; never
//! its text, its scene photos, its id or its reporter. Of a confidential one the public sees the status only.

use domain::{Report, directory::Directory, ids::PhotoId, report::Visibility};

use super::{Core, Merged, MyReport, PublicReport, StaffReport, Surface, answer, owner, photo_of, rfc3339};

impl PublicReport {
    /// With what is shown of the report that it is merged into.
    #[must_use]
    pub fn merged(mut self, target: Option<&Report>, directory: &Directory) -> Self {
        self.core.show(target, directory, Surface::Public);
        self
    }
}

impl MyReport {
    /// With what is shown of the report that it is merged into.
    #[must_use]
    pub fn merged(mut self, target: Option<&Report>, directory: &Directory) -> Self {
        self.core.show(target, directory, Surface::Mine);
        self
    }
}

impl StaffReport {
    /// With what is shown of the report that it is merged into, and which one that is.
    #[must_use]
    pub fn merged(mut self, target: Option<&Report>, directory: &Directory) -> Self {
        self.core.show(target, directory, Surface::Staff);
        self
    }
}

impl Core {
    fn show(&mut self, target: Option<&Report>, directory: &Directory, surface: Surface) {
        let Some(target) = target else { return };
        let all = tells_of(self.visibility, target);
        // Who reported the other one, and what a unit wrote to them, is nothing to this reporter.
        let reads = if surface == Surface::Staff { surface } else { Surface::Public };
        self.merged = Some(Merged {
            status: target.status,
            owner: all.then(|| owner(target, directory)),
            resolve_by: all.then(|| rfc3339(target.resolve_by)),
            answer: answer(target, reads).filter(|_| all),
            refusal: target.refusal(),
        });
        let evidence = target.answer_entry().filter(|_| all).map_or(&[][..], |e| &e.body.photos);
        let shown = evidence.iter().filter(|id| shows_evidence(target, id, surface));
        self.photos.extend(shown.map(|id| photo_of(&self.id, surface, id.clone())));
    }
}

/// A public report tells nothing of a confidential one but how it goes.
fn tells_of(visibility: Visibility, target: &Report) -> bool {
    target.visibility == Visibility::Public || visibility == Visibility::Confidential
}

fn shows_evidence(target: &Report, id: &PhotoId, surface: Surface) -> bool {
    surface != Surface::Public || !target.hidden.photos.contains(id)
}

/// Whether a photo is the evidence of the report that this one was merged into, and shown with it.
pub fn shows_of_target(report: &Report, target: &Report, id: &PhotoId, surface: Surface) -> bool {
    let evidence = target.answer_entry().map_or(&[][..], |e| &e.body.photos);
    report.merged_into.as_ref() == Some(&target.id)
        && evidence.contains(id)
        && tells_of(report.visibility, target)
        && shows_evidence(target, id, surface)
}
