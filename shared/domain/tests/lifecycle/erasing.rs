//! A reporter who is erased: what goes, what stays, and the chain that holds through it.

use domain::{
    Report,
    actor::Standing,
    command::Command,
    history::{Action, verify},
    photo::PhotoState,
    report::{Person, Status, Visibility},
    submission::Submission,
    text::Address,
};

use crate::walk::{Walk, answer, at, citizen, officer, say, submission};

/// Accepted, asked, informed, answered, and the reporter asks for it to be handled again.
fn disputed() -> Walk {
    let mut walk = Walk::of(Submission {
        address: Some(Address::parse("đường Châu Văn Liêm").unwrap()),
        observed_at: Some(at("2020-10-20 06:12")),
        ..submission("MT-RAC", "vn-31318-2020")
    });
    walk.later(1).done(&officer(), &Command::Accept);
    walk.later(1).done(&officer(), &Command::Ask { text: say("Ở số nhà nào?") });
    walk.later(1).done(&citizen(), &Command::Inform { text: say("Trước nhà tôi, số 12."), photos: vec![] });
    walk.later(1).photo(1, PhotoState::Processed).done(&officer(), &answer(&[1]));
    walk.later(1).done(&citizen(), &Command::Reprocess { text: say("Nhà tôi vẫn còn hôi.") });
    walk
}

fn told(report: &Report, action: Action) -> Option<&str> {
    report.last(action).unwrap().body.text.as_deref()
}

fn marker() -> Person {
    Person::erased([7; 16])
}

#[test]
fn who_reported_goes_at_once_and_the_unit_keeps_what_it_works_with() {
    let before = disputed().report;
    assert!(!before.is_over(None));
    let after = before.parted(marker());
    assert!(after.person.is_erased() && !before.person.is_erased());
    assert!(after.history.iter().filter(|e| e.by == Standing::Reporter).all(|e| e.repeat.is_none()));
    assert_eq!(told(&after, Action::Reprocess), Some("Nhà tôi vẫn còn hôi."));
    assert_eq!((after.version, verify(&after.history)), (before.version, Ok(())));
}

#[test]
fn of_a_public_report_what_anyone_could_read_stays_and_what_was_said_to_the_unit_goes() {
    let before = disputed().report;
    let after = before.stripped();
    assert_eq!(verify(&after.history), Ok(()));
    assert_eq!(told(&after, Action::Submit), told(&before, Action::Submit));
    assert!(told(&after, Action::Submit).is_some());
    assert_eq!(told(&after, Action::Answer), told(&before, Action::Answer), "the unit's words stay");
    assert_eq!(told(&after, Action::Ask), Some("Ở số nhà nào?"));
    for action in [Action::Inform, Action::Reprocess] {
        let entry = after.last(action).unwrap();
        assert!(entry.body.text.is_none() && entry.salt.is_none(), "{action:?}");
    }
    assert_eq!(after.stripped(), after, "twice is as good");
}

#[test]
fn of_a_confidential_report_nothing_that_its_reporter_wrote_stays() {
    let mut walk = disputed();
    walk.done(&citizen(), &Command::MakeConfidential);
    let before = walk.report;
    let after = before.parted(marker()).stripped();
    assert_eq!(verify(&after.history), Ok(()));
    assert!(before.submission().unwrap().body.address.is_some());
    for entry in after.history.iter().filter(|e| e.by == Standing::Reporter) {
        let body = &entry.body;
        assert!(body.text.is_none() && body.address.is_none() && body.photos.is_empty(), "{body:?}");
    }
    assert_eq!(after.submission().unwrap().body.consent, before.submission().unwrap().body.consent);
}

#[test]
fn a_text_that_staff_hid_from_the_public_goes_too() {
    let mut report = disputed().report;
    report.hidden.text = true;
    let first = report.stripped();
    let body = &first.submission().unwrap().body;
    assert!(body.text.is_none() && body.address.is_none());
    assert_eq!(verify(&first.history), Ok(()));
}

#[test]
fn an_erased_report_still_replays_to_what_is_stored() {
    let before = disputed().report;
    let after = before.parted(marker()).stripped();
    let again = Report::replay(after.id.clone(), after.code.clone(), after.person.clone(), &after.history).unwrap();
    assert_eq!(Report { due_at: after.due_at, alerts: after.alerts.clone(), ..again }, after);
    assert_eq!(after.visibility, Visibility::Public);
}

#[test]
fn what_is_merged_is_over_once_its_target_is() {
    let mut target = Walk::rubbish().report;
    let mut follower = target.clone();
    follower.status = Status::Merged;
    assert!(!follower.is_over(Some(&target)));
    target.status = Status::Closed;
    assert!(follower.is_over(Some(&target)));
    assert!(follower.is_over(None), "the target is gone");
}
