//! Areas as of a day, and which commune a point lies in.

use domain::{
    directory::{Directory, Located, PlaceFault, Point},
    submission::place_fault,
};
use edge::{Problem, Reply, Request};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::day;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    at: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocateQuery {
    lat: String,
    lng: String,
    accuracy_m: Option<String>,
    at: Option<Date>,
}

pub(crate) fn list(directory: &Directory, request: &Request) -> Result<Reply, Problem> {
    let query: ListQuery = request.query()?;
    let day = day(query.at, request);
    let items: Vec<_> = directory
        .areas()
        .iter()
        .filter(|a| a.valid.contains(day))
        .map(|a| json!({"id": a.id, "gso_code": a.gso_code, "level": a.level, "name": a.full_name, "parent": a.parent}))
        .collect();
    Reply::json(200, &json!({"directory": directory.version(), "at": day, "items": items}))
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
