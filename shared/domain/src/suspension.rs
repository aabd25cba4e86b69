//! Suspension: the centre keeps somebody from sending reports until a day, by one of their reports, and nobody learns who
//! that is.
//!
//! Each report that somebody was suspended by has a suspension of its own, put, changed and lifted by itself: of two
//! reports nothing tells whether one person sent both. What holds for the person is the one that ends last.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{Refusal, calendar::start_of, ids::ReportId, text::Remark};

/// Most days of one suspension.
pub const LONGEST_DAYS: i32 = 366;

/// Until when, and why: both are told to who is suspended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// The last day.
    pub until: Date,
    /// Why.
    pub reason: String,
}

impl Suspension {
    /// One from `today` on.
    pub fn new(until: Date, reason: &Remark, today: Date) -> Result<Self, Refusal> {
        if until < today {
            return Err(Refusal::Field("suspension_past", "/until"));
        }
        if (until - today).get_days() > LONGEST_DAYS {
            return Err(Refusal::Field("suspension_too_long", "/until"));
        }
        Ok(Self { until, reason: reason.as_str().to_owned() })
    }

    /// The midnight at which it is over.
    pub fn ends_at(&self) -> Timestamp {
        let next = self.until.checked_add(1.day()).unwrap_or(Date::MAX);
        start_of(next)
    }
}

/// Somebody's suspensions, by the report that each is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Suspensions(BTreeMap<String, Suspension>);

impl Suspensions {
    /// The suspension by that report.
    pub fn by(&self, report: &ReportId) -> Option<&Suspension> {
        self.0.get(report.as_str())
    }

    /// What holds at last: the one that ends last.
    pub fn last(&self) -> Option<&Suspension> {
        self.0.values().max_by_key(|s| s.until)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With that one put, or lifted where it is `None`; those that are over left out.
    #[must_use]
    pub fn with(&self, report: &ReportId, suspension: Option<Suspension>, now: Timestamp) -> Self {
        let mut after = self.0.clone();
        after.remove(report.as_str());
        after.extend(suspension.map(|suspension| (report.to_string(), suspension)));
        after.retain(|_, suspension| suspension.ends_at() > now);
        Self(after)
    }

    /// With those of another sign-in of the same person; of two by one report the longer.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let mut both = self.0.clone();
        for (report, suspension) in &other.0 {
            if both.get(report).is_none_or(|mine| mine.until < suspension.until) {
                both.insert(report.clone(), suspension.clone());
            }
        }
        Self(both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn until(text: &str) -> Suspension {
        Suspension::new(day(text), &Remark::parse("Báo tin giả nhiều lần").unwrap(), day("2020-10-21")).unwrap()
    }

    fn report(n: u32) -> ReportId {
        format!("017548a9-d4b8-7c1e-9d42-{n:012x}").parse().unwrap()
    }

    #[test]
    fn a_suspension_holds_to_the_end_of_its_last_day_in_viet_nam() {
        assert_eq!(until("2020-10-31").ends_at().to_string(), "2020-10-31T17:00:00Z");
    }

    #[test]
    fn it_ends_today_or_later_and_within_a_year() {
        let reason = Remark::parse("Spam").unwrap();
        let put = |last: &str| Suspension::new(day(last), &reason, day("2020-10-21")).map_err(|r| r.code());
        assert!(put("2020-10-21").is_ok() && put("2021-10-22").is_ok());
        assert_eq!(put("2020-10-20"), Err("suspension_past"));
        assert_eq!(put("2021-10-23"), Err("suspension_too_long"));
    }

    #[test]
    fn of_several_the_last_to_end_holds_and_lifting_one_leaves_the_others() {
        let now = "2020-10-21T01:00:00Z".parse().unwrap();
        let (one, two) = (report(1), report(2));
        let both = Suspensions::default().with(&one, Some(until("2020-10-31")), now);
        let both = both.with(&two, Some(until("2020-10-25")), now);
        assert_eq!(both.last(), Some(&until("2020-10-31")));
        assert_eq!(both.with(&one, None, now).last(), Some(&until("2020-10-25")));
        assert_eq!(both.with(&two, None, now).by(&one), Some(&until("2020-10-31")));
        assert!(both.with(&one, None, "2020-11-01T00:00:00Z".parse().unwrap()).is_empty(), "the other is over");
    }

    #[test]
    fn two_sign_ins_of_one_person_share_what_is_longest() {
        let now = "2020-10-21T01:00:00Z".parse().unwrap();
        let old = Suspensions::default().with(&report(1), Some(until("2020-10-31")), now);
        let new = Suspensions::default().with(&report(1), Some(until("2020-10-25")), now);
        assert_eq!(old.joined(&new), old);
        assert_eq!(new.joined(&old), old);
    }
}
