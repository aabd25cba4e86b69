//! One test a rule: its guard and its effect.

use domain::{
    actor::Role,
    command::Command,
    history::{Action, RefusalReason},
    photo::PhotoState,
    report::{Status, Verdict, Visibility},
};
use jiff::Timestamp;

use crate::walk::{Walk, above, answer, at, centre, citizen, leader, officer, say, staff, submission};

fn unit(id: &str) -> domain::directory::UnitId {
    id.parse().unwrap()
}

fn transfer(to: &str) -> Command {
    Command::Transfer { unit: unit(to), reason: say("không thuộc thẩm quyền") }
}

#[test]
fn the_rubbish_case_goes_from_phone_to_verdict() {
    let mut walk = Walk::rubbish();
    assert_eq!(walk.report.owner, unit("ubnd-vn-31318-2020"));
    assert_eq!(walk.report.receive_by.at(), at("2020-10-21 17:00"));
    assert_eq!(walk.report.resolve_by.at(), at("2020-10-26 17:00"));
    walk.answered();
    assert_eq!(walk.report.status, Status::Answered);
    walk.done(&citizen(), &Command::Agree { rating: Some(5), text: None });
    assert_eq!(
        (walk.report.status, walk.report.verdict, walk.report.rating),
        (Status::Closed, Some(Verdict::Agreed), Some(5))
    );
    assert_eq!(walk.report.version, 4);
}

#[test]
fn a_road_in_two_communes_is_the_districts_and_may_be_disagreed_with_after_seven_days() {
    let mut sent = submission("GT-DUO", "vn-31345-2020");
    sent.also_in = vec!["vn-31342-2020".parse().unwrap()];
    let mut walk = Walk::of(sent);
    assert_eq!(walk.report.owner, unit("ubnd-vn-932-2020"));
    let officer = staff("o9", Role::Officer, "ubnd-vn-932-2020");
    walk.done(&officer, &Command::Accept).later(7 * 24).photo(1, PhotoState::Processed).done(&officer, &answer(&[1]));
    walk.done(&citizen(), &Command::Disagree { text: say("Chưa hoàn toàn đồng ý") });
    assert_eq!((walk.report.status, walk.report.verdict), (Status::Closed, Some(Verdict::Disagreed)));
}

#[test]
fn accepting_early_does_not_move_the_citizens_deadline() {
    let mut walk = Walk::rubbish();
    let before = walk.report.resolve_by;
    walk.done(&officer(), &Command::Accept);
    assert_eq!(walk.report.resolve_by, before);
}

#[test]
fn a_transfer_starts_a_receipt_clock_and_leaves_the_citizens_deadline() {
    let mut walk = Walk::rubbish();
    let (receive, resolve) = (walk.report.receive_by, walk.report.resolve_by);
    walk.later(2).done(&officer(), &transfer("so-tnmt-hg"));
    assert_eq!((walk.report.status, &walk.report.owner), (Status::Submitted, &unit("so-tnmt-hg")));
    assert!(walk.report.receive_by > receive);
    assert_eq!(walk.report.resolve_by, resolve);
    assert!(walk.ask(&officer(), &Command::Accept).is_none(), "the former owner is out");
}

#[test]
fn a_transfer_needs_a_unit_that_is_there_today_and_another() {
    let mut walk = Walk::rubbish();
    assert_eq!(walk.refused(&officer(), &transfer("so-xyz")), "unit_unknown");
    assert_eq!(walk.refused(&officer(), &transfer("so-nnmt-ct")), "unit_not_valid");
    assert_eq!(walk.refused(&officer(), &transfer("ubnd-vn-31318-2020")), "unit_same");
}

#[test]
fn the_third_transfer_and_one_back_go_to_the_centre_whose_assignment_binds() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &transfer("so-tnmt-hg"));
    walk.done(&staff("o2", Role::Officer, "so-tnmt-hg"), &transfer("ubnd-vn-31318-2020"));
    assert_eq!((walk.report.status, walk.report.owner.as_str()), (Status::Coordinating, "centre"));
    walk.done(&centre(), &Command::Assign { unit: unit("so-tnmt-hg"), reason: None });
    assert_eq!((walk.report.status, walk.report.owner.as_str()), (Status::Submitted, "so-tnmt-hg"));
    let bound = staff("o2", Role::Officer, "so-tnmt-hg");
    assert_eq!(walk.refused(&bound, &transfer("so-gtvt-hg")), "assignment_binding");
    assert_eq!(walk.refused(&bound, &Command::Return { reason: say("không phải") }), "assignment_binding");

    let mut walk = Walk::rubbish();
    walk.done(&officer(), &transfer("so-tnmt-hg"));
    walk.done(&staff("o2", Role::Officer, "so-tnmt-hg"), &transfer("so-gtvt-hg"));
    walk.done(&staff("o3", Role::Officer, "so-gtvt-hg"), &transfer("so-yt-hg"));
    assert_eq!(walk.report.status, Status::Coordinating);
}

#[test]
fn the_clock_stands_while_the_citizen_is_asked_at_most_twice() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let before = walk.report.resolve_by;
    walk.done(&officer(), &Command::Ask { text: say("Ở đoạn nào?") }).later(24);
    walk.done(&citizen(), &Command::Inform { text: say("Trước số 12"), photos: vec![] });
    assert_eq!(walk.report.status, Status::InProgress);
    assert_eq!(
        walk.report.resolve_by.at().duration_since(before.at()).as_hours(),
        24,
        "one working day, Monday to Tuesday"
    );
    walk.done(&officer(), &Command::Ask { text: say("Còn gì nữa?") }).later(1);
    walk.done(&citizen(), &Command::Inform { text: say("Hết"), photos: vec![] });
    assert_eq!(walk.refused(&officer(), &Command::Ask { text: say("Lần ba?") }), "asked_twice");
}

#[test]
fn an_extension_is_proposed_by_one_and_confirmed_by_another() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let until = at("2020-10-28 17:00");
    let extend = |until: Timestamp| Command::Extend { until, reason: say("mưa lớn") };
    assert_eq!(walk.refused(&officer(), &extend(at("2020-10-26 16:00"))), "extension_too_long");
    assert_eq!(walk.refused(&officer(), &extend(at("2020-10-30 08:00"))), "extension_too_long");
    walk.done(&officer(), &extend(until));
    assert_ne!(walk.report.resolve_by.at(), until, "only proposed");
    assert_eq!(walk.refused(&officer(), &extend(until)), "proposal_pending");
    assert_eq!(walk.refused(&officer(), &Command::Confirm { text: None }), "confirm_not_allowed");
    walk.done(&leader(), &Command::Confirm { text: None });
    assert_eq!(walk.report.resolve_by.at(), until);
    assert_eq!(walk.refused(&officer(), &extend(at("2020-10-30 17:00"))), "extended_already");
    walk.done(&centre(), &extend(at("2020-10-30 17:00")));
    assert_eq!(walk.report.resolve_by.at(), at("2020-10-30 17:00"));
}

#[test]
fn an_extension_after_expiry_is_refused() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept).later(9 * 24);
    let late = Command::Extend { until: at("2020-11-03 08:00"), reason: say("muộn") };
    assert_eq!(walk.refused(&officer(), &late), "extension_after_expiry");
}

#[test]
fn an_answer_needs_a_photo_of_the_owners_taken_after_acceptance_and_not_seen_before() {
    let mut walk = Walk::rubbish();
    walk.photo(1, PhotoState::Processed).later(1).done(&officer(), &Command::Accept);
    assert_eq!(walk.refused(&officer(), &answer(&[])), "evidence_photo_missing");
    assert_eq!(walk.refused(&officer(), &answer(&[1])), "photo_before_acceptance");
    assert_eq!(walk.refused(&officer(), &answer(&[9])), "photo_unknown");
    walk.later(1).photo(2, PhotoState::Rejected);
    assert_eq!(walk.refused(&officer(), &answer(&[2])), "photo_rejected");
    walk.photo(3, PhotoState::Processed);
    walk.photos.last_mut().unwrap().seen_before = true;
    assert_eq!(walk.refused(&officer(), &answer(&[3])), "photo_seen_before");
    walk.photo(4, PhotoState::Processed).done(&officer(), &answer(&[4]));
    assert_eq!(walk.report.status, Status::Answered);
}

#[test]
fn an_answer_whose_photos_still_upload_is_held_and_completes_when_they_pass() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept).later(1).photo(1, PhotoState::Pending).done(&officer(), &answer(&[1]));
    assert_eq!((walk.report.status, walk.report.held().is_some()), (Status::InProgress, true));
    let sent = walk.now;
    assert_eq!(walk.refused(&officer(), &answer(&[1])), "answer_already_held");
    assert_eq!(walk.refused(&domain::actor::Actor::System, &Command::Complete), "photos_not_ready");
    walk.photos[0].state = PhotoState::Processed;
    walk.later(2).done(&domain::actor::Actor::System, &Command::Complete);
    assert_eq!(walk.report.status, Status::Answered);
    assert_eq!(walk.report.answer_entry().unwrap().at.at(), sent, "it counts from when it was sent");
}

#[test]
fn a_waiver_is_proposed_and_confirmed_where_the_field_allows_it() {
    let mut sent = submission("YT-SKH", "vn-31318-2020");
    sent.visibility = Some(Visibility::Public);
    let mut walk = Walk::of(sent);
    let (o, l) = (staff("o5", Role::Officer, "so-yt-hg"), staff("l5", Role::Leader, "so-yt-hg"));
    walk.done(&o, &Command::Accept).later(1);
    let answer =
        |waiver: Option<&str>| Command::Answer {
            text: say("Đã phun thuốc"), photos: vec![], waiver: waiver.map(say)
        };
    assert_eq!(walk.refused(&o, &answer(None)), "evidence_photo_or_waiver_missing");
    walk.done(&o, &answer(Some("không chụp được trong nhà dân")));
    assert_eq!(walk.report.status, Status::InProgress);
    walk.done(&l, &Command::Confirm { text: None });
    assert_eq!(walk.report.status, Status::Answered);
    assert_eq!(walk.report.answer_entry().unwrap().body.text.as_deref(), Some("Đã phun thuốc"));
}

#[test]
fn a_dispute_is_reviewed_by_who_did_not_answer() {
    let mut walk = Walk::rubbish();
    walk.done(&leader(), &Command::Accept).later(1).photo(1, PhotoState::Processed).done(&leader(), &answer(&[1]));
    walk.done(&citizen(), &Command::Reprocess { text: say("Còn rác") });
    assert_eq!(walk.report.status, Status::Disputed);
    assert_eq!(walk.refused(&leader(), &Command::Reopen { text: say("làm lại") }), "reviewer_answered");
    walk.done(&above(), &Command::Reopen { text: say("làm lại") });
    assert_eq!(walk.report.status, Status::InProgress);
    assert_eq!(walk.report.resolve_by.at(), at("2020-10-22 14:00"), "half of three working days from eight o'clock");
}

#[test]
fn a_citizen_may_ask_again_twice_within_seven_days() {
    let again = Command::Reprocess { text: say("Còn rác") };
    let mut walk = Walk::rubbish();
    walk.answered().later(7 * 24 + 1);
    assert_eq!(walk.refused(&citizen(), &again), "reprocess_too_late");

    let mut walk = Walk::rubbish();
    walk.answered();
    for n in 2..4 {
        walk.later(1).done(&citizen(), &again).done(&leader(), &Command::Reopen { text: say("làm lại") });
        walk.later(1).photo(n, PhotoState::Processed).done(&officer(), &answer(&[n]));
    }
    assert_eq!(walk.refused(&citizen(), &again), "reprocessed_twice");
}

#[test]
fn silence_closes_after_seven_days_and_may_be_broken_within_thirty() {
    let system = domain::actor::Actor::System;
    let mut walk = Walk::rubbish();
    walk.answered().later(7 * 24 - 1);
    assert_eq!(walk.refused(&system, &Command::Silence), "not_due");
    walk.later(1).done(&system, &Command::Silence);
    assert_eq!((walk.report.status, walk.report.verdict), (Status::Closed, Some(Verdict::Silent)));
    walk.later(29 * 24).done(&citizen(), &Command::Disagree { text: say("Chưa sạch") });
    assert_eq!(walk.report.verdict, Some(Verdict::Disagreed));
    assert_eq!(walk.refused(&citizen(), &Command::Agree { rating: None, text: None }), "verdict_given");
}

#[test]
fn a_refusal_needs_two_and_may_be_contested_once() {
    let refuse = Command::Refuse { reason: RefusalReason::NotEnoughToVerify, text: say("Không rõ chỗ nào") };
    let mut walk = Walk::rubbish();
    walk.done(&leader(), &refuse);
    assert_eq!(walk.report.status, Status::Submitted);
    assert_eq!(walk.refused(&leader(), &Command::Confirm { text: None }), "own_proposal");
    walk.done(&above(), &Command::Confirm { text: None });
    assert_eq!(walk.report.status, Status::Refused);
    walk.later(24).done(&citizen(), &Command::Contest { text: say("Có ảnh mà") });
    assert_eq!((walk.report.status, walk.report.owner.as_str()), (Status::Coordinating, "centre"));
    assert_eq!(walk.report.resolve_by.at(), at("2020-10-27 17:00"), "the stopped day is added");
}

#[test]
fn a_proposal_may_be_declined_and_the_unit_above_judges_any_after_a_working_day() {
    let refuse = Command::Refuse { reason: RefusalReason::Untrue, text: say("Không có rác") };
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &refuse).done(&leader(), &Command::Decline { text: say("Đến xem lại") });
    assert!(walk.report.proposed().is_none());
    walk.done(&officer(), &refuse);
    assert_eq!(walk.refused(&above(), &Command::Confirm { text: None }), "own_proposal");
    walk.later(24).done(&above(), &Command::Confirm { text: None });
    assert_eq!(walk.report.status, Status::Refused);
}

#[test]
fn an_answer_may_be_recalled_by_the_leader_within_a_day_and_the_clock_goes_on() {
    let mut walk = Walk::rubbish();
    walk.answered();
    let before = walk.report.resolve_by;
    let recall = Command::Recall { text: say("Sai ảnh") };
    assert_eq!(walk.refused(&officer(), &recall), "recall_not_allowed");
    walk.later(23).done(&leader(), &recall);
    assert_eq!((walk.report.status, walk.report.resolve_by), (Status::InProgress, before));
    let mut walk = Walk::rubbish();
    walk.answered().later(25);
    assert_eq!(walk.refused(&leader(), &recall), "recall_too_late");
}

#[test]
fn a_report_may_be_made_confidential_at_any_time_but_not_back() {
    let mut walk = Walk::rubbish();
    walk.answered().done(&citizen(), &Command::Agree { rating: None, text: None });
    walk.done(&citizen(), &Command::MakeConfidential);
    assert_eq!((walk.report.status, walk.report.visibility), (Status::Closed, Visibility::Confidential));
    assert_eq!(walk.refused(&citizen(), &Command::MakeConfidential), "confidential_already");
}

#[test]
fn what_a_report_can_do_without_stops_far_below_the_items_limit() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let long = "ạ".repeat(1_000);
    let mut said = 0;
    while walk.act(&officer(), &Command::Note { text: say(&long) }).is_ok() {
        said += 1;
        assert!(said < 100);
    }
    let size = serde_json::to_vec(&walk.report).unwrap().len();
    assert!(size < 200_000, "{size} bytes after {said} notes");
    walk.later(1).photo(1, PhotoState::Processed).done(&officer(), &answer(&[1]));
    assert_eq!(walk.report.times(Action::Answer), 1, "what must be possible still is");
}
