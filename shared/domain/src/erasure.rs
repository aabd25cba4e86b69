//! A reporter who asks to be erased (Luật 91/2025/QH15). Who it was goes at once; what was never public goes when nobody
//! needs it any more, at once where the report is over; the report stays, and its chain of hashes holds (invariant 3).
//!
//! What staff wrote, what anyone could read, and what stands in `changes` are no part of the person: they stay.

use data_encoding::HEXLOWER;

use crate::{
    Report,
    actor::Standing,
    history::{Action, Body, Entry},
    ids::PhotoId,
    report::{Person, Status, Visibility},
};

const ERASED: &str = "erased-";

impl Person {
    /// Stands in a reporter's place: random and of one report alone, so that nothing links two of them.
    pub fn erased(random: [u8; 16]) -> Self {
        Self(format!("{ERASED}{}", HEXLOWER.encode(&random)))
    }

    /// Whether this is nobody any more.
    pub fn is_erased(&self) -> bool {
        self.0.starts_with(ERASED)
    }
}

impl Report {
    /// Whether no unit needs what its reporter wrote any more. `target` is what it is merged into: should that be withdrawn,
    /// this one takes its place.
    pub fn is_over(&self, target: Option<&Self>) -> bool {
        match self.status {
            Status::Merged => target.is_none_or(|target| !target.status.is_open()),
            status => !status.is_open(),
        }
    }

    /// Whether a scene photo stays when its reporter is erased: only where anyone may see it.
    pub fn keeps_photo(&self, photo: &PhotoId) -> bool {
        self.visibility == Visibility::Public && !self.hidden.photos.contains(photo)
    }

    /// The report of nobody: `marker` instead of who it was, nothing by which a request of theirs would be known again.
    #[must_use]
    pub fn parted(&self, marker: Person) -> Self {
        let mut after = self.clone();
        after.person = marker;
        for entry in after.history.iter_mut().filter(|entry| entry.by == Standing::Reporter) {
            entry.repeat = None;
        }
        after
    }

    /// The report without what its reporter told to the units alone.
    #[must_use]
    pub fn stripped(&self) -> Self {
        let strip = |entry: &Entry| {
            let kept = self.kept(entry);
            if kept == entry.body { entry.clone() } else { entry.clone().keeping(kept) }
        };
        Self { history: self.history.iter().map(strip).collect(), ..self.clone() }
    }

    /// What of an entry's body stays.
    fn kept(&self, entry: &Entry) -> Body {
        let body = entry.body.clone();
        if entry.by != Standing::Reporter {
            return body;
        }
        let public_text = entry.action == Action::Submit && self.visibility == Visibility::Public && !self.hidden.text;
        let mut photos = body.photos;
        photos.retain(|photo| self.keeps_photo(photo));
        Body {
            text: body.text.filter(|_| public_text),
            address: body.address.filter(|_| public_text),
            photos,
            observed_at: None,
            ..body
        }
    }
}
