//! What is sent wrong beside a report itself: actions, answers, verdicts, photos, devices, ids and parameters.

use serde_json::{Value, json};

use super::picture::photo;
use super::refusals::{all_right, unlike};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

#[tokio::test]
async fn a_wrong_action_answer_or_verdict_changes_nothing() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    officer.wants_pushes("desk", "fcm").await;
    let id = report_id(1);
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    let mut faults = Vec::new();
    for (body, status, code, pointer) in [
        (json!({}), 400, "invalid_field", "/action"),
        (json!({"action": "explode", "version": 1}), 400, "invalid_field", "/action"),
        (json!({"action": "accept"}), 400, "invalid_field", "/version"),
        (json!({"action": "accept", "version": "1"}), 400, "invalid_field", "/version"),
        (json!({"action": "accept", "version": -1}), 400, "invalid_field", "/version"),
        (json!({"action": "accept", "version": 1.5}), 400, "invalid_field", "/version"),
        (json!({"action": "accept", "version": 4_294_967_296_u64}), 400, "invalid_field", "/version"),
        (json!({"action": "accept", "version": 1, "by": "me"}), 400, "invalid_field", "/by"),
        (json!({"action": "transfer", "version": 1}), 422, "field_required", "/unit"),
        (json!({"action": "transfer", "version": 1, "unit": "ubnd-vn-31321-2020"}), 422, "field_required", "/reason"),
        (json!({"action": "transfer", "version": 1, "unit": "x", "reason": "a"}), 422, "unit_unknown", "/unit"),
        (json!({"action": "return", "version": 1, "reason": "😀"}), 422, "text_without_words", "/reason"),
        (json!({"action": "assign", "version": 1, "unit": "so-yt-hg"}), 403, "assign_not_allowed", ""),
    ] {
        let answer = officer.assign(&id, &body).await;
        faults.extend(unlike(&answer, status, code, pointer));
    }
    for (body, status, code, pointer) in [
        (json!({"kind": "answer", "version": 1}), 422, "field_required", "/text"),
        (json!({"kind": "answer", "version": 1, "text": "x".repeat(1_001)}), 422, "text_too_long", "/text"),
        (json!({"kind": "answer", "version": 1, "text": "x", "photos": ["../x"]}), 422, "id_malformed", "/photos/0"),
        (json!({"kind": "answer", "version": 1, "text": "x", "photos": "e-1"}), 400, "invalid_field", "/photos"),
        (json!({"kind": "extend", "version": 1, "until": "soon"}), 400, "invalid_field", "/until"),
        (
            json!({"kind": "refuse", "version": 1, "text": "x", "reason": "bored"}),
            422,
            "refusal_reason_unknown",
            "/reason",
        ),
        (json!({"kind": "dance", "version": 1}), 400, "invalid_field", "/kind"),
    ] {
        faults.extend(unlike(&officer.respond(&id, &body).await, status, code, pointer));
    }
    for (body, status, code, pointer) in [
        (json!({"kind": "agree", "version": 1, "rating": 6}), 422, "rating_out_of_range", "/rating"),
        (json!({"kind": "agree", "version": 1, "rating": 0}), 422, "rating_out_of_range", "/rating"),
        (json!({"kind": "agree", "version": 1, "rating": "5"}), 400, "invalid_field", "/rating"),
        (json!({"kind": "disagree", "version": 1}), 422, "field_required", "/text"),
        (json!({"kind": "disagree", "version": 1, "text": "a\u{7}b"}), 422, "text_control_characters", "/text"),
    ] {
        faults.extend(unlike(&citizen.feedback(&id, &body).await, status, code, pointer));
    }
    all_right(&faults);
    for verdict in ["agree", "disagree", "reprocess"] {
        let answer = citizen.feedback(&id, &json!({"kind": verdict, "version": 1, "text": "Chưa được."})).await;
        assert_eq!(answer.status, 409, "{}", answer.text());
    }
    let read = town.anyone().read(&id).await.expect(200);
    assert_eq!((&read["version"], &read["status"]), (&json!(1), &json!("submitted")));
    assert_eq!(town.pushes().await.len(), 1);
}

#[tokio::test]
async fn a_photo_declared_wrong_is_refused_and_none_other_than_declared_is_taken() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let path = format!("/v1/reports/{}/photos", report_id(1));
    let hash = "A".repeat(43) + "=";
    let sent = |field: &str, value: Value| {
        let mut body = json!({"kind": "scene", "content_type": "image/jpeg", "bytes": 10, "sha256": hash});
        body[field] = value;
        body
    };
    let mut faults = Vec::new();
    for (body, status, code, pointer) in [
        (sent("kind", json!("selfie")), 400, "invalid_field", "/kind"),
        (sent("content_type", json!("image/heic")), 415, "photo_type", "/content_type"),
        (sent("content_type", json!("text/html")), 415, "photo_type", "/content_type"),
        (sent("bytes", json!(0)), 413, "photo_size", "/bytes"),
        (sent("bytes", json!(15 * 1024 * 1024 + 1)), 413, "photo_size", "/bytes"),
        (sent("bytes", json!("10")), 400, "invalid_field", "/bytes"),
        (sent("bytes", json!(-1)), 400, "invalid_field", "/bytes"),
        (sent("sha256", json!("abc")), 422, "photo_hash", "/sha256"),
        (sent("sha256", json!("!".repeat(44))), 422, "photo_hash", "/sha256"),
        (sent("key", json!("incoming/x")), 400, "invalid_field", "/key"),
    ] {
        faults.extend(unlike(&citizen.post(&path, &body).await, status, code, pointer));
    }
    all_right(&faults);
    let (right, wrong) = (photo(1), photo(2));
    let declared = citizen.declare(&report_id(1), "scene", &right).await.expect(201);
    assert!((400..500).contains(&citizen.send_photo(&declared, &wrong).await.status), "other bytes");
    assert!((400..500).contains(&citizen.send_photo(&declared, &right[1..]).await.status), "fewer bytes");
    assert_eq!(citizen.send_photo(&declared, &right).await.status, 200);
}

#[tokio::test]
async fn ids_and_parameters_that_are_none_find_nothing() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let mut faults = Vec::new();
    let long = "a".repeat(300);
    for id in ["x", "01927c3e-7b1c-4abc-8def-0123456789ab", "%00", "..%2F..", "%F0%9F%98%80", "%27%20OR%201", &long] {
        for answer in [
            town.anyone().read(id).await,
            town.anyone().get(&format!("/v1/reports/{id}/history")).await,
            citizen.read_own(id).await,
            officer.read_in_inbox(id).await,
            officer.accept(id, 1).await,
            citizen.agree(id, 1).await,
            citizen.declare(id, "scene", &photo(1)).await,
            citizen.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await,
        ] {
            faults.extend(unlike(&answer, 404, "not_found", "").map(|fault| format!("{id}: {fault}")));
        }
    }
    for (query, status, code, pointer) in [
        ("limit=0", 400, "limit_out_of_range", "/limit"),
        ("limit=101", 400, "limit_out_of_range", "/limit"),
        ("limit=-1", 400, "limit_out_of_range", "/limit"),
        ("limit=ten", 400, "limit_out_of_range", "/limit"),
        ("cursor=x", 400, "cursor_invalid", "/cursor"),
        ("cursor=%C3%A1", 400, "cursor_invalid", "/cursor"),
        ("area=vn-1-2020", 422, "area_unknown", "/area"),
        ("status=lost", 400, "invalid_parameter", "/status"),
        ("from=tomorrow", 400, "invalid_parameter", "/from"),
        ("colour=red", 400, "invalid_parameter", "/colour"),
        ("limit=1&limit=2", 400, "invalid_parameter", "/limit"),
        ("code=%00", 400, "invalid_parameter", "/code"),
    ] {
        let answer = town.anyone().get(&format!("/v1/reports?{query}")).await;
        faults.extend(unlike(&answer, status, code, pointer).map(|fault| format!("{query}: {fault}")));
    }
    for (device, body, status, code, pointer) in [
        ("a%20b", json!({"platform": "fcm", "token": "t"}), 422, "device_id_malformed", ""),
        ("d", json!({"platform": "pager", "token": "t"}), 400, "invalid_field", "/platform"),
        ("d", json!({"platform": "fcm", "token": ""}), 422, "field_required", "/token"),
        ("d", json!({"platform": "fcm", "token": "a b"}), 422, "field_required", "/token"),
        ("d", json!({"platform": "fcm"}), 400, "invalid_field", "/token"),
        ("d", json!({"platform": "fcm", "token": "t", "language": "fr"}), 400, "invalid_field", "/language"),
    ] {
        let answer = citizen.put(&format!("/v1/me/devices/{device}"), &body).await;
        faults.extend(unlike(&answer, status, code, pointer).map(|fault| format!("device {device} {body}: {fault}")));
    }
    all_right(&faults);
    assert_eq!(town.anyone().get("/v1/nowhere").await.expect(404), json!({"message": "Not Found"}));
}
