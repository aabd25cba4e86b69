//! An upload's URL is good for one thing and a short time: whatever else is tried with it leaves nothing behind.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::bucket::{Bucket, Wanted};
use super::phone::{Answer, photo_id, send};
use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

/// The key, hash and type that `declared` is good for.
fn bound(declared: &Value) -> (String, String, String) {
    let url = declared["upload"]["url"].as_str().unwrap();
    let key = url[url.find("incoming/").unwrap()..].split('?').next().unwrap().to_owned();
    let header = |name: &str| declared["upload"]["headers"][name].as_str().unwrap().to_owned();
    (key, header("x-amz-checksum-sha256"), header("content-type"))
}

async fn put(url: &str, headers: &[(&str, &str)], bytes: &[u8]) -> Answer {
    send("PUT", url, headers, bytes.to_vec()).await
}

#[tokio::test]
async fn an_upload_of_other_bytes_type_length_or_key_is_refused_and_stores_nothing() {
    let town = Town::in_2020().await;
    let (citizen, bucket) = (town.citizen("mai").await, Bucket::of(&town));
    let (id, right, wrong) = (report_id(1), photo(1), photo(2));
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    let declared = citizen.declare(&id, "scene", &right).await.expect(201);
    let url = declared["upload"]["url"].as_str().unwrap();
    let (key, hash, kind) = bound(&declared);
    let headers = [("content-type", kind.as_str()), ("x-amz-checksum-sha256", hash.as_str())];
    let other_key = url.replace(&key, &format!("incoming/{}/{}", report_id(2), photo_id("scene", &right)));
    let outside = url.replace(&key, &format!("rendered/{id}/{}/full.jpg", photo_id("scene", &right)));
    let mut same_length = right.clone();
    same_length[right.len() / 2] ^= 1;
    let tries = [
        ("another hash", put(url, &headers, &same_length).await),
        ("another photo", put(url, &headers, &wrong).await),
        ("a longer one", put(url, &headers, &[&right[..], b"."].concat()).await),
        ("a shorter one", put(url, &headers, &right[1..]).await),
        ("another type", put(url, &[("content-type", "text/html"), headers[1]], &right).await),
        ("no type", put(url, &headers[1..], &right).await),
        ("no hash", put(url, &headers[..1], &right).await),
        ("another key", put(&other_key, &headers, &right).await),
        ("a key that is shown", put(&outside, &headers, &right).await),
        ("a longer time", put(&url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000"), &headers, &right).await),
        ("another method", send("DELETE", url, &headers, "").await),
        ("no signature", put(url.split('?').next().unwrap(), &headers, &right).await),
    ];
    for (what, answer) in tries {
        assert!((400..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
    }
    town.stack().settle().await;
    assert_eq!(bucket.keys("").await, [""; 0]);
    assert_eq!(citizen.read_own(&id).await.expect(200)["photos"][0]["state"], "pending");
    assert_eq!(put(url, &headers, &right).await.status, 200, "and the URL is still good for what it is for");
}

#[tokio::test]
async fn an_upload_after_ten_minutes_is_refused_until_the_url_is_asked_for_again() {
    let town = Town::in_2020().await;
    let (citizen, bucket) = (town.citizen("mai").await, Bucket::of(&town));
    let (id, jpeg) = (report_id(1), photo(1));
    let declared = citizen.declare(&id, "scene", &jpeg).await.expect(201);
    assert!(declared["upload"]["url"].as_str().unwrap().contains("X-Amz-Expires=600&"));
    assert_eq!(declared["upload"]["expires_at"].as_str().unwrap().get(..16), Some("2020-10-21T08:10"));
    let (key, hash, kind) = bound(&declared);
    let length = jpeg.len().to_string();
    // as upload-photo signs it
    let signed = [("content-length", &*length), ("content-type", &*kind), ("x-amz-checksum-sha256", &*hash)];
    let at = |ago| bucket.sign(&Wanted { method: "PUT", key: &key, query: &[], headers: &signed, ago });
    let late = put(&at(SignedDuration::from_secs(601)), &signed[1..], &jpeg).await;
    assert_eq!(late.status, 403, "{}", late.text());
    town.stack().settle().await;
    assert_eq!(bucket.keys("").await, [""; 0]);
    let in_time = put(&at(SignedDuration::from_secs(590)), &signed[1..], &jpeg).await;
    assert_eq!(in_time.status, 200, "only its age was wrong: {}", in_time.text());
    let again = citizen.declare(&id, "scene", &jpeg).await.expect(201);
    assert_eq!(again["photo_id"], declared["photo_id"]);
    assert_eq!(citizen.send_photo(&again, &jpeg).await.status, 200);
}

#[tokio::test]
async fn nobody_adds_a_photo_to_another_persons_report() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    let bucket = Bucket::of(&town);
    let (id, foreign, own) = (report_id(1), photo(1), photo(2));
    // Before the report is there nobody knows whose it will be: what Tâm sends for it is never shown.
    let early = tam.upload(&id, "scene", &foreign).await;
    let scene = mai.upload(&id, "scene", &own).await;
    mai.submit(&rubbish(&id, &[scene.clone(), early.clone()])).await.expect(201);
    town.stack().settle().await;
    for phone in [&mai, &town.anyone()] {
        let path = if phone.is_signed_in() { "/v1/me/reports" } else { "/v1/reports" };
        let form = phone.get(&format!("{path}/{id}")).await.expect(200);
        let shown: Vec<_> = form["photos"].as_array().unwrap().iter().map(|photo| &photo["photo_id"]).collect();
        assert_eq!(shown, [&json!(scene)], "{path}");
        phone.get(&format!("{path}/{id}/photos/{early}/full")).await.refused(404, "not_found");
    }
    let before = bucket.keys("").await;
    tam.declare(&id, "scene", &photo(3)).await.refused(404, "not_found");
    mai.declare(&id, "scene", &foreign).await.refused(409, "photo_owned_by_other");
    town.officer(super::town::OTHER_UNIT).await.declare(&id, "evidence", &foreign).await.refused(404, "not_found");
    town.officer(WARD_UNIT).await.declare(&report_id(9), "evidence", &foreign).await.refused(404, "not_found");
    assert_eq!(bucket.keys("").await, before);
}

#[tokio::test]
async fn a_report_takes_eight_photos_of_a_kind_and_the_same_again_is_not_one_more() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let id = report_id(1);
    for seed in 1..=8 {
        citizen.declare(&id, "scene", &photo(seed)).await.expect(201);
    }
    citizen.declare(&id, "scene", &photo(9)).await.refused(422, "too_many_photos");
    citizen.declare(&id, "scene", &photo(8)).await.expect(201);
}
