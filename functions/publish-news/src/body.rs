//! What the desk sends: the whole of an item each time.

use domain::{
    directory::AreaId,
    ids::NewsId,
    news::{Alert, Content, News, Picture, Severity, Words},
};
use edge::Problem;
use jiff::Timestamp;
use serde::Deserialize;

/// The body of a POST, which has an `id`, and of a PUT, which has the `version` that the desk has seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    id: Option<NewsId>,
    version: Option<u32>,
    vi: Words,
    en: Option<Words>,
    picture: Option<Picture>,
    #[serde(default)]
    areas: Vec<AreaId>,
    valid_from: Option<Timestamp>,
    valid_until: Timestamp,
    #[serde(default)]
    severity: Severity,
    alert: Option<Alert>,
}

impl Body {
    /// The id and content of something new; without `valid_from` it is listed at once.
    pub(crate) fn new_item(self, now: Timestamp) -> Result<(NewsId, Content), Problem> {
        if self.version.is_some() {
            return Err(Problem::field("invalid_field", "/version", "what is new has no version"));
        }
        let id = self.id.clone().ok_or_else(|| Problem::field("field_required", "/id", ""))?;
        Ok((id, self.content(now)))
    }

    /// The version seen and the content of a change; without `valid_from` that stays.
    pub(crate) fn change(self, before: &News) -> Result<(u32, Content), Problem> {
        if self.id.as_ref().is_some_and(|id| *id != before.news_id) {
            return Err(Problem::field("invalid_field", "/id", "not the id of the path"));
        }
        let version = self.version.ok_or_else(|| Problem::field("field_required", "/version", ""))?;
        Ok((version, self.content(before.content.valid_from.at())))
    }

    fn content(self, from: Timestamp) -> Content {
        let Self { vi, en, picture, mut areas, valid_from, valid_until, severity, alert, .. } = self;
        areas.sort();
        areas.dedup();
        let (valid_from, valid_until) = (valid_from.unwrap_or(from).into(), valid_until.into());
        Content { vi, en, picture, areas, valid_from, valid_until, severity, alert }
    }
}
