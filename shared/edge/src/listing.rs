//! What lists have in common: page size, cursor, period, and filters that may make a page short.

use aws::tables::reports::{Cursor, List, Page};
use domain::{
    Report,
    calendar::{date_of, start_of},
    directory::CategoryCode,
    report::Status,
    waiting::{Due, Turn},
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Problem, Reply, Request, forms::Listed};

/// Items on a page where the caller doesn't say.
const USUAL: usize = 20;
/// Most items on a page.
const MOST: usize = 100;
/// The `assignee` of what is named to no officer yet.
pub const NOBODY: &str = "none";
/// What every list takes.
const TAKEN_BY_ALL: [&str; 4] = ["category", "status", "cursor", "limit"];

/// The parameters of lists of reports. Each surface says which of them it takes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listing {
    /// What to look for.
    pub q: Option<String>,
    /// A commune, a district, or a province for all.
    pub area: Option<String>,
    /// Only of this field.
    pub category: Option<CategoryCode>,
    /// Only in this state.
    pub status: Option<Status>,
    /// From this day on.
    pub from: Option<Date>,
    /// To this day, included.
    pub to: Option<Date>,
    /// Only the one with this tracking code.
    pub code: Option<String>,
    /// Only within this box: `west,south,east,north`.
    pub bbox: Option<String>,
    /// Only round this point: `lat,lng`.
    pub near: Option<String>,
    /// How far round it, in metres.
    #[serde(deserialize_with = "metres")]
    pub radius_m: Option<u32>,
    /// Only what is due then.
    pub due: Option<Due>,
    /// Only what is named to this officer; [`NOBODY`]: what is named to none.
    pub assignee: Option<String>,
    /// Only what needs the caller now.
    #[serde(deserialize_with = "truth")]
    pub needs_me: Option<bool>,
    /// Only what this one must act on next.
    pub turn: Option<Turn>,
    /// Only what is urgent, or only what isn't.
    #[serde(deserialize_with = "truth")]
    pub urgent: Option<bool>,
    /// Of this unit.
    pub unit: Option<String>,
    /// Only what the centre must look after.
    pub attention: Option<Attention>,
    /// What one follows, not what one sent.
    #[serde(deserialize_with = "truth")]
    pub followed: Option<bool>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// At most so many items, 1 to 100.
    #[serde(deserialize_with = "whole")]
    pub limit: Option<i64>,
    /// What the list's cursors begin with.
    #[serde(skip)]
    stamp: String,
}

/// Why the centre must look after a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// No phone of its unit's people can be pushed.
    Unreachable,
    /// Its unit has no officer for it who is there.
    NoOfficer,
    /// Its unit has no leader who is there.
    NoLeader,
    /// It was returned, or passed on too often, and waits for the centre.
    Bounced,
    /// Its deadline has passed.
    Overdue,
}

/// Parameters come as text.
fn parsed<'de, T: std::str::FromStr, D: Deserializer<'de>>(deserializer: D, code: &str) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(code))
}

fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    parsed(deserializer, "limit_out_of_range")
}

fn metres<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    parsed(deserializer, "radius_out_of_range")
}

fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    parsed(deserializer, "true or false")
}

impl Listing {
    /// The parameters of a list that takes these beside category, status, cursor and limit. Days that can't be are refused.
    pub fn of(request: &Request, taken: &[&str]) -> Result<Self, Problem> {
        let mut listing: Self = request.query()?;
        if let Some(other) = request.parameters().find(|(n, _)| !taken.contains(&&**n) && !TAKEN_BY_ALL.contains(&&**n))
        {
            return Err(Problem::field("invalid_parameter", &format!("/{}", other.0), "not taken here"));
        }
        if listing.from.zip(listing.to).is_some_and(|(from, to)| from > to) {
            return Err(Problem::field("period_inverted", "/from", ""));
        }
        if listing.from.is_some_and(|from| from > date_of(request.now)) {
            return Err(Problem::field("period_in_future", "/from", ""));
        }
        listing.stamp = request.list_stamp();
        Ok(listing)
    }

    /// The page size asked for.
    pub fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(USUAL),
            Some(limit) => {
                let limit = usize::try_from(limit).ok().filter(|l| (1..=MOST).contains(l));
                limit.ok_or_else(|| Problem::field("limit_out_of_range", "/limit", ""))
            }
        }
    }

    /// Where the page begins. A cursor goes on with the list that it came from, and with no other.
    pub fn after(&self) -> Result<Option<Cursor>, Problem> {
        let decode = |text: &String| {
            let cursor = text.strip_prefix(&self.stamp).and_then(Cursor::decode);
            cursor.ok_or_else(|| Problem::field("cursor_invalid", "/cursor", ""))
        };
        self.cursor.as_ref().map(decode).transpose()
    }

    /// The list within the period asked for.
    pub fn within(&self, list: List) -> List {
        if self.from.is_none() && self.to.is_none() {
            return list;
        }
        let from = self.from.map_or(0, |day| start_of(day).as_millisecond());
        let after = self.to.and_then(|day| day.checked_add(1.day()).ok());
        list.between(from, after.map_or(i64::MAX, |day| start_of(day).as_millisecond() - 1))
    }

    /// Whether a report passes the filters that no index serves.
    pub fn keeps(&self, report: &Report) -> bool {
        self.category.as_ref().is_none_or(|c| *c == report.category)
            && self.status.is_none_or(|s| s == report.status)
            && self.urgent.is_none_or(|urgent| urgent == report.urgent)
            && self.assignee.as_ref().is_none_or(|id| report.officer.as_deref().unwrap_or(NOBODY) == id)
    }

    /// A page in the form that `form` gives; what it gives nothing for is left out.
    pub fn page<T>(&self, page: &Page, form: impl Fn(&Report) -> Option<T>) -> Listed<T> {
        Listed {
            items: page.reports.iter().filter(|r| self.keeps(r)).filter_map(form).collect(),
            next: page.next.as_ref().map(|next| format!("{}{}", self.stamp, next.encode())),
        }
    }
}

/// A page as the answer to `request`, with the way to the next one as a header too (RFC 8288).
pub fn reply<T: Serialize>(request: &Request, body: &T, next: Option<&str>) -> Result<Reply, Problem> {
    let reply = Reply::json(200, body)?;
    Ok(match next {
        Some(next) => reply.with("link", format!("<{}>; rel=\"next\"", request.with_cursor(next))),
        None => reply,
    })
}
