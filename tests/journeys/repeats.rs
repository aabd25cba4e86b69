//! Phones lose their signal and send again; desks act at the same time. Neither loses nor doubles anything.

use serde_json::{Value, json};

use super::town::{Town, WARD_UNIT, report_id, rubbish};

#[tokio::test]
async fn the_same_report_sent_again_gets_the_same_answer() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    town.officer(WARD_UNIT).await.wants_pushes("desk", "fcm").await;
    let report = rubbish(&report_id(1), &[]);
    let first = citizen.submit(&report).await.expect(201);
    assert_eq!(citizen.submit(&report).await.expect(200), first);
    let mut decomposed = report.clone();
    decomposed["description"] = json!("Rác thải, mùi hôi trên đường Châu Văn Lie\u{302}m");
    assert_eq!(citizen.submit(&decomposed).await.expect(200), first, "composed or not, it is the same text");
    town.officer(WARD_UNIT).await.accept(&report_id(1), 1).await.expect(200);
    assert_eq!(citizen.submit(&report).await.expect(200), first, "as it was first answered, whatever happened since");
    assert_eq!(town.listed().await, [("in_progress".to_owned(), 1)].into());
    assert_eq!(town.pushes().await.len(), 1);
}

#[tokio::test]
async fn an_id_that_is_taken_says_the_same_to_its_reporter_and_to_anybody() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    let report = rubbish(&report_id(1), &[]);
    mai.submit(&report).await.expect(201);
    let mut other = report.clone();
    other["description"] = json!("Rác thải ở chỗ khác");
    let own = mai.submit(&other).await;
    own.refused(409, "id_taken");
    assert!(own.json().get("report").is_none(), "a bare conflict");
    for foreign in [tam.submit(&report).await, tam.submit(&other).await] {
        foreign.refused(409, "id_taken");
        assert_eq!(foreign.body, own.body);
    }
    assert_eq!(town.anyone().read(&report_id(1)).await.expect(200)["description"], report["description"]);
}

#[tokio::test]
async fn a_repeat_under_its_key_gets_the_first_answer_even_after_later_changes() {
    let town = Town::in_2020().await;
    let officer = town.officer(WARD_UNIT).await;
    let id = report_id(1);
    town.citizen("mai").await.submit(&rubbish(&id, &[])).await.expect(201);
    let path = format!("/v1/reports/{id}/assignments");
    let accept = json!({"action": "accept", "version": 1});
    let first = officer.post_keyed("key-1", &path, &accept).await;
    first.expect(200);
    let update = json!({"kind": "update", "version": 2, "text": "Tổ thu gom đang trên đường đến."});
    officer.respond(&id, &update).await.expect(200);
    let again = officer.post_keyed("key-1", &path, &accept).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    let other = json!({"action": "return", "version": 3, "reason": "Không thuộc địa bàn."});
    officer.post_keyed("key-1", &path, &other).await.refused(409, "idempotency_conflict");
    let colleague = town.leader(WARD_UNIT).await;
    colleague.post_keyed("key-1", &path, &accept).await.refused(412, "version_conflict");
    officer.post_keyed("", &path, &accept).await.refused(400, "idempotency_key_malformed");
    officer.post_keyed(&"k".repeat(129), &path, &accept).await.refused(400, "idempotency_key_malformed");
    assert_eq!(town.anyone().read(&id).await.expect(200)["version"], 3);
}

#[tokio::test]
async fn a_stale_version_is_shown_the_report_as_it_is() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    let accepted = officer.accept(&id, 1).await.expect(200);
    let stale = officer.respond(&id, &json!({"kind": "note", "version": 1, "text": "Đã gọi tổ thu gom."})).await;
    assert_eq!(stale.refused(412, "version_conflict")["report"], accepted);
    let stale = citizen.feedback(&id, &json!({"kind": "withdraw", "version": 1})).await;
    let seen = stale.refused(412, "version_conflict")["report"].clone();
    assert_eq!((&seen["version"], seen.get("answer_held")), (&json!(2), None), "in the citizen's form");
    officer.accept(&id, 7).await.refused(412, "version_conflict");
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_does_and_the_other_sees_it() {
    let town = Town::in_2020().await;
    let (officer, leader) = (town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await);
    let citizen = town.citizen("mai").await;
    for n in 1..=5 {
        let id = report_id(n);
        citizen.submit(&rubbish(&id, &[])).await.expect(201);
        let (one, two) = tokio::join!(officer.accept(&id, 1), leader.accept(&id, 1));
        let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
        assert_eq!(won.expect(200)["version"], 2);
        assert_eq!(lost.refused(412, "version_conflict")["report"]["status"], "in_progress");
        assert_eq!(actions(&town, &id).await, ["submit", "accept"]);
    }
}

#[tokio::test]
async fn the_same_request_twice_at_once_is_done_once_and_answered_twice() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    for n in 1..=5 {
        let id = report_id(n);
        let report = rubbish(&id, &[]);
        let (one, two) = tokio::join!(citizen.submit(&report), citizen.submit(&report));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 201]);
        assert_eq!(one.json()["code"], two.json()["code"]);
        let path = format!("/v1/reports/{id}/assignments");
        let accept = json!({"action": "accept", "version": 1});
        let (one, two) = tokio::join!(officer.post_keyed("k", &path, &accept), officer.post_keyed("k", &path, &accept));
        assert_eq!((one.status, two.status), (200, 200));
        assert_eq!(one.body, two.body);
        assert_eq!(actions(&town, &id).await, ["submit", "accept"]);
    }
}

async fn actions(town: &Town, id: &str) -> Vec<Value> {
    let history = town.anyone().get(&format!("/v1/reports/{id}/history")).await.expect(200);
    history["items"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect()
}
