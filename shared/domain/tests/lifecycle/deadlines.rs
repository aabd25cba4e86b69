//! When the system looks again.

use domain::{command::Command, due, history::Action, photo::PhotoState};

use crate::walk::{DIRECTORY, Walk, answer, at, citizen, officer, say};

#[test]
fn the_next_look_is_stored_with_each_change() {
    let mut walk = Walk::rubbish();
    assert_eq!(walk.report.due_at.unwrap().at(), at("2020-10-21 15:24"), "80 % of 8 working hours from seven");
    walk.answered();
    assert_eq!(walk.report.due_at.unwrap().at(), at("2020-10-28 08:00"), "seven days after the answer");
    walk.done(&citizen(), &Command::Agree { rating: None, text: None });
    assert_eq!(walk.report.due_at, None);
    assert_eq!(walk.report.history.last().unwrap().changes.due_at, Some(None), "said in the history too");
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
    assert_eq!(due::next(&walk.report, walk.now, &DIRECTORY), walk.report.due_at.map(domain::millis::Millis::at));
}
