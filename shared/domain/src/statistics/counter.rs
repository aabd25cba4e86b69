//! What is counted, each under a code of a letter and a number: items are kept small by it.

use std::{fmt, str::FromStr};

use crate::{
    history::RefusalReason,
    report::{Status, Verdict},
};

/// One thing that a report counts as. A report has each at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counter {
    /// It is in this state, by its place in [`Status::ALL`]. Every report has exactly one of these.
    State(u8),
    /// It was accepted after so long: a bucket of [`super::durations`].
    Accepted(u8),
    /// It has an answer that stands, sent after so long: a bucket of [`super::durations`].
    Answered(u8),
    /// That answer was sent by the deadline, which was never extended.
    InTime,
    /// That answer was sent by a deadline that was extended: not on time (invariant 6).
    ByExtension,
    /// That answer was sent after the deadline.
    Late,
    /// The deadline was extended, answered or not.
    Extended,
    /// It is refused for this reason, by its place in [`REASONS`].
    Refused(u8),
    /// It was reopened.
    Reopened,
    /// The citizen's verdict, or what stands for it, by its place in [`VERDICTS`].
    Verdict(u8),
    /// The citizen's rating, 1 to 5.
    Rating(u8),
    /// It waits for an answer until then: minutes since 1970. What makes it overdue is the reader's clock.
    Due(u32),
}

/// The order of verdicts in their codes.
pub(super) const VERDICTS: [Verdict; 4] = [Verdict::Agreed, Verdict::Disagreed, Verdict::Silent, Verdict::Upheld];
/// The order of reasons in their codes.
pub(super) const REASONS: [RefusalReason; 5] = [
    RefusalReason::OutOfJurisdiction,
    RefusalReason::ComplaintOrDenunciation,
    RefusalReason::NotEnoughToVerify,
    RefusalReason::Untrue,
    RefusalReason::Abusive,
];

/// Where a value stands among all of its kind.
fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

impl From<Status> for Counter {
    fn from(status: Status) -> Self {
        Self::State(place(&Status::ALL, &status))
    }
}

impl From<Verdict> for Counter {
    fn from(verdict: Verdict) -> Self {
        Self::Verdict(place(&VERDICTS, &verdict))
    }
}

impl From<RefusalReason> for Counter {
    fn from(reason: RefusalReason) -> Self {
        Self::Refused(place(&REASONS, &reason))
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(n) => write!(f, "s{n}"),
            Self::Accepted(n) => write!(f, "a{n}"),
            Self::Answered(n) => write!(f, "r{n}"),
            Self::InTime => f.write_str("i"),
            Self::ByExtension => f.write_str("e"),
            Self::Late => f.write_str("l"),
            Self::Extended => f.write_str("x"),
            Self::Refused(n) => write!(f, "f{n}"),
            Self::Reopened => f.write_str("o"),
            Self::Verdict(n) => write!(f, "v{n}"),
            Self::Rating(n) => write!(f, "g{n}"),
            Self::Due(minutes) => write!(f, "d{minutes}"),
        }
    }
}

/// A text that is no counter's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a counter's code")]
pub struct NotACounter;

impl FromStr for Counter {
    type Err = NotACounter;

    fn from_str(text: &str) -> Result<Self, NotACounter> {
        let (letter, number) = text.split_at_checked(1).ok_or(NotACounter)?;
        let small = || number.parse().map_err(|_| NotACounter);
        Ok(match letter {
            "s" => Self::State(small()?),
            "a" => Self::Accepted(small()?),
            "r" => Self::Answered(small()?),
            "f" => Self::Refused(small()?),
            "v" => Self::Verdict(small()?),
            "g" => Self::Rating(small()?),
            "d" => Self::Due(number.parse().map_err(|_| NotACounter)?),
            "i" if number.is_empty() => Self::InTime,
            "e" if number.is_empty() => Self::ByExtension,
            "l" if number.is_empty() => Self::Late,
            "x" if number.is_empty() => Self::Extended,
            "o" if number.is_empty() => Self::Reopened,
            _ => return Err(NotACounter),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_is_read_as_it_was_written() {
        let states = Status::ALL.map(Counter::from);
        let others = [
            Counter::Accepted(0),
            Counter::Answered(73),
            Counter::InTime,
            Counter::ByExtension,
            Counter::Late,
            Counter::Extended,
            Counter::Reopened,
            Counter::Rating(5),
            Counter::Due(29_900_000),
        ];
        let verdicts = VERDICTS.map(Counter::from);
        let reasons = REASONS.map(Counter::from);
        for counter in states.into_iter().chain(others).chain(verdicts).chain(reasons) {
            assert_eq!(counter.to_string().parse(), Ok(counter));
        }
        for wrong in ["", "s", "i1", "z3", "d-1", "đ", "s300"] {
            assert_eq!(wrong.parse::<Counter>(), Err(NotACounter), "{wrong}");
        }
    }
}
