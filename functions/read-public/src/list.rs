//! Lists of public reports, newest first: of a commune, a district, everywhere, a part of the map, or the one with a code.

use aws::tables::reports::{Key, List, Page};
use domain::{
    Report, code,
    directory::{Area, AreaId, Directory, Level},
    map::{Bounds, Part},
};
use edge::{
    Keep, Problem, Reply, Request,
    forms::{FeatureCollection, GEO_JSON, Listed, PublicReport},
    listing::{self, Listing},
};

use crate::{App, FRESH};

/// Parameters taken beside those of any list.
const TAKEN: [&str; 7] = ["area", "from", "to", "code", "bbox", "near", "radius_m"];

pub(crate) async fn answer(app: &App, request: &Request) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &TAKEN)?;
    let directory = app.directory.at(request.now).await?;
    let part = part(&listing)?;
    let page = match &part {
        Some(part) => on_map(app, &listing, part).await?,
        None => in_areas(app, &listing, &directory).await?,
    };
    // what an index holds may be older than the report
    let still = |report: &Report| part.is_none_or(|part| report.location.is_some_and(|at| part.contains(at)));
    let form = |report: &Report| PublicReport::of(report, &directory, None).filter(|_| still(report));
    let listed = listing.page(&page, form);
    Ok(reply(request, &listed)?.kept(Keep::Public(FRESH)))
}

/// A page as JSON, or as GeoJSON for who would rather have that.
pub(crate) fn reply(request: &Request, listed: &Listed<PublicReport>) -> Result<Reply, Problem> {
    let next = listed.next.as_deref();
    if request.prefers(GEO_JSON) {
        return Ok(listing::reply(request, &FeatureCollection::of(listed), next)?.typed(GEO_JSON));
    }
    listing::reply(request, listed, next)
}

/// An area that the directory has known at some time.
pub(crate) fn area<'d>(id: &str, directory: &'d Directory) -> Result<&'d Area, Problem> {
    let area: Option<AreaId> = id.parse().ok();
    area.and_then(|id| directory.area(&id)).ok_or_else(|| Problem::field("area_unknown", "/area", ""))
}

/// The part of the map asked for, if any.
fn part(listing: &Listing) -> Result<Option<Part>, Problem> {
    let places = [&listing.area, &listing.bbox, &listing.near, &listing.code];
    if places.iter().filter(|place| place.is_some()).count() > 1 {
        return Err(Problem::new("one_place_only"));
    }
    let radius = listing.radius_m.ok_or_else(|| Problem::field("radius_out_of_range", "/radius_m", "missing"));
    match (&listing.bbox, &listing.near) {
        (_, Some(near)) => Ok(Some(Part::near(near, radius?)?)),
        _ if listing.radius_m.is_some() => Err(Problem::field("near_malformed", "/near", "missing")),
        (Some(bbox), None) => Ok(Some(Part::Within(bbox.parse::<Bounds>()?))),
        (None, None) => Ok(None),
    }
}

/// One query for each cell that the part touches, and one batch get.
async fn on_map(app: &App, listing: &Listing, part: &Part) -> Result<Page, Problem> {
    let cells = part.cells()?;
    let lists: Vec<List> = cells.into_iter().map(|cell| listing.within(List::of_cell(cell))).collect();
    let is_wanted = |key: &Key| {
        let of_field = listing.category.is_none() || key.category == listing.category;
        of_field && key.location.is_some_and(|at| part.contains(at))
    };
    Ok(app.reports.page_of_wanted(&lists, listing.after()?.as_ref(), listing.limit()?, is_wanted).await?)
}

async fn in_areas(app: &App, listing: &Listing, directory: &Directory) -> Result<Page, Problem> {
    let (limit, after) = (listing.limit()?, listing.after()?);
    let lists = wanted(listing, directory, &app.code_prefix)?;
    let lists: Vec<List> = lists.into_iter().map(|list| listing.within(list)).collect();
    Ok(match lists.as_slice() {
        [list] => app.reports.page(list, after.as_ref(), limit).await?,
        lists => app.reports.page_of_all(lists, after.as_ref(), limit).await?,
    })
}

/// The lists that the parameters ask for; none where a mistyped code can name no report.
fn wanted(listing: &Listing, directory: &Directory, prefix: &str) -> Result<Vec<List>, Problem> {
    if let Some(typed) = &listing.code {
        return Ok(code::read(prefix, typed).map(List::with_code).into_iter().collect());
    }
    let Some(id) = &listing.area else { return Ok(vec![List::public()]) };
    let area = area(id, directory)?;
    Ok(match area.level {
        Level::Commune => vec![List::of_area(&area.id)],
        // its communes of all times: those that ended before the district did hold reports too
        Level::District => directory.children(&area.id).map(|commune| List::of_area(&commune.id)).collect(),
        Level::Province => vec![List::public()],
    })
}
