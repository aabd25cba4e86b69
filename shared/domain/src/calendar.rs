//! Working time: which moments the offices work, and what that makes of a deadline.
//!
//! DOMAIN.md, "Words": a working day is a weekday that is no public holiday, or a Saturday that makes up for one;
//! working hours are the calendar's office hours. Everything is counted in milliseconds of the product's one zone.
//! Two moments of time off between the same two working moments are worth the same, so sums start at the earliest
//! and differences at the latest of them: see [`Calendar::add`] and [`Calendar::subtract`].
//!
//! **Architecture Invariant:** a `Calendar` is data; a newer one never moves a deadline already stored.

mod day;
mod deadline;
mod hours;
mod quiet;
mod span;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use day::day_number;
use day::{DAY_MS, Moment};
pub use day::{ZONE, date_of, start_of};
pub use deadline::Due;
pub use hours::{BadHours, OfficeHours, Shift};
pub use quiet::{BadQuietHours, QuietHours};
pub use span::{BadSpan, Clock, Span, SpanUnit};

/// A day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// Days since 1 January 1970.
    pub(crate) number: i32,
    /// Off or worked.
    pub kind: SpecialKind,
    /// As published, in Vietnamese: "Tết Nguyên đán".
    pub name_vi: String,
    /// Announced but not enacted: deadlines that pass over the day are marked provisional.
    pub provisional: bool,
}

impl SpecialDay {
    /// The day itself.
    pub fn date(&self) -> Date {
        day::date(i64::from(self.number))
    }
}

/// What a special day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialKind {
    /// A weekday off.
    Holiday,
    /// A day at the weekend that is worked, to make up for one off.
    Workday,
}

/// The office hours in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HoursFrom {
    pub(crate) number: i32,
    pub(crate) hours: OfficeHours,
}

/// Public holidays, make-up days and office hours, as one published version has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// By day, each once.
    special: Vec<SpecialDay>,
    /// The office hours at first.
    hours: OfficeHours,
    /// What replaced them, by day. A day's work is as long as at first, or `1wd` would be two lengths.
    later_hours: Vec<HoursFrom>,
}

impl Calendar {
    /// A calendar of the given days and hours; later hours replace earlier ones from their day on.
    pub(crate) fn new(mut special: Vec<SpecialDay>, hours: OfficeHours, mut later_hours: Vec<HoursFrom>) -> Self {
        special.sort_by_key(|day| day.number);
        later_hours.sort_by_key(|from| from.number);
        Self { special, hours, later_hours }
    }

    /// A calendar by weekday alone, with the usual hours: what holds where nothing is published.
    pub fn by_weekday() -> Self {
        Self::new(Vec::new(), OfficeHours::default(), Vec::new())
    }

    /// Holidays and make-up days, by date.
    pub fn special_days(&self) -> &[SpecialDay] {
        &self.special
    }

    /// The office hours in force on a day, whether or not it is worked.
    pub fn office_hours(&self, day: Date) -> &OfficeHours {
        self.hours_on(day::number(day))
    }

    /// Is `at` in office hours of a working day? The first moment of a shift is, its last is not.
    pub fn is_working(&self, at: Timestamp) -> bool {
        let at = Moment::of(at);
        self.shifts(at.day).iter().any(|shift| (shift.start_ms()..shift.end_ms()).contains(&at.ms))
    }

    /// Is the day worked at all?
    pub fn is_working_day(&self, day: Date) -> bool {
        self.works(day::number(day))
    }

    /// The first working moment at or after `at`; what counts as the start of a working span.
    pub fn next_working(&self, at: Timestamp) -> Timestamp {
        if self.is_working(at) {
            return at;
        }
        let from = Moment::of(at);
        for day in from.day..=day::LAST {
            let earliest = if day == from.day { from.ms } else { 0 };
            if let Some(shift) = self.shifts(day).iter().find(|shift| shift.start_ms() >= earliest) {
                return Moment { day, ms: shift.start_ms() }.at();
            }
        }
        Timestamp::MAX
    }

    /// Seconds of working time between two moments, none where `to` is not after `from`.
    pub fn worked(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.worked_ms(from, to) / 1_000
    }

    /// The length of a standard working day in milliseconds: what `1wd` is worth.
    pub(crate) fn day_ms(&self) -> i64 {
        self.hours.length_ms()
    }

    pub(crate) fn worked_ms(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        let (from, to) = (Moment::of(from), Moment::of(to));
        if from.day == to.day {
            return self.worked_within(from.day, from.ms, to.ms);
        }
        let between: i64 = (from.day + 1..to.day).map(|day| self.length_ms(day)).sum();
        self.worked_within(from.day, from.ms, DAY_MS) + between + self.worked_within(to.day, 0, to.ms)
    }

    /// The earliest moment by which `length` ms of work have passed since `start`.
    fn after(&self, start: Timestamp, length: i64) -> Timestamp {
        let from = Moment::of(start);
        let mut left = length;
        if left <= 0 {
            return start;
        }
        for day in from.day..=day::LAST {
            let earliest = if day == from.day { from.ms } else { 0 };
            for shift in self.shifts(day) {
                let begin = shift.start_ms().max(earliest);
                let room = (shift.end_ms() - begin).max(0);
                if room > 0 && left <= room {
                    return Moment { day, ms: begin + left }.at();
                }
                left -= room;
            }
        }
        Timestamp::MAX
    }

    /// The latest moment from which `length` ms of work pass until `end`.
    fn before(&self, end: Timestamp, length: i64) -> Timestamp {
        let until = Moment::of(end);
        let mut left = length;
        if left <= 0 {
            return end;
        }
        for day in (day::FIRST..=until.day).rev() {
            let latest = if day == until.day { until.ms } else { DAY_MS };
            for shift in self.shifts(day).iter().rev() {
                let finish = shift.end_ms().min(latest);
                let room = (finish - shift.start_ms()).max(0);
                if room > 0 && left <= room {
                    return Moment { day, ms: finish - left }.at();
                }
                left -= room;
            }
        }
        Timestamp::MIN
    }

    /// Does a computation over these moments rest on days that nobody has published, or not for good?
    fn is_provisional(&self, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (Moment::of(from).day, Moment::of(to).day);
        let Some((first, last)) = self.published() else {
            return true;
        };
        from < first
            || to > last
            || self.special.iter().any(|day| day.provisional && (from..=to).contains(&i64::from(day.number)))
    }

    /// The days that the calendar speaks for: whole years, from the first with a special day to the last.
    fn published(&self) -> Option<(i64, i64)> {
        let (first, last) = (self.special.first()?.date(), self.special.last()?.date());
        Some((day::first_of_year(first.year()), day::last_of_year(last.year())))
    }

    fn works(&self, day: i64) -> bool {
        match self.special.binary_search_by_key(&day, |special| i64::from(special.number)) {
            Ok(found) => self.special.get(found).is_some_and(|special| special.kind == SpecialKind::Workday),
            Err(_) => !day::is_weekend(day),
        }
    }

    fn hours_on(&self, day: i64) -> &OfficeHours {
        let replaced = self.later_hours.iter().take_while(|from| i64::from(from.number) <= day).last();
        replaced.map_or(&self.hours, |from| &from.hours)
    }

    fn shifts(&self, day: i64) -> &[Shift] {
        if self.works(day) { self.hours_on(day).shifts() } else { &[] }
    }

    fn length_ms(&self, day: i64) -> i64 {
        if self.works(day) { self.hours_on(day).length_ms() } else { 0 }
    }

    fn worked_within(&self, day: i64, from: i64, to: i64) -> i64 {
        let overlap = |shift: &Shift| shift.end_ms().min(to) - shift.start_ms().max(from);
        self.shifts(day).iter().map(|shift| overlap(shift).max(0)).sum()
    }
}
