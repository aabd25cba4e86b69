//! The borders as GeoJSON (RFC 7946), for maps.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::Directory;
use super::border::{DEGREE, Node};

impl Directory {
    /// A `FeatureCollection` of the borders of the communes that exist on a day: each feature's `id` and `area_id` is
    /// the area's id, its `name` the full name.
    pub fn borders_geojson(&self, day: Date) -> String {
        let features = self.content.borders.iter().filter_map(|border| {
            let area = self.area(&border.area).filter(|area| area.valid.contains(day))?;
            let polygons: Vec<Vec<Vec<Value>>> = border
                .polygons()
                .iter()
                .map(|rings| rings.iter().map(|ring| ring.iter().map(|node| position(*node)).collect()).collect())
                .collect();
            Some(json!({
                "type": "Feature",
                "id": area.id,
                "properties": { "area_id": area.id, "name": area.full_name },
                "geometry": { "type": "MultiPolygon", "coordinates": polygons },
            }))
        });
        json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() }).to_string()
    }
}

fn position(node: Node) -> Value {
    json!([f64::from(node[0]) / DEGREE, f64::from(node[1]) / DEGREE])
}
