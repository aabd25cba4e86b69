//! Who may change which row, and what a row may say.

use domain::{
    Refusal,
    actor::Role,
    staff::{
        Staff,
        manage::{Around, Wanted, absence, parted, put, remove},
    },
};
use jiff::civil::date;

use crate::{DIRECTORY, TODAY, TOWN, WARD, With, category, id, person, unit};

fn admin() -> Staff {
    person("quan-tri", Role::Admin, "")
}

fn leader() -> Staff {
    person("l1", Role::Leader, WARD)
}

fn wanted(who: &str, role: Role, of: &str) -> Wanted {
    let Staff { staff_id, name, role, unit, categories, deputy, .. } = person(who, role, of);
    Wanted { id: staff_id, name, role, unit, categories, deputy }
}

fn around<'a>(caller: &'a Staff, person: Option<&'a Staff>, line: &'a [Staff]) -> Around<'a> {
    Around { caller, person, line, another_admin: true, directory: &DIRECTORY, day: TODAY }
}

fn code<T>(said: Result<T, Refusal>) -> &'static str {
    said.err().map_or("taken", |refusal| refusal.code())
}

#[test]
fn an_administrator_puts_anybody_anywhere_and_the_same_again_changes_nothing() {
    let admin = admin();
    let row = put(wanted("o1", Role::Officer, WARD), around(&admin, None, &[])).unwrap().unwrap();
    assert_eq!((row.unit.clone(), row.version), (Some(unit(WARD)), 1));
    assert_eq!(put(wanted("o1", Role::Officer, WARD), around(&admin, Some(&row), &[])).unwrap(), None);
    let moved = put(wanted("o1", Role::Leader, TOWN), around(&admin, Some(&row), &[])).unwrap().unwrap();
    assert_eq!((moved.role, moved.version), (Role::Leader, 2));
    let second = put(wanted("l2", Role::Leader, WARD), around(&admin, None, &[])).unwrap();
    assert!(second.is_some(), "a unit may have several leaders");
}

#[test]
fn a_leader_manages_officers_of_the_own_unit_and_nobody_else() {
    let (leader, own) = (leader(), person("o1", Role::Officer, WARD));
    let ask = |role, of, before: Option<&Staff>| code(put(wanted("o1", role, of), around(&leader, before, &[])));
    assert_eq!(ask(Role::Officer, WARD, None), "taken");
    assert_eq!(ask(Role::Officer, TOWN, Some(&own)), "leader_manages_officers");
    assert_eq!(ask(Role::Leader, WARD, Some(&own)), "leader_manages_officers");
    let others = [person("o1", Role::Officer, TOWN), person("o1", Role::Leader, WARD), admin()];
    for other in &others {
        assert_eq!(ask(Role::Officer, WARD, Some(other)), "leader_manages_officers");
        assert_eq!(code(remove(other, around(&leader, Some(other), &[]))), "leader_manages_officers");
    }
    assert_eq!(remove(&own, around(&leader, Some(&own), &[])), Ok(()));
    for caller in [person("o2", Role::Officer, WARD), person("m", Role::Centre, "centre")] {
        assert_eq!(code(put(wanted("o1", Role::Officer, WARD), around(&caller, None, &[]))), "staff_not_yours");
        assert_eq!(code(remove(&own, around(&caller, Some(&own), &[]))), "staff_not_yours");
    }
}

#[test]
fn nobody_changes_their_own_role_and_the_last_administrator_stays() {
    let (leader, admin) = (leader(), admin());
    assert_eq!(code(put(wanted("l1", Role::Admin, ""), around(&leader, Some(&leader), &[]))), "own_role");
    assert_eq!(code(put(wanted("l1", Role::Leader, TOWN), around(&leader, Some(&leader), &[]))), "own_role");
    assert_eq!(code(put(wanted("quan-tri", Role::Centre, ""), around(&admin, Some(&admin), &[]))), "own_role");
    let alone = Around { another_admin: false, ..around(&admin, Some(&admin), &[]) };
    assert_eq!(code(remove(&admin, alone)), "last_admin");
    assert_eq!(remove(&admin, around(&admin, Some(&admin), &[])), Ok(()));
    // Somebody whose own row has just gone asks with an older view: the other is the last all the same.
    let other = person("quan-tri-2", Role::Admin, "");
    let alone = Around { another_admin: false, ..around(&admin, Some(&other), &[]) };
    assert_eq!(code(remove(&other, alone)), "last_admin");
    assert_eq!(code(put(wanted("quan-tri-2", Role::Officer, WARD), alone)), "last_admin");
}

#[test]
fn a_unit_is_one_that_has_not_ended_and_a_category_one_that_is_known() {
    let admin = admin();
    let ask = |role, of| code(put(wanted("o1", role, of), around(&admin, None, &[])));
    assert_eq!(ask(Role::Officer, "so-xyz"), "unit_unknown");
    assert_eq!(ask(Role::Officer, ""), "staff_unit_missing");
    assert_eq!(ask(Role::Centre, ""), "taken");
    assert_eq!(ask(Role::Officer, "so-xd-ct"), "taken", "a unit to come: a change of units is prepared");
    assert_eq!(ask(Role::Citizen, WARD), "role_unknown");
    let later = Around { day: date(2025, 7, 1), ..around(&admin, None, &[]) };
    assert_eq!(code(put(wanted("o1", Role::Officer, "so-yt-hg"), later)), "unit_not_valid");
    let other = Wanted { categories: vec![category("MT-XYZ")], ..wanted("o1", Role::Officer, WARD) };
    assert_eq!(code(put(other, around(&admin, None, &[]))), "category_unknown");
}

#[test]
fn a_deputy_is_another_of_the_same_unit_and_deputies_never_go_in_a_circle() {
    let admin = admin();
    let ask = |deputy: &str, line: &[Staff]| {
        let wanted = Wanted { deputy: Some(id(deputy)), ..wanted("o1", Role::Officer, WARD) };
        code(put(wanted, around(&admin, None, line)))
    };
    let (second, third) = (person("o2", Role::Officer, WARD), person("o3", Role::Officer, WARD));
    assert_eq!(ask("o1", &[]), "deputy_self");
    assert_eq!(ask("o2", &[]), "deputy_unknown");
    assert_eq!(ask("o2", &[person("o2", Role::Officer, TOWN)]), "deputy_elsewhere");
    assert_eq!(ask("o2", &[second.clone().deputy("o3"), third.clone()]), "taken");
    let circle = [second.deputy("o3"), third.deputy("o1"), person("o1", Role::Officer, WARD).deputy("o2")];
    assert_eq!(ask("o2", &circle), "deputies_in_circle");
}

#[test]
fn an_absence_is_not_in_the_past_and_one_under_way_can_change_or_end() {
    let me = person("o1", Role::Officer, WARD);
    let ask = |me: &Staff, from, until| code(absence(me, Some((from, until)), None, &[], TODAY));
    let (yesterday, tomorrow) = (date(2020, 10, 20), date(2020, 10, 22));
    assert_eq!(ask(&me, TODAY, tomorrow), "taken");
    assert_eq!(ask(&me, yesterday, tomorrow), "absence_past");
    assert_eq!(ask(&me, yesterday, yesterday), "absence_past");
    assert_eq!(ask(&me, tomorrow, TODAY), "absence_backwards");
    assert_eq!(ask(&me, TODAY, date(2022, 1, 1)), "absence_too_long");
    let begun = me.clone().away(yesterday, TODAY);
    assert_eq!(ask(&begun, yesterday, tomorrow), "taken", "a longer one");
    let back = absence(&begun, None, None, &[], TODAY).unwrap().unwrap();
    assert_eq!(back.absence, None);
    let deputy = person("o2", Role::Officer, WARD).away(yesterday, date(2020, 12, 1));
    let said = absence(&me, Some((TODAY, tomorrow)), Some(id("o2")), &[deputy], TODAY);
    assert_eq!(code(said), "deputy_absent");
}

#[test]
fn a_desk_is_left_by_who_moves_leaves_or_is_away_today() {
    let me = person("o1", Role::Officer, WARD);
    let left = |after: Option<&Staff>| parted(Some(&me), after, TODAY).map(|u| u.to_string());
    assert_eq!(left(Some(&me)), None);
    assert_eq!(left(Some(&person("o1", Role::Leader, WARD))), None);
    assert_eq!(left(None).as_deref(), Some(WARD));
    assert_eq!(left(Some(&person("o1", Role::Officer, TOWN))).as_deref(), Some(WARD));
    assert_eq!(left(Some(&me.clone().away(TODAY, TODAY))).as_deref(), Some(WARD));
    assert_eq!(left(Some(&me.clone().away(date(2020, 10, 22), date(2020, 10, 23)))), None, "not yet");
    assert_eq!(parted(Some(&person("m", Role::Centre, "")), None, TODAY), Some(unit("centre")));
    assert_eq!(parted(None, Some(&me), TODAY), None);
}

#[test]
fn moving_keeps_the_absence_but_not_who_stands_in_for_it() {
    let admin = admin();
    let mut me = person("o1", Role::Officer, WARD).away(TODAY, date(2020, 10, 30));
    me.absence.as_mut().unwrap().deputy = Some(id("o2"));
    let moved = put(wanted("o1", Role::Officer, TOWN), around(&admin, Some(&me), &[])).unwrap().unwrap();
    let absence = moved.absence.unwrap();
    assert_eq!((absence.until, absence.deputy), (date(2020, 10, 30), None));
}
