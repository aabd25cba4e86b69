//! Whose turn a report is, whom it needs, how many are under each tab; and what is there again.

use domain::{
    Report,
    command::Command,
    history::RefusalReason,
    location::Location,
    recurrence::{SamePlace, recurs},
    report::{Person, Status},
    submission::Submission,
    waiting::{Counts, Due, Turn, Waiting},
};

use crate::walk::{
    OTHER, REPORT, Walk, above, answer, at, centre, citizen, leader, officer, say, staff, submission, submission_as,
};

#[test]
fn each_step_hands_the_turn_to_who_must_act_next() {
    let mut walk = Walk::rubbish();
    assert_eq!(walk.report.turn(), Turn::Officer);
    walk.done(&officer(), &Command::Refuse { reason: RefusalReason::Untrue, text: say("Không có rác") });
    assert_eq!(walk.report.turn(), Turn::Leader, "an officer's proposal");
    walk.done(&leader(), &Command::Decline { text: say("Xem lại") });
    walk.done(&leader(), &Command::Refuse { reason: RefusalReason::Untrue, text: say("Không có rác") });
    assert_eq!(walk.report.turn(), Turn::Above, "a leader's own");
    walk.done(&above(), &Command::Decline { text: say("Có rác") });
    assert_eq!(walk.report.turn(), Turn::Officer);
    let mut answered = walk.clone();
    answered.answered();
    assert_eq!(answered.report.turn(), Turn::Citizen);
    answered.done(&citizen(), &Command::Reprocess { text: say("Còn rác") });
    assert_eq!(answered.report.turn(), Turn::Leader, "an officer's answer");
    let mut by_leader = walk.clone();
    by_leader.done(&leader(), &Command::Accept).later(1).photo(1, domain::photo::PhotoState::Processed);
    by_leader.done(&leader(), &answer(&[1])).done(&citizen(), &Command::Reprocess { text: say("Còn rác") });
    assert_eq!(by_leader.report.turn(), Turn::Above, "a leader's own answer");
    walk.done(&officer(), &Command::Return { reason: say("Không thuộc phường") });
    assert_eq!(walk.report.turn(), Turn::Centre);
}

/// Five open reports of a unit: new, named to its officer, urgent and late, disputed, proposed.
fn inbox() -> Vec<Waiting> {
    let one = |n: u8| submission_as(&format!("01754900-0000-7000-8000-00000000000{n}"));
    let mut named = Walk::of(one(2));
    named.done(&officer(), &Command::Accept).done(&leader(), &Command::NameOfficer { officer: "o1".into() });
    let late = Walk::at(Submission { urgent: true, ..submission("GT-DUO", "vn-31318-2020") }, at("2020-10-12 07:00"));
    let mut disputed = Walk::of(one(4));
    disputed.answered().done(&citizen(), &Command::Reprocess { text: say("Còn rác") });
    let mut proposed = Walk::of(one(5));
    proposed.done(&officer(), &Command::Refuse { reason: RefusalReason::Untrue, text: say("Không có rác") });
    [Walk::of(one(1)), named, late, disputed, proposed].iter().map(|walk| (&walk.report).into()).collect()
}

#[test]
fn every_count_is_the_length_of_what_it_counts() {
    let (inbox, now) = (inbox(), at("2020-10-21 09:00"));
    let count =
        |wanted: &dyn Fn(&Waiting) -> bool| u32::try_from(inbox.iter().filter(|one| wanted(one)).count()).unwrap();
    for who in [officer(), leader(), above(), centre()] {
        let counts = Counts::of(&inbox, &who, now);
        assert_eq!(counts.open, 5);
        assert_eq!(counts.by_state.len(), 6, "every open state, counted or not");
        assert_eq!(counts.by_state.values().sum::<u32>(), counts.open);
        assert_eq!(counts.by_turn.values().sum::<u32>(), counts.open);
        assert_eq!(counts.by_category.values().sum::<u32>(), counts.open);
        assert_eq!(counts.needs_me, count(&|one| one.needs(&who, now)));
        for (due, counted) in [(Due::Overdue, counts.overdue), (Due::Today, counts.today), (Due::Soon, counts.soon)] {
            assert_eq!(counted, count(&|one| one.is_due(due, now)), "{due:?}");
        }
        assert_eq!((counts.urgent, counts.unassigned, counts.overdue), (1, 4, 1));
    }
    assert_eq!(Counts::of(&inbox, &officer(), now).mine, 1);
}

#[test]
fn an_inbox_needs_each_person_for_what_is_theirs() {
    let (inbox, now) = (inbox(), at("2020-10-21 09:00"));
    let needs = |who: &_| inbox.iter().filter(|one| one.needs(who, now)).count();
    assert_eq!(needs(&officer()), 3, "new, named to them, late");
    assert_eq!(needs(&staff("o2", domain::actor::Role::Officer, "ubnd-vn-31318-2020")), 2, "not what is another's");
    assert_eq!(needs(&leader()), 3, "late, disputed, proposed");
    assert_eq!((needs(&above()), needs(&centre()), needs(&citizen())), (0, 0, 0));
}

fn somewhere(id: &str, place: Option<(f64, f64)>) -> Submission {
    Submission { location: place.map(|(lat, lng)| Location::of(lat, lng, 5.0).unwrap()), ..submission_as(id) }
}

/// A report at a place, answered an hour after it came, on 1 July 2020.
fn earlier(place: Option<(f64, f64)>) -> Report {
    let mut walk = Walk::at(somewhere(OTHER, place), at("2020-07-01 07:00"));
    walk.answered();
    walk.report.person = Person("1-somebody".into());
    walk.report
}

#[test]
fn a_problem_of_one_field_and_place_that_was_dealt_with_within_90_days_is_there_again() {
    let here = Some((9.784, 105.470));
    let came = |day: &str, place| Walk::at(somewhere(REPORT, place), at(day)).report;
    let before = earlier(here);
    assert_eq!(recurs(&came("2020-09-29 07:00", here), &before), Some(SamePlace::Near), "89 days and 23 hours");
    assert_eq!(recurs(&came("2020-09-29 09:00", here), &before), None, "90 days and an hour");
    assert_eq!(recurs(&came("2020-07-01 07:30", here), &before), None, "it came while the other was handled");
    assert_eq!(recurs(&came("2020-07-20 07:00", Some((9.784_8, 105.470))), &before), Some(SamePlace::Near), "89 m");
    assert_eq!(recurs(&came("2020-07-20 07:00", Some((9.785, 105.470))), &before), None, "111 m");
    assert_eq!(recurs(&came("2020-07-20 07:00", None), &before), None, "of no place");

    let named = |previous: &str| Submission { previous: Some(previous.parse().unwrap()), ..somewhere(REPORT, None) };
    let again = Walk::at(named(OTHER), at("2020-07-20 07:00")).report;
    assert_eq!(recurs(&again, &before), Some(SamePlace::Named));
    assert_eq!(recurs(&again, &again), None);
    let other_field = Submission { category: "GT-DUO".parse().unwrap(), ..named(OTHER) };
    assert_eq!(recurs(&Walk::at(other_field, at("2020-07-20 07:00")).report, &before), None);

    let hidden = Report { visibility: domain::report::Visibility::Confidential, ..before.clone() };
    assert_eq!(recurs(&came("2020-07-20 07:00", here), &hidden), None, "its place is not told");
    assert_eq!(recurs(&again, &hidden), Some(SamePlace::Named));
    let open = Report { status: Status::InProgress, ..before };
    assert_eq!(recurs(&came("2020-07-20 07:00", here), &open), None, "not dealt with yet");
}
