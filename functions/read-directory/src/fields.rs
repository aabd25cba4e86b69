//! Categories with their terms, and the units that may own one in an area.

use domain::directory::{AreaId, CategoryCode, Directory};
use edge::{Problem, Reply, Request};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::{day, rules};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoriesQuery {
    at: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitsQuery {
    category: Option<CategoryCode>,
    area: Option<AreaId>,
    at: Option<Date>,
}

pub(crate) fn categories(directory: &Directory, request: &Request) -> Result<Reply, Problem> {
    let query: CategoriesQuery = request.query()?;
    let day = day(query.at, request);
    let items: Vec<_> = directory
        .categories_on(day)
        .map(|c| {
            json!({"code": c.code, "name": {"vi": c.name_vi, "en": c.name_en}, "keywords_vi": c.keywords_vi,
                   "receive": {"normal": c.receive.normal, "urgent": c.receive.urgent},
                   "handle": {"normal": c.handle.normal, "urgent": c.handle.urgent},
                   "owner": c.owner.to_string(), "fallback_owner": c.fallback_owner.to_string(),
                   "confidential": c.confidential, "photo_to_close": c.photo_to_close,
                   "rules": rules::of(c)})
        })
        .collect();
    Reply::json(200, &json!({"directory": directory.version(), "at": day, "items": items}))
}

pub(crate) fn units(directory: &Directory, request: &Request) -> Result<Reply, Problem> {
    let query: UnitsQuery = request.query()?;
    let day = day(query.at, request);
    let units = match (&query.category, &query.area) {
        (Some(category), Some(area)) => directory.units_for(category, area, day),
        (None, None) => directory.units().iter().filter(|u| u.valid.contains(day)).collect(),
        (None, Some(_)) => return Err(Problem::field("field_required", "/category", "")),
        (Some(_), None) => return Err(Problem::field("field_required", "/area", "")),
    };
    let items: Vec<_> =
        units.iter().map(|u| json!({"id": u.id, "name": u.name_vi, "area": u.area, "parent": u.parent})).collect();
    Reply::json(200, &json!({"directory": directory.version(), "at": day, "items": items}))
}
