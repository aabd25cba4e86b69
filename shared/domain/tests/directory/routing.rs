//! Who owns what.

use std::collections::BTreeSet;

use domain::directory::{Level, PlaceClaim, RouteFault};

use crate::support::{area, category, day, directory, place, unit};

/// The owner and the rule of a report.
fn route(code: &str, communes: &[&str], on: &str) -> (String, String) {
    let route = directory().route(&category(code), &place(communes, on), None, day(on)).unwrap();
    (route.unit.to_string(), route.rule)
}

/// The owner and the rule of a report on a unit's conduct in phường I.
fn about(about: &str, commune: &str, on: &str) -> (String, String) {
    let about = unit(about);
    let route = directory().route(&category("CB-THA"), &place(&[commune], on), Some(&about), day(on)).unwrap();
    (route.unit.to_string(), route.rule)
}

fn owned(unit: &str, rule: &str) -> (String, String) {
    (unit.to_owned(), rule.to_owned())
}

const WARD: &str = "vn-31318-2020";
const NEW_WARD: &str = "vn-31321-2025";

#[test]
fn the_rubbish_case_goes_to_the_ward() {
    assert_eq!(route("MT-RAC", &[WARD], "2020-10-21"), owned("ubnd-vn-31318-2020", "commune"));
    assert_eq!(directory().unit(&unit("ubnd-vn-31318-2020")).unwrap().name_vi, "UBND Phường I");
}

#[test]
fn the_two_commune_case_goes_to_the_district() {
    let communes = ["vn-31345-2020", "vn-31342-2020"];
    assert_eq!(route("GT-DUO", &communes, "2020-10-21"), owned("ubnd-vn-932-2020", "commune>common"));
}

#[test]
fn communes_of_two_districts_go_to_the_province() {
    let communes = ["vn-31345-2020", WARD];
    assert_eq!(route("GT-DUO", &communes, "2020-10-21"), owned("ubnd-vn-93-2020", "commune>common"));
    assert_eq!(route("GT-ATT", &communes, "2020-10-21"), owned("ubnd-vn-93-2020", "district>common"));
    assert_eq!(route("AN-TRT", &communes, "2020-10-21"), owned("cong-an-vn-93-2020", "police>common"));
}

#[test]
fn since_the_districts_ended_two_communes_go_to_the_city() {
    let communes = [NEW_WARD, "vn-31333-2025"];
    assert_eq!(route("GT-DUO", &communes, "2026-01-05"), owned("ubnd-vn-92-2025", "commune>common"));
    assert_eq!(route("AN-TRT", &communes, "2026-01-05"), owned("cong-an-vn-92-2025", "police>common"));
}

#[test]
fn departments_and_utilities_are_the_same_for_two_communes() {
    let communes = ["vn-31345-2020", "vn-31342-2020"];
    assert_eq!(route("YT-SKH", &communes, "2020-10-21"), owned("so-yt-hg", "department:y-te"));
    assert_eq!(route("HT-DIE", &communes, "2020-10-21"), owned("dien-luc-hg", "utility:dien-luc"));
    assert_eq!(route("KH-KHA", &communes, "2020-10-21"), owned("centre", "centre"));
}

#[test]
fn the_district_owns_until_there_are_none() {
    assert_eq!(route("GT-ATT", &[WARD], "2020-10-21"), owned("ubnd-vn-930-2020", "district"));
    assert_eq!(
        route("GT-ATT", &[NEW_WARD], "2026-01-05"),
        owned("so-xd-ct", "district>fallback department:giao-thong")
    );
    assert_eq!(route("GD-DAO", &[WARD], "2025-06-30"), owned("ubnd-vn-930-2020", "district"));
    assert_eq!(route("GD-DAO", &[NEW_WARD], "2025-07-01"), owned("ubnd-vn-31321-2025", "commune"));
}

#[test]
fn the_departments_merge_on_1_march_2025() {
    assert_eq!(route("YT-SKH", &[WARD], "2025-02-28"), owned("so-yt-hg", "department:y-te"));
    let transport = |on: &str| {
        let units = directory().units_for(&category("GT-DUO"), &area(WARD), day(on));
        units.iter().any(|unit| unit.id.as_str() == "so-gtvt-hg")
    };
    assert!(transport("2025-02-28"));
    assert!(!transport("2025-03-01"));
}

#[test]
fn police_of_two_communes_go_up_to_the_province_once_the_districts_have_none() {
    let communes = ["vn-31345-2020", "vn-31342-2020"];
    assert_eq!(route("AN-TRT", &communes, "2025-02-28"), owned("cong-an-vn-932-2020", "police>common"));
    assert_eq!(route("AN-TRT", &communes, "2025-03-01"), owned("cong-an-vn-93-2020", "police>above"));
    let above = |on: &str| directory().unit_above(&unit("cong-an-vn-31318-2020"), day(on)).unwrap().id.to_string();
    assert_eq!(above("2025-02-28"), "cong-an-vn-930-2020");
    assert_eq!(above("2025-03-01"), "cong-an-vn-93-2020");
}

#[test]
fn conduct_goes_to_the_unit_above_never_to_the_unit_itself() {
    assert_eq!(route("CB-THA", &[WARD], "2020-10-21"), owned("ubnd-vn-930-2020", "parent"));
    assert_eq!(route("CB-THA", &[NEW_WARD], "2026-01-05"), owned("ubnd-vn-92-2025", "parent"));
    assert_eq!(about("ubnd-vn-930-2020", WARD, "2020-10-21"), owned("ubnd-vn-93-2020", "parent"));
    assert_eq!(about("so-yt-hg", WARD, "2020-10-21"), owned("ubnd-vn-93-2020", "parent"));
    assert_eq!(about("cong-an-vn-31318-2020", WARD, "2020-10-21"), owned("cong-an-vn-930-2020", "parent"));
    assert_eq!(about("ubnd-vn-93-2020", WARD, "2020-10-21"), owned("centre", "parent"));
}

#[test]
fn conduct_of_the_centre_goes_to_the_province() {
    assert_eq!(about("centre", WARD, "2020-10-21"), owned("ubnd-vn-93-2020", "parent>committee"));
    assert_eq!(about("centre", NEW_WARD, "2026-01-05"), owned("ubnd-vn-92-2025", "parent>committee"));
}

#[test]
fn conduct_of_a_unit_that_is_gone_is_its_successors() {
    assert_eq!(about("so-tnmt-hg", NEW_WARD, "2026-01-05"), owned("ubnd-vn-92-2025", "parent"));
}

#[test]
fn conduct_in_two_communes_goes_above_them_both() {
    let communes = ["vn-31345-2020", "vn-31342-2020"];
    assert_eq!(route("CB-THA", &communes, "2020-10-21"), owned("ubnd-vn-932-2020", "parent>common"));
}

#[test]
fn what_does_not_exist_on_the_day_is_told_apart() {
    let place = place(&[WARD], "2020-10-21");
    let fault = |code: &str, about: Option<&str>| {
        directory().route(&category(code), &place, about.map(unit).as_ref(), day("2020-10-21")).unwrap_err()
    };
    assert_eq!(fault("XX-XXX", None), RouteFault::CategoryUnknown(category("XX-XXX")));
    assert_eq!(fault("CB-THA", Some("so-khong-co")), RouteFault::UnitUnknown(unit("so-khong-co")));
    assert_eq!(fault("CB-THA", Some("so-yt-ct")), RouteFault::UnitUnknown(unit("so-yt-ct")));
}

/// Every commune with every category, on the days around every change: one owner, there on that day, that leads to
/// the centre; and never the unit that a report on conduct is about.
#[test]
fn every_commune_and_category_has_exactly_one_owner_on_every_day() {
    let days = [
        "2020-02-01",
        "2020-10-21",
        "2025-02-28",
        "2025-03-01",
        "2025-06-30",
        "2025-07-01",
        "2026-01-01",
        "2026-11-23",
        "2040-01-01",
    ];
    let mut resolved = 0;
    for on in days.map(day) {
        let communes: Vec<_> = directory().areas_on(on).filter(|area| area.level == Level::Commune).collect();
        for commune in &communes {
            let claim = PlaceClaim { area: Some(commune.id.clone()), ..PlaceClaim::default() };
            let place = directory().place(&claim, on).unwrap();
            let mut codes = BTreeSet::new();
            for category in directory().categories_on(on) {
                let route = directory().route(&category.code, &place, None, on).unwrap();
                assert!(directory().unit_valid_on(&route.unit, on), "{} {} {on}", commune.id, category.code);
                let owner = directory().unit(&route.unit).unwrap();
                assert!(owner.is_centre() || directory().unit_above(&owner.id, on).is_some());
                assert!(codes.insert(&category.code), "{} twice on {on}", category.code);
                resolved += 1;
            }
            let above = directory().route(&category("CB-THA"), &place, None, on).unwrap();
            assert_ne!(above.unit.as_str(), format!("ubnd-{}", commune.id));
        }
    }
    assert_eq!(resolved, (5 * 75 + 4 * 28) * 24);
}

#[test]
fn no_unit_ever_gets_a_report_on_its_own_conduct() {
    for on in ["2020-10-21", "2025-03-01", "2026-01-05"] {
        let commune = if on < "2025-07-01" { WARD } else { NEW_WARD };
        let present = directory().units().iter().filter(|unit| unit.valid.contains(day(on)));
        for unit in present {
            let (owner, rule) = about(unit.id.as_str(), commune, on);
            assert_ne!(owner, unit.id.as_str(), "{rule}");
        }
    }
}

#[test]
fn a_transfer_may_go_to_whoever_answers_for_the_area_the_likeliest_first() {
    let units = directory().units_for(&category("MT-RAC"), &area(WARD), day("2020-10-21"));
    let ids: Vec<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
    assert_eq!(ids[..2], ["ubnd-vn-31318-2020", "so-tnmt-hg"]);
    assert_eq!(ids.last(), Some(&"centre"));
    for expected in ["ubnd-vn-930-2020", "ubnd-vn-93-2020", "cap-thoat-nuoc-hg"] {
        assert!(ids.contains(&expected), "{expected} in {ids:?}");
    }
    assert!(!ids.contains(&"ubnd-vn-31321-2020") && !ids.contains(&"so-nnmt-hg"));
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn reports_on_conduct_are_transferred_among_committees_only() {
    let units = directory().units_for(&category("CB-THA"), &area(WARD), day("2020-10-21"));
    assert!(units.iter().all(|unit| unit.is("committee") || unit.is_centre()));
}
