//! The key of the pseudonyms is changed: who reported stays known throughout, nothing is lost, nobody is told twice.

use std::path::Path;

use local::{Asked, KeysError, Options};
use serde_json::{Value, json};

use super::breaking::{Left, way_to};
use super::phone::Phone;
use super::picture::photo;
use super::rights::{confidential, data, nothing_left, pseudonym, stored};
use super::tables::{items, naming};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

fn options(folder: &Path, at: Option<&str>) -> Options {
    Options { at: at.map(|at| at.parse().unwrap()), ..Options::kept_in(folder) }
}

/// A step of the operator's, against DynamoDB at that address.
async fn operator(step: &str, dynamodb: &str) -> Result<String, KeysError> {
    let port = dynamodb.rsplit(':').next().unwrap();
    let words = ["pseudonyms", step, "--dynamodb-port", port].map(Into::into);
    let Ok(Asked::Keys(errand)) = local::parse(words) else { panic!("{step} is no step") };
    errand.run().await
}

fn dynamodb(town: &Town) -> String {
    town.stack().aws().into_iter().find(|(name, _)| name == "AWS_ENDPOINT_URL_DYNAMODB").unwrap().1
}

async fn own(phone: &Phone) -> Vec<String> {
    let listed = phone.get("/v1/me/reports?limit=100").await.expect(200);
    let mut ids: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(report_id).collect()
}

/// Pushes to her phone so far.
async fn told(town: &Town) -> usize {
    let pushes = town.pushes().await;
    pushes.iter().filter(|push| push["device"]["token"] == "token-of-mai").count()
}

async fn shows_photo(town: &Town, id: &str) {
    let photos = town.anyone().read(id).await.expect(200)["photos"].clone();
    assert_eq!(photos.as_array().unwrap().len(), 1, "{photos}");
}

async fn follow(phone: &Phone, id: &str) {
    assert_eq!(phone.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await.status, 204);
}

#[tokio::test]
async fn who_reported_stays_known_while_the_key_is_changed_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::with(options(folder.path(), Some("2020-10-21T08:00:00+07:00"))).await;
    let (mai, old, lan) = (town.citizen("mai").await, town.citizen("old").await, town.citizen("lan").await);
    let officer = town.officer(WARD_UNIT).await;
    mai.wants_pushes("mai", "fcm").await;
    let scene = mai.upload(&report_id(1), "scene", &photo(1)).await;
    let first = rubbish(&report_id(1), &[scene]);
    mai.submit(&first).await.expect(201);
    mai.submit(&confidential(&report_id(2))).await.expect(201);
    old.submit(&rubbish(&report_id(3), &[])).await.expect(201);
    mai.submit(&rubbish(&report_id(4), &[])).await.expect(201);
    for n in [8, 9] {
        lan.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    }
    follow(&mai, &report_id(8)).await;
    officer.assign(&report_id(4), &json!({"action": "merge", "into": report_id(9), "version": 1})).await.expect(200);
    let spammer = town.citizen("spammer").await;
    spammer.submit(&rubbish(&report_id(10), &[])).await.expect(201);
    let until = json!({"until": "2020-12-31", "reason": "Gửi tin rác."});
    town.centre().await.put(&format!("/v1/reports/{}/suspension", report_id(10)), &until).await.expect(200);
    let secret = old.post("/v1/me/links", &json!(null)).await.expect(201)["secret"].clone();
    mai.put("/v1/me/links", &json!({"secret": secret, "consent": true})).await.expect(200);
    // A photo that waits for its report through it all.
    mai.upload(&report_id(7), "scene", &photo(7)).await;
    town.stack().settle().await;
    let name = pseudonym(&data(&mai).await);
    assert!(name.starts_with("1-"));

    // Both are known, the old one is written.
    operator("add", &dynamodb(&town)).await.unwrap();
    let town = town.again(options(folder.path(), None)).await;
    let mai = town.citizen("mai").await;
    mai.submit(&rubbish(&report_id(5), &[])).await.expect(201);
    assert_eq!(stored(&town, &report_id(5)).await.person.0, name);
    assert_eq!(own(&mai).await, ids([1, 2, 3, 4, 5]));

    // Both are known, the new one is written.
    operator("switch", &dynamodb(&town)).await.unwrap();
    let town = town.again(options(folder.path(), None)).await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    mai.submit(&rubbish(&report_id(6), &[])).await.expect(201);
    assert!(stored(&town, &report_id(6)).await.person.0.starts_with("2-"));
    town.citizen("spammer").await.submit(&rubbish(&report_id(11), &[])).await.refused(403, "suspended");
    let followed = mai.get("/v1/me/reports?followed=true").await.expect(200);
    assert_eq!(followed["items"][0]["id"], report_id(8).as_str(), "what she follows is there at once");
    assert_eq!(mai.submit(&first).await.status, 200, "the same again is harmless");
    assert_eq!(own(&mai).await, ids(1..=6));
    for n in [1, 2, 3] {
        mai.read_own(&report_id(n)).await.expect(200);
    }
    mai.feedback(&report_id(2), &json!({"kind": "withdraw", "version": 1})).await.expect(200);
    mai.feedback(&report_id(3), &json!({"kind": "withdraw", "version": 1})).await.expect(200);
    follow(&mai, &report_id(8)).await;
    mai.wants_pushes("mai", "fcm").await;
    mai.submit(&rubbish(&report_id(7), &[super::phone::photo_id("scene", &photo(7))])).await.expect(201);
    let before = told(&town).await;
    officer.accept(&report_id(1), 1).await.expect(200);
    officer.accept(&report_id(8), 1).await.expect(200);
    assert_eq!(told(&town).await, before + 2, "of her own, and of the one that she follows: once each");
    let early = operator("drop", &dynamodb(&town)).await.unwrap_err();
    assert!(early.to_string().contains("`rekey` first"), "{early}");

    // Cut off again and again, it comes to its end.
    let left = Left::default();
    let way = way_to(&dynamodb(&town), &left).await;
    let mut cuts = 0;
    loop {
        left.is(3 + 7 * cuts);
        match operator("rekey", &way).await {
            Ok(_) => break,
            Err(_) => cuts += 1,
        }
        assert_eq!(own(&mai).await, ids(1..=7), "after {cuts} cuts");
        mai.read_own(&report_id(1)).await.expect(200);
    }
    assert!(cuts > 5, "{cuts}");
    assert_eq!(told(&town).await, before + 2, "nobody is told of it");
    assert_eq!(naming(&town, &name), Vec::<Value>::new());
    assert_eq!(naming(&town, "\"1-"), Vec::<Value>::new());
    assert_eq!(own(&mai).await, ids(1..=7));

    // The old one is gone.
    operator("drop", &dynamodb(&town)).await.unwrap();
    let keys = items(&town, "hmac-keys");
    assert_eq!((keys.len(), &keys[0]["version"]["S"], &keys[0]["oldest"]["S"]), (1, &json!("2"), &json!("2")));
    let town = town.again(options(folder.path(), None)).await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    assert_eq!(own(&mai).await, ids(1..=7));
    for n in [1, 7] {
        shows_photo(&town, &report_id(n)).await;
    }
    mai.feedback(&report_id(5), &json!({"kind": "make_confidential", "version": 1})).await.expect(200);
    let before = told(&town).await;
    let evidence = officer.upload(&report_id(8), "evidence", &photo(20)).await;
    town.stack().settle().await;
    officer.answer(&report_id(8), 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    officer.accept(&report_id(9), 2).await.expect(200);
    assert_eq!(told(&town).await, before + 2, "of the one that she follows, and of what hers is merged into");
    let held = data(&mai).await;
    assert_eq!(held["sign_ins"].as_array().unwrap().len(), 2, "{held}");
    mai.delete("/v1/me").await.expect(200);
    town.stack().settle().await;
    for sign_in in held["sign_ins"].as_array().unwrap() {
        nothing_left(&town, sign_in["pseudonym"].as_str().unwrap(), "erased after the change");
    }
}
