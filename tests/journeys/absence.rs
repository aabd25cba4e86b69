//! Who is ill can't say so: somebody else does.

use serde_json::{Value, json};

use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

fn away() -> Value {
    json!({"from": "2020-10-21", "until": "2020-10-23", "deputy": null})
}

#[tokio::test]
async fn a_leader_records_an_officers_absence_and_an_administrator_anybodys() {
    let town = Town::in_2020().await;
    let (leader, admin) = (town.person("lanh-dao-phuong-1").await, town.admin().await);
    let officer = town.person("can-bo-phuong-1").await;
    officer.wants_pushes("lan", "fcm").await;
    town.citizen("mai").await.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    let name = json!({"action": "name_officer", "version": 1, "officer": "can-bo-phuong-1"});
    leader.assign(&report_id(1), &name).await.expect(200);

    let row = leader.put("/v1/staff/can-bo-phuong-1/absence", &away()).await.expect(200);
    assert_eq!((&row["id"], &row["away"]), (&json!("can-bo-phuong-1"), &json!(true)));
    let report = leader.read_in_inbox(&report_id(1)).await.expect(200);
    assert_eq!(report["officer"], Value::Null, "what was named goes back to the leader");
    leader
        .assign(&report_id(1), &json!({"action": "name_officer", "version": 3, "officer": "can-bo-phuong-1"}))
        .await
        .refused(422, "officer_not_there");
    let entry = admin.get("/v1/audit?limit=1").await.expect(200)["items"][0].clone();
    assert_eq!((&entry["action"], &entry["by"]), (&json!("staff_absence"), &json!("lanh-dao-phuong-1")));
    let back = json!({"from": null, "until": null});
    assert_eq!(leader.put("/v1/staff/can-bo-phuong-1/absence", &back).await.expect(200)["away"], false);
    assert_eq!(admin.put("/v1/staff/lanh-dao-phuong-1/absence", &away()).await.expect(200)["away"], true);
}

#[tokio::test]
async fn nobody_else_records_it_and_what_is_wrong_has_its_own_code() {
    let town = Town::in_2020().await;
    let (leader, admin) = (town.person("lanh-dao-phuong-1").await, town.admin().await);
    let officer = town.person("can-bo-phuong-1").await;
    let path = |id: &str| format!("/v1/staff/{id}/absence");
    officer.put(&path("can-bo-2-phuong-1"), &away()).await.refused(403, "staff_not_yours");
    officer.put(&path("nobody"), &away()).await.refused(403, "staff_not_yours");
    officer.put(&path("can-bo-phuong-1"), &away()).await.expect(200);
    leader.put(&path("can-bo-vi-thanh"), &away()).await.refused(403, "leader_manages_officers");
    leader.put(&path("quan-tri"), &away()).await.refused(403, "leader_manages_officers");
    admin.put(&path("nobody"), &away()).await.refused(404, "not_found");
    town.citizen("mai").await.put(&path("can-bo-phuong-1"), &away()).await.refused(403, "staff_only");
    for (body, code) in [
        (json!({"from": "2020-10-19", "until": "2020-10-25"}), "absence_past"),
        (json!({"from": "2020-10-25", "until": "2020-10-22"}), "absence_backwards"),
        (json!({"from": "2020-10-25", "until": "2022-10-22"}), "absence_too_long"),
        (json!({"from": null, "until": "2020-10-22"}), "field_required"),
        (json!({"from": "2020-10-25", "until": "2020-10-26", "deputy": "nobody"}), "deputy_unknown"),
    ] {
        admin.put(&path("can-bo-2-phuong-1"), &body).await.refused(422, code);
    }
}

#[tokio::test]
async fn a_unit_may_have_two_leaders() {
    let town = Town::in_2020().await;
    let admin = town.admin().await;
    let second = json!({"name": "Lê Thị Bé Ba", "role": "leader", "unit": OTHER_UNIT});
    for id in ["leader-a", "leader-b"] {
        admin.put(&format!("/v1/staff/{id}"), &second).await.expect(200);
    }
    let listed = admin.get(&format!("/v1/units/{OTHER_UNIT}/staff")).await.expect(200);
    let leaders = listed["items"].as_array().unwrap().iter().filter(|row| row["role"] == "leader").count();
    assert_eq!(leaders, 2);
}

/// The phones that the last push to the ward's topic reached.
async fn reached(town: &Town, n: u32) -> Vec<String> {
    town.citizen("mai").await.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    let pushes = town.pushes().await;
    let of_ward = |push: &&Value| push["topic"] == format!("local-unit-{WARD_UNIT}");
    let last = pushes.iter().rev().find(of_ward).expect("a push to the ward");
    let deliveries = last["deliveries"].as_array().unwrap().iter();
    deliveries.map(|to| to["token"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
pub(super) async fn who_is_back_is_pushed_again_before_the_app_starts() {
    let town = Town::in_2020().await;
    let (officer, leader) = (town.person("can-bo-phuong-1").await, town.person("lanh-dao-phuong-1").await);
    officer.wants_pushes("lan", "fcm").await;
    assert_eq!(reached(&town, 1).await, ["token-of-lan"]);
    // By the night after the last day.
    officer.put("/v1/me/absence", &away()).await.expect(200);
    assert_eq!(reached(&town, 2).await, Vec::<String>::new());
    town.passes("P2DT12H").await;
    assert_eq!(reached(&town, 3).await, Vec::<String>::new(), "the evening of the 23rd");
    town.passes("PT11H").await;
    assert_eq!(reached(&town, 4).await, ["token-of-lan"], "the morning of the 24th");
    town.passes("P1D").await;
    assert_eq!(reached(&town, 5).await, ["token-of-lan"], "once, though that night is gone through again");
    // By hand.
    let path = "/v1/staff/can-bo-phuong-1/absence";
    leader.put(path, &json!({"from": "2020-10-25", "until": "2020-10-30"})).await.expect(200);
    assert_eq!(reached(&town, 6).await, Vec::<String>::new());
    leader.put(path, &json!({"from": null, "until": null})).await.expect(200);
    assert_eq!(reached(&town, 7).await, ["token-of-lan"]);
}
