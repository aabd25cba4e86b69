//! Reports of one problem, corrected reports, and what the public is not to see.

use serde_json::{Value, json};

use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// Pushes to a phone, as title and code.
async fn told(town: &Town, device: &str) -> Vec<(String, String)> {
    let token = format!("token-of-{device}");
    let pushes = town.pushes().await;
    let to_it = pushes.iter().filter(|push| push["device"]["token"] == token.as_str());
    let message = |push: &Value| push["payloads"]["GCM"]["fcmV1Message"]["message"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    to_it.map(message).map(|m| (text(&m["notification"]["title"]), text(&m["data"]["code"]))).collect()
}

fn merge(into: &str, version: u64) -> Value {
    json!({"action": "merge", "into": into, "version": version})
}

#[tokio::test]
pub(super) async fn a_merged_reports_citizen_follows_the_other_and_judges_its_answer() {
    let town = Town::in_2020().await;
    let (mai, lan, officer) = (town.citizen("mai").await, town.citizen("lan").await, town.officer(WARD_UNIT).await);
    mai.wants_pushes("mai", "fcm").await;
    let (first, second) = (report_id(1), report_id(2));
    let scene = lan.upload(&first, "scene", &photo(5)).await;
    lan.submit(&rubbish(&first, &[scene])).await.expect(201);
    let mine = mai.submit(&rubbish(&second, &[])).await.expect(201);
    town.stack().settle().await;
    let before = lan.read_own(&first).await.expect(200);

    let merged = officer.assign(&second, &merge(&first, 1)).await.expect(200);
    assert_eq!((&merged["status"], &merged["merged"]["status"]), (&json!("merged"), &json!("submitted")));
    assert!(
        officer.get("/v1/inbox").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["id"] != second.as_str())
    );
    let after = lan.read_own(&first).await.expect(200);
    assert_eq!((&before["status"], &before["photos"]), (&after["status"], &after["photos"]));
    let told_first = town.anyone().get(&format!("/v1/reports/{first}/history")).await.expect(200).to_string();
    assert!(!told_first.contains(&second) && !told_first.contains("absorbed"), "{told_first}");

    officer.accept(&first, 2).await.expect(200);
    let evidence = officer.upload(&first, "evidence", &photo(6)).await;
    town.stack().settle().await;
    officer.answer(&first, 3, "Đã thu gom rác.", std::slice::from_ref(&evidence)).await.expect(200);
    let code = mine["code"].as_str().unwrap();
    assert_eq!(
        told(&town, "mai").await,
        [
            ("Phản ánh được gộp với phản ánh trùng".to_owned(), code.to_owned()),
            ("Phản ánh đã được tiếp nhận".to_owned(), code.to_owned()),
            ("Phản ánh đã có trả lời".to_owned(), code.to_owned()),
        ],
        "told of the other's progress under the own code"
    );

    for (phone, path) in
        [(mai.clone(), "/v1/me/reports"), (town.anyone(), "/v1/reports"), (officer.clone(), "/v1/inbox")]
    {
        let read = phone.get(&format!("{path}/{second}")).await.expect(200);
        let shown = &read["merged"];
        assert_eq!((&shown["status"], &shown["answer"]["text"]), (&json!("answered"), &json!("Đã thu gom rác.")));
        assert_eq!(shown["owner"]["unit"], WARD_UNIT);
        let photos = read["photos"].as_array().unwrap();
        assert_eq!(photos.len(), 1, "the evidence, and never the scene: {read}");
        phone.look_at(photos[0]["thumb"].as_str().unwrap()).await;
        assert!(!read.to_string().contains(&first), "{read}");
    }

    let agreed = mai.feedback(&second, &json!({"kind": "agree", "version": 2, "rating": 4})).await.expect(200);
    assert_eq!((&agreed["status"], &agreed["verdict"]), (&json!("merged"), &json!("agreed")));
    assert_eq!(lan.read_own(&first).await.expect(200)["verdict"], Value::Null, "each has a verdict of their own");
}

#[tokio::test]
async fn two_that_are_merged_into_each_other_at_once_make_no_circle() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    for round in 0..5 {
        let (one, two) = (report_id(10 + 2 * round), report_id(11 + 2 * round));
        citizen.submit(&rubbish(&one, &[])).await.expect(201);
        citizen.submit(&rubbish(&two, &[])).await.expect(201);
        let (there, back) = (merge(&two, 1), merge(&one, 1));
        let (a, b) = tokio::join!(officer.assign(&one, &there), officer.assign(&two, &back));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert!(statuses[0] == 200 && [412, 422].contains(&statuses[1]), "{statuses:?}: {} {}", a.text(), b.text());
        let own = [citizen.read_own(&one).await.expect(200), citizen.read_own(&two).await.expect(200)];
        assert_eq!(own.iter().filter(|r| r["status"] == "merged").count(), 1);
    }
}

#[tokio::test]
pub(super) async fn when_the_other_is_withdrawn_the_oldest_takes_its_place_in_one_write() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let ids: Vec<_> = (1..=3).map(report_id).collect();
    for id in &ids {
        mai.submit(&rubbish(id, &[])).await.expect(201);
        town.passes("PT1M").await;
    }
    officer.assign(&ids[2], &merge(&ids[0], 1)).await.expect(200);
    officer.assign(&ids[1], &merge(&ids[0], 1)).await.expect(200);
    mai.feedback(&ids[0], &json!({"kind": "withdraw", "version": 3})).await.expect(200);
    let heir = mai.read_own(&ids[1]).await.expect(200);
    assert_eq!((&heir["status"], &heir["owner"]["unit"]), (&json!("submitted"), &json!(WARD_UNIT)));
    let rest = mai.read_own(&ids[2]).await.expect(200);
    assert_eq!((&rest["status"], &rest["merged"]["status"]), (&json!("merged"), &json!("submitted")));
    officer.accept(&ids[1], 3).await.expect(200);
    assert_eq!(mai.read_own(&ids[2]).await.expect(200)["merged"]["status"], "in_progress");
}

#[tokio::test]
async fn a_corrected_report_goes_to_whom_it_should_have_gone() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    citizen.wants_pushes("mai", "fcm").await;
    let sent = citizen.submit(&rubbish(&id, &[])).await.expect(201);
    let body = json!({"action": "correct", "version": 1, "area": "vn-31321-2020", "reason": "Thuộc phường khác"});
    officer
        .assign(&id, &json!({"action": "correct", "version": 1, "reason": "x"}))
        .await
        .refused(422, "nothing_corrected");
    let corrected = officer.assign(&id, &body).await.expect(200);
    assert_eq!((&corrected["owner"]["unit"], &corrected["area"]), (&json!(OTHER_UNIT), &json!("vn-31321-2020")));
    assert_eq!(corrected["resolve_by"], sent["resolve_by"]);
    officer.accept(&id, 2).await.refused(404, "not_found");
    town.officer(OTHER_UNIT).await.accept(&id, 2).await.expect(200);
    assert_eq!(told(&town, "mai").await[0].0, "Thông tin phản ánh được điều chỉnh");
    let here = town.anyone().get("/v1/reports?area=vn-31321-2020").await.expect(200);
    assert_eq!(here["items"][0]["id"], id.as_str(), "listed where it is");
}

#[tokio::test]
async fn what_staff_hide_is_gone_from_the_public_only() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    let scene = citizen.upload(&id, "scene", &photo(1)).await;
    citizen.submit(&rubbish(&id, std::slice::from_ref(&scene))).await.expect(201);
    town.stack().settle().await;
    let path = format!("/v1/reports/{id}/photos/{scene}/full");
    assert_eq!(town.anyone().get(&path).await.status, 302);
    officer
        .respond(&id, &json!({"kind": "hide", "version": 1, "photos": [scene]}))
        .await
        .refused(422, "field_required");
    let hide = json!({"kind": "hide", "version": 1, "photos": [scene], "reason": "Thấy rõ biển số xe"});
    officer.respond(&id, &hide).await.expect(200);
    officer.respond(&id, &json!({"kind": "hide", "version": 2, "reason": "Có tên người"})).await.expect(200);

    let public = town.anyone().read(&id).await.expect(200);
    assert_eq!((&public["photos"], public.get("description"), public.get("address")), (&json!([]), None, None));
    town.anyone().get(&path).await.refused(404, "not_found");
    let listed = town.anyone().get("/v1/reports").await.expect(200);
    assert_eq!((&listed["items"][0]["photos"], listed["items"][0].get("description")), (&json!([]), None));
    let history = town.anyone().get(&format!("/v1/reports/{id}/history")).await.expect(200);
    assert!(!history.to_string().contains("Châu Văn Liêm"), "{history}");

    for read in [citizen.read_own(&id).await.expect(200), officer.read_in_inbox(&id).await.expect(200)] {
        assert_eq!(read["hidden"], json!({"text": true, "photos": [scene]}));
        assert!(read["description"].as_str().unwrap().contains("Châu Văn Liêm"));
        assert_eq!(read["photos"].as_array().unwrap().len(), 1);
    }
    officer.respond(&id, &json!({"kind": "unhide", "version": 3, "reason": "Đã xem lại"})).await.expect(200);
    assert!(town.anyone().read(&id).await.expect(200)["description"].is_string());
}
