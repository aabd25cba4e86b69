//! Somebody is there: officer, deputy, leader, unit above, centre.

use domain::{
    actor::Role,
    directory::UnitId,
    staff::{
        Staff,
        presence::{Rung, categories, in_unit, leaderless, retuned, stand_in, who_is_there},
    },
};
use jiff::civil::date;

use crate::{DIRECTORY, TODAY, TOWN, WARD, With, category, id, person, unit};

fn rung(unit: &[Staff], of: &str) -> Option<(Rung, Vec<String>)> {
    let found = in_unit(unit, &category(of), TODAY);
    found.map(|(rung, people)| (rung, people.iter().map(ToString::to_string).collect()))
}

fn at(rung: Rung, people: &[&str]) -> (Rung, Vec<String>) {
    (rung, people.iter().map(ToString::to_string).collect())
}

#[test]
fn an_officer_for_the_category_else_the_deputy_else_the_leader() {
    let ill = |row: Staff| row.away(date(2020, 10, 20), TODAY);
    let officer = person("o1", Role::Officer, WARD).only("MT-RAC").deputy("o2");
    let deputy = person("o2", Role::Officer, WARD).only("GT-DUO").deputy("o3");
    let third = person("o3", Role::Officer, WARD).only("GT-DUO");
    let leader = person("l1", Role::Leader, WARD);
    let mut ward = vec![officer, deputy, third, leader];
    assert_eq!(rung(&ward, "MT-RAC"), Some(at(Rung::Officer, &["o1"])));
    ward[0] = ill(ward[0].clone());
    assert_eq!(rung(&ward, "MT-RAC"), Some(at(Rung::Deputy, &["o2"])));
    ward[1] = ill(ward[1].clone());
    assert_eq!(rung(&ward, "MT-RAC"), Some(at(Rung::Deputy, &["o3"])), "the deputy's deputy");
    ward[2] = ill(ward[2].clone());
    assert_eq!(rung(&ward, "MT-RAC"), Some(at(Rung::Leader, &["l1"])));
    assert_eq!(rung(&ward, "AN-TRT"), Some(at(Rung::Leader, &["l1"])), "nobody has the category");
    ward[3] = ill(ward[3].clone());
    assert_eq!(rung(&ward, "MT-RAC"), None);
}

#[test]
fn the_unit_above_and_at_last_the_centre_are_always_there() {
    let nobody: &[Staff] = &[];
    let town = [person("u1", Role::Leader, TOWN)];
    let of = |id: &UnitId| if *id == unit(TOWN) { &town[..] } else { nobody };
    let there = who_is_there(&unit(WARD), &category("MT-RAC"), TODAY, &DIRECTORY, of);
    assert_eq!((there.rung, there.unit, there.people), (Rung::Above, unit(TOWN), vec![id("u1")]));
    let there = who_is_there(&unit(WARD), &category("MT-RAC"), TODAY, &DIRECTORY, |_| nobody);
    assert_eq!((there.rung, there.unit), (Rung::Centre, unit("centre")));
}

#[test]
fn rows_in_a_circle_end_nobody_and_nothing() {
    let away = |who, deputy| person(who, Role::Officer, WARD).deputy(deputy).away(TODAY, TODAY);
    let ward = [away("a", "b"), away("b", "c"), away("c", "b")];
    assert_eq!(stand_in(&ward, &ward[0], TODAY), None);
}

#[test]
fn who_stands_in_is_pushed_of_the_others_categories_too() {
    let officer = person("o1", Role::Officer, WARD).only("MT-RAC").deputy("o2");
    let deputy = person("o2", Role::Officer, WARD).only("GT-DUO");
    let pushed = |ward: &[Staff]| categories(ward, &deputy, TODAY);
    assert_eq!(pushed(&[officer.clone(), deputy.clone()]), [category("GT-DUO")]);
    let ill = officer.clone().away(TODAY, TODAY);
    assert_eq!(pushed(&[ill, deputy.clone()]), [category("GT-DUO"), category("MT-RAC")]);
    let of_all = Staff { categories: vec![], ..officer }.away(TODAY, TODAY);
    assert_eq!(pushed(&[of_all, deputy.clone()]), [], "of all");
}

#[test]
fn whom_an_absence_gives_other_categories_is_found_along_the_line_of_deputies() {
    let officer = person("o1", Role::Officer, WARD).only("MT-RAC").deputy("o2");
    let deputy = person("o2", Role::Officer, WARD).only("GT-DUO").deputy("o3");
    let third = person("o3", Role::Officer, WARD).only("DT-TRT");
    let before = [officer.clone(), deputy.clone(), third.clone()];
    let ill = [officer.clone().away(TODAY, TODAY), deputy.clone(), third.clone()];
    let both = [officer.away(TODAY, TODAY), deputy.away(TODAY, TODAY), third];
    assert_eq!(retuned(&before, &before, TODAY), []);
    assert_eq!(retuned(&before, &ill, TODAY), [(id("o2"), vec![category("GT-DUO"), category("MT-RAC")])]);
    let all = ["DT-TRT", "GT-DUO", "MT-RAC"].map(category).to_vec();
    assert_eq!(retuned(&ill, &both, TODAY).last(), Some(&(id("o3"), all)));
}

#[test]
fn units_without_a_leader_who_is_there_are_listed() {
    let leaders = [person("l1", Role::Leader, WARD), person("u1", Role::Leader, TOWN).away(TODAY, TODAY)];
    let without = leaderless(&DIRECTORY, &leaders, TODAY);
    assert!(!without.contains(&&unit(WARD)) && without.contains(&&unit(TOWN)));
    assert!(!without.contains(&&unit("centre")) && !without.contains(&&unit("so-xd-ct")), "not yet there");
}
