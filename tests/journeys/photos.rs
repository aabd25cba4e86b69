//! A photo's way: in with all that a phone writes into it, out as a picture and nothing else. What nobody claims goes.

use serde_json::{Value, json};

use super::bucket::Bucket;
use super::camera::{Pixels, SECRETS, TAKEN_AT, from_a_phone, markers};
use super::phone::photo_id;
use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

/// The problem's place.
const PLACE: (f64, f64) = (9.784_312, 105.470_126);

/// The rubbish, at its place.
fn placed(id: &str, photos: &[String]) -> Value {
    let mut report = rubbish(id, photos);
    report["location"] = json!({"lat": PLACE.0, "lng": PLACE.1, "accuracy_m": 12});
    report
}

/// Names and values of a photo's row.
fn row(town: &Town, report: &str, photo: &str) -> Value {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    let table = template.functions.iter().find_map(|function| function.environment.get("PHOTOS_TABLE")).unwrap();
    let get = json!({"TableName": table, "Key": {"report_id": {"S": report}, "photo_id": {"S": photo}}});
    let found = town.stack().database().get_item(serde_json::from_value(get).unwrap()).unwrap();
    serde_json::to_value(found).unwrap()["Item"].clone()
}

#[tokio::test]
pub(super) async fn a_photo_comes_out_upright_and_small_and_tells_nothing_but_its_picture() {
    let town = Town::in_2020().await;
    let (citizen, officer, bucket) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, Bucket::of(&town));
    let id = report_id(1);
    citizen.submit(&placed(&id, &[])).await.expect(201);
    // 90 m north of the place: within the distance, and no number that the report has
    let sent = from_a_phone(PLACE.0 + 0.000_81, PLACE.1);
    let scene = citizen.upload(&id, "scene", &sent).await;
    town.stack().settle().await;

    let own = citizen.read_own(&id).await.expect(200)["photos"][0].clone();
    assert_eq!(
        own,
        json!({
            "photo_id": scene, "kind": "scene", "state": "processed", "taken_at": TAKEN_AT, "near": "yes",
            "thumb": format!("/v1/me/reports/{id}/photos/{scene}/thumb"),
            "full": format!("/v1/me/reports/{id}/photos/{scene}/full"),
        })
    );
    for (size, width, height) in [("full", 1200, 1600), ("thumb", 240, 320)] {
        let jpeg = citizen.look_at(own[size].as_str().unwrap()).await;
        assert!(jpeg.len() < sent.len() / 2, "{size}: {} of {} bytes", jpeg.len(), sent.len());
        for marker in markers(&jpeg) {
            // JFIF, quantisation, frame, Huffman, scan: no other APPn, no comment
            assert!(matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA), "{size}: marker {marker:02X}");
        }
        for secret in SECRETS {
            assert!(!jpeg.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{size}: {secret}");
        }
        let shown = Pixels::of(&jpeg);
        assert_eq!((shown.width, shown.height), (width, height), "{size}");
        let (left, right, top, bottom) = (width / 4, width * 3 / 4, height / 4, height * 3 / 4);
        let seen = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| shown.at(x, y));
        for (seen, expected) in seen.iter().zip([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255; 3]]) {
            assert!(seen.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 12), "{size}: {seen:?} for {expected:?}");
        }
    }
    let kept = [format!("rendered/{id}/{scene}/full.jpg"), format!("rendered/{id}/{scene}/thumb.jpg")];
    assert_eq!(bucket.keys("").await, [&[format!("original/{id}/{scene}")], &kept[..]].concat());
    assert!(!row(&town, &id, &scene).to_string().contains("9.785"), "no coordinates are stored");
    assert_eq!(row(&town, &id, &scene)["near"], json!({"S": "yes"}));

    let staffs = officer.read_in_inbox(&id).await.expect(200)["photos"][0].clone();
    let public = town.anyone().read(&id).await.expect(200)["photos"][0].clone();
    for (form, reader) in [(staffs, "staff"), (public, "the public")] {
        let names: Vec<_> = form.as_object().unwrap().keys().collect();
        assert_eq!(names, ["full", "kind", "photo_id", "thumb"], "when a citizen stood where is nothing to {reader}");
    }
}

#[tokio::test]
async fn what_was_found_of_the_evidence_is_shown_to_its_leader_and_to_the_citizen() {
    let town = Town::in_2020().await;
    let (citizen, officer, leader) =
        (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await);
    let id = report_id(1);
    citizen.submit(&placed(&id, &[])).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    let far = officer.upload(&id, "evidence", &from_a_phone(PLACE.0 + 0.02, PLACE.1)).await;
    let unplaced = officer.upload(&id, "evidence", &photo(2)).await;
    town.stack().settle().await;

    let found = |form: &Value, photo: &str| {
        let photos = form["photos"].as_array().unwrap();
        let found = photos.iter().find(|found| found["photo_id"] == photo).unwrap();
        [&found["state"], &found["taken_at"], &found["near"], &found["seen_before"]].map(Clone::clone)
    };
    let of_far = [json!("processed"), json!(TAKEN_AT), json!("no"), json!(false)];
    let of_unplaced = [json!("processed"), json!(null), json!("unknown"), json!(false)];
    let form = leader.read_in_inbox(&id).await.expect(200);
    assert_eq!((found(&form, &far), found(&form, &unplaced)), (of_far.clone(), of_unplaced.clone()));
    let before = citizen.read_own(&id).await.expect(200);
    assert_eq!(before["photos"], json!([]), "evidence is the unit's until it has answered");
    officer.answer(&id, 2, "Đã dọn sạch.", &[far.clone(), unplaced.clone()]).await.expect(200);
    let form = citizen.read_own(&id).await.expect(200);
    assert_eq!((found(&form, &far), found(&form, &unplaced)), (of_far, of_unplaced));
}

#[tokio::test]
async fn a_photo_that_came_before_its_report_is_near_to_nothing_known() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let id = report_id(1);
    let scene = citizen.upload(&id, "scene", &from_a_phone(PLACE.0, PLACE.1)).await;
    town.stack().settle().await;
    citizen.submit(&placed(&id, &[scene])).await.expect(201);
    assert_eq!(citizen.read_own(&id).await.expect(200)["photos"][0]["near"], "unknown");
}

#[tokio::test]
async fn a_file_that_is_no_photo_is_refused_with_a_reason_in_words_and_the_report_goes_on() {
    let town = Town::in_2020().await;
    let (citizen, officer, bucket) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, Bucket::of(&town));
    let id = report_id(1);
    let (good, bad) = (photo(1), b"<html>not a photo</html>".to_vec());
    let shown = citizen.upload(&id, "scene", &good).await;
    let refused = citizen.upload(&id, "scene", &bad).await;
    citizen.submit(&rubbish(&id, &[shown.clone(), refused.clone()])).await.expect(201);
    town.stack().settle().await;
    let own = citizen.read_own(&id).await.expect(200);
    let found = own["photos"].as_array().unwrap().iter().find(|found| found["photo_id"] == refused.as_str()).unwrap();
    assert_eq!((&found["state"], &found["reason"]), (&json!("rejected"), &json!("not_a_picture")));
    let app = town.anyone().get("/v1/app").await.expect(200);
    let words = app["photo_reasons"].as_array().unwrap().iter().find(|row| row["reason"] == found["reason"]).unwrap();
    assert_eq!(
        words["label"],
        json!({"vi": "Tệp không phải là ảnh", "en": "The file is not a picture"}),
        "a phone words a reason by what it was told at start"
    );
    let public = town.anyone().read(&id).await.expect(200);
    assert_eq!(public["photos"].as_array().unwrap().len(), 1);
    assert_eq!(public["photos"][0]["photo_id"], shown.as_str());
    town.anyone().get(&format!("/v1/reports/{id}/photos/{refused}/full")).await.refused(404, "not_found");
    assert!(bucket.keys("").await.iter().all(|key| key.contains(&shown)), "nothing is kept of what was refused");
    assert_eq!(officer.accept(&id, 1).await.expect(200)["status"], "in_progress");
}

#[tokio::test]
pub(super) async fn what_no_report_claims_is_gone_after_two_days_and_what_one_does_stays() {
    let town = Town::in_2020().await;
    let (citizen, bucket) = (town.citizen("mai").await, Bucket::of(&town));
    let (id, never) = (report_id(1), report_id(2));
    let claimed = citizen.upload(&id, "scene", &photo(1)).await;
    let left = citizen.upload(&id, "scene", &photo(2)).await;
    citizen.upload(&never, "scene", &photo(3)).await;
    citizen.submit(&rubbish(&id, std::slice::from_ref(&claimed))).await.expect(201);
    town.stack().settle().await;
    assert_eq!(bucket.keys("rendered/").await.len(), 6);
    assert_eq!(bucket.keys("original/").await.len(), 3);
    town.passes("P3D").await;
    let kept = ["full", "thumb"].map(|size| format!("rendered/{id}/{claimed}/{size}.jpg"));
    assert_eq!(bucket.keys("rendered/").await, kept);
    assert_eq!(bucket.keys("original/").await, [format!("original/{id}/{claimed}")]);
    assert!(row(&town, &id, &left).is_null());
    assert_eq!(town.anyone().read(&id).await.expect(200)["photos"][0]["photo_id"], claimed.as_str());

    let again = citizen.upload(&id, "scene", &photo(2)).await;
    town.stack().settle().await;
    assert_eq!(again, left, "a phone that comes back late may send it again");
    assert_eq!(citizen.read_own(&id).await.expect(200)["photos"].as_array().unwrap().len(), 2);
}

#[tokio::test]
pub(super) async fn news_of_a_photo_whose_row_is_gone_or_there_again_ends_right() {
    let town = Town::in_2020().await;
    let (citizen, bucket) = (town.citizen("mai").await, Bucket::of(&town));
    let (id, jpeg) = (report_id(1), photo(1));
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    let scene = citizen.upload(&id, "scene", &jpeg).await;
    town.stack().settle().await;
    let keys = bucket.keys("").await;
    let event = include_str!("../../events/clear-photo.json");
    let gone = |report: &str, photo: &str| {
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["Records"][0]["dynamodb"]["Keys"] = json!({"report_id": {"S": report}, "photo_id": {"S": photo}});
        event
    };
    let unknown = photo_id("scene", b"never sent");
    for event in [gone(&id, &scene), gone(&id, &unknown), gone("seen#ubnd", "exact#00"), gone(&report_id(9), &scene)] {
        let answer = town.stack().call("clear-photo", &event).await.unwrap();
        assert_eq!(answer.get(), r#"{"batchItemFailures":[]}"#, "{event}");
    }
    assert_eq!(bucket.keys("").await, keys, "the row is there: its files are too");
    for (report, photo) in [(&id, &scene), (&id, &unknown), (&report_id(9), &scene)] {
        let event = created(report, photo);
        town.stack().call("process-photo", &event).await.unwrap();
    }
    assert_eq!(bucket.keys("").await, keys);
    assert_eq!(citizen.read_own(&id).await.expect(200)["photos"][0]["state"], "processed");
}

/// The bucket's event of an upload.
pub(crate) fn created(report: &str, photo: &str) -> Value {
    json!({
        "detail-type": "Object Created", "source": "aws.s3", "time": "2020-10-21T01:00:09Z",
        "detail": {"object": {"key": format!("incoming/{report}/{photo}")}},
    })
}
