//! The place of a report: its commune, others it touches, and the lowest area that holds them all.
//!
//! DESIGN.md, "HTTP": a location or an area is enough where the directory has borders for the day. How the two are
//! weighed:
//! - a named area wins over the point, as long as one of the named communes is within the point's accuracy;
//! - a point alone that is near a border can't tell the communes apart, so the neighbours within its accuracy count
//!   as `also_in` and the lowest common parent owns the report; naming the area settles it;
//! - a point outside is refused whatever area is named, unless that area's border is within the accuracy.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AreaId, Directory, Level, Located, Location};

/// What a report says of its place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceClaim {
    /// The problem's place, not the phone's.
    pub location: Option<Location>,
    /// The commune named.
    pub area: Option<AreaId>,
    /// Further communes named: the two-commune case.
    pub also_in: Vec<AreaId>,
}

/// Where a report is, for good or until corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The commune.
    pub area: AreaId,
    /// Further communes, without the first, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<AreaId>,
    /// The lowest area that holds them all: the commune itself where it is alone. None where there is no such area,
    /// and the centre stands in.
    pub owner_area: Option<AreaId>,
}

/// Why a report has no place that can be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// No area named, and the borders of the day are not known.
    #[error("the area must be named")]
    AreaRequired,
    /// No such area.
    #[error("there is no area {0}")]
    AreaUnknown(AreaId),
    /// The area does not exist on the day.
    #[error("the area {area} is not valid on that day")]
    AreaNotValid {
        /// The area named.
        area: AreaId,
        /// Who has taken over by that day, if anybody has.
        successor: Option<AreaId>,
    },
    /// A district or province was named.
    #[error("the area {0} is not a commune")]
    AreaNotCommune(AreaId),
    /// The location is further from the area named than its accuracy.
    #[error("the location is not in the area {claimed}")]
    AreaMismatch {
        /// The area named.
        claimed: AreaId,
        /// The commune that the location is in; none where the borders there are not known.
        located: Option<AreaId>,
    },
    /// Not a place that the service covers.
    #[error("the place is outside the service area")]
    OutsideServiceArea,
}

impl Directory {
    /// The place that a report's claim means on a day, or why there is none.
    pub fn place(&self, claim: &PlaceClaim, day: Date) -> Result<Place, PlaceFault> {
        for area in claim.area.iter().chain(&claim.also_in) {
            self.check_commune(area, day)?;
        }
        let located = claim.location.map(|location| self.locate(location.point, location.accuracy_m(), day));
        let Some(area) = &claim.area else {
            return self.place_of_point(located, &claim.also_in);
        };
        if let Some(located) = located {
            self.check_agreement(area, &claim.also_in, located)?;
        }
        Ok(self.place_in(area.clone(), &claim.also_in))
    }

    /// A place of communes known to be valid; those named twice count once.
    pub(crate) fn place_in(&self, area: AreaId, others: &[AreaId]) -> Place {
        let mut also_in: Vec<AreaId> = Vec::new();
        for other in others {
            if *other != area && !also_in.contains(other) {
                also_in.push(other.clone());
            }
        }
        let owner_area = self.common_area(&area, &also_in).map(|common| common.id.clone());
        Place { area, also_in, owner_area }
    }

    fn place_of_point(&self, located: Option<Located>, also_in: &[AreaId]) -> Result<Place, PlaceFault> {
        let (commune, neighbours) = match located {
            None | Some(Located::NoBorders { .. }) => return Err(PlaceFault::AreaRequired),
            Some(Located::Outside { .. }) => return Err(PlaceFault::OutsideServiceArea),
            Some(Located::Within { commune, neighbours, .. }) => (commune, neighbours),
        };
        if !self.serves(&commune) {
            return Err(PlaceFault::OutsideServiceArea);
        }
        let served = neighbours.into_iter().filter(|neighbour| self.serves(neighbour));
        let others: Vec<AreaId> = also_in.iter().cloned().chain(served).collect();
        Ok(self.place_in(commune, &others))
    }

    fn check_commune(&self, id: &AreaId, day: Date) -> Result<(), PlaceFault> {
        let area = self.area(id).ok_or_else(|| PlaceFault::AreaUnknown(id.clone()))?;
        if !area.valid.contains(day) {
            let successor = self.successor(id, day).filter(|successor| successor.id != *id);
            return Err(PlaceFault::AreaNotValid {
                area: id.clone(),
                successor: successor.map(|area| area.id.clone()),
            });
        }
        if area.level != Level::Commune {
            return Err(PlaceFault::AreaNotCommune(id.clone()));
        }
        if self.serves(id) { Ok(()) } else { Err(PlaceFault::OutsideServiceArea) }
    }

    /// Is the location in one of the communes named, or within its accuracy of one?
    fn check_agreement(&self, area: &AreaId, also_in: &[AreaId], located: Located) -> Result<(), PlaceFault> {
        let named = |id: &AreaId| id == area || also_in.contains(id);
        let mismatch = |located| PlaceFault::AreaMismatch { claimed: area.clone(), located };
        match located {
            Located::Within { commune, neighbours, .. } => {
                let agrees = named(&commune) || neighbours.iter().any(named);
                if agrees { Ok(()) } else { Err(mismatch(Some(commune))) }
            }
            Located::Outside { near } => {
                if near.iter().any(named) {
                    Ok(())
                } else {
                    Err(PlaceFault::OutsideServiceArea)
                }
            }
            Located::NoBorders { near } => {
                // a commune whose border is not known may hold any point that no other one does
                let unknown = std::iter::once(area).chain(also_in).any(|id| !self.has_border(id));
                if unknown || near.iter().any(named) { Ok(()) } else { Err(mismatch(None)) }
            }
        }
    }
}
