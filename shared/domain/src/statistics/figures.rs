//! What people are shown of a sum of cells.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Counter, Tally,
    counter::{REASONS, VERDICTS},
    durations::quantile,
};
use crate::{history::RefusalReason, report::Status};

/// Ratings of fewer verdicts are never shown: they could tell whose they are.
pub const FEWEST_VERDICTS: u32 = 5;

/// The figures of some areas, units, categories and days. `received` is the sum over `by_state`, always.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Reports that came in these days.
    pub received: u32,
    /// The same by the state that each is in now.
    pub by_state: BTreeMap<Status, u32>,
    /// Those of them with an answer that stands: the three below together.
    pub answered: u32,
    /// Answered by a deadline that was never extended.
    pub answered_in_time: u32,
    /// Answered by a deadline that was extended: not on time (DOMAIN.md, invariant 6).
    pub answered_by_extension: u32,
    /// Answered after the deadline.
    pub answered_late: u32,
    /// Without an answer though the deadline has passed.
    pub overdue: u32,
    /// Whose deadline was extended, answered or not.
    pub extended: u32,
    /// Those that are refused, by reason.
    pub refused: BTreeMap<&'static str, u32>,
    /// Those that were reopened after an answer.
    pub reopened: u32,
    /// Verdicts; `silent` apart, as it says nothing.
    pub verdicts: BTreeMap<&'static str, u32>,
    /// The citizens' ratings; none where fewer than [`FEWEST_VERDICTS`] rated.
    pub rating: Option<Ratings>,
    /// Hours from submission to the first acceptance.
    pub hours_to_accept: Option<Durations>,
    /// Hours from submission to the answer that stands.
    pub hours_to_answer: Option<Durations>,
}

/// Ratings, 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratings {
    /// Their mean, to a tenth.
    pub average: f64,
    /// How many.
    pub count: u32,
}

/// Lengths of time in hours, at most 10 % from the true ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Durations {
    /// Half took no longer.
    pub median: f64,
    /// Nine of ten took no longer.
    pub p90: f64,
}

impl Figures {
    /// The figures of a tally; `now` in minutes since 1970 decides what is overdue.
    pub fn of(tally: &Tally, now: i64) -> Self {
        let count = |counter: Counter| tally.get(counter);
        let (in_time, extension, late) = (count(Counter::InTime), count(Counter::ByExtension), count(Counter::Late));
        let overdue = |counter: &Counter| matches!(counter, Counter::Due(by) if i64::from(*by) < now);
        Self {
            received: tally.received(),
            by_state: Status::ALL.map(|status| (status, count(status.into()))).into(),
            answered: in_time + extension + late,
            answered_in_time: in_time,
            answered_by_extension: extension,
            answered_late: late,
            overdue: tally.iter().filter(|(counter, _)| overdue(counter)).map(|(_, count)| count).sum(),
            extended: count(Counter::Extended),
            refused: REASONS.map(|reason| (name(reason), count(reason.into()))).into(),
            reopened: count(Counter::Reopened),
            verdicts: ["agreed", "disagreed", "silent", "upheld"]
                .into_iter()
                .zip(VERDICTS.map(|verdict| count(verdict.into())))
                .collect(),
            rating: ratings(tally),
            hours_to_accept: durations(tally, |counter| match counter {
                Counter::Accepted(bucket) => Some(bucket),
                _ => None,
            }),
            hours_to_answer: durations(tally, |counter| match counter {
                Counter::Answered(bucket) => Some(bucket),
                _ => None,
            }),
        }
    }

    /// How many are in one of these states.
    pub fn in_states(&self, states: &[Status]) -> u32 {
        states.iter().filter_map(|status| self.by_state.get(status)).sum()
    }
}

fn name(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::OutOfJurisdiction => "out_of_jurisdiction",
        RefusalReason::ComplaintOrDenunciation => "complaint_or_denunciation",
        RefusalReason::NotEnoughToVerify => "not_enough_to_verify",
        RefusalReason::Untrue => "untrue",
        RefusalReason::Abusive => "abusive",
    }
}

fn ratings(tally: &Tally) -> Option<Ratings> {
    let of = |n: u8| tally.get(Counter::Rating(n));
    let count: u32 = (1..=5).map(of).sum();
    let sum: u32 = (1..=5).map(|n| of(n) * u32::from(n)).sum();
    let average = f64::from(sum * 10 / count.max(1) + u32::from(sum * 10 % count.max(1) * 2 >= count)) / 10.0;
    (count >= FEWEST_VERDICTS).then_some(Ratings { average, count })
}

fn durations(tally: &Tally, of: impl Fn(Counter) -> Option<u8>) -> Option<Durations> {
    let buckets: Vec<(u8, u32)> =
        tally.iter().filter_map(|(counter, count)| of(counter).map(|bucket| (bucket, count))).collect();
    let hundredths = |hours: f64| (hours * 100.0).round() / 100.0;
    let told = |percent| quantile(&buckets, percent).map(hundredths);
    Some(Durations { median: told(50)?, p90: told(90)? })
}
