//! The unit above acts in a missing leader's place, the centre where that has none either.

use domain::{
    actor::{Actor, Role},
    command::Command,
    decide::Around,
    history::RefusalReason,
    report::Status,
    staff::{
        Absence, Staff,
        standing_in::{Rows, asks, decide_knowing},
    },
};

use crate::walk::{DIRECTORY, Walk, above, at, centre, citizen, leader, officer, say, staff};

const WARD: &str = "ubnd-vn-31318-2020";
const TOWN: &str = "ubnd-vn-930-2020";

fn row(id: &str, role: Role, unit: &str) -> Staff {
    Staff {
        staff_id: id.parse().unwrap(),
        name: None,
        role,
        unit: Some(unit.parse().unwrap()),
        categories: vec![],
        deputy: None,
        absence: None,
        version: 1,
    }
}

fn away(row: Staff) -> Staff {
    let absence =
        Some(Absence { from: "2020-10-01".parse().unwrap(), until: "2020-11-30".parse().unwrap(), deputy: None });
    Staff { absence, ..row }
}

/// What is said with the rows of what was asked for, and which units that were.
fn said(walk: &Walk, actor: &Actor, command: &Command, staff: &[Staff]) -> (&'static str, Vec<String>) {
    let around = Around { now: walk.now, directory: &DIRECTORY, photos: &walk.photos, others: &[] };
    let (mut rows, mut asked) = (Rows::default(), Vec::new());
    while let Some(unit) = asks(&walk.report, actor, command, around, &rows) {
        assert!(asked.len() < 3, "it asks without end");
        asked.push(unit.to_string());
        rows.learn(unit.clone(), staff.iter().filter(|s| s.unit.as_ref() == Some(&unit)).cloned().collect());
    }
    let said = decide_knowing(&walk.report, actor, command, around, &rows).unwrap();
    (said.map_or_else(|refusal| refusal.code(), |draft| draft.action.name()), asked)
}

fn extend() -> Command {
    Command::Extend { until: at("2020-10-27 17:00"), reason: say("trời mưa") }
}

#[test]
fn what_is_anybodys_own_looks_nobody_up() {
    let mut walk = Walk::rubbish();
    let nothing: Vec<String> = vec![];
    assert_eq!(said(&walk, &officer(), &Command::Accept, &[]), ("accept", nothing.clone()));
    assert_eq!(said(&walk, &leader(), &Command::Accept, &[]), ("accept", nothing.clone()));
    assert_eq!(said(&walk, &citizen(), &Command::Accept, &[]), ("accept_not_allowed", nothing.clone()));
    assert_eq!(said(&walk, &centre(), &Command::Note { text: say("x") }, &[]), ("note", nothing.clone()));
    assert_eq!(
        said(&walk, &above(), &Command::Silence, &[]),
        ("silence_not_allowed", nothing.clone()),
        "not a leader's"
    );
    walk.answered().done(&citizen(), &Command::Reprocess { text: say("vẫn còn") });
    assert_eq!(said(&walk, &above(), &Command::Reopen { text: say("x") }, &[]), ("reopen", nothing));
}

#[test]
fn the_unit_above_acts_where_the_owner_has_no_leader_who_is_there() {
    let mut walk = Walk::rubbish();
    let (led, ward) = ([row("l1", Role::Leader, WARD)], vec![WARD.to_owned()]);
    assert_eq!(said(&walk, &above(), &Command::Accept, &led), ("accept_not_allowed", ward.clone()));
    for unled in [vec![], vec![away(led[0].clone())], vec![row("o1", Role::Officer, WARD)]] {
        assert_eq!(said(&walk, &above(), &Command::Accept, &unled), ("accept", ward.clone()));
    }
    walk.done(&officer(), &Command::Accept).done(&officer(), &extend());
    assert_eq!(said(&walk, &above(), &Command::Confirm { text: None }, &led), ("own_proposal", ward.clone()));
    assert_eq!(said(&walk, &above(), &Command::Confirm { text: None }, &[]), ("confirm", ward));
}

#[test]
fn the_entry_says_who_acted_and_not_in_whose_place() {
    let walk = Walk::rubbish();
    let around = Around { now: walk.now, directory: &DIRECTORY, photos: &[], others: &[] };
    let mut rows = Rows::default();
    rows.learn(WARD.parse().unwrap(), vec![]);
    let draft = decide_knowing(&walk.report, &above(), &Command::Accept, around, &rows).unwrap().unwrap();
    assert_eq!(draft.by, domain::actor::Standing::Above);
}

#[test]
fn the_centre_acts_where_the_unit_above_has_no_leader_either() {
    let walk = Walk::rubbish();
    let town = row("u1", Role::Leader, TOWN);
    let (town_only, both) = (vec![TOWN.to_owned()], vec![TOWN.to_owned(), WARD.to_owned()]);
    assert_eq!(
        said(&walk, &centre(), &Command::Accept, std::slice::from_ref(&town)),
        ("accept_not_allowed", town_only)
    );
    assert_eq!(said(&walk, &centre(), &Command::Accept, &[away(town)]), ("accept", both.clone()));
    assert_eq!(said(&walk, &centre(), &Command::Accept, &[row("l1", Role::Leader, WARD)]).1, both);
}

#[test]
fn disputed_and_overdue_reports_are_the_unit_aboves_too_whoever_is_there() {
    let led = [row("l1", Role::Leader, WARD)];
    let mut walk = Walk::rubbish();
    walk.later(24);
    assert_eq!(said(&walk, &above(), &Command::Accept, &led), ("accept", vec![]), "not accepted in time");
    let mut walk = Walk::rubbish();
    walk.answered().done(&citizen(), &Command::Reprocess { text: say("vẫn còn") });
    assert_eq!(walk.report.status, Status::Disputed);
    assert_eq!(said(&walk, &above(), &Command::Note { text: say("x") }, &led), ("note", vec![]));
}

#[test]
fn what_the_unit_above_proposed_in_the_leaders_place_the_centre_judges() {
    let mut walk = Walk::rubbish();
    walk.later(24);
    let around = Around { now: walk.now, directory: &DIRECTORY, photos: &[], others: &[] };
    let refuse = Command::Refuse { reason: RefusalReason::Untrue, text: say("không có thật") };
    let draft = decide_knowing(&walk.report, &above(), &refuse, around, &Rows::default()).unwrap().unwrap();
    walk.report = walk.report.grown(draft, [3; 16], None);
    let own = Command::Confirm { text: None };
    assert_eq!(said(&walk, &above(), &own, &[]).0, "own_proposal");
    assert_eq!(said(&walk, &centre(), &own, &[]).0, "confirm");
}

#[test]
fn an_officer_is_named_among_those_who_are_there() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let rows = [row("o2", Role::Officer, WARD), away(row("o3", Role::Officer, WARD)), row("o4", Role::Officer, TOWN)];
    let name = |officer: &str| said(&walk, &leader(), &Command::NameOfficer { officer: officer.into() }, &rows);
    assert_eq!(name("o2"), ("name_officer", vec![WARD.to_owned()]));
    assert_eq!(name("o3").0, "officer_not_there");
    assert_eq!(name("o4").0, "officer_not_there");
}

#[test]
fn a_report_is_released_from_the_officer_it_is_named_to_and_from_no_other() {
    let mut walk = Walk::rubbish();
    walk.done(&leader(), &Command::NameOfficer { officer: "o2".into() });
    let release = |officer: &str| Command::ReleaseOfficer { officer: officer.into() };
    assert_eq!(walk.refused(&Actor::System, &release("o3")), "officer_not_named");
    walk.done(&Actor::System, &release("o2"));
    assert_eq!(walk.report.officer, None);
    let replayed = domain::Report::replay(
        walk.report.id.clone(),
        walk.report.code.clone(),
        walk.report.person.clone(),
        &walk.report.history,
    );
    let told = replayed.map(|report| (report.officer, report.version));
    assert_eq!(told, Some((None, 3)), "the history tells it");
    assert_eq!(walk.refused(&Actor::System, &release("o2")), "officer_not_named");
    assert_eq!(walk.refused(&staff("o1", Role::Officer, WARD), &release("o2")), "release_officer_not_allowed");
}
