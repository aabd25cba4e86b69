//! What people are shown.

use domain::{
    Report,
    report::{Status, Verdict},
    statistics::{Figures, Tally, counted},
};

use super::town::{Step, after, day, report};

fn figures(reports: &[Report]) -> Figures {
    let mut tally = Tally::default();
    for report in reports {
        tally.add(&counted(report).counters);
    }
    Figures::of(&tally, day().as_second() / 60 + 10 * 24 * 60)
}

fn through(steps: &[(Step, i64)]) -> Report {
    steps.iter().fold(report(1, 0), |report, (step, minutes)| after(&report, *step, *minutes))
}

#[test]
fn an_extended_report_is_never_on_time() {
    const DAY: i64 = 24 * 60;
    let kept = |steps: &[(Step, i64)]| {
        let f = figures(&[through(steps)]);
        assert_eq!(f.answered, f.answered_in_time + f.answered_by_extension + f.answered_late);
        (f.answered_in_time, f.answered_by_extension, f.answered_late, f.extended)
    };
    assert_eq!(kept(&[(Step::Accept, 60), (Step::Answer, 60)]), (1, 0, 0, 0));
    assert_eq!(kept(&[(Step::Accept, 60), (Step::Answer, 3 * DAY)]), (0, 0, 1, 0), "a minute over is late");
    assert_eq!(kept(&[(Step::Extend, 60), (Step::Answer, 60)]), (0, 1, 0, 1), "though the first deadline was kept");
    assert_eq!(kept(&[(Step::Extend, 60), (Step::Answer, 3 * DAY)]), (0, 1, 0, 1));
    assert_eq!(kept(&[(Step::Extend, 60), (Step::Answer, 5 * DAY)]), (0, 0, 1, 1));
    assert_eq!(kept(&[(Step::Extend, 60)]), (0, 0, 0, 1));
}

#[test]
fn what_waits_past_its_deadline_is_overdue_and_what_was_answered_is_not() {
    assert_eq!(figures(&[report(1, 0)]).overdue, 1);
    assert_eq!(figures(&[through(&[(Step::Answer, 60)])]).overdue, 0);
    assert_eq!(figures(&[through(&[(Step::Answer, 60), (Step::Reopen, 60)])]).overdue, 1);
    let reopened = figures(&[through(&[(Step::Answer, 60), (Step::Reopen, 60)])]);
    assert_eq!((reopened.answered, reopened.reopened), (0, 1), "its answer no longer stands");
}

#[test]
fn silence_is_a_verdict_of_its_own_and_refusals_have_reasons() {
    let silent = through(&[(Step::Answer, 60), (Step::Close(Verdict::Silent, None), 60)]);
    let upheld = through(&[(Step::Answer, 60), (Step::Close(Verdict::Upheld, None), 60)]);
    let refused = through(&[(Step::Refuse, 60)]);
    let f = figures(&[silent, upheld, refused]);
    assert_eq!((f.verdicts["silent"], f.verdicts["agreed"], f.verdicts["upheld"]), (1, 0, 1));
    assert_eq!((f.refused["untrue"], f.refused["abusive"]), (1, 0));
    assert_eq!(f.in_states(&[Status::Closed, Status::Refused]), 3);
}

#[test]
fn ratings_of_fewer_than_five_verdicts_are_not_shown() {
    let rated = |n: u8| through(&[(Step::Answer, 60), (Step::Close(Verdict::Agreed, Some(n)), 60)]);
    assert_eq!(figures(&[1, 2, 3, 4].map(rated)).rating, None);
    let five = figures(&[5, 4, 4, 4, 4].map(rated)).rating.unwrap();
    assert_eq!((five.count, five.average.to_string().as_str()), (5, "4.2"));
    let unrated = through(&[(Step::Answer, 60), (Step::Close(Verdict::Agreed, None), 60)]);
    let mut four = [1, 2, 3, 4].map(rated).to_vec();
    four.push(unrated);
    assert_eq!(figures(&four).rating, None, "five verdicts, four ratings");
}

#[test]
fn medians_are_within_a_tenth() {
    let answered = |minutes: i64| through(&[(Step::Accept, 30), (Step::Answer, minutes - 30)]);
    let f = figures(&[60, 120, 600, 1_200, 6_000].map(answered));
    let (accept, answer) = (f.hours_to_accept.unwrap(), f.hours_to_answer.unwrap());
    for (told, is) in [(accept.median, 0.5), (accept.p90, 0.5), (answer.median, 10.0), (answer.p90, 100.0)] {
        assert!((told / is - 1.0).abs() < 0.1, "{told} for {is}");
    }
    assert_eq!(figures(&[report(1, 0)]).hours_to_answer, None);
}
