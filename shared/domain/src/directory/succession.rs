//! What becomes of areas and places when the map changes: the report follows its commune.

use jiff::civil::Date;

use super::{Area, AreaId, Directory, Place};

/// Longest chain of successors that is followed: a circle in a bad directory ends here.
const LONGEST_CHAIN: usize = 16;

impl Directory {
    /// The area itself if it exists on the day, else the area that has taken it over by then.
    pub fn successor(&self, id: &AreaId, day: Date) -> Option<&Area> {
        let line = std::iter::successors(self.area(id), |area| self.area(area.successor.as_ref()?));
        line.take(LONGEST_CHAIN).find(|area| area.valid.contains(day))
    }

    /// The area that stands for it on the day: itself, its successor, or where it has none, that of the area above.
    pub fn standing_for(&self, id: &AreaId, day: Date) -> Option<&Area> {
        self.lineage(id).find_map(|area| self.successor(&area.id, day))
    }

    /// The place of an open report after its areas have changed: each commune's successor, those that became one
    /// counted once, and the lowest area that holds them now (data/README.md: a district's open reports go to the
    /// successor of the report's commune, of several communes to the common parent). None where the commune itself
    /// has no successor on the day.
    pub fn succeed(&self, place: &Place, day: Date) -> Option<Place> {
        let now = |id: &AreaId| self.successor(id, day).map(|area| area.id.clone());
        let also_in: Vec<AreaId> = place.also_in.iter().filter_map(now).collect();
        Some(self.place_in(now(&place.area)?, &also_in))
    }
}
