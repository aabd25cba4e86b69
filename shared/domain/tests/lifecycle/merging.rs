//! Rules 18, 19 and 24: reports of the same problem.

use domain::{
    Report,
    actor::Actor,
    command::Command,
    history::{Action, RefusalReason, verify},
    photo::PhotoState,
    report::{Person, Status, Verdict},
};

use crate::walk::{OTHER, Walk, answer, centre, citizen, leader, officer, say, submission, submission_as};

const THIRD: &str = "01754900-0000-7000-8000-000000000003";

fn other(id: &str) -> Report {
    let mut walk = Walk::of(submission_as(id));
    walk.report.person = Person(format!("1-{id}"));
    walk.report
}

fn into(id: &str) -> Command {
    Command::Merge { into: id.parse().unwrap(), reason: None }
}

/// The rubbish case, merged into another report of it.
fn merged() -> Walk {
    let mut walk = Walk::rubbish();
    walk.others = vec![other(OTHER)];
    walk.all_done(&officer(), &into(OTHER));
    walk
}

/// The walk of the report that the other is merged into, with the other beside it.
fn target(walk: &Walk) -> Walk {
    let mut target = walk.clone();
    std::mem::swap(&mut target.report, &mut target.others[0]);
    target.now = walk.now;
    target
}

fn as_seen_by(walk: &Walk, target: &Walk) -> Walk {
    Walk { others: vec![target.report.clone()], now: target.now, ..walk.clone() }
}

#[test]
fn a_merged_report_is_noted_inside_its_target_and_only_there() {
    let walk = merged();
    let into = &walk.others[0];
    assert_eq!((walk.report.status, walk.report.merged_into.as_ref()), (Status::Merged, Some(&into.id)));
    assert_eq!(walk.report.due_at, None, "it follows the other one");
    let note = into.history.last().unwrap();
    assert_eq!((note.action, &note.changes), (Action::Note, &domain::history::Changes::default()));
    assert_eq!(into.absorbed, std::slice::from_ref(&walk.report.id));
    assert_eq!((verify(&into.history), verify(&walk.report.history)), (Ok(()), Ok(())));
    assert!(into.due_at.is_some());
}

#[test]
fn what_can_not_be_merged_has_a_code_each() {
    let mut walk = Walk::rubbish();
    assert_eq!(walk.refused(&officer(), &into(&walk.report.id.to_string())), "merge_itself");
    assert_eq!(walk.refused(&officer(), &into(OTHER)), "merge_target_unknown");
    let differs = [
        submission("GT-ATT", "vn-31318-2020"),
        domain::submission::Submission {
            visibility: Some(domain::report::Visibility::Confidential),
            ..submission_as(OTHER)
        },
    ];
    for differs in differs {
        let differs = domain::submission::Submission { id: OTHER.parse().unwrap(), ..differs };
        let mut report = Walk::of(differs).report;
        report.owner = walk.report.owner.clone();
        walk.others = vec![report];
        assert_eq!(walk.refused(&officer(), &into(OTHER)), "merge_differs");
    }
    let elsewhere =
        domain::submission::Submission { id: OTHER.parse().unwrap(), ..submission("MT-RAC", "vn-31321-2020") };
    walk.others = vec![Walk::of(elsewhere).report];
    assert_eq!(walk.refused(&officer(), &into(OTHER)), "merge_target_unknown", "another unit's is none of theirs");
    assert_eq!(walk.refused(&centre(), &into(OTHER)), "merge_differs");

    let circle = target(&merged());
    let mut back = circle.clone();
    assert_eq!(back.refused(&officer(), &into(&circle.others[0].id.to_string())), "merge_circle");
    let mut third = Walk::of(submission_as(THIRD));
    third.others = vec![merged().report];
    assert_eq!(third.refused(&officer(), &into(&third.others[0].id.to_string())), "merge_target_merged");

    let mut over = Walk::of(submission_as(OTHER));
    over.answered().done(&citizen(), &Command::Agree { rating: None, text: None });
    let mut late = Walk::rubbish();
    late.others = vec![over.report];
    assert!(late.later(29 * 24).ask(&officer(), &into(OTHER)).unwrap().is_ok());
    assert_eq!(late.later(2 * 24).refused(&officer(), &into(OTHER)), "merge_target_over");
}

#[test]
fn what_was_merged_before_comes_along_and_no_chain_is_made() {
    let mut walk = target(&merged());
    let first = walk.others[0].id.clone();
    walk.others.push(other(THIRD));
    walk.all_done(&officer(), &into(THIRD));
    let third: domain::ids::ReportId = THIRD.parse().unwrap();
    assert!(walk.others.iter().filter(|r| r.id == first).all(|r| r.merged_into.as_ref() == Some(&third)));
    let last = walk.others.iter().find(|r| r.id == third).unwrap();
    assert_eq!(last.absorbed, [walk.report.id.clone(), first]);
}

#[test]
fn the_citizen_judges_the_others_answer_for_themselves() {
    let walk = merged();
    let agree = Command::Agree { rating: Some(4), text: None };
    let mut early = walk.clone();
    assert_eq!(early.refused(&citizen(), &agree), "merge_target_not_answered");
    let mut target = target(&walk);
    target.answered();
    let mut follower = as_seen_by(&walk, &target);
    follower.done(&citizen(), &agree);
    assert_eq!((follower.report.status, follower.report.verdict), (Status::Merged, Some(Verdict::Agreed)));
    assert_eq!(follower.refused(&citizen(), &Command::Disagree { text: say("Chưa sạch") }), "verdict_given");

    let mut again = as_seen_by(&walk, &target);
    again.done(&citizen(), &Command::Reprocess { text: say("Chỗ tôi còn rác") });
    assert_eq!((again.report.status, again.report.merged_into.as_ref()), (Status::Submitted, None));
    assert!(again.report.due_at.is_some());
    let mut late = as_seen_by(&walk, &target);
    late.later(8 * 24);
    assert_eq!(late.refused(&citizen(), &Command::Reprocess { text: say("Còn rác") }), "reprocess_too_late");
}

#[test]
fn a_refusal_of_the_other_may_be_contested_by_each_and_the_centre_may_part_them() {
    let walk = merged();
    let contest = Command::Contest { text: say("Có ảnh mà") };
    assert_eq!(walk.clone().refused(&citizen(), &contest), "merge_target_not_refused");
    let mut refused = target(&walk);
    refused.done(&officer(), &Command::Refuse { reason: RefusalReason::Untrue, text: say("Không có") });
    refused.done(&leader(), &Command::Confirm { text: None });
    let mut follower = as_seen_by(&walk, &refused);
    follower.done(&citizen(), &contest);
    assert_eq!(follower.report.status, Status::Submitted);

    let mut parted = walk.clone();
    parted.later(24 * 30).done(&centre(), &Command::Unmerge { reason: say("Hai chỗ khác nhau") });
    assert_eq!(parted.report.status, Status::Submitted);
    assert!(parted.report.receive_by.at() > parted.now, "the unit gets time to accept");
    assert!(parted.report.resolve_by.at() > parted.now, "at least half the handling time remains");
}

#[test]
fn when_the_other_is_withdrawn_the_oldest_takes_its_place() {
    let mut walk = target(&merged());
    let mut third = Walk::of(submission_as(THIRD));
    third.others = vec![walk.report.clone()];
    third.all_done(&officer(), &into(OTHER));
    walk.report = third.others.remove(0);
    walk.others.push(third.report);
    walk.report.person = Person("1-reporter".into());
    walk.all_done(&citizen(), &Command::Withdraw { text: None });
    assert_eq!(walk.report.status, Status::Withdrawn);
    let (heir, rest) = (&walk.others[0], &walk.others[1]);
    assert_eq!(
        (heir.status, &heir.owner, heir.receive_by),
        (Status::Submitted, &walk.report.owner, walk.report.receive_by)
    );
    assert_eq!(
        (heir.last(Action::Unmerge).unwrap().by, heir.merged_into.as_ref()),
        (domain::actor::Standing::System, None)
    );
    assert!(heir.due_at.is_some());
    assert_eq!((rest.status, rest.merged_into.as_ref()), (Status::Merged, Some(&heir.id)));
    assert_eq!(heir.absorbed, std::slice::from_ref(&rest.id));
    for report in &walk.others {
        assert_eq!(verify(&report.history), Ok(()));
    }
}

#[test]
fn the_unit_goes_on_with_the_target_as_before() {
    let mut target = target(&merged());
    target.done(&officer(), &Command::Accept).later(1).photo(1, PhotoState::Processed).done(&officer(), &answer(&[1]));
    assert_eq!(target.report.status, Status::Answered);
    assert_eq!(target.refused(&Actor::System, &Command::Silence), "not_due");
}
