//! Office hours: the shifts of a working day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub(super) const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: u16 = 24 * 60;

/// One stretch of work in a day, in minutes after midnight, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Minutes after midnight.
    pub start: u16,
    /// Minutes after midnight, at most 1,440.
    pub end: u16,
}

impl Shift {
    pub(super) fn start_ms(self) -> i64 {
        i64::from(self.start) * MINUTE_MS
    }

    pub(super) fn end_ms(self) -> i64 {
        i64::from(self.end) * MINUTE_MS
    }
}

/// The shifts of a working day in order, at least one, written `07:00-11:00|13:00-17:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHours(Vec<Shift>);

/// Not office hours: shifts as `07:00-11:00|13:00-17:00`, in order and not overlapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("office hours are shifts in order, as 07:00-11:00|13:00-17:00")]
pub struct BadHours;

impl OfficeHours {
    /// The shifts, in order.
    pub fn shifts(&self) -> &[Shift] {
        &self.0
    }

    /// How long a day's work is, in milliseconds.
    pub(crate) fn length_ms(&self) -> i64 {
        self.0.iter().map(|shift| shift.end_ms() - shift.start_ms()).sum()
    }
}

/// DOMAIN.md, "Words": 07:00-11:00 and 13:00-17:00 unless the calendar sets others.
impl Default for OfficeHours {
    fn default() -> Self {
        Self(vec![Shift { start: 7 * 60, end: 11 * 60 }, Shift { start: 13 * 60, end: 17 * 60 }])
    }
}

impl FromStr for OfficeHours {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Self, BadHours> {
        let shifts: Vec<Shift> = text.split('|').map(shift).collect::<Option<_>>().ok_or(BadHours)?;
        let apart = shifts.windows(2).all(|pair| pair[0].end < pair[1].start);
        if apart { Ok(Self(shifts)) } else { Err(BadHours) }
    }
}

fn shift(text: &str) -> Option<Shift> {
    let (start, end) = text.trim().split_once('-')?;
    let shift = Shift { start: minutes(start)?, end: minutes(end)? };
    (shift.start < shift.end).then_some(shift)
}

pub(super) fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |digits: &str| -> Option<u16> {
        let plain = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        if plain { digits.parse().ok() } else { None }
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY_MINUTES).then_some(total)
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, shift) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { "|" };
            let (start, end) = (shift.start, shift.end);
            write!(f, "{gap}{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_back_as_they_are_written() {
        for text in ["07:00-11:00|13:00-17:00", "07:30-11:30|13:00-17:00", "00:00-24:00"] {
            assert_eq!(text.parse::<OfficeHours>().unwrap().to_string(), text);
        }
        assert_eq!(OfficeHours::default().to_string(), "07:00-11:00|13:00-17:00");
    }

    #[test]
    fn hours_that_overlap_run_backwards_or_are_no_time_are_refused() {
        for text in ["", "07:00", "11:00-07:00", "07:00-13:00|13:00-17:00", "13:00-17:00|07:00-11:00", "7:00-11:00"] {
            assert_eq!(text.parse::<OfficeHours>(), Err(BadHours), "{text}");
        }
        for text in ["24:01-24:30", "07:60-09:00", "07:00-07:00", "+7:00-11:00"] {
            assert_eq!(text.parse::<OfficeHours>(), Err(BadHours), "{text}");
        }
    }
}
