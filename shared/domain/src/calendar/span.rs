//! Lengths of time as the rules write them: `3wd`, `8wh`, `4h`, `30m`.
//!
//! data/README.md, "Durations": working days and hours go by the calendar, also for a unit that works around the
//! clock; hours and minutes are clock time, nights and holidays included.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which time a deadline counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Office hours of working days only.
    Working,
    /// Every hour of every day.
    Wall,
}

/// The unit that a span is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanUnit {
    /// `wd`: as many hours of work as a standard office day has.
    WorkingDays,
    /// `wh`.
    WorkingHours,
    /// `h`: by the clock.
    Hours,
    /// `m`: by the clock.
    Minutes,
}

/// A length of time as a rule states it: 1 to 9,999 of a [`SpanUnit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    count: NonZeroU16,
    unit: SpanUnit,
}

/// Not a span: a whole number from 1 to 9,999 and `wd`, `wh`, `h` or `m`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a span is a number from 1 to 9999 and wd, wh, h or m, as 3wd or 30m")]
pub struct BadSpan;

impl Span {
    const MOST: u16 = 9_999;

    /// How many of its unit.
    pub fn count(self) -> u16 {
        self.count.get()
    }

    /// The unit it is written in.
    pub fn unit(self) -> SpanUnit {
        self.unit
    }

    /// Which time it counts.
    pub fn clock(self) -> Clock {
        match self.unit {
            SpanUnit::WorkingDays | SpanUnit::WorkingHours => Clock::Working,
            SpanUnit::Hours | SpanUnit::Minutes => Clock::Wall,
        }
    }

    /// Its length in milliseconds of its clock, where a standard office day has `day_ms`.
    pub(super) fn length_ms(self, day_ms: i64) -> i64 {
        let unit_ms = match self.unit {
            SpanUnit::WorkingDays => day_ms,
            SpanUnit::WorkingHours | SpanUnit::Hours => 3_600_000,
            SpanUnit::Minutes => 60_000,
        };
        i64::from(self.count.get()) * unit_ms
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at(digits);
        let unit = match unit {
            "wd" => SpanUnit::WorkingDays,
            "wh" => SpanUnit::WorkingHours,
            "h" => SpanUnit::Hours,
            "m" => SpanUnit::Minutes,
            _ => return Err(BadSpan),
        };
        let count: NonZeroU16 = count.parse().map_err(|_| BadSpan)?;
        if count.get() > Self::MOST { Err(BadSpan) } else { Ok(Self { count, unit }) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            SpanUnit::WorkingDays => "wd",
            SpanUnit::WorkingHours => "wh",
            SpanUnit::Hours => "h",
            SpanUnit::Minutes => "m",
        };
        write!(f, "{}{unit}", self.count)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_back_as_they_are_written() {
        for (text, clock) in
            [("3wd", Clock::Working), ("8wh", Clock::Working), ("24h", Clock::Wall), ("30m", Clock::Wall)]
        {
            let span: Span = text.parse().unwrap();
            assert_eq!(span.to_string(), text);
            assert_eq!(span.clock(), clock);
            assert_eq!(serde_json::to_string(&span).unwrap(), format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Span>(&format!("\"{text}\"")).unwrap(), span);
        }
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in ["", "3", "wd", "0h", "-3h", "+3h", "3 h", "3d", "1.5h", "10000h", "99999999999h", "3WD"] {
            assert_eq!(text.parse::<Span>(), Err(BadSpan), "{text}");
        }
    }
}
