//! Areas in time: what is where on which day, and who took over.

use domain::directory::{Area, Level};

use crate::support::{area, day, directory, place};

fn ids(areas: &[&Area]) -> Vec<String> {
    areas.iter().map(|area| area.id.to_string()).collect()
}

fn named(name: &str, on: &str) -> Vec<String> {
    ids(&directory().areas_by_name(name, day(on)))
}

#[test]
fn a_code_means_another_place_after_1_july_2025() {
    let by_code = |on: &str| directory().area_by_code("31342", day(on)).map(|area| area.full_name.as_str());
    assert_eq!(by_code("2025-06-30"), Some("Thị trấn Một Ngàn"));
    assert_eq!(by_code("2025-07-01"), Some("Xã Tân Hòa"));
    assert_eq!(by_code("2019-12-31"), None);
}

#[test]
fn names_are_found_without_accents_or_with_the_other_tone_mark() {
    assert_eq!(named("Tân Hòa", "2020-10-21"), ["vn-31345-2020"]);
    assert_eq!(named("tan hoa", "2020-10-21"), ["vn-31345-2020"]);
    assert_eq!(named("Xã Tân Hoà", "2020-10-21"), ["vn-31345-2020"]);
    assert_eq!(named("ĐÔNG THẠNH", "2020-10-21"), ["vn-31369-2020"]);
    assert_eq!(named("dong thanh", "2020-10-21"), ["vn-31369-2020"]);
}

#[test]
fn twins_are_told_apart_by_their_kind() {
    assert_eq!(named("Long Mỹ", "2020-10-21"), ["vn-936-2020", "vn-937-2020"]);
    assert_eq!(named("huyện Long Mỹ", "2020-10-21"), ["vn-936-2020"]);
    assert_eq!(named("thi xa long my", "2020-10-21"), ["vn-937-2020"]);
    assert_eq!(named("TX. Long Mỹ", "2020-10-21"), ["vn-937-2020"]);
    assert_eq!(named("Vị Thanh", "2020-10-21"), ["vn-31465-2020", "vn-930-2020"]);
    assert_eq!(named("xã Vị Thanh", "2020-10-21"), ["vn-31465-2020"]);
    assert_eq!(named("TP Vị Thanh", "2020-10-21"), ["vn-930-2020"]);
    assert_eq!(named("Vị Thanh", "2026-01-05"), ["vn-31321-2025"]);
}

#[test]
fn names_that_nobody_has_find_nothing() {
    assert!(named("Bến Nghé", "2020-10-21").is_empty());
    assert!(named("", "2020-10-21").is_empty());
    assert!(named("P", "2020-10-21").is_empty());
}

#[test]
fn the_trees_of_both_times_stand_side_by_side() {
    let count = |level, on: &str| directory().areas_on(day(on)).filter(|area| area.level == level).count();
    assert_eq!([Level::Province, Level::District, Level::Commune].map(|level| count(level, "2020-10-21")), [1, 8, 75]);
    assert_eq!([Level::Province, Level::District, Level::Commune].map(|level| count(level, "2025-07-01")), [1, 0, 28]);
    assert_eq!(directory().children(&area("vn-932-2020")).count(), 10);
    assert_eq!(directory().parent(&area("vn-31318-2020")).unwrap().id, area("vn-930-2020"));
    assert_eq!(directory().province_of(&area("vn-31318-2020")).unwrap().id, area("vn-93-2020"));
    assert_eq!(directory().province_of(&area("vn-93-2020")).unwrap().id, area("vn-93-2020"));
}

#[test]
fn every_commune_that_ended_has_a_successor_today_and_is_its_own_while_it_lasts() {
    for old in directory().areas_on(day("2020-10-21")).filter(|area| area.level == Level::Commune) {
        let next = directory().successor(&old.id, day("2026-01-05")).unwrap();
        assert!(next.level == Level::Commune && next.valid.contains(day("2026-01-05")));
        assert_eq!(directory().successor(&old.id, day("2025-06-30")).unwrap().id, old.id);
    }
    assert!(directory().successor(&area("vn-932-2020"), day("2026-01-05")).is_none());
}

#[test]
fn an_open_report_follows_its_commune() {
    let before = place(&["vn-31318-2020"], "2025-06-30");
    let after = directory().succeed(&before, day("2025-07-01")).unwrap();
    assert_eq!((after.area, after.owner_area), (area("vn-31321-2025"), Some(area("vn-31321-2025"))));
}

#[test]
fn two_communes_that_became_one_are_one() {
    let before = place(&["vn-31345-2020", "vn-31342-2020"], "2025-06-30");
    let after = directory().succeed(&before, day("2025-07-01")).unwrap();
    assert_eq!((after.area.as_str(), after.also_in.len()), ("vn-31342-2025", 0));
    assert_eq!(directory().succeed(&after, day("2025-07-01")).unwrap(), after, "twice changes nothing");
}

#[test]
fn two_communes_that_went_different_ways_keep_a_common_parent() {
    let before = place(&["vn-31345-2020", "vn-31348-2020"], "2025-06-30");
    let after = directory().succeed(&before, day("2025-07-01")).unwrap();
    assert_eq!(after.owner_area, Some(area("vn-92-2025")));
}
