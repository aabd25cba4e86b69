//! News for everybody: what is listed now, newest first, and one item, as JSON or as a CAP alert.

use data_encoding::BASE64URL_NOPAD;
use domain::{
    directory::AreaId,
    ids::NewsId,
    news::{News, rules::Stage},
};
use edge::{Keep, Problem, Reply, Request, forms::Listed, listing, news::PublicNews};
use serde::Deserialize;

use crate::{App, cap};

/// Seconds for which anyone may keep news.
const FRESH: u32 = 60;
/// Items on a page where the caller doesn't say.
const USUAL: usize = 20;
/// Most items on a page.
const MOST: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    area: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// Where an item stands in the list: since when it is seen, in milliseconds since 1970, and its id.
type Place = (i64, String);

pub(crate) async fn list(app: &App, request: &Request) -> Result<Reply, Problem> {
    let Query { area, cursor, limit } = request.query()?;
    let directory = app.directory.at(request.now).await?;
    let area: Option<AreaId> = area.map(|area| area.parse()).transpose().map_err(|_| unknown_area())?;
    if area.as_ref().is_some_and(|area| directory.area(area).is_none()) {
        return Err(unknown_area());
    }
    let limit = limit.map_or(Some(USUAL), |l| l.parse().ok()).filter(|l| (1..=MOST).contains(l));
    let limit = limit.ok_or_else(|| Problem::field("limit_out_of_range", "/limit", ""))?;
    let before = cursor.map(|cursor| request.place(&cursor, decode)).transpose()?;
    let mut news = app.news.live(request.now).await?;
    let concerns = |n: &News| area.as_ref().is_none_or(|area| n.concerns(area, &directory));
    news.retain(|n| n.is_listed(request.now) && concerns(n) && before.as_ref().is_none_or(|b| place(n) < *b));
    news.sort_by_key(|n| std::cmp::Reverse(place(n)));
    let more = news.len() > limit;
    news.truncate(limit);
    let items: Vec<_> = news.iter().map(|n| PublicNews::of(n, &directory)).collect();
    let next = news.last().filter(|_| more).map(|last| request.cursor(&encode(&place(last))));
    let page = Listed { items, next };
    Ok(listing::reply(request, &page, page.next.as_deref())?.kept(Keep::Public(FRESH)))
}

/// One item, over or not. As an alert it is still there once withdrawn: it calls itself off.
pub(crate) async fn one(app: &App, request: &Request) -> Result<Reply, Problem> {
    let id: NewsId = request.path("id")?;
    let news = app.news.get(&id).await?.ok_or_else(Problem::not_found)?;
    let directory = app.directory.at(request.now).await?;
    let stage = news.stage().filter(|_| as_alert(request));
    if !news.has_begun(request.now) && stage != Some(Stage::Cancel) {
        return Err(Problem::not_found());
    }
    if let Some(stage) = stage {
        let document = cap::document(&news, stage, &app.sender, &directory).map_err(Problem::internal)?;
        return Ok(Reply::document(cap::MEDIA_TYPE, document).kept(Keep::Public(FRESH)));
    }
    if as_alert(request) {
        return Err(Problem::new("not_an_alert"));
    }
    Ok(Reply::json(200, &PublicNews::of(&news, &directory))?.kept(Keep::Public(FRESH)))
}

fn as_alert(request: &Request) -> bool {
    let wanted = request.header("accept").unwrap_or_default().split(',');
    wanted
        .map(|part| part.split(';').next().unwrap_or_default().trim())
        .any(|t| t.eq_ignore_ascii_case(cap::MEDIA_TYPE))
}

fn unknown_area() -> Problem {
    Problem::field("area_unknown", "/area", "")
}

fn place(news: &News) -> Place {
    (news.since().at().as_millisecond(), news.news_id.to_string())
}

fn encode((at, id): &Place) -> String {
    BASE64URL_NOPAD.encode(format!("{at}.{id}").as_bytes())
}

fn decode(text: &str) -> Option<Place> {
    let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
    let (at, id) = text.split_once('.')?;
    Some((at.parse().ok()?, id.parse::<NewsId>().ok()?.to_string()))
}
