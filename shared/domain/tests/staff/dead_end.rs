//! What comes to a dead end is told further up: no phone, no officer, no leader.

use std::collections::BTreeMap;

use domain::{
    actor::Role,
    directory::UnitId,
    staff::{
        Staff,
        dead_end::{Besides, Desk, Gap, told_besides},
    },
};

use crate::{DIRECTORY, TODAY, TOWN, WARD, With, category, person, unit};

const PROVINCE: &str = "ubnd-vn-93-2020";

fn staffed(of: &str) -> Vec<Staff> {
    vec![person("o", Role::Officer, of), person("l", Role::Leader, of)]
}

/// Whom a report of the ward is told besides, once every desk that is asked for is known; unknown ones are empty.
fn besides(desks: &[(&str, Vec<Staff>, bool)], needed: &[Gap]) -> Vec<String> {
    let all: BTreeMap<UnitId, Desk> = desks
        .iter()
        .map(|(of, staff, reachable)| (unit(of), Desk { staff: staff.clone(), reachable: *reachable }))
        .collect();
    let mut known: BTreeMap<UnitId, Desk> = BTreeMap::new();
    loop {
        match told_besides(&unit(WARD), &category("MT-RAC"), needed, TODAY, &DIRECTORY, &known) {
            Besides::Ask(asked) => {
                assert!(!known.contains_key(&asked), "{asked} is asked for twice");
                let desk = all.get(&asked).cloned().unwrap_or_default();
                known.insert(asked, desk);
            }
            Besides::Tell(told) => return told.iter().map(ToString::to_string).collect(),
        }
    }
}

#[test]
fn a_unit_with_phone_officer_and_leader_is_no_dead_end() {
    assert_eq!(besides(&[(WARD, staffed(WARD), true)], Gap::ALL), Vec::<String>::new());
}

#[test]
fn each_gap_alone_is_told_to_the_unit_above() {
    let town = || (TOWN, staffed(TOWN), true);
    let [officer, leader] = [person("o", Role::Officer, WARD), person("l", Role::Leader, WARD)];
    let gone = |row: &Staff| row.clone().away(TODAY, TODAY);
    for (staff, reachable, gap) in [
        (staffed(WARD), false, Gap::Unreachable),
        (vec![gone(&officer), leader.clone()], true, Gap::NoOfficer),
        (vec![officer.clone().only("GT-DUO"), leader.clone()], true, Gap::NoOfficer),
        (vec![officer.clone(), gone(&leader)], true, Gap::NoLeader),
    ] {
        let desks = [(WARD, staff, reachable), town()];
        assert_eq!(besides(&desks, Gap::ALL), [TOWN], "{gap:?}");
        for needed in Gap::ALL {
            assert_eq!(besides(&desks, &[*needed]).is_empty(), *needed != gap, "{gap:?}, {needed:?} needed");
        }
    }
}

#[test]
fn a_deputy_who_is_there_is_an_officer_who_is_there() {
    let ill = person("o", Role::Officer, WARD).only("MT-RAC").deputy("d").away(TODAY, TODAY);
    let deputy = person("d", Role::Officer, WARD).only("GT-DUO");
    let ward = vec![ill, deputy, person("l", Role::Leader, WARD)];
    assert_eq!(besides(&[(WARD, ward, true)], Gap::ALL), Vec::<String>::new());
}

#[test]
fn it_goes_up_to_the_first_where_somebody_hears_of_it_at_last_the_centre() {
    assert_eq!(besides(&[], Gap::ALL), [TOWN, PROVINCE, "centre"]);
    assert_eq!(besides(&[(PROVINCE, staffed(PROVINCE), true)], Gap::ALL), [TOWN, PROVINCE]);
    let unheard = [(TOWN, staffed(TOWN), false), (PROVINCE, vec![], true)];
    assert_eq!(
        besides(&unheard, Gap::ALL),
        [TOWN, PROVINCE, "centre"],
        "people without a phone, a phone of nobody there"
    );
}

#[test]
fn nothing_is_asked_where_nothing_is_needed_or_the_centre_has_it() {
    let none: BTreeMap<UnitId, Desk> = BTreeMap::new();
    let asked = |of: &str, needed| told_besides(&unit(of), &category("MT-RAC"), needed, TODAY, &DIRECTORY, &none);
    assert_eq!(asked(WARD, &[]), Besides::Tell(vec![]));
    assert_eq!(asked("centre", Gap::ALL), Besides::Tell(vec![]));
}
