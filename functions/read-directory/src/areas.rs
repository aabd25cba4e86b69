//! Areas as of a day, and which commune a point lies in.

use domain::{
    directory::{Area, AreaId, Directory, Located, PlaceFault, Point},
    submission::place_fault,
};
use edge::{Keep, Problem, Reply, Request};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::day;

/// RFC 7946.
const GEOJSON: &str = "application/geo+json";
/// Borders change with the areas, so a map may keep them for a day.
const A_DAY: u32 = 86_400;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    at: Option<Date>,
    /// A name, whatever its accents and case, with or without its kind.
    q: Option<String>,
    /// A code of the General Statistics Office.
    code: Option<String>,
    #[serde(default)]
    tree: Flag,
    #[serde(default)]
    borders: Flag,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Flag {
    True,
    #[default]
    False,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocateQuery {
    lat: String,
    lng: String,
    accuracy_m: Option<String>,
    at: Option<Date>,
}

/// The areas of a day, flat or as a tree, or those that a name or code may mean; or their borders as `GeoJSON`.
pub(crate) fn list(directory: &Directory, request: &Request) -> Result<Reply, Problem> {
    let query: ListQuery = request.query()?;
    let day = day(query.at, request);
    let wants_map = request.header("accept").is_some_and(|accept| accept.contains(GEOJSON));
    if query.borders == Flag::True || wants_map {
        let map = RawValue::from_string(directory.borders_geojson(day)).map_err(Problem::internal)?;
        return Ok(Reply::json(200, &map)?.typed(GEOJSON).kept(Keep::Public(A_DAY)));
    }
    let areas: Vec<&Area> = match (&query.q, &query.code) {
        (Some(name), _) => directory.areas_by_name(name, day),
        (None, Some(code)) => directory.area_by_code(code, day).into_iter().collect(),
        (None, None) => directory.areas_on(day).collect(),
    };
    let items: Vec<Value> = if query.tree == Flag::True {
        let found = |id: &AreaId| areas.iter().any(|area| area.id == *id);
        let roots = areas.iter().filter(|area| !area.parent.as_ref().is_some_and(found));
        roots.map(|area| tree(area, &areas)).collect()
    } else {
        areas.iter().map(|area| form(area)).collect()
    };
    Ok(Reply::json(200, &json!({"directory": directory.version(), "at": day, "items": items}))?
        .kept(Keep::Public(crate::FRESH)))
}

fn form(area: &Area) -> Value {
    json!({"id": area.id, "gso_code": area.gso_code, "level": area.level, "name": area.full_name,
           "parent": area.parent})
}

/// An area with those of `areas` that are below it.
fn tree(area: &Area, areas: &[&Area]) -> Value {
    let below = areas.iter().filter(|other| other.parent.as_ref() == Some(&area.id));
    let mut form = form(area);
    form["areas"] = below.map(|other| tree(other, areas)).collect();
    form
}

pub(crate) fn locate(directory: &Directory, request: &Request) -> Result<Reply, Problem> {
    let query: LocateQuery = request.query()?;
    let degrees =
        |text: &str, pointer| text.parse::<f64>().map_err(|_| Problem::field("coordinate_impossible", pointer, ""));
    let point = Point::new(degrees(&query.lat, "/lat")?, degrees(&query.lng, "/lng")?)
        .map_err(|_| Problem::field("coordinate_impossible", "/lat", ""))?;
    let accuracy = query.accuracy_m.as_deref().map_or(Ok(0.0), |a| degrees(a, "/accuracy_m"))?;
    match directory.locate(point, accuracy, day(query.at, request)) {
        Located::Within { commune, border_m, neighbours } => Reply::json(
            200,
            &json!({"directory": directory.version(), "area": commune, "name": directory.area(&commune).map(|a| a.full_name.clone()),
                    "border_m": border_m.round(), "near": neighbours}),
        ),
        Located::NoBorders { .. } => Err(place_fault(PlaceFault::AreaRequired).into()),
        Located::Outside { .. } => Err(place_fault(PlaceFault::OutsideServiceArea).into()),
    }
}
