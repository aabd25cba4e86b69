//! What another directory would make of reports that came already.

use domain::Report;
use domain::directory::source::Files;
use domain::history::Idempotency;
use domain::report::{Person, Visibility};
use domain::rerouting::{Cause, Rerouted, Ruling, compare};
use domain::submission::{Submission, submit};
use domain::text::Description;

use crate::support::{area, at, build, category, directory, files};

/// Rubbish in Phường I, sent on a Wednesday morning.
fn report(visibility: Visibility) -> Report {
    let submission = Submission {
        id: "017548a9-d4b8-7c1e-9d42-000000000001".parse().unwrap(),
        category: category("MT-RAC"),
        description: Description::parse("Rác thải").unwrap(),
        location: None,
        area: Some(area("vn-31318-2020")),
        also_in: Vec::new(),
        address: None,
        photos: Vec::new(),
        urgent: false,
        visibility: Some(visibility),
        consent: "2020-02".to_owned(),
        observed_at: None,
        previous: None,
        about_unit: None,
    };
    let repeat = Idempotency { key: [0; 16], body: [0; 16] };
    submit(submission, Person("1-x".into()), "HG", at("2020-10-21 08:00"), directory(), [0; 16], repeat).unwrap()
}

fn with(file: &str, from: &str, to: &str) -> Files {
    let mut files = files();
    assert!(files[file].contains(from));
    let text = files[file].replacen(from, to, 1);
    files.insert(file.to_owned(), text);
    files
}

fn change(file: &str, from: &str, to: &str) -> Option<Rerouted> {
    compare(&report(Visibility::Public), directory(), &build(&with(file, from, to)))
}

#[test]
fn the_same_directory_changes_nothing() {
    assert_eq!(compare(&report(Visibility::Public), directory(), &build(&files())), None);
    assert_eq!(change("hotlines.csv", "Ambulance", "Ambulances"), None);
}

#[test]
fn another_owner_is_told_with_both_rules() {
    let found = change("categories.csv", ",commune,department:moi-truong,", ",department:moi-truong,commune,").unwrap();
    assert_eq!(found.why, [Cause::Owner]);
    let of = |ruling: &Ruling| match ruling {
        Ruling::Owned { owner, rule, .. } => format!("{owner} by {rule}"),
        Ruling::Refused { refused } => (*refused).to_owned(),
    };
    assert_eq!(of(&found.before), "ubnd-vn-31318-2020 by commune");
    assert_eq!(of(&found.after), "so-tnmt-hg by department:moi-truong");
    assert_eq!(found.code, Some(report(Visibility::Public).code));
}

#[test]
fn other_times_and_other_holidays_are_told_apart() {
    let times = change("categories.csv", ",8wh,30m,3wd,", ",8wh,30m,4wd,").unwrap();
    assert_eq!(times.why, [Cause::Terms]);
    let holiday =
        change("calendar.csv", "2020-01-01,holiday,", "2020-10-22,holiday,Nghỉ,\n2020-01-01,holiday,").unwrap();
    assert_eq!(holiday.why, [Cause::Calendar]);
}

#[test]
fn a_category_that_is_gone_is_a_refusal() {
    let gone = change("categories.csv", "\nMT-RAC,", "\nMT-RAX,").unwrap();
    assert_eq!((gone.why, gone.after), (vec![Cause::Refused], Ruling::Refused { refused: "category_unknown" }));
}

#[test]
fn a_confidential_report_is_told_without_its_code() {
    let other = build(&with("categories.csv", ",8wh,30m,3wd,", ",8wh,30m,4wd,"));
    assert_eq!(compare(&report(Visibility::Confidential), directory(), &other).unwrap().code, None);
}

#[test]
fn the_files_come_back_as_they_were_packed_and_broken_bytes_do_not() {
    use domain::directory::source::{pack, unpack};
    let packed = pack(&files()).unwrap();
    assert_eq!(unpack(&packed).unwrap(), files());
    assert!(packed.len() < 150_000, "{} bytes", packed.len());
    assert!(unpack(&packed[..packed.len() / 2]).is_err());
    assert!(unpack(b"").is_err());
}
