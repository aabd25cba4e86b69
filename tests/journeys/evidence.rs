//! Which photos close a report (DOMAIN.md, rule 9): processed, after acceptance, and not seen before.

use serde_json::{Value, json};

use super::camera::saved_again;
use super::phone::{Answer, Phone, photo_id};
use super::photos::created;
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// A report that the ward has accepted, with these scene photos; who sent it and who handles it.
async fn accepted(town: &Town, n: u32, scenes: &[&[u8]]) -> (Phone, Phone, String) {
    let (citizen, officer, id) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, report_id(n));
    officer.wants_pushes("desk", "fcm").await;
    let mut photos = Vec::new();
    for scene in scenes {
        photos.push(citizen.upload(&id, "scene", scene).await);
    }
    citizen.submit(&rubbish(&id, &photos)).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    town.stack().settle().await;
    (citizen, officer, id)
}

/// Sends the evidence and, once it is processed, answers with it.
async fn answered_with(town: &Town, officer: &Phone, report: &str, jpeg: &[u8]) -> Answer {
    let evidence = officer.upload(report, "evidence", jpeg).await;
    town.stack().settle().await;
    officer.answer(report, 2, "Đã dọn sạch.", &[evidence]).await
}

/// What staff read of a photo.
async fn found(officer: &Phone, report: &str, photo: &str) -> Value {
    let form = officer.read_in_inbox(report).await.expect(200);
    form["photos"].as_array().unwrap().iter().find(|found| found["photo_id"] == photo).unwrap().clone()
}

#[tokio::test]
async fn evidence_must_be_the_reports_own_and_from_after_acceptance() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let (id, other) = (report_id(1), report_id(2));
    let scene = citizen.upload(&id, "scene", &photo(1)).await;
    citizen.submit(&rubbish(&id, std::slice::from_ref(&scene))).await.expect(201);
    citizen.submit(&rubbish(&other, &[])).await.expect(201);
    let early = officer.upload(&id, "evidence", &photo(2)).await;
    let elsewhere = officer.upload(&other, "evidence", &photo(3)).await;
    town.passes("PT1H").await;
    officer.accept(&id, 1).await.expect(200);
    for (photos, code) in [
        (vec![early.clone()], "photo_before_acceptance"),
        (vec![elsewhere], "photo_unknown"),
        (vec![scene], "photo_not_evidence"),
        (vec![photo_id("evidence", b"never declared")], "photo_unknown"),
        (vec![], "evidence_photo_missing"),
    ] {
        officer.answer(&id, 2, "Đã dọn sạch.", &photos).await.refused(422, code);
    }
    officer.declare(&id, "evidence", &photo(2)).await.expect(201);
    officer.answer(&id, 2, "Đã dọn sạch.", &[early]).await.refused(422, "photo_before_acceptance");
    assert_eq!(answered_with(&town, &officer, &id, &photo(4)).await.expect(200)["status"], "answered");
}

#[tokio::test]
async fn a_copy_of_a_scene_photo_is_no_evidence_as_it_is_or_saved_again() {
    let town = Town::in_2020().await;
    let before = photo(1);
    let (_, officer, id) = accepted(&town, 1, &[&before]).await;
    let again = saved_again(&before);
    assert_ne!(again, before);
    for copy in [before, again] {
        answered_with(&town, &officer, &id, &copy).await.refused(422, "photo_seen_before");
        assert_eq!(found(&officer, &id, &photo_id("evidence", &copy)).await["seen_before"], true);
    }
    assert_eq!(answered_with(&town, &officer, &id, &photo(2)).await.expect(200)["status"], "answered");
}

#[tokio::test]
async fn a_unit_shows_one_picture_for_one_report_and_another_unit_knows_nothing_of_it() {
    let town = Town::in_2020().await;
    let after = photo(1);
    let (_, officer, first) = accepted(&town, 1, &[]).await;
    assert_eq!(answered_with(&town, &officer, &first, &after).await.expect(200)["status"], "answered");
    let (_, _, second) = accepted(&town, 2, &[]).await;
    for copy in [after.clone(), saved_again(&after)] {
        answered_with(&town, &officer, &second, &copy).await.refused(422, "photo_seen_before");
    }
    let third = report_id(3);
    let (citizen, other) = (town.citizen("mai").await, town.officer(OTHER_UNIT).await);
    let mut elsewhere = rubbish(&third, &[]);
    elsewhere["area"] = json!("vn-31321-2020");
    assert_eq!(citizen.submit(&elsewhere).await.expect(201)["owner"]["unit"], OTHER_UNIT);
    other.accept(&third, 1).await.expect(200);
    assert_eq!(answered_with(&town, &other, &third, &after).await.expect(200)["status"], "answered");
}

#[tokio::test]
async fn the_same_photo_for_the_same_report_however_often_is_not_seen_before() {
    let town = Town::in_2020().await;
    let (_, officer, id) = accepted(&town, 1, &[]).await;
    let (after, again) = (photo(1), saved_again(&photo(1)));
    let evidence = officer.upload(&id, "evidence", &after).await;
    town.stack().settle().await;
    assert_eq!(officer.upload(&id, "evidence", &after).await, evidence, "the URL was lost, and asked for again");
    let saved = officer.upload(&id, "evidence", &again).await;
    town.stack().settle().await;
    for _ in 0..2 {
        town.stack().call("process-photo", &created(&id, &evidence)).await.unwrap();
    }
    for photo in [&evidence, &saved] {
        assert_eq!(found(&officer, &id, photo).await["seen_before"], false);
    }
    assert_eq!(officer.answer(&id, 2, "Đã dọn sạch.", &[evidence]).await.expect(200)["status"], "answered");
}

#[tokio::test]
async fn a_dark_picture_is_known_by_its_bytes_alone() {
    let town = Town::in_2020().await;
    let dark = |light: u8| super::camera::Pixels { rgb: vec![light; 320 * 240 * 3], width: 320, height: 240 }.jpeg(90);
    let (_, officer, id) = accepted(&town, 1, &[&dark(2)]).await;
    answered_with(&town, &officer, &id, &dark(2)).await.refused(422, "photo_seen_before");
    assert_eq!(answered_with(&town, &officer, &id, &dark(6)).await.expect(200)["status"], "answered");
}

#[tokio::test]
async fn a_rejected_photo_is_no_evidence_and_the_officer_reads_why() {
    let town = Town::in_2020().await;
    let (_, officer, id) = accepted(&town, 1, &[]).await;
    let cut_off = &photo(1)[..2_000];
    answered_with(&town, &officer, &id, cut_off).await.refused(422, "photo_rejected");
    let rejected = found(&officer, &id, &photo_id("evidence", cut_off)).await;
    assert_eq!((&rejected["state"], &rejected["reason"]), (&json!("rejected"), &json!("truncated")));
    assert_eq!(town.anyone().read(&id).await.expect(200)["photos"], json!([]));
}

#[tokio::test]
async fn a_scene_photo_that_comes_after_the_evidence_counts_until_the_answer_is_given() {
    let town = Town::in_2020().await;
    let same = photo(1);
    let (citizen, officer, id) = accepted(&town, 1, &[]).await;
    let evidence = officer.upload(&id, "evidence", &same).await;
    town.stack().settle().await;
    citizen.upload(&id, "scene", &saved_again(&same)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, "Đã dọn sạch.", &[evidence]).await.refused(422, "photo_seen_before");

    // What the citizen has seen in the answer they could send as a scene: that takes nothing from the answer.
    assert_eq!(answered_with(&town, &officer, &id, &photo(2)).await.expect(200)["status"], "answered");
    let good = photo_id("evidence", &photo(2));
    let shown = citizen.look_at(&format!("/v1/me/reports/{id}/photos/{good}/full")).await;
    citizen.upload(&id, "scene", &shown).await;
    town.stack().settle().await;
    assert_eq!(found(&officer, &id, &good).await["seen_before"], false);
}

/// An answer that waits for `jpeg`.
async fn held(officer: &Phone, report: &str, jpeg: &[u8]) -> Value {
    let declared = officer.declare(report, "evidence", jpeg).await.expect(201);
    let held = officer.answer(report, 2, "Đã dọn sạch.", &[photo_id("evidence", jpeg)]).await.expect(202);
    assert_eq!((&held["status"], &held["answer_held"]), (&json!("in_progress"), &json!(true)));
    declared
}

async fn actions(town: &Town, report: &str) -> Vec<Value> {
    let history = town.anyone().get(&format!("/v1/reports/{report}/history")).await.expect(200);
    history["items"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect()
}

#[tokio::test]
pub(super) async fn a_held_answer_completes_once_its_photo_has_passed() {
    let town = Town::in_2020().await;
    let (citizen, officer, id) = accepted(&town, 1, &[&photo(1)]).await;
    let declared = held(&officer, &id, &photo(2)).await;
    assert_eq!(citizen.read_own(&id).await.expect(200)["status"], "in_progress");
    officer.send_photo(&declared, &photo(2)).await;
    town.stack().settle().await;
    let own = citizen.read_own(&id).await.expect(200);
    assert_eq!((&own["status"], &own["answer"]["text"]), (&json!("answered"), &json!("Đã dọn sạch.")));
    assert_eq!(actions(&town, &id).await, ["submit", "accept", "hold", "answer"]);
}

#[tokio::test]
async fn a_held_answer_whose_photo_is_seen_before_or_rejected_ends_and_its_unit_is_told() {
    let town = Town::in_2020().await;
    for (n, bad) in [(1, photo(1)), (2, saved_again(&photo(1))), (3, b"no photo".to_vec())] {
        let (citizen, officer, id) = accepted(&town, n, &[&photo(1)]).await;
        let declared = held(&officer, &id, &bad).await;
        let before = town.pushes().await.len();
        officer.send_photo(&declared, &bad).await;
        town.stack().settle().await;
        assert_eq!(actions(&town, &id).await, ["submit", "accept", "hold", "lapse"]);
        assert_eq!(town.pushes().await.len(), before + 1, "the unit is pushed");
        let form = officer.read_in_inbox(&id).await.expect(200);
        assert_eq!((&form["status"], &form["answer_held"]), (&json!("in_progress"), &json!(false)));
        let own = citizen.read_own(&id).await.expect(200);
        assert_eq!((&own["status"], own.get("answer")), (&json!("in_progress"), None));
        // and may answer anew
        let good = officer.upload(&id, "evidence", &photo(10 + n)).await;
        town.stack().settle().await;
        assert_eq!(officer.answer(&id, 4, "Đã dọn sạch.", &[good]).await.expect(200)["status"], "answered");
    }
}

#[tokio::test]
async fn a_held_answer_ends_when_a_scene_photo_shows_that_its_evidence_is_none() {
    let town = Town::in_2020().await;
    let (citizen, officer, id) = accepted(&town, 1, &[]).await;
    let (same, waited_for) = (photo(1), photo(2));
    let copy = officer.upload(&id, "evidence", &same).await;
    officer.declare(&id, "evidence", &waited_for).await.expect(201);
    town.stack().settle().await;
    let both = [copy, photo_id("evidence", &waited_for)];
    officer.answer(&id, 2, "Đã dọn sạch.", &both).await.expect(202);
    citizen.upload(&id, "scene", &same).await;
    town.stack().settle().await;
    assert_eq!(actions(&town, &id).await, ["submit", "accept", "hold", "lapse"]);
}

#[tokio::test]
async fn of_one_picture_sent_for_two_reports_at_once_one_counts() {
    let town = Town::in_2020().await;
    for round in 0..4 {
        let (_, officer, one) = accepted(&town, 10 + round * 2, &[]).await;
        let (_, _, two) = accepted(&town, 11 + round * 2, &[]).await;
        let (first, second) = (photo(20 + round), saved_again(&photo(20 + round)));
        // the same bytes, and the same to the eye
        let second = if round % 2 == 0 { first.clone() } else { second };
        tokio::join!(officer.upload(&one, "evidence", &first), officer.upload(&two, "evidence", &second));
        town.stack().settle().await;
        let seen = [
            found(&officer, &one, &photo_id("evidence", &first)).await["seen_before"].clone(),
            found(&officer, &two, &photo_id("evidence", &second)).await["seen_before"].clone(),
        ];
        assert!(seen == [true, false] || seen == [false, true], "{seen:?}");
    }
}

#[tokio::test]
async fn a_scene_photo_and_its_copy_sent_at_once_are_known_for_one_picture() {
    let town = Town::in_2020().await;
    for round in 0..4 {
        let (citizen, officer, id) = accepted(&town, 1 + round, &[]).await;
        let same = photo(20 + round);
        let copy = if round % 2 == 0 { same.clone() } else { saved_again(&same) };
        tokio::join!(citizen.upload(&id, "scene", &same), officer.upload(&id, "evidence", &copy));
        town.stack().settle().await;
        assert_eq!(found(&officer, &id, &photo_id("evidence", &copy)).await["seen_before"], true);
    }
}
