//! Rules 21 and 25: what a report says of itself is corrected, or hidden from the public.

use domain::{
    command::{Command, Correction},
    ids::{PhotoId, PhotoKind},
    location::Location,
    report::{Hidden, Status, Visibility},
    submission::Submission,
};

use crate::walk::{Walk, at, centre, leader, officer, say, submission};

fn correct(to: Correction) -> Command {
    Command::Correct { to: Box::new(to), reason: say("Nhầm") }
}

fn category(code: &str) -> Command {
    correct(Correction { category: Some(code.parse().unwrap()), ..Correction::default() })
}

#[test]
fn a_category_corrected_to_another_units_goes_there_and_the_earlier_deadline_holds() {
    let mut walk = Walk::rubbish();
    let before = walk.report.resolve_by;
    walk.later(2).done(&officer(), &category("GT-ATT"));
    assert_eq!((walk.report.status, walk.report.category.as_str()), (Status::Submitted, "GT-ATT"));
    assert_ne!(walk.report.owner.as_str(), "ubnd-vn-31318-2020");
    assert!(walk.report.resolve_by <= before);
    assert!(walk.ask(&officer(), &Command::Accept).is_none(), "it is the other unit's now");
    assert_eq!(walk.refused(&centre(), &category("GT-ATT")), "nothing_corrected");
}

#[test]
fn a_correction_within_the_unit_changes_no_hands() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let point = Location::of(9.784, 105.47, 10.0).unwrap();
    walk.done(&officer(), &correct(Correction { location: Some(point), ..Correction::default() }));
    assert_eq!((walk.report.status, walk.report.location), (Status::InProgress, Some(point)));
    assert_eq!(walk.report.owner.as_str(), "ubnd-vn-31318-2020");
}

#[test]
fn another_commune_is_another_unit_and_a_bound_owner_can_not_pass_it_on_so() {
    let to = || correct(Correction { area: Some("vn-31321-2020".parse().unwrap()), ..Correction::default() });
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &to());
    assert_eq!((walk.report.area.as_str(), walk.report.owner.as_str()), ("vn-31321-2020", "ubnd-vn-31321-2020"));

    let mut bound = Walk::rubbish();
    bound.done(&officer(), &Command::Return { reason: say("Không phải của phường") });
    bound.done(&centre(), &Command::Assign { unit: "ubnd-vn-31318-2020".parse().unwrap(), reason: None });
    assert_eq!(bound.refused(&officer(), &to()), "assignment_binding");
    bound.done(&centre(), &to());
    assert_eq!((bound.report.status, bound.report.owner.as_str()), (Status::Submitted, "ubnd-vn-31321-2020"));
}

#[test]
fn corrections_that_bounce_a_report_end_at_the_centre() {
    let mut walk = Walk::rubbish();
    walk.done(
        &officer(),
        &correct(Correction { area: Some("vn-31321-2020".parse().unwrap()), ..Correction::default() }),
    );
    let there = crate::walk::staff("o9", domain::actor::Role::Officer, "ubnd-vn-31321-2020");
    walk.done(&there, &correct(Correction { area: Some("vn-31318-2020".parse().unwrap()), ..Correction::default() }));
    assert_eq!((walk.report.status, walk.report.owner.as_str()), (Status::Coordinating, "centre"));
    assert_eq!(walk.report.area.as_str(), "vn-31318-2020");
}

#[test]
fn urgency_is_raised_by_anyone_who_handles_and_lowered_by_a_leader() {
    let urgent = |urgent| correct(Correction { urgent: Some(urgent), ..Correction::default() });
    let mut walk = Walk::rubbish();
    let before = (walk.report.receive_by, walk.report.resolve_by);
    walk.done(&officer(), &urgent(true));
    assert!(walk.report.urgent && walk.report.receive_by < before.0 && walk.report.resolve_by < before.1);
    assert_eq!(walk.report.due_at.unwrap().at(), at("2020-10-21 07:15"), "the urgent clock begins");
    let after = walk.report.resolve_by;
    assert_eq!(walk.refused(&officer(), &urgent(false)), "urgency_lowered_by_leader");
    walk.done(&leader(), &urgent(false));
    assert_eq!((walk.report.urgent, walk.report.resolve_by), (false, after), "no deadline gets later");
    assert_eq!(walk.refused(&leader(), &category("KHONG-CO")), "category_unknown");
}

#[test]
fn a_category_that_is_always_confidential_makes_the_report_so() {
    let code = crate::walk::DIRECTORY
        .categories_on(jiff::civil::date(2020, 10, 21))
        .find(|c| c.confidential == domain::directory::Confidential::Always)
        .map(|c| c.code.clone())
        .unwrap();
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &category(code.as_str()));
    assert_eq!(walk.report.visibility, Visibility::Confidential);
}

#[test]
fn text_and_photos_are_hidden_and_shown_again_with_a_reason_even_when_all_is_over() {
    let scene = PhotoId::of(PhotoKind::Scene, &[3; 32]);
    let mut walk = Walk::of(Submission { photos: vec![scene.clone()], ..submission("MT-RAC", "vn-31318-2020") });
    let hide = |photos: &[PhotoId]| Command::Hide { photos: photos.to_vec(), reason: say("Có biển số xe") };
    let show = |photos: &[PhotoId]| Command::Unhide { photos: photos.to_vec(), reason: say("Đã che") };
    walk.done(&officer(), &hide(std::slice::from_ref(&scene))).done(&officer(), &hide(&[]));
    assert_eq!(walk.report.hidden, Hidden { text: true, photos: vec![scene.clone()] });
    assert_eq!(walk.refused(&officer(), &hide(std::slice::from_ref(&scene))), "nothing_hidden");
    assert_eq!(walk.refused(&officer(), &hide(&[PhotoId::of(PhotoKind::Scene, &[4; 32])])), "photo_unknown");
    walk.done(&crate::walk::citizen(), &Command::Withdraw { text: None });
    walk.done(&leader(), &show(std::slice::from_ref(&scene))).done(&leader(), &show(&[]));
    assert_eq!(walk.report.hidden, Hidden::default());
    assert_eq!(walk.report.scene_photos().count(), 1, "hiding names no photo of its own");
}
