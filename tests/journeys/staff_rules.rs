//! Who may manage whom, what is refused and in which words, and who acts where a leader is missing.

use local::StaffError;
use serde_json::{Value, json};

use super::phone::Answer;
use super::staff::import;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

fn row(role: &str, unit: Option<&str>) -> Value {
    json!({"name": null, "role": role, "unit": unit})
}

#[tokio::test]
async fn every_bad_change_of_staff_has_its_own_code() {
    let town = Town::in_2020().await;
    let (admin, leader) = (town.admin().await, town.person("lanh-dao-phuong-1").await);
    let officer = town.person("can-bo-phuong-1").await;
    let with = |more: Value| {
        let mut body = row("officer", Some(WARD_UNIT));
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (id, body, code) in [
        ("new", row("officer", Some("so-xyz")), "unit_unknown"),
        ("new", row("officer", None), "staff_unit_missing"),
        ("new", row("citizen", None), "role_unknown"),
        ("new", with(json!({"categories": ["MT-XYZ"]})), "category_unknown"),
        ("new", with(json!({"deputy": "nobody"})), "deputy_unknown"),
        ("new", with(json!({"deputy": "new"})), "deputy_self"),
        ("new", with(json!({"deputy": "can-bo-vi-thanh"})), "deputy_elsewhere"),
        ("can-bo-2-phuong-1", with(json!({"deputy": "can-bo-phuong-1"})), "deputies_in_circle"),
        ("new", with(json!({"name": "!!!"})), "text_without_words"),
    ] {
        admin.put(&format!("/v1/staff/{id}"), &body).await.refused(422, code);
    }
    let problem = admin.put("/v1/staff/new", &with(json!({"deputy": "a b"}))).await.refused(422, "staff_id_malformed");
    assert_eq!(problem["errors"][0]["pointer"], "/deputy");
    leader.put("/v1/staff/lanh-dao-phuong-1", &row("admin", None)).await.refused(403, "own_role");
    leader.put("/v1/staff/new", &row("leader", Some(WARD_UNIT))).await.refused(403, "leader_manages_officers");
    leader.put("/v1/staff/new", &row("officer", Some(OTHER_UNIT))).await.refused(403, "leader_manages_officers");
    leader.delete("/v1/staff/quan-tri").await.refused(403, "leader_manages_officers");
    officer.put("/v1/staff/new", &row("officer", Some(WARD_UNIT))).await.refused(403, "staff_not_yours");
    officer.delete("/v1/staff/can-bo-vi-thanh").await.refused(403, "staff_not_yours");
    for (body, code) in [
        (json!({"from": "2020-10-19", "until": "2020-10-25"}), "absence_past"),
        (json!({"from": "2020-10-25", "until": "2020-10-22"}), "absence_backwards"),
        (json!({"from": "2020-10-25", "until": "2022-10-22"}), "absence_too_long"),
        (json!({"from": "2020-10-25", "until": null}), "field_required"),
    ] {
        officer.put("/v1/me/absence", &body).await.refused(422, code);
    }
    town.citizen("mai")
        .await
        .put("/v1/me/absence", &json!({"from": null, "until": null}))
        .await
        .refused(403, "staff_only");
    leader.put("/v1/staff/new", &row("officer", Some(WARD_UNIT))).await.expect(200);
    assert_eq!(leader.delete("/v1/staff/new").await.status, 204);
}

#[tokio::test]
async fn the_last_administrator_stays_even_when_two_remove_each_other_at_once() {
    let town = Town::in_2020().await;
    let first = town.admin().await;
    first.delete("/v1/staff/quan-tri").await.refused(422, "last_admin");
    first.put("/v1/staff/quan-tri", &row("centre", None)).await.refused(403, "own_role");
    first.put("/v1/staff/quan-tri-2", &row("admin", None)).await.expect(200);
    let second = town.person("quan-tri-2").await;
    let (one, other) = tokio::join!(first.delete("/v1/staff/quan-tri-2"), second.delete("/v1/staff/quan-tri"));
    let mut said = [one.status, other.status];
    said.sort_unstable();
    // whoever came second is no administrator any more
    assert_eq!(said, [204, 403], "{} {}", one.text(), other.text());
    let left = if one.status == 204 { &first } else { &second };
    let own = if one.status == 204 { "quan-tri" } else { "quan-tri-2" };
    left.delete(&format!("/v1/staff/{own}")).await.refused(422, "last_admin");
}

#[tokio::test]
async fn staff_are_seen_by_their_own_unit_the_unit_above_the_centre_and_administrators() {
    let town = Town::in_2020().await;
    let path = format!("/v1/units/{WARD_UNIT}/staff");
    for who in ["can-bo-phuong-1", "lanh-dao-phuong-1", "lanh-dao-vi-thanh", "trung-tam", "quan-tri"] {
        let list = town.person(who).await.get(&path).await.expect(200);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["leader_present"]), (3, &json!(true)), "{who}");
    }
    for who in ["can-bo-vi-thanh", "can-bo-so-y-te", "lanh-dao-chau-thanh-a"] {
        let stranger = town.person(who).await;
        stranger.get(&path).await.refused(404, "not_found");
        stranger.get("/v1/staff/can-bo-phuong-1").await.refused(404, "not_found");
        stranger.get("/v1/audit").await.refused(403, "centre_only");
    }
    town.citizen("mai").await.get(&path).await.refused(403, "staff_only");
    let centre = town.person("trung-tam").await;
    let listed = centre.get("/v1/inbox/attention").await.expect(200);
    let units: Vec<_> = listed["items"].as_array().unwrap().iter().map(|i| i["unit"].as_str().unwrap()).collect();
    assert!(units.contains(&OTHER_UNIT) && !units.contains(&WARD_UNIT), "{units:?}");
    let away = json!({"from": "2020-10-21", "until": "2020-10-21"});
    town.person("lanh-dao-phuong-1").await.put("/v1/me/absence", &away).await.expect(200);
    let listed = centre.get("/v1/inbox/attention").await.expect(200);
    let of_ward = listed["items"].as_array().unwrap().iter().find(|i| i["unit"] == WARD_UNIT).unwrap().clone();
    assert_eq!((&of_ward["attention"], &of_ward["leaders_away"]), (&json!("no_leader"), &json!(1)));
    assert_eq!(centre.get("/v1/audit").await.expect(200)["items"][0]["action"], "staff_absence");
}

#[tokio::test]
async fn an_import_tells_every_fault_by_line_and_stores_nothing() {
    let town = Town::in_2020().await;
    let file = format!("staff_id,role,unit\nnew-1,officer,{WARD_UNIT}\nnew-2,officer,so-xyz\nnew-3,leader,so-abc\n");
    // as Excel's "Unicode text"
    let wide: Vec<u8> = file.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [file.clone().into_bytes(), [vec![0xFF, 0xFE], wide].concat()] {
        let Err(StaffError::Faults(faults)) = import(&town, &bytes, &[]).await else { panic!("no faults") };
        let told: Vec<_> = faults.iter().map(|fault| (fault.line, fault.code.as_str())).collect();
        assert_eq!(told, [(3, "unit_unknown"), (4, "unit_unknown")]);
        assert!(faults[0].to_string().starts_with("staff.csv:3: unit_unknown: Không có đơn vị"), "{}", faults[0]);
    }
    town.admin().await.get("/v1/staff/new-1").await.refused(404, "not_found");
    let officer = town.person("can-bo-phuong-1").await;
    let refused = import(&town, file.as_bytes(), &["--token", officer.token()]).await;
    let Err(StaffError::Faults(faults)) = refused else { panic!("an officer imported") };
    assert_eq!(faults[0].code, "staff_not_yours");
}

/// Reads and writes of the last invocation of a function.
fn used(town: &Town, function: &str) -> (u64, u64) {
    let lines = town.stack().metrics();
    let lines = lines.iter().rev().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    let line = lines.into_iter().find(|line| line["Function"] == function).unwrap();
    (line["Reads"].as_u64().unwrap(), line["Writes"].as_u64().unwrap())
}

async fn accepted(town: &Town, who: &str, n: u32) -> Answer {
    town.person(who).await.accept(&report_id(n), 1).await
}

#[tokio::test]
async fn the_unit_above_acts_for_a_missing_leader_at_the_cost_of_one_read() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=3 {
        citizen.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    }
    // warm: the directory is looked at once a minute
    accepted(&town, "can-bo-phuong-1", 3).await.expect(200);
    accepted(&town, "lanh-dao-vi-thanh", 1).await.refused(403, "accept_not_allowed");
    assert_eq!(used(&town, "assign-report"), (2, 0));
    let away = json!({"from": "2020-10-21", "until": "2020-10-22"});
    town.person("lanh-dao-phuong-1").await.put("/v1/me/absence", &away).await.expect(200);
    let report = accepted(&town, "lanh-dao-vi-thanh", 1).await.expect(200);
    assert_eq!(report["status"], "in_progress");
    assert_eq!(used(&town, "assign-report"), (2, 1), "the report, and who of the owner is there");

    accepted(&town, "trung-tam", 2).await.refused(403, "accept_not_allowed");
    assert_eq!(used(&town, "assign-report"), (2, 0), "the unit above has a leader");
    town.person("lanh-dao-vi-thanh").await.put("/v1/me/absence", &away).await.expect(200);
    accepted(&town, "trung-tam", 2).await.expect(200);
    assert_eq!(used(&town, "assign-report"), (3, 1), "both units");
    let token = town.person("can-bo-phuong-1").await;
    assert_eq!(used(&town, "grant-claims"), (1, 0), "one read at sign-in");
    token.get("/v1/inbox").await.expect(200);
}
