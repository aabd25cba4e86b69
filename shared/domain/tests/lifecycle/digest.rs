//! What the digest after a unit's quiet hours counts.

use domain::{
    calendar::QuietHours,
    command::Command,
    digest::{Digest, Night},
};

use crate::walk::{Walk, at, citizen, officer, say, submission};

/// The night before that morning at six; or the nights since `since`, after an outage.
fn night(morning: &str, since: Option<&str>) -> Night {
    let (hours, until) = (QuietHours::default(), at(&format!("{morning} 06:00")));
    Night { hours, since: since.map_or(hours.began(until), at), until }
}

fn counted(walks: &[&Walk], night: &Night) -> (usize, usize, usize) {
    let mut digest = Digest::default();
    for walk in walks {
        digest.count(&walk.report, &walk.report.owner, night);
    }
    assert_eq!(digest.is_empty(), digest.categories.is_empty());
    (digest.came, digest.stirred, digest.due)
}

fn sent(when: &str) -> Walk {
    Walk::at(submission("MT-RAC", "vn-31318-2020"), at(when))
}

#[test]
fn what_came_in_the_night_counts_and_what_came_before_or_after_does_not() {
    let [evening, night_, early, late] =
        ["2020-10-21 21:59", "2020-10-21 22:00", "2020-10-22 05:59", "2020-10-22 06:00"].map(sent);
    assert_eq!(counted(&[&evening, &night_, &early, &late], &night("2020-10-22", None)), (2, 0, 0));
}

#[test]
fn an_urgent_one_was_told_at_once_and_counts_only_where_it_is_due() {
    let mut urgent = submission("MT-RAC", "vn-31318-2020");
    urgent.urgent = true;
    let walk = Walk::at(urgent, at("2020-10-21 23:00"));
    assert_eq!(counted(&[&walk], &night("2020-10-22", None)), (0, 0, 1), "24 hours from 23:30");
}

#[test]
fn what_a_citizen_does_by_night_to_what_was_there_is_news_and_what_the_unit_does_is_none() {
    let mut walk = sent("2020-10-21 08:00");
    walk.done(&officer(), &Command::Accept).done(&officer(), &Command::Ask { text: say("Đâu?") });
    let mut own = sent("2020-10-21 08:00");
    own.now = at("2020-10-21 23:00");
    own.done(&officer(), &Command::Accept);
    assert_eq!(counted(&[&walk, &own], &night("2020-10-22", None)), (0, 0, 0));
    walk.now = at("2020-10-21 23:00");
    walk.done(&citizen(), &Command::Inform { text: say("Đầu hẻm"), photos: vec![] });
    assert_eq!(counted(&[&walk, &own], &night("2020-10-22", None)), (0, 1, 0));
}

#[test]
fn what_is_due_today_counts_until_it_is_answered() {
    let walk = sent("2020-10-21 08:00");
    assert_eq!(counted(&[&walk], &night("2020-10-27", None)).2, 1, "one and three working days later");
    assert_eq!(counted(&[&walk], &night("2020-10-23", None)).2, 0);
    let mut answered = Walk::rubbish();
    answered.answered();
    assert_eq!(counted(&[&answered], &night("2020-10-26", None)).2, 0);
}

#[test]
fn after_an_outage_the_nights_missed_are_told_of_and_the_days_between_are_not() {
    let [first, day, second] = ["2020-10-19 23:00", "2020-10-20 12:00", "2020-10-20 23:00"].map(sent);
    let missed = night("2020-10-21", Some("2020-10-19 06:00"));
    assert_eq!(counted(&[&first, &day, &second], &missed), (2, 0, 0));
    assert_eq!(counted(&[&first, &day, &second], &night("2020-10-21", None)).0, 1);
}
