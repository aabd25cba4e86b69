//! Deadlines checked by hand, by the calendar on the wall.

use domain::calendar::{Calendar, Clock, Span};

use crate::support::{at, directory};

fn span(text: &str) -> Span {
    text.parse().unwrap()
}

fn check(table: &[(&str, &str, &str)]) {
    for (start, length, due) in table {
        let computed = directory().calendar().add(at(start), span(length));
        assert_eq!(computed.at, at(due), "{start} + {length}");
        assert!(!computed.provisional, "{start} + {length}");
    }
}

/// Tết Tân Sửu: Wednesday 10 to Tuesday 16 February 2021 off, the weekend among them.
#[test]
fn around_tet_2021() {
    check(&[
        ("2021-02-09 16:00", "8wh", "2021-02-17 16:00"),
        ("2021-02-09 16:00", "3wd", "2021-02-19 16:00"),
        ("2021-02-09 12:00", "4wh", "2021-02-09 17:00"),
        ("2021-02-09 17:00", "8wh", "2021-02-17 17:00"),
        ("2021-02-13 09:00", "4wh", "2021-02-17 11:00"),
        ("2021-02-10 08:00", "1wd", "2021-02-17 17:00"),
        ("2021-02-12 22:00", "30m", "2021-02-12 22:30"),
        ("2021-02-12 22:00", "24h", "2021-02-13 22:00"),
    ]);
}

/// 30 April fell on a Sunday and Giỗ Tổ on the Saturday: Monday 1 to Wednesday 3 May 2023 off.
#[test]
fn around_30_april_2023() {
    check(&[
        ("2023-04-28 15:00", "8wh", "2023-05-04 15:00"),
        ("2023-04-28 17:30", "8wh", "2023-05-04 17:00"),
        ("2023-04-30 10:00", "3wd", "2023-05-08 17:00"),
        ("2023-05-03 23:59", "4wh", "2023-05-04 11:00"),
        ("2023-05-03 23:59", "4h", "2023-05-04 03:59"),
    ]);
}

/// Friday 2 May 2025 was swapped for Saturday 26 April.
#[test]
fn around_2_may_2025() {
    check(&[
        ("2025-04-25 16:00", "8wh", "2025-04-26 16:00"),
        ("2025-04-26 08:00", "4wh", "2025-04-26 14:00"),
        ("2025-04-26 16:00", "8wh", "2025-04-28 16:00"),
        ("2025-04-29 16:00", "8wh", "2025-05-05 16:00"),
        ("2025-04-29 16:00", "3wd", "2025-05-07 16:00"),
        ("2025-05-02 09:00", "1wd", "2025-05-05 17:00"),
    ]);
}

/// Friday 2 January 2026 was swapped for Saturday 10 January.
#[test]
fn around_10_january_2026() {
    check(&[
        ("2025-12-31 16:30", "8wh", "2026-01-05 16:30"),
        ("2026-01-09 16:00", "8wh", "2026-01-10 16:00"),
        ("2026-01-10 16:00", "8wh", "2026-01-12 16:00"),
        ("2026-01-11 10:00", "1wd", "2026-01-12 17:00"),
        ("2026-01-10 06:59", "4wh", "2026-01-10 11:00"),
    ]);
}

#[test]
fn counting_back_finds_the_latest_start() {
    let calendar = directory().calendar();
    for (end, length, start) in [
        ("2021-02-17 16:00", "8wh", "2021-02-09 16:00"),
        ("2021-02-17 07:00", "4wh", "2021-02-09 13:00"),
        ("2021-02-15 10:00", "1wd", "2021-02-09 07:00"),
        ("2026-01-12 08:00", "2wh", "2026-01-10 16:00"),
        ("2021-02-10 00:10", "30m", "2021-02-09 23:40"),
    ] {
        assert_eq!(calendar.subtract(at(end), span(length)).at, at(start), "{end} - {length}");
    }
}

#[test]
fn beyond_the_published_calendar_weekdays_count_and_the_due_is_provisional() {
    let calendar = directory().calendar();
    let new_year = calendar.add(at("2026-12-31 15:00"), span("8wh"));
    assert_eq!((new_year.at, new_year.provisional), (at("2027-01-01 15:00"), true));
    let later = calendar.add(at("2031-03-08 10:00"), span("1wd")); // a Saturday
    assert_eq!((later.at, later.provisional), (at("2031-03-10 17:00"), true));
    assert!(calendar.add(at("2019-12-30 08:00"), span("1wd")).provisional);
    assert!(!calendar.add(at("2031-03-08 10:00"), span("24h")).provisional);
}

/// 24 November 2026 is announced as a day off but its enactment was not found.
#[test]
fn a_holiday_not_enacted_is_kept_and_makes_the_due_provisional() {
    let due = directory().calendar().add(at("2026-11-23 16:00"), span("8wh"));
    assert_eq!((due.at, due.provisional), (at("2026-11-25 16:00"), true));
    assert!(!directory().calendar().add(at("2026-11-25 07:00"), span("8wh")).provisional);
}

#[test]
fn office_hours_close_at_their_end() {
    let calendar = directory().calendar();
    for (moment, working) in [
        ("2020-10-21 06:59", false),
        ("2020-10-21 07:00", true),
        ("2020-10-21 10:59", true),
        ("2020-10-21 11:00", false),
        ("2020-10-21 13:00", true),
        ("2020-10-21 17:00", false),
        ("2020-10-24 09:00", false),
        ("2026-01-10 09:00", true),
        ("2021-02-12 09:00", false),
    ] {
        assert_eq!(calendar.is_working(at(moment)), working, "{moment}");
    }
    assert_eq!(calendar.next_working(at("2021-02-09 17:00")), at("2021-02-17 07:00"));
    assert_eq!(calendar.next_working(at("2020-10-21 11:30")), at("2020-10-21 13:00"));
    assert_eq!(calendar.next_working(at("2020-10-21 14:00")), at("2020-10-21 14:00"));
}

#[test]
fn a_pause_over_a_weekend_costs_a_working_clock_nothing_and_a_wall_clock_everything() {
    let calendar = directory().calendar();
    let (deadline, paused, resumed) = (at("2020-10-28 10:00"), at("2020-10-23 17:00"), at("2020-10-26 07:00"));
    assert_eq!(calendar.shift(deadline, paused, resumed, Clock::Working), deadline);
    assert_eq!(calendar.shift(deadline, paused, resumed, Clock::Wall), at("2020-10-31 00:00"));
    assert_eq!(calendar.shift(deadline, paused, at("2020-10-26 09:00"), Clock::Working), at("2020-10-28 14:00"));
    assert_eq!(calendar.shift(deadline, resumed, paused, Clock::Wall), deadline);
}

#[test]
fn reminders_fall_at_shares_of_the_deadline() {
    let calendar = directory().calendar();
    let (start, deadline) = (at("2020-10-21 07:00"), at("2020-10-22 09:00")); // 10 working hours
    let share = |percent| calendar.share(start, deadline, percent, Clock::Working);
    assert_eq!(share(80), at("2020-10-21 17:00"));
    assert_eq!(share(100), deadline);
    assert_eq!(share(150), at("2020-10-22 16:00"));
    assert_eq!(calendar.used_percent(start, deadline, at("2020-10-21 12:00"), Clock::Working), 40);
    assert_eq!(calendar.used_percent(start, deadline, at("2020-10-22 16:00"), Clock::Working), 150);
    assert_eq!(calendar.used_percent(start, deadline, at("2020-10-20 12:00"), Clock::Working), 0);
}

#[test]
fn a_deadline_set_outside_office_hours_is_not_used_up_before_it_comes() {
    let calendar = directory().calendar();
    let (start, deadline) = (at("2020-10-21 07:00"), at("2020-10-21 20:00"));
    assert_eq!(calendar.used_percent(start, deadline, at("2020-10-21 18:00"), Clock::Working), 99);
    assert_eq!(calendar.used_percent(start, deadline, deadline, Clock::Working), 100);
}

#[test]
fn half_a_span_can_be_added() {
    let calendar = directory().calendar();
    assert_eq!(calendar.add_part(at("2020-10-21 07:00"), span("3wd"), 50).at, at("2020-10-22 11:00"));
    assert_eq!(calendar.add_part(at("2020-10-21 23:00"), span("24h"), 50).at, at("2020-10-22 11:00"));
}

#[test]
fn an_unpublished_calendar_works_by_weekday() {
    let due = Calendar::by_weekday().add(at("2021-02-09 16:00"), span("8wh"));
    assert_eq!((due.at, due.provisional), (at("2021-02-10 16:00"), true));
}

#[test]
fn the_end_of_time_is_reached_and_not_passed() {
    let calendar = directory().calendar();
    for length in ["9999wd", "9999h"] {
        assert!(calendar.add(jiff::Timestamp::MAX, span(length)).at <= jiff::Timestamp::MAX);
        assert!(calendar.subtract(jiff::Timestamp::MIN, span(length)).at >= jiff::Timestamp::MIN);
    }
}
