//! The `*.geojson` files: communes' borders, read, put on the grid and checked.

use std::collections::BTreeMap;

use geojson::{Feature, GeoJson, GeometryValue};

use super::fault::{Faults, Problem};
use super::overlap;
use super::{Files, Row};
use crate::directory::border::{Border, DEGREE, Node};
use crate::directory::{Area, AreaId, Level};

/// The ending of the names of files with borders.
const ENDING: &str = ".geojson";

type Polygons = Vec<Vec<Vec<Node>>>;

/// The borders by area id, none overlapping another of the same time.
pub(super) fn read(files: &Files, areas: &[Row<Area>], faults: &mut Faults) -> Vec<Border> {
    let by_id: BTreeMap<&AreaId, &Area> = areas.iter().map(|row| (&row.item.id, &row.item)).collect();
    let mut borders: Vec<overlap::Sourced<'_>> = Vec::new();
    for (file, text) in files.iter().filter(|(name, _)| name.ends_with(ENDING)) {
        for feature in features(file, text, faults) {
            let line = line_of(text, &feature);
            match border(&feature, &by_id) {
                Err(problem) => faults.add(file, line, problem),
                Ok((area, _)) if borders.iter().any(|known| known.area.id == area.id) => {
                    faults.add(file, line, Problem::Duplicate { id: area.id.to_string() });
                }
                Ok((area, border)) => borders.push(overlap::Sourced { file, line, area, border }),
            }
        }
    }
    overlap::check(&borders, faults);
    let mut borders: Vec<Border> = borders.into_iter().map(|sourced| sourced.border).collect();
    borders.sort_by(|one, other| one.area.cmp(&other.area));
    borders
}

fn features(file: &str, text: &str, faults: &mut Faults) -> Vec<Feature> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(collection)) => collection.features,
        Ok(_) => {
            faults.add(file, 1, Problem::GeojsonBroken { why: "FeatureCollection".to_owned() });
            Vec::new()
        }
        Err(error) => {
            faults.add(file, 1, Problem::GeojsonBroken { why: error.to_string() });
            Vec::new()
        }
    }
}

fn area_id(feature: &Feature) -> &str {
    feature.property("area_id").and_then(|id| id.as_str()).unwrap_or_default()
}

/// The line on which the feature's area is first named: JSON readers keep no lines.
fn line_of(text: &str, feature: &Feature) -> u32 {
    let at = text.find(&format!("\"{}\"", area_id(feature))).unwrap_or(0);
    u32::try_from(text[..at].matches('\n').count() + 1).unwrap_or(u32::MAX)
}

fn border<'a>(feature: &Feature, by_id: &BTreeMap<&AreaId, &'a Area>) -> Result<(&'a Area, Border), Problem> {
    let id = area_id(feature);
    let known = id.parse::<AreaId>().ok().and_then(|id| by_id.get(&id).copied());
    let area = known.ok_or_else(|| Problem::AreaUnknown { area: id.to_owned() })?;
    if area.level != Level::Commune {
        return Err(Problem::BorderNotCommune { area: id.to_owned() });
    }
    let invalid = |why: String| Problem::BorderInvalid { area: id.to_owned(), why };
    let polygons = polygons(feature).ok_or_else(|| invalid("Polygon | MultiPolygon".to_owned()))?;
    if let Some(why) = overlap::invalid(&polygons) {
        return Err(invalid(why));
    }
    Ok((area, Border::new(area.id.clone(), polygons)))
}

fn polygons(feature: &Feature) -> Option<Polygons> {
    let polygons = match &feature.geometry.as_ref()?.value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().collect(),
        _ => return None,
    };
    let ring = |ring: &Vec<geojson::Position>| -> Option<Vec<Node>> {
        let mut nodes: Vec<Node> = ring.iter().map(node).collect::<Option<_>>()?;
        nodes.dedup(); // nodes that differ by less than the grid
        Some(nodes)
    };
    polygons.into_iter().map(|rings| rings.iter().map(ring).collect()).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "180 million at most")]
fn node(position: &geojson::Position) -> Option<Node> {
    let part = |index: usize, limit: f64| {
        let degrees = *position.as_slice().get(index)?;
        (-limit..=limit).contains(&degrees).then(|| (degrees * DEGREE).round() as i32)
    };
    Some([part(0, 180.0)?, part(1, 90.0)?])
}
