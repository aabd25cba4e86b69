//! Days from one to another, and the two kinds of month that offices report by.

use std::{fmt, str::FromStr};

use jiff::{ToSpan as _, civil::Date};

/// Most days that are asked for at once.
pub const LONGEST_DAYS: i32 = 366;

/// Days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// Why days are not taken; the code stands in the edge's catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpanFault {
    /// It ends before it begins.
    #[error("period_inverted")]
    Inverted,
    /// It begins after today.
    #[error("period_in_future")]
    InFuture,
    /// It has more than [`LONGEST_DAYS`].
    #[error("period_too_long")]
    TooLong,
}

impl Span {
    /// The days asked for; without a first one those since the first of the last day's month, without a last one those
    /// until today.
    pub fn asked(from: Option<Date>, to: Option<Date>, today: Date) -> Result<Self, SpanFault> {
        let to = to.unwrap_or(today.max(from.unwrap_or(today)));
        let from = from.unwrap_or(to.first_of_month());
        if from > to {
            return Err(SpanFault::Inverted);
        }
        if from > today {
            return Err(SpanFault::InFuture);
        }
        let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
        if days >= LONGEST_DAYS { Err(SpanFault::TooLong) } else { Ok(Self { from, to }) }
    }

    /// Is the day one of them?
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The calendar months that they touch, ascending.
    pub fn months(&self) -> Vec<Month> {
        let (first, last) = (Month::of(self.from), Month::of(self.to));
        std::iter::successors(Some(first), |month| Some(month.after())).take_while(|month| *month <= last).collect()
    }
}

/// By which months an office reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// From the 15th of the month before to the 14th (Nghị định 09/2019/NĐ-CP, Điều 12).
    Administrative,
    /// From the first to the last day.
    Calendar,
}

/// A month of a year from 1970 to 9998.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

/// A text that is not `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written as 2026-11")]
pub struct NotAMonth;

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// The days of the month on a basis.
    pub fn days(self, basis: Basis) -> Span {
        let first = self.0;
        match basis {
            Basis::Calendar => Span { from: first, to: first.last_of_month() },
            Basis::Administrative => {
                let before = first.saturating_sub(1.day()).first_of_month();
                Span { from: before.saturating_add(14.days()), to: first.saturating_add(13.days()) }
            }
        }
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(self.0.saturating_sub(1.day()))
    }

    /// The month after.
    #[must_use]
    pub fn after(self) -> Self {
        Self::of(self.0.last_of_month().saturating_add(1.day()))
    }

    /// As people write it: `11/2026`.
    pub fn in_vietnamese(self) -> String {
        format!("{:02}/{}", self.0.month(), self.0.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let plain = text.len() == 7
            && text.bytes().enumerate().all(|(i, b)| if i == 4 { b == b'-' } else { b.is_ascii_digit() });
        let day = format!("{text}-01");
        let date: Date = if plain { day.parse().map_err(|_| NotAMonth)? } else { return Err(NotAMonth) };
        if (1970..=9998).contains(&date.year()) { Ok(Self(date)) } else { Err(NotAMonth) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_administrative_month_is_from_the_15th_to_the_14th() {
        let days = |month: &str, basis| {
            let span = month.parse::<Month>().unwrap().days(basis);
            (span.from, span.to)
        };
        assert_eq!(days("2026-11", Basis::Administrative), (date(2026, 10, 15), date(2026, 11, 14)));
        assert_eq!(days("2026-01", Basis::Administrative), (date(2025, 12, 15), date(2026, 1, 14)));
        assert_eq!(days("2024-02", Basis::Calendar), (date(2024, 2, 1), date(2024, 2, 29)));
        // no day is in two months or in none
        let (before, month) = (days("2026-03", Basis::Administrative), days("2026-04", Basis::Administrative));
        assert_eq!(before.1.tomorrow().unwrap(), month.0);
    }

    #[test]
    fn what_is_not_a_month_is_not_taken() {
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-11-01", "+202-11", "0000-01", "9999-12", "२०२६-11"]
        {
            assert_eq!(wrong.parse::<Month>(), Err(NotAMonth), "{wrong}");
        }
        let month: Month = "2026-01".parse().unwrap();
        assert_eq!((month.before().to_string(), month.in_vietnamese()), ("2025-12".into(), "01/2026".into()));
    }

    #[test]
    fn days_asked_for_lie_in_order_not_ahead_and_within_a_year() {
        let today = date(2026, 11, 24);
        let ask = |from, to| Span::asked(from, to, today);
        assert_eq!(ask(None, None), Ok(Span { from: date(2026, 11, 1), to: today }));
        assert_eq!(ask(None, Some(date(2026, 2, 10))).map(|span| span.from), Ok(date(2026, 2, 1)));
        assert_eq!(ask(Some(date(2026, 11, 25)), None), Err(SpanFault::InFuture));
        assert_eq!(ask(Some(date(2026, 11, 2)), Some(date(2026, 11, 1))), Err(SpanFault::Inverted));
        assert_eq!(ask(Some(date(2026, 1, 1)), Some(date(2026, 12, 31))).map(|span| span.months().len()), Ok(12));
        assert_eq!(ask(Some(date(2025, 11, 24)), Some(date(2026, 11, 25))), Err(SpanFault::TooLong));
    }
}
