//! Deadlines over a calendar: fixing them, pausing them, and how much of one is used.

use jiff::Timestamp;

use super::day::at_ms;
use super::{Calendar, Clock, Span};

/// A moment computed over the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The moment itself.
    pub at: Timestamp,
    /// It rests on days beyond the published calendar, or on a holiday not yet enacted: counted by weekday or by the
    /// announcement, and to be shown as provisional. Never so for clock time.
    pub provisional: bool,
}

impl Calendar {
    /// The earliest moment by which `span` has passed since `start`. Outside office hours a working span counts from
    /// the next working moment: 8wh from Friday evening end on Monday at closing time.
    pub fn add(&self, start: Timestamp, span: Span) -> Due {
        self.add_part(start, span, 100)
    }

    /// As [`Calendar::add`], of `percent` of the span: DOMAIN.md, rule 14, reopens a report for half of it.
    pub fn add_part(&self, start: Timestamp, span: Span, percent: u32) -> Due {
        let length = part(span.length_ms(self.day_ms()), percent);
        let at = self.move_on(start, length, span.clock());
        self.due(span.clock(), start, at, at)
    }

    /// The latest moment from which `span` passes until `end`.
    pub fn subtract(&self, end: Timestamp, span: Span) -> Due {
        let length = span.length_ms(self.day_ms());
        let at = match span.clock() {
            Clock::Working => self.before(end, length),
            Clock::Wall => at_ms(end.as_millisecond().saturating_sub(length)),
        };
        self.due(span.clock(), at, end, at)
    }

    /// Where a deadline moves when its clock stood still from `paused_at` to `resumed_at`: the paused span is added
    /// (DOMAIN.md, rules 7 and 17), of working time only where the deadline counts that.
    pub fn shift(&self, deadline: Timestamp, paused_at: Timestamp, resumed_at: Timestamp, clock: Clock) -> Timestamp {
        self.move_on(deadline, self.elapsed_ms(paused_at, resumed_at, clock), clock)
    }

    /// The moment when `percent` of the time from `start` to `deadline` is used: 80 to remind, 150 to escalate.
    /// 100 is the deadline itself.
    pub fn share(&self, start: Timestamp, deadline: Timestamp, percent: u32, clock: Clock) -> Timestamp {
        let length = part(self.elapsed_ms(start, deadline, clock), percent);
        let at = self.move_on(start, length, clock);
        match percent.cmp(&100) {
            std::cmp::Ordering::Less => at.min(deadline),
            std::cmp::Ordering::Equal => deadline,
            std::cmp::Ordering::Greater => at.max(deadline),
        }
    }

    /// How much of the time from `start` to `deadline` is used at `now`, in whole percent, rounded down: under 100
    /// before the deadline, 100 or more from it on.
    pub fn used_percent(&self, start: Timestamp, deadline: Timestamp, now: Timestamp, clock: Clock) -> u32 {
        let total = self.elapsed_ms(start, deadline, clock);
        let used = i128::from(self.elapsed_ms(start, now, clock)) * 100;
        let percent = if total == 0 { 100 } else { used / i128::from(total) };
        let percent = u32::try_from(percent).unwrap_or(u32::MAX);
        if now < deadline { percent.min(99) } else { percent.max(100) }
    }

    /// Milliseconds of the clock's time between two moments, none where `to` is not after `from`.
    fn elapsed_ms(&self, from: Timestamp, to: Timestamp, clock: Clock) -> i64 {
        match clock {
            Clock::Working => self.worked_ms(from, to),
            Clock::Wall => (to.as_millisecond() - from.as_millisecond()).max(0),
        }
    }

    fn move_on(&self, from: Timestamp, length: i64, clock: Clock) -> Timestamp {
        match clock {
            Clock::Working => self.after(from, length),
            Clock::Wall => at_ms(from.as_millisecond().saturating_add(length)),
        }
    }

    fn due(&self, clock: Clock, from: Timestamp, to: Timestamp, at: Timestamp) -> Due {
        Due { at, provisional: clock == Clock::Working && self.is_provisional(from, to) }
    }
}

/// `percent` of a length, rounded up to the millisecond, so that what is due at a share has been used by then.
fn part(length: i64, percent: u32) -> i64 {
    let part = (i128::from(length) * i128::from(percent) + 99) / 100;
    i64::try_from(part).unwrap_or(i64::MAX)
}
