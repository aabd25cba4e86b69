//! The outline of an area for a map or an alert: simpler than its border, which decides where a report is.

use geo::{LineString, Simplify as _};
use jiff::civil::Date;

use super::border::{DEGREE, Node};
use super::{AreaId, Directory};

/// What a corner may be moved by, in degrees: about 55 m.
const TOLERANCE: f64 = 0.0005;
/// A closed ring has at least a triangle's corners, and its first again.
const FEWEST: usize = 4;

impl Directory {
    /// The outer rings of the communes that the area is or holds on a day, each closed, its corners as latitude and
    /// longitude in degrees, within about 55 m. Empty where no border is known.
    pub fn outlines(&self, id: &AreaId, day: Date) -> Vec<Vec<(f64, f64)>> {
        let borders = self.content.borders.iter();
        let inside = borders.filter(|border| self.valid_on(&border.area, day) && self.is_within(&border.area, id));
        inside.flat_map(super::border::Border::polygons).filter_map(|rings| Some(simplified(rings.first()?))).collect()
    }
}

fn simplified(nodes: &[Node]) -> Vec<(f64, f64)> {
    let corners = |line: &LineString| line.points().map(|at| (at.y(), at.x())).collect::<Vec<_>>();
    let whole: LineString =
        nodes.iter().map(|[lng, lat]| (f64::from(*lng) / DEGREE, f64::from(*lat) / DEGREE)).collect();
    let simple = whole.simplify(TOLERANCE);
    if simple.0.len() < FEWEST { corners(&whole) } else { corners(&simple) }
}
