//! What must hold of working time whatever the moment: monotonic, additive, inverse.

use domain::calendar::{Clock, Span};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::support::directory;

/// Whole seconds from 2019 to 2028, so before, in and after the published calendar.
fn moments() -> impl Strategy<Value = Timestamp> {
    (1_546_300_800_i64..1_830_297_600).prop_map(|second| Timestamp::from_second(second).unwrap())
}

/// Spans of up to a month of work, with their length in seconds.
fn spans() -> impl Strategy<Value = (Span, i64)> {
    prop_oneof![
        (1_u16..25).prop_map(|days| (format!("{days}wd"), i64::from(days) * 8 * 3_600)),
        (1_u16..200).prop_map(|hours| (format!("{hours}wh"), i64::from(hours) * 3_600)),
    ]
    .prop_map(|(text, seconds)| (text.parse().unwrap(), seconds))
}

fn clocks() -> impl Strategy<Value = Clock> {
    prop_oneof![Just(Clock::Working), Just(Clock::Wall)]
}

fn working_hours(count: u16) -> Span {
    format!("{count}wh").parse().unwrap()
}

proptest! {
    #[test]
    fn a_later_start_is_never_due_earlier(one in moments(), other in moments(), (span, _) in spans()) {
        let calendar = directory().calendar();
        let (early, late) = (one.min(other), one.max(other));
        prop_assert!(calendar.add(early, span).at <= calendar.add(late, span).at);
        prop_assert!(calendar.subtract(early, span).at <= calendar.subtract(late, span).at);
    }

    #[test]
    fn exactly_the_span_is_worked_until_it_is_due(start in moments(), (span, seconds) in spans()) {
        let calendar = directory().calendar();
        let due = calendar.add(start, span).at;
        prop_assert_eq!(calendar.worked(start, due), seconds);
        prop_assert_eq!(calendar.worked(start, due - jiff::SignedDuration::from_secs(1)), seconds - 1);
    }

    #[test]
    fn two_spans_in_a_row_are_their_sum(start in moments(), one in 1_u16..100, other in 1_u16..100) {
        let calendar = directory().calendar();
        let in_a_row = calendar.add(calendar.add(start, working_hours(one)).at, working_hours(other)).at;
        prop_assert_eq!(in_a_row, calendar.add(start, working_hours(one + other)).at);
        let back = calendar.subtract(calendar.subtract(start, working_hours(one)).at, working_hours(other)).at;
        prop_assert_eq!(back, calendar.subtract(start, working_hours(one + other)).at);
    }

    #[test]
    fn working_time_adds_up(one in moments(), two in moments(), three in moments()) {
        let calendar = directory().calendar();
        let mut moments = [one, two, three];
        moments.sort();
        let [first, middle, last] = moments;
        prop_assert_eq!(
            calendar.worked(first, middle) + calendar.worked(middle, last),
            calendar.worked(first, last)
        );
        prop_assert_eq!(calendar.worked(last, first), 0);
    }

    #[test]
    fn taking_away_what_was_added_comes_back(start in moments(), (span, _) in spans()) {
        let calendar = directory().calendar();
        let back = calendar.subtract(calendar.add(start, span).at, span).at;
        prop_assert_eq!(back, calendar.next_working(start));
    }

    #[test]
    fn a_pause_adds_exactly_the_time_that_it_took(
        deadline in moments(), one in moments(), other in moments(), clock in clocks(),
    ) {
        let calendar = directory().calendar();
        let (paused, resumed) = (one.min(other), one.max(other));
        let moved = calendar.shift(deadline, paused, resumed, clock);
        match clock {
            Clock::Working => prop_assert_eq!(calendar.worked(deadline, moved), calendar.worked(paused, resumed)),
            Clock::Wall => prop_assert_eq!(moved.duration_since(deadline), resumed.duration_since(paused)),
        }
    }

    #[test]
    fn a_share_is_used_when_it_comes_and_not_before(
        start in moments(), (span, _) in spans(), percent in 1_u32..200, clock in clocks(),
    ) {
        let calendar = directory().calendar();
        let deadline = calendar.add(start, span).at;
        let share = calendar.share(start, deadline, percent, clock);
        let before = share - jiff::SignedDuration::from_millis(1);
        prop_assert!(calendar.used_percent(start, deadline, share, clock) >= percent);
        prop_assert!(calendar.used_percent(start, deadline, before, clock) < percent);
        prop_assert!(share <= calendar.share(start, deadline, percent + 1, clock));
    }

    #[test]
    fn the_next_working_moment_is_one_and_costs_no_work(moment in moments()) {
        let calendar = directory().calendar();
        let next = calendar.next_working(moment);
        prop_assert!(next >= moment && calendar.is_working(next));
        prop_assert_eq!(calendar.worked(moment, next), 0);
    }
}
