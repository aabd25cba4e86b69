//! Which communes an area's statistics are sums of.
//!
//! An area holds its communes, and those that were and have become part of it: xã Vị Thanh's figures of 2024 are those
//! of the communes that it was made of. What came after an area is not its own, as it may hold more: a district's
//! figures end with the district.

use std::collections::BTreeSet;

use super::Span;
use crate::directory::{Area, AreaId, Directory, Level};

/// Longest chain of successors that is followed: a circle in a bad directory ends here.
const LONGEST_CHAIN: usize = 16;

/// The communes whose cells are summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(BTreeSet<AreaId>);

impl Scope {
    /// The communes of an area, or of all that there is, in these days. None where there is no such area.
    pub fn of(area: Option<&AreaId>, days: Span, directory: &Directory) -> Option<Self> {
        if let Some(area) = area {
            directory.area(area)?;
        }
        let communes = directory.areas().iter().filter(|commune| commune.level == Level::Commune);
        let there = communes.filter(|commune| holds_reports_of(commune, days));
        let part = |commune: &Area| area.is_none_or(|area| is_part(commune, area, directory));
        Some(Self(there.filter(|commune| part(commune)).map(|commune| commune.id.clone()).collect()))
    }

    /// Whether a commune belongs to it.
    pub fn contains(&self, area: &AreaId) -> bool {
        self.0.contains(area)
    }

    /// The communes, by id.
    pub fn communes(&self) -> impl Iterator<Item = &AreaId> {
        self.0.iter()
    }
}

/// A commune made later takes over open reports that came before it was, so only its end counts.
fn holds_reports_of(commune: &Area, days: Span) -> bool {
    commune.valid.to.is_none_or(|last| days.from <= last)
}

fn is_part(commune: &Area, area: &AreaId, directory: &Directory) -> bool {
    let line = std::iter::successors(Some(commune), |now| directory.area(now.successor.as_ref()?));
    line.take(LONGEST_CHAIN).any(|now| directory.is_within(&now.id, area))
}
