//! When the system looks again.

use domain::{
    alert::{Alert, Tier, Watched},
    command::Command,
    due::{self, What},
    history::Action,
    photo::PhotoState,
};

use crate::walk::{DIRECTORY, Walk, above, answer, at, centre, citizen, leader, officer, say, submission};

#[test]
fn the_next_look_is_stored_with_each_change() {
    let mut walk = Walk::rubbish();
    assert_eq!(walk.report.due_at.unwrap().at(), at("2020-10-21 15:24"), "80 % of 8 working hours from seven");
    walk.answered();
    assert_eq!(walk.report.due_at.unwrap().at(), at("2020-10-28 08:00"), "seven days after the answer");
    walk.done(&citizen(), &Command::Agree { rating: None, text: None });
    assert_eq!(walk.report.due_at, None);
}

#[test]
fn a_question_is_waited_for_five_working_days() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept).done(&officer(), &Command::Ask { text: say("Đâu?") });
    assert_eq!(walk.report.due_at.unwrap().at(), at("2020-10-27 17:00"));
}

#[test]
fn silence_begins_when_the_answer_can_be_read() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept).later(1).photo(1, PhotoState::Pending).done(&officer(), &answer(&[1]));
    walk.photos[0].state = PhotoState::Processed;
    walk.later(20).done(&domain::actor::Actor::System, &Command::Complete);
    let answered = walk.report.last(Action::Answer).unwrap().at.at();
    assert_eq!(walk.report.due_at.unwrap().at(), answered + jiff::SignedDuration::from_hours(168));
    assert_eq!(
        due::first(&walk.report, &DIRECTORY).map(|due| due.at),
        walk.report.due_at.map(domain::millis::Millis::at)
    );
}

/// Everything that happens by itself until `end`, each with its moment, however late the system looks.
fn until(walk: &mut Walk, end: &str) -> Vec<(String, Watched, Tier)> {
    let mut given = Vec::new();
    while let Some(due) = walk.report.due_at.filter(|due| due.at() <= at(end)) {
        walk.now = walk.now.max(due.at());
        match due::now(&walk.report, walk.now, &DIRECTORY).expect("its stored moment has come") {
            What::Alert(Alert { of, to }) => {
                walk.report = due::alerted(&walk.report, Alert { of, to }, walk.now, &DIRECTORY);
                let local = jiff::tz::Offset::constant(7).to_datetime(due.at());
                given.push((local.strftime("%m-%d %H:%M").to_string(), of, to));
            }
            What::Change(command) => {
                walk.done(&domain::actor::Actor::System, &command);
            }
        }
    }
    given
}

fn told(given: &[(String, Watched, Tier)]) -> Vec<(&str, Watched, Tier)> {
    given.iter().map(|(at, of, to)| (at.as_str(), *of, *to)).collect()
}

#[test]
fn a_report_that_nobody_accepts_is_escalated_step_by_step_each_once() {
    let mut walk = Walk::rubbish();
    let given = until(&mut walk, "2020-11-30 00:00");
    assert_eq!(
        told(&given),
        [
            ("10-21 15:24", Watched::Receipt, Tier::Officer),
            ("10-21 17:00", Watched::Receipt, Tier::Leader),
            ("10-22 11:00", Watched::Receipt, Tier::Above),
            ("10-26 17:00", Watched::Handling, Tier::Leader),
            ("10-28 17:00", Watched::Handling, Tier::Above),
        ]
    );
    assert_eq!((walk.report.due_at, walk.report.version), (None, 1), "an alert is no version");
}

#[test]
fn handling_is_watched_from_its_acceptance_and_anew_when_extended() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let given = until(&mut walk, "2020-10-26 16:00");
    assert_eq!(told(&given), [("10-26 08:36", Watched::Handling, Tier::Officer)]);
    let extend = Command::Extend { until: at("2020-10-28 17:00"), reason: say("Chờ xe") };
    walk.now = at("2020-10-26 16:30");
    walk.done(&officer(), &extend).done(&leader(), &Command::Confirm { text: None });
    let given = until(&mut walk, "2020-10-28 18:00");
    assert_eq!(
        told(&given),
        [("10-27 15:24", Watched::Handling, Tier::Officer), ("10-28 17:00", Watched::Handling, Tier::Leader)]
    );
}

#[test]
fn an_urgent_report_is_escalated_within_half_an_hour_by_night() {
    let mut urgent = submission("MT-RAC", "vn-31318-2020");
    urgent.urgent = true;
    urgent.category = "HT-DIE".parse().unwrap();
    let mut walk = Walk::at(urgent, at("2020-10-24 23:10"));
    let given = until(&mut walk, "2020-10-24 23:59");
    let urgent: Vec<_> = told(&given).into_iter().filter(|(_, of, _)| *of == Watched::Urgent).collect();
    assert_eq!(urgent, [("10-24 23:25", Watched::Urgent, Tier::Leader), ("10-24 23:40", Watched::Urgent, Tier::Above)]);
}

#[test]
fn a_proposal_is_reminded_of_after_half_a_working_day_and_passes_up_after_one() {
    let mut walk = Walk::rubbish();
    let refuse = Command::Refuse { reason: domain::history::RefusalReason::Untrue, text: say("Không có rác") };
    walk.done(&officer(), &refuse);
    let given = until(&mut walk, "2020-10-21 17:00");
    let proposal: Vec<_> = told(&given).into_iter().filter(|(_, of, _)| *of == Watched::Proposal).collect();
    assert_eq!(
        proposal,
        [("10-21 11:00", Watched::Proposal, Tier::Leader), ("10-21 17:00", Watched::Proposal, Tier::Above)]
    );
    walk.done(&above(), &Command::Decline { text: say("Hãy xem lại") });
}

#[test]
fn a_dispute_and_an_assignment_are_watched_too() {
    let mut walk = Walk::rubbish();
    walk.answered().done(&citizen(), &Command::Reprocess { text: say("Còn rác") });
    let given = until(&mut walk, "2020-11-30 00:00");
    assert_eq!(
        given.iter().map(|(_, of, to)| (*of, *to)).collect::<Vec<_>>(),
        [(Watched::Review, Tier::Officer), (Watched::Review, Tier::Leader), (Watched::Review, Tier::Above)]
    );
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Return { reason: say("Không phải việc của phường") });
    let given = until(&mut walk, "2020-10-21 17:00");
    assert_eq!(
        told(&given),
        [
            ("10-21 10:12", Watched::Coordination, Tier::Officer),
            ("10-21 11:00", Watched::Coordination, Tier::Leader),
            ("10-21 15:00", Watched::Coordination, Tier::Above)
        ]
    );
    walk.done(&centre(), &Command::Assign { unit: "ubnd-vn-31318-2020".parse().unwrap(), reason: None });
}

#[test]
fn a_held_answer_lapses_after_a_day_and_at_once_when_a_photo_can_never_count() {
    let system = domain::actor::Actor::System;
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept).photo(1, PhotoState::Pending).done(&officer(), &answer(&[1]));
    assert_eq!(walk.refused(&system, &Command::Lapse), "not_due");
    let mut day_later = walk.clone();
    until(&mut day_later, "2020-10-22 07:00");
    assert_eq!(day_later.report.last(Action::Lapse).unwrap().at.at(), at("2020-10-22 07:00"));
    walk.photos[0].seen_before = true;
    walk.done(&system, &Command::Lapse);
    assert!(walk.report.held().is_none());
}

#[test]
fn who_accepts_what_is_late_already_is_not_told_that_it_soon_will_be() {
    let mut walk = Walk::rubbish();
    until(&mut walk, "2020-10-27 07:30");
    walk.now = at("2020-10-27 08:00");
    walk.done(&officer(), &Command::Accept);
    let given = until(&mut walk, "2020-11-30 00:00");
    assert_eq!(told(&given), [("10-28 17:00", Watched::Handling, Tier::Above)]);
}
