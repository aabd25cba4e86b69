//! Who is ill can't say so: somebody else does.

use serde_json::{Value, json};

use super::town::{OTHER_UNIT, Town, report_id, rubbish};

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
