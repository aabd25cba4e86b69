//! Are borders fit to locate by? Each a valid polygon, and no two of one time over each other.

use geo::{Area as _, BooleanOps as _, Coord, LineString, MultiPolygon, Polygon, Validation as _};

use super::fault::{Faults, Problem};
use crate::directory::Area;
use crate::directory::border::{Border, DEGREE, Node, Scale};

/// Two borders may overlap by slivers that come of simplifying a shared line; more than this, in square metres, is
/// a place in two communes.
const SLIVER_SQUARE_M: f64 = 100.0;

/// A border and where it was read.
pub(super) struct Sourced<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) area: &'a Area,
    pub(super) border: Border,
}

/// What is wrong with polygons, if anything is.
pub(super) fn invalid(polygons: &[Vec<Vec<Node>>]) -> Option<String> {
    let short =
        polygons.is_empty() || polygons.iter().any(|rings| rings.is_empty() || rings.iter().any(|ring| ring.len() < 4));
    if short {
        return Some("ring < 4 points".to_owned());
    }
    if polygons.iter().flatten().any(|ring| ring.first() != ring.last()) {
        return Some("ring not closed".to_owned());
    }
    let shapes = polygons.iter().map(|rings| shape(rings.iter().map(Vec::as_slice)));
    MultiPolygon::new(shapes.collect()).check_validation().err().map(|error| error.to_string())
}

/// Adds a fault for each pair that overlaps on some day.
pub(super) fn check(borders: &[Sourced<'_>], faults: &mut Faults) {
    let shapes: Vec<MultiPolygon> = borders.iter().map(|sourced| multi(&sourced.border)).collect();
    for (index, one) in borders.iter().enumerate() {
        for (earlier, other) in borders[..index].iter().enumerate() {
            if !one.border.may_overlap(&other.border) || !one.area.valid.overlaps(&other.area.valid) {
                continue;
            }
            let scale = Scale::at(one.border.around.least).0;
            let common = shapes[index].intersection(&shapes[earlier]).unsigned_area();
            let square_m = common * DEGREE * scale[0] * DEGREE * scale[1];
            if square_m > SLIVER_SQUARE_M {
                let (area, other) = (one.area.id.to_string(), other.area.id.to_string());
                let square_m = format!("{square_m:.0}");
                faults.add(one.file, one.line, Problem::BorderOverlap { area, other, square_m });
            }
        }
    }
}

fn multi(border: &Border) -> MultiPolygon {
    MultiPolygon::new(border.polygons().into_iter().map(|rings| shape(rings.into_iter())).collect())
}

fn shape<'a>(rings: impl Iterator<Item = &'a [Node]>) -> Polygon {
    let line = |ring: &[Node]| -> LineString {
        let coordinate = |node: &Node| Coord { x: f64::from(node[0]) / DEGREE, y: f64::from(node[1]) / DEGREE };
        ring.iter().map(coordinate).collect()
    };
    let mut lines = rings.map(line);
    let outer = lines.next().unwrap_or_else(LineString::empty);
    Polygon::new(outer, lines.collect())
}
