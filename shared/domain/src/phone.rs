//! What a citizen's phone is pushed of: the kinds that its owner chose, and the areas that they follow.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    directory::{AreaId, Directory},
    history::{Action, Entry},
    report::Status,
};

/// Most areas that one phone follows; for more one follows the district, or nothing but the province.
pub const MOST_FOLLOWED: usize = 16;

/// A kind of push that a citizen may do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushKind {
    /// The unit asks something of who reported.
    Question,
    /// How it ended, or could: answered, refused, upheld, closed.
    Outcome,
    /// Any other step of one's own report.
    Progress,
    /// Whatever becomes of a report that one follows.
    Followed,
    /// Emergencies of the areas that one follows, and of the province.
    Emergency,
}

impl PushKind {
    /// All of them: what a phone gets that has not chosen.
    pub const ALL: [Self; 5] = [Self::Question, Self::Outcome, Self::Progress, Self::Followed, Self::Emergency];

    /// What an entry is to who reported.
    pub fn of(entry: &Entry) -> Self {
        let ends = matches!(entry.changes.status, Some(Status::Answered | Status::Refused | Status::Closed));
        match entry.action {
            Action::Ask => Self::Question,
            Action::Answer | Action::Refuse | Action::Recall | Action::Uphold | Action::Silence => Self::Outcome,
            _ if ends => Self::Outcome,
            _ => Self::Progress,
        }
    }
}

/// Whether those areas can be followed. One that has ended can: its successor is followed from then on.
pub fn followable(areas: &[AreaId], directory: &Directory) -> Result<(), Refusal> {
    if areas.len() > MOST_FOLLOWED {
        return Err(Refusal::Field("news_areas", "/areas"));
    }
    areas.iter().try_for_each(|area| match directory.area(area) {
        None => Err(Refusal::Field("area_unknown", "/areas")),
        Some(_) if !directory.serves(area) => Err(Refusal::Field("outside_service_area", "/areas")),
        Some(_) => Ok(()),
    })
}

/// The areas whose emergencies are for a phone that follows `followed`: these, those above them, and the whole of what
/// the service covers, as they are on the day.
pub fn told_of(followed: &[AreaId], day: Date, directory: &Directory) -> BTreeSet<AreaId> {
    let served = directory.settings().service_area.iter().filter(|area| directory.valid_on(area, day));
    let now = followed.iter().filter_map(|area| directory.standing_for(area, day));
    let above = now.flat_map(|area| directory.lineage(&area.id)).map(|area| &area.id);
    served.chain(above.filter(|area| directory.serves(area))).cloned().collect()
}
