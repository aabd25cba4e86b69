//! A list of public reports as GeoJSON (RFC 7946): properties are the public form, and nothing but it.

use serde::Serialize;

use super::{Listed, PublicReport};
use crate::Problem;

/// GeoJSON's media type.
pub const GEO_JSON: &str = "application/geo+json";

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct FeatureCollection<'a> {
    r#type: &'static str,
    features: Vec<Feature<'a>>,
    /// A foreign member (RFC 7946, 6.1): where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: Option<Geometry>,
    properties: &'a PublicReport,
}

/// Longitude comes first.
#[derive(Debug, Serialize)]
struct Geometry {
    r#type: &'static str,
    coordinates: [f64; 2],
}

impl<'a> FeatureCollection<'a> {
    /// The page as GeoJSON.
    pub fn of(page: &'a Listed<PublicReport>) -> Self {
        Self {
            r#type: "FeatureCollection",
            features: page.items.iter().map(feature).collect(),
            next: page.next.as_deref(),
        }
    }
}

fn feature(report: &PublicReport) -> Feature<'_> {
    let point = report.core.location.as_ref();
    Feature {
        r#type: "Feature",
        id: report.core.id.as_str(),
        geometry: point.map(|point| Geometry { r#type: "Point", coordinates: [point.lng, point.lat] }),
        properties: report,
    }
}

impl From<domain::map::MapFault> for Problem {
    fn from(fault: domain::map::MapFault) -> Self {
        use domain::map::MapFault::{Inverted, Malformed, NearMalformed, Radius, TooLarge};
        let pointer = match fault {
            Malformed | Inverted | TooLarge => "/bbox",
            NearMalformed => "/near",
            Radius => "/radius_m",
        };
        Self::field(&fault.to_string(), pointer, "")
    }
}
