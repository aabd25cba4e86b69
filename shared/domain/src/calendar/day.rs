//! Days and moments of the product's zone as plain numbers.
//!
//! `Asia/Ho_Chi_Minh` has been UTC+7 all year since 13 June 1975, so a fixed offset serves and no zone database is
//! loaded at a cold start.

use jiff::civil::{Date, date as civil};
use jiff::tz::{Offset, offset};
use jiff::{Timestamp, ToSpan as _};

/// The zone of all the product's days and hours: UTC+7, `Asia/Ho_Chi_Minh` since 1975.
pub const ZONE: Offset = offset(7);

/// Milliseconds of a day: without daylight saving they are all alike.
pub(super) const DAY_MS: i64 = 86_400_000;
const ZONE_MS: i64 = 7 * 3_600_000;
const EPOCH: Date = civil(1970, 1, 1);

/// Day numbers that timestamps can hold, less a margin of a day at each end.
pub(super) const FIRST: i64 = -4_371_585;
pub(super) const LAST: i64 = 2_932_894;

/// The civil day of a moment in the product's zone.
pub fn date_of(at: Timestamp) -> Date {
    ZONE.to_datetime(at).date()
}

/// Midnight at the start of a day in the product's zone.
pub fn start_of(day: Date) -> Timestamp {
    Moment { day: number(day), ms: 0 }.at()
}

/// Days since 1 January 1970.
pub(super) fn number(day: Date) -> i64 {
    i64::from(day_number(day))
}

/// Days since 1 January 1970, as a calendar keeps them.
pub(crate) fn day_number(day: Date) -> i32 {
    EPOCH.until(day).map_or(0, |span| span.get_days())
}

/// The day with a number; the last one that there is where there is none.
pub(super) fn date(number: i64) -> Date {
    EPOCH.checked_add(number.clamp(FIRST, LAST).days()).unwrap_or(Date::MAX)
}

/// 1 January 1970 was a Thursday.
pub(super) fn is_weekend(number: i64) -> bool {
    matches!((number + 3).rem_euclid(7), 5 | 6)
}

pub(super) fn first_of_year(year: i16) -> i64 {
    Date::new(year, 1, 1).map_or(FIRST, number)
}

pub(super) fn last_of_year(year: i16) -> i64 {
    Date::new(year, 12, 31).map_or(LAST, number)
}

/// A moment split for arithmetic: the zone's day and the milliseconds since its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) day: i64,
    pub(super) ms: i64,
}

impl Moment {
    pub(super) fn of(at: Timestamp) -> Self {
        let local = at.as_millisecond() + ZONE_MS;
        Self { day: local.div_euclid(DAY_MS), ms: local.rem_euclid(DAY_MS) }
    }

    pub(super) fn at(self) -> Timestamp {
        at_ms(self.day * DAY_MS + self.ms - ZONE_MS)
    }
}

/// A timestamp from milliseconds since the epoch, held within what a timestamp can be.
pub(super) fn at_ms(ms: i64) -> Timestamp {
    let limit = if ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(ms).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_starts_at_five_in_the_afternoon_utc() {
        let evening: Timestamp = "2020-10-20T17:00:00Z".parse().unwrap();
        assert_eq!(date_of(evening), civil(2020, 10, 21));
        assert_eq!(start_of(civil(2020, 10, 21)), evening);
    }

    #[test]
    fn days_and_their_numbers_agree() {
        for day in [civil(1969, 12, 31), civil(2000, 2, 29), civil(2020, 10, 21), civil(2026, 11, 24)] {
            assert_eq!(date(number(day)), day);
            assert_eq!(is_weekend(number(day)), day.weekday().to_monday_zero_offset() >= 5);
        }
    }

    #[test]
    fn the_ends_of_time_are_held() {
        assert_eq!(at_ms(i64::MAX), Timestamp::MAX);
        assert_eq!(at_ms(i64::MIN), Timestamp::MIN);
        assert!(Moment { day: LAST, ms: 0 }.at() < Timestamp::MAX);
        assert!(Moment { day: FIRST, ms: 0 }.at() > Timestamp::MIN);
    }
}
