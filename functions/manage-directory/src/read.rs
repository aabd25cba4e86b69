//! The files of a version, and which versions were in force since when.

use edge::{Problem, Reply, Request, forms::Listed, listing};
use serde::Deserialize;
use serde_json::json;

use crate::{App, form, tag};

/// Publications on a page.
const PAGE: usize = 50;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneQuery {
    version: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionsQuery {
    cursor: Option<String>,
}

/// The files in force, or those of an older version. The `ETag` is what a PUT names in `If-Match`.
pub(crate) async fn one(app: &App, request: &Request) -> Result<Reply, Problem> {
    let query: OneQuery = request.query()?;
    let current = app.versions.current().await?.ok_or_else(Problem::not_found)?;
    let version = query.version.unwrap_or_else(|| current.version.clone());
    let files = app.versions.files(&version).await?.ok_or_else(Problem::not_found)?;
    let answer = json!({"version": version, "in_force": version == current.version, "current": form(&current),
                        "files": files});
    Ok(Reply::json(200, &answer)?.with("etag", tag(&version)))
}

/// Every publication, the newest first: a version that was gone back to stands there twice.
pub(crate) async fn versions(app: &App, request: &Request) -> Result<Reply, Problem> {
    let query: VersionsQuery = request.query()?;
    let newest = app.versions.current().await?.map_or(0, |current| current.number);
    let last = match query.cursor {
        None => newest,
        Some(cursor) => request.place(&cursor, |n| n.parse().ok())?,
    };
    let found = app.versions.publications(last.min(newest), PAGE).await?;
    let next = found.last().map(|oldest| oldest.number - 1).filter(|next| *next > 0 && found.len() == PAGE);
    let items: Vec<_> = found.iter().map(form).collect();
    let page = Listed { items, next: next.map(|next| request.cursor(&next.to_string())) };
    listing::reply(request, &page, page.next.as_deref())
}
