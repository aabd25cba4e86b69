//! News in the form for its reader: anyone, and the desk that publishes it.

use domain::{
    directory::{AreaId, Directory},
    ids::NewsId,
    news::{Alert, News, Picture, Severity, Words},
};
use serde::Serialize;

use crate::forms::rfc3339;

/// An item as anyone may read it.
#[derive(Debug, Serialize)]
pub struct PublicNews<'a> {
    id: &'a NewsId,
    severity: Severity,
    vi: &'a Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<&'a Words>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a Picture>,
    areas: Vec<Named<'a>>,
    valid_from: String,
    valid_until: String,
    published_at: String,
    changed_at: String,
}

/// An area with its name.
#[derive(Debug, Serialize)]
struct Named<'a> {
    area: &'a AreaId,
    name: &'a str,
}

impl<'a> PublicNews<'a> {
    /// The item with its areas' names.
    pub fn of(news: &'a News, directory: &'a Directory) -> Self {
        let content = &news.content;
        let named = |area: &'a AreaId| {
            let name = directory.area(area).map_or("", |area| &area.full_name);
            Named { area, name }
        };
        Self {
            id: &news.news_id,
            severity: content.severity,
            vi: &content.vi,
            en: content.en.as_ref(),
            picture: content.picture.as_ref(),
            areas: content.areas.iter().map(named).collect(),
            valid_from: rfc3339(content.valid_from),
            valid_until: rfc3339(content.valid_until),
            published_at: rfc3339(news.published_at),
            changed_at: rfc3339(news.changed_at),
        }
    }
}

/// An item as the desk sent it, with the version that a change must name.
#[derive(Debug, Serialize)]
pub struct StaffNews<'a> {
    id: &'a NewsId,
    version: u32,
    severity: Severity,
    vi: &'a Words,
    en: Option<&'a Words>,
    picture: Option<&'a Picture>,
    areas: &'a [AreaId],
    alert: Option<Alert>,
    valid_from: String,
    valid_until: String,
    published_at: String,
    changed_at: String,
    withdrawn_at: Option<String>,
}

impl<'a> StaffNews<'a> {
    /// The item.
    pub fn of(news: &'a News) -> Self {
        let content = &news.content;
        Self {
            id: &news.news_id,
            version: news.version,
            severity: content.severity,
            vi: &content.vi,
            en: content.en.as_ref(),
            picture: content.picture.as_ref(),
            areas: &content.areas,
            alert: content.alert,
            valid_from: rfc3339(content.valid_from),
            valid_until: rfc3339(content.valid_until),
            published_at: rfc3339(news.published_at),
            changed_at: rfc3339(news.changed_at),
            withdrawn_at: news.withdrawn_at.map(rfc3339),
        }
    }
}
