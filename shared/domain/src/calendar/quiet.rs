//! Quiet hours: when staff are left in peace, unless it is urgent.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    day::{DAY_MS, Moment},
    hours::{MINUTE_MS, minutes},
};

/// From one time of day to another, each day alike, mostly over midnight; written `22:00-06:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Minutes after midnight at which they begin.
    start: u16,
    /// Minutes after midnight at which they end, not included.
    end: u16,
}

/// Not quiet hours: two different times of day as `22:00-06:00`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("quiet hours are two times of day, as 22:00-06:00, or none")]
pub struct BadQuietHours;

impl QuietHours {
    /// Whether `at` is in them. The first moment is, the last is not.
    pub fn cover(&self, at: Timestamp) -> bool {
        let ms = Moment::of(at).ms;
        let (start, end) = (i64::from(self.start) * MINUTE_MS, i64::from(self.end) * MINUTE_MS);
        if start < end { (start..end).contains(&ms) } else { ms >= start || ms < end }
    }

    /// When they ended last, at `at` at the latest.
    pub fn ended(&self, at: Timestamp) -> Timestamp {
        let now = Moment::of(at);
        let ms = i64::from(self.end) * MINUTE_MS;
        Moment { day: if now.ms >= ms { now.day } else { now.day - 1 }, ms }.at()
    }

    /// When those began that ended at `end`.
    pub fn began(&self, end: Timestamp) -> Timestamp {
        let Moment { day, .. } = Moment::of(end);
        let start = i64::from(self.start) * MINUTE_MS;
        let over_midnight = self.start > self.end;
        Moment { day: if over_midnight { day - 1 } else { day }, ms: start.min(DAY_MS) }.at()
    }
}

/// DOMAIN.md has none; the issue that asked for them says 22:00 to 06:00 unless the province sets others.
impl Default for QuietHours {
    fn default() -> Self {
        Self { start: 22 * 60, end: 6 * 60 }
    }
}

impl FromStr for QuietHours {
    type Err = BadQuietHours;

    fn from_str(text: &str) -> Result<Self, BadQuietHours> {
        let (start, end) = text.trim().split_once('-').ok_or(BadQuietHours)?;
        let hours = Self { start: minutes(start).ok_or(BadQuietHours)?, end: minutes(end).ok_or(BadQuietHours)? };
        let within_a_day = i64::from(hours.start.max(hours.end)) * MINUTE_MS < DAY_MS;
        if hours.start != hours.end && within_a_day { Ok(hours) } else { Err(BadQuietHours) }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start, end } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("{text}+07:00").parse().unwrap()
    }

    #[test]
    fn a_night_is_quiet_from_its_first_moment_to_before_its_end() {
        let night = QuietHours::default();
        for quiet in ["2020-10-21T22:00:00", "2020-10-21T23:59:59", "2020-10-22T00:00:00", "2020-10-22T05:59:59"] {
            assert!(night.cover(at(quiet)), "{quiet}");
        }
        for loud in ["2020-10-21T21:59:59", "2020-10-22T06:00:00", "2020-10-22T12:00:00"] {
            assert!(!night.cover(at(loud)), "{loud}");
        }
    }

    #[test]
    fn quiet_hours_within_a_day_are_quiet_then_only() {
        let noon: QuietHours = "11:00-13:00".parse().unwrap();
        assert!(noon.cover(at("2020-10-21T11:00:00")) && !noon.cover(at("2020-10-21T13:00:00")));
        assert_eq!(noon.ended(at("2020-10-21T12:00:00")), at("2020-10-20T13:00:00"));
        assert_eq!(noon.began(at("2020-10-21T13:00:00")), at("2020-10-21T11:00:00"));
    }

    #[test]
    fn the_last_end_is_this_mornings_once_it_has_come() {
        let night = QuietHours::default();
        assert_eq!(night.ended(at("2020-10-22T06:00:00")), at("2020-10-22T06:00:00"));
        assert_eq!(night.ended(at("2020-10-22T05:59:59")), at("2020-10-21T06:00:00"));
        assert_eq!(night.began(at("2020-10-22T06:00:00")), at("2020-10-21T22:00:00"));
    }

    #[test]
    fn what_is_no_two_times_of_day_is_refused() {
        for text in ["", "22:00", "22:00-22:00", "22-6", "24:00-06:00", "22:00-06:60", "none"] {
            assert_eq!(text.parse::<QuietHours>(), Err(BadQuietHours), "{text}");
        }
        assert_eq!("22:00-06:00".parse::<QuietHours>().unwrap().to_string(), "22:00-06:00");
    }
}
