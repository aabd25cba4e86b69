//! Which commune a point is in, how near its border is, and whose border is within the fix's accuracy.
//!
//! DESIGN.md: a point outside all communes is outside the service area and no other place is guessed; on a day of
//! which some commune's border is missing, a point in none of the known ones says nothing.

use jiff::civil::Date;

use super::border::{DEGREE, Node, Scale};
use super::{AreaId, Directory, Level, Period};

/// A place on earth, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    lat: f64,
    lng: f64,
}

/// A point with the radius within which it is to be believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Location {
    /// The point.
    pub point: Point,
    /// Metres, 0 or more.
    accuracy_m: f64,
}

/// No place on earth, or no accuracy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLocation {
    /// The latitude is not within ±90 degrees.
    #[error("the latitude is not a number from -90 to 90")]
    Latitude,
    /// The longitude is not within ±180 degrees.
    #[error("the longitude is not a number from -180 to 180")]
    Longitude,
    /// The accuracy is not a number of metres.
    #[error("the accuracy is not a number of metres from 0 to 100,000")]
    Accuracy,
}

impl Point {
    /// A point by its latitude and longitude in degrees.
    pub fn new(lat: f64, lng: f64) -> Result<Self, BadLocation> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(BadLocation::Latitude);
        }
        if !(-180.0..=180.0).contains(&lng) {
            return Err(BadLocation::Longitude);
        }
        Ok(Self { lat, lng })
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east.
    pub fn lng(self) -> f64 {
        self.lng
    }

    #[expect(clippy::cast_possible_truncation, reason = "180 million at most")]
    pub(super) fn node(self) -> Node {
        [(self.lng * DEGREE).round() as i32, (self.lat * DEGREE).round() as i32]
    }
}

impl Location {
    /// A fix less exact than this says nothing, in metres.
    const COARSEST: f64 = 100_000.0;

    /// A location of degrees and metres, as a phone gives it.
    pub fn new(lat: f64, lng: f64, accuracy_m: f64) -> Result<Self, BadLocation> {
        let point = Point::new(lat, lng)?;
        if (0.0..=Self::COARSEST).contains(&accuracy_m) {
            Ok(Self { point, accuracy_m })
        } else {
            Err(BadLocation::Accuracy)
        }
    }

    /// Metres, 0 to 100,000.
    pub fn accuracy_m(&self) -> f64 {
        self.accuracy_m
    }
}

/// Where a point is on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Located {
    /// In a commune.
    Within {
        /// The commune.
        commune: AreaId,
        /// Metres to its nearest border.
        border_m: f64,
        /// The communes whose border is within the accuracy, nearest first; the commune itself is not among them.
        neighbours: Vec<AreaId>,
    },
    /// In none, and some commune of the day has no border here: nothing can be said.
    NoBorders {
        /// The communes whose border is within the accuracy, nearest first.
        near: Vec<AreaId>,
    },
    /// In none, and all borders of the day are known.
    Outside {
        /// The communes whose border is within the accuracy, nearest first.
        near: Vec<AreaId>,
    },
}

impl Directory {
    /// Where a point with an accuracy in metres is on a day, among the communes that exist then.
    pub fn locate(&self, point: Point, accuracy_m: f64, day: Date) -> Located {
        let node = point.node();
        let scale = Scale::at(node);
        let reach = scale.units(accuracy_m);
        let mut within = None;
        let mut near = Vec::new();
        for border in &self.content.borders {
            if !border.around.reaches(node, reach) {
                continue;
            }
            if within.is_none() && border.contains(node) && self.valid_on(&border.area, day) {
                within = Some(border);
            } else if let Some(distance) = border.distance(node, scale, accuracy_m)
                && self.valid_on(&border.area, day)
            {
                near.push((distance, &border.area));
            }
        }
        near.sort_by(|one, other| one.0.total_cmp(&other.0));
        let near: Vec<AreaId> = near.into_iter().map(|(_, area)| area.clone()).collect();
        match within {
            Some(border) => Located::Within {
                commune: border.area.clone(),
                border_m: border.distance(node, scale, f64::INFINITY).unwrap_or(f64::INFINITY),
                neighbours: near,
            },
            None if self.knows_all_borders(day) => Located::Outside { near },
            None => Located::NoBorders { near },
        }
    }

    /// Has the directory the area's border?
    pub fn has_border(&self, id: &AreaId) -> bool {
        self.content.borders.binary_search_by(|border| border.area.cmp(id)).is_ok()
    }

    /// Are the borders of all communes known that exist and are served on the day, and is there one?
    pub fn knows_all_borders(&self, day: Date) -> bool {
        !self.content.unbordered.iter().any(|period| period.contains(day))
            && self.content.borders.iter().any(|border| self.valid_on(&border.area, day))
    }

    /// The periods of the communes that are served and have no border, each once.
    pub(super) fn unbordered(&self) -> Vec<Period> {
        let served = self.areas().iter().filter(|area| area.level == Level::Commune && self.serves(&area.id));
        let mut periods: Vec<Period> = Vec::new();
        for commune in served.filter(|commune| !self.has_border(&commune.id)) {
            if !periods.contains(&commune.valid) {
                periods.push(commune.valid);
            }
        }
        periods.sort_by_key(|period| (period.from, period.to));
        periods
    }
}
