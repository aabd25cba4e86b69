//! A part of the map that somebody asks for: a box, or a circle round a point; and which cells of the index it touches.
//!
//! Boxes are as GeoJSON's (RFC 7946, 5): west, south, east, north. None goes across the antimeridian, and none is larger
//! than [`MOST_CELLS`] cells of 0.1 degree, which holds any commune, and any circle of [`FARTHEST_M`] south of 25°.

use std::str::FromStr;

use geo::{Distance, Haversine, Point};

use crate::location::{CELL_E6, Location};

/// Most cells of the map that one request may touch: each is a query.
pub const MOST_CELLS: usize = 25;
/// Largest radius, in metres.
pub const FARTHEST_M: u32 = 20_000;
/// Metres in a degree of latitude where that is shortest, at the equator: a circle's box is never too small.
const DEGREE_M: f64 = 110_574.0;

/// Why a part of the map can't be asked for. Displays as the stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MapFault {
    /// Not four numbers, or not on Earth.
    #[error("bbox_malformed")]
    Malformed,
    /// Its west is east of its east: across the antimeridian, or inside out.
    #[error("bbox_inverted")]
    Inverted,
    /// It touches too many cells.
    #[error("bbox_too_large")]
    TooLarge,
    /// Not two numbers, or not on Earth.
    #[error("near_malformed")]
    NearMalformed,
    /// A radius of nothing, or over [`FARTHEST_M`].
    #[error("radius_out_of_range")]
    Radius,
}

/// A box in millionths of a degree, its edges included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    west: i32,
    south: i32,
    east: i32,
    north: i32,
}

/// A part of the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// All within a box.
    Within(Bounds),
    /// All within so many metres of a point.
    Near {
        /// The middle.
        middle: Location,
        /// Metres.
        radius_m: u32,
    },
}

impl FromStr for Bounds {
    type Err = MapFault;

    fn from_str(text: &str) -> Result<Self, MapFault> {
        let [west, south, east, north] = numbers(text).ok_or(MapFault::Malformed)?;
        let corner = |lat, lng| Location::of(lat, lng, 0.0).ok_or(MapFault::Malformed);
        let (low, high) = (corner(south, west)?, corner(north, east)?);
        if west > east || south > north {
            return Err(MapFault::Inverted);
        }
        Ok(Self { west: low.lng_e6, south: low.lat_e6, east: high.lng_e6, north: high.lat_e6 })
    }
}

impl Bounds {
    fn contains(&self, place: Location) -> bool {
        (self.west..=self.east).contains(&place.lng_e6) && (self.south..=self.north).contains(&place.lat_e6)
    }

    fn cells(&self) -> Result<Vec<(i32, i32)>, MapFault> {
        let rows = self.south.div_euclid(CELL_E6)..=self.north.div_euclid(CELL_E6);
        let columns = self.west.div_euclid(CELL_E6)..=self.east.div_euclid(CELL_E6);
        if rows.clone().count().saturating_mul(columns.clone().count()) > MOST_CELLS {
            return Err(MapFault::TooLarge);
        }
        Ok(rows.flat_map(|row| columns.clone().map(move |column| (row, column))).collect())
    }

    /// The box round a circle, cut off at the poles and the antimeridian.
    #[expect(clippy::cast_possible_truncation, reason = "a latitude or longitude in millionths of a degree")]
    fn round(middle: Location, radius_m: u32) -> Self {
        let high = f64::from(radius_m) / DEGREE_M;
        // as wide as at its edge nearest to a pole, where a degree of longitude is shortest
        let edge = (middle.lat().abs() + high).min(89.9);
        let wide = high / edge.to_radians().cos();
        let e6 = |degrees: f64, most: f64| (degrees.clamp(-most, most) * 1e6).round() as i32;
        Self {
            west: e6(middle.lng() - wide, 180.0),
            south: e6(middle.lat() - high, 90.0),
            east: e6(middle.lng() + wide, 180.0),
            north: e6(middle.lat() + high, 90.0),
        }
    }
}

impl Part {
    /// The circle round `lat,lng`.
    pub fn near(text: &str, radius_m: u32) -> Result<Self, MapFault> {
        let [lat, lng] = numbers(text).ok_or(MapFault::NearMalformed)?;
        let middle = Location::of(lat, lng, 0.0).ok_or(MapFault::NearMalformed)?;
        if !(1..=FARTHEST_M).contains(&radius_m) {
            return Err(MapFault::Radius);
        }
        Ok(Self::Near { middle, radius_m })
    }

    /// The cells that it touches, [`MOST_CELLS`] at most.
    pub fn cells(&self) -> Result<Vec<(i32, i32)>, MapFault> {
        match self {
            Self::Within(bounds) => bounds.cells(),
            Self::Near { middle, radius_m } => Bounds::round(*middle, *radius_m).cells(),
        }
    }

    /// Whether the place is in it.
    pub fn contains(&self, place: Location) -> bool {
        match self {
            Self::Within(bounds) => bounds.contains(place),
            Self::Near { middle, radius_m } => {
                let point = |at: Location| Point::new(at.lng(), at.lat());
                Haversine.distance(point(*middle), point(place)) <= f64::from(*radius_m)
            }
        }
    }
}

/// So many plain decimal numbers between commas: no `1e3`, no `inf`, no blanks.
fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let parts = text.split(',').map(|part| if plain(part) { part.parse().ok() } else { None });
    parts.collect::<Option<Vec<f64>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bbox: &str) -> MapFault {
        let cells = bbox.parse().and_then(|bounds| Part::Within(bounds).cells());
        cells.expect_err(bbox)
    }

    #[test]
    fn a_box_that_is_none_or_too_large_is_refused() {
        for bbox in
            ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "105,9,nan,10", "105,9,inf,10", "181,9,182,10", "105,-91,106,9"]
        {
            assert_eq!(fault(bbox), MapFault::Malformed, "{bbox}");
        }
        assert_eq!(fault("179.9,9,-179.9,9.1"), MapFault::Inverted, "across the antimeridian");
        assert_eq!(fault("105.4,9.9,105.5,9.8"), MapFault::Inverted);
        assert_eq!(fault("105,9,106,10"), MapFault::TooLarge);
        assert_eq!(fault("-180,-90,180,90"), MapFault::TooLarge);
    }

    #[test]
    fn every_point_of_a_part_is_in_one_of_its_cells() {
        let parts = [
            Part::Within("105.41,9.71,105.59,9.89".parse().unwrap()),
            Part::Within("-0.05,-0.05,0.05,0.05".parse().unwrap()),
            Part::near("9.78,105.47", FARTHEST_M).unwrap(),
            Part::near("-0.01,0.01", 5_000).unwrap(),
            Part::near("24.9,105.0", FARTHEST_M).unwrap(),
        ];
        for part in parts {
            let cells = part.cells().unwrap();
            assert!(cells.len() <= MOST_CELLS, "{part:?}");
            let mut inside = 0;
            for step in 0..40_000 {
                let (row, column) = (step / 200, step % 200);
                let at = |middle: f64, step: i32| middle + f64::from(step - 100) * 0.003;
                let (lat, lng) = match part {
                    Part::Near { middle, .. } => (middle.lat(), middle.lng()),
                    Part::Within(b) => (f64::from(b.south) / 1e6, f64::from(b.west) / 1e6),
                };
                let place = Location::of(at(lat, row), at(lng, column), 0.0).unwrap();
                if part.contains(place) {
                    inside += 1;
                    assert!(cells.contains(&place.cell()), "{part:?} {place:?}");
                }
            }
            assert!(inside > 100, "{part:?}: {inside}");
        }
    }

    #[test]
    fn a_circle_is_round_and_bounded() {
        let part = Part::near("9.784312,105.470126", 1_000).unwrap();
        let at = |lat, lng| part.contains(Location::of(lat, lng, 0.0).unwrap());
        assert!(at(9.793_2, 105.470_126) && !at(9.793_4, 105.470_126), "989 m and 1,011 m north");
        assert!(!at(9.792, 105.478), "within the box, not the circle");
        assert_eq!(Part::near("9.78,105.47", 0), Err(MapFault::Radius));
        assert_eq!(Part::near("9.78,105.47", FARTHEST_M + 1), Err(MapFault::Radius));
        for text in ["", "9.78", "91,105", "9.78,181", "9.78;105", "9.78,105.4,1"] {
            assert_eq!(Part::near(text, 100), Err(MapFault::NearMalformed), "{text}");
        }
    }
}
