//! What lists have in common: page size, cursor, period, and filters that may make a page short.

use aws::tables::reports::{Cursor, List, Page};
use domain::{Report, calendar::start_of, directory::CategoryCode, report::Status};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Deserializer};

use crate::{Problem, forms::Listed};

/// Items on a page where the caller doesn't say.
const USUAL: usize = 20;
/// Most items on a page.
const MOST: usize = 100;

/// The parameters of any list of reports.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listing {
    /// A commune, or a province for all.
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
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// At most so many items, 1 to 100.
    #[serde(deserialize_with = "whole")]
    pub limit: Option<i64>,
}

/// Parameters come as text.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|_| serde::de::Error::custom("limit_out_of_range"))
}

impl Listing {
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

    /// Where the page begins.
    pub fn after(&self) -> Result<Option<Cursor>, Problem> {
        let decode =
            |text: &String| Cursor::decode(text).ok_or_else(|| Problem::field("cursor_invalid", "/cursor", ""));
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
        self.category.as_ref().is_none_or(|c| *c == report.category) && self.status.is_none_or(|s| s == report.status)
    }

    /// A page in the form that `form` gives; what it gives nothing for is left out.
    pub fn page<T>(&self, page: &Page, form: impl Fn(&Report) -> Option<T>) -> Listed<T> {
        Listed {
            items: page.reports.iter().filter(|r| self.keeps(r)).filter_map(form).collect(),
            next: page.next.as_ref().map(Cursor::encode),
        }
    }
}
