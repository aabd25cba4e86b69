//! A person's rights: to see all that is held of them, and to be erased while their reports stay.

use aws::tables::{Tables, reports::Reports};
use domain::{Report, history::verify};
use serde_json::{Value, json};

use super::bucket::Bucket;
use super::phone::Phone;
use super::picture::photo;
use super::tables::naming;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// Encroachment: confidential unless the reporter wishes otherwise.
pub(super) fn confidential(id: &str) -> Value {
    let mut report = rubbish(id, &[]);
    report["category"] = json!("DT-TRT");
    report["description"] = json!("Nhà hàng xóm số 14 lấn vỉa hè.");
    report.as_object_mut().unwrap().remove("visibility");
    report
}

pub(super) async fn data(phone: &Phone) -> Value {
    phone.get("/v1/me/data").await.expect(200)
}

pub(super) fn pseudonym(data: &Value) -> String {
    data["sign_ins"][0]["pseudonym"].as_str().unwrap().to_owned()
}

/// The report as it is stored.
pub(super) async fn stored(town: &Town, id: &str) -> Report {
    let access = edge::Env::from_pairs(town.stack().aws()).aws().unwrap();
    let tables = Tables::open(&access).unwrap();
    Reports::open(&tables, "local-reports".to_owned()).get(&id.parse().unwrap()).await.unwrap().unwrap()
}

/// What is left under a name: the counters that must not begin anew, and that it was erased. None of it names a report.
#[track_caller]
pub(super) fn nothing_left(town: &Town, name: &str, why: &str) {
    for item in naming(town, name) {
        let (person, row) = (item["person"]["S"].as_str(), item["item"]["S"].as_str().unwrap_or_default());
        let counts = ["rate", "sending", "erasure"].contains(&row.split('#').next().unwrap());
        assert!(person == Some(name) && counts && !item.to_string().contains("017548a9"), "{why}: {item}");
    }
}

async fn follow(phone: &Phone, id: &str) {
    assert_eq!(phone.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await.status, 204);
}

/// Mai has everything that one can have: reports public and confidential, open and over, photos, a phone, a follow.
async fn mai(town: &Town) -> Phone {
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    mai.wants_pushes("mai", "fcm").await;
    town.citizen("lan").await.submit(&rubbish(&report_id(9), &[])).await.expect(201);
    follow(&mai, &report_id(9)).await;
    let scene = mai.upload(&report_id(1), "scene", &photo(1)).await;
    let mut public = rubbish(&report_id(1), &[scene]);
    public["observed_at"] = json!("2020-10-21T06:40:00+07:00");
    mai.submit(&public).await.expect(201);
    let garden = mai.upload(&report_id(2), "scene", &photo(2)).await;
    let mut over = confidential(&report_id(2));
    over["photos"] = json!([garden]);
    mai.submit(&over).await.expect(201);
    mai.submit(&confidential(&report_id(3))).await.expect(201);
    mai.feedback(&report_id(2), &json!({"kind": "withdraw", "version": 1, "text": "Tôi là người ở số 12."}))
        .await
        .expect(200);
    officer.accept(&report_id(1), 1).await.expect(200);
    // Declared for a report that never comes.
    mai.upload(&report_id(8), "scene", &photo(8)).await;
    town.stack().settle().await;
    mai
}

#[tokio::test]
async fn a_person_reads_all_that_is_held_of_them() {
    let town = Town::in_2020().await;
    let mai = mai(&town).await;
    let held = data(&mai).await;
    let rows = &held["sign_ins"][0]["held"];
    assert_eq!(rows["device"][0]["id"], "mai");
    assert_eq!(rows["device"][0]["platform"], "fcm");
    assert_eq!(rows["follow"][0]["id"], report_id(9));
    assert!(rows["upload"][0]["expires_at"].as_str().unwrap().starts_with("2020-10-23T08:"), "two days on");
    let reports = held["reports"]["items"].as_array().unwrap();
    assert_eq!(reports.len(), 3);
    let of = |n: u32| reports.iter().find(|held| held["report"]["id"] == report_id(n)).unwrap();
    assert_eq!(of(1)["consent"]["version"], "2020-02");
    assert_eq!(of(1)["consent"]["at"], of(1)["report"]["received_at"]);
    assert_eq!(of(1)["observed_at"], "2020-10-21T06:40:00+07:00");
    assert_eq!(of(1)["photos"][0]["state"], "processed");
    assert!(of(1)["photos"][0]["declared_at"].is_string());
    assert_eq!(of(2)["history"]["items"][1]["text"], "Tôi là người ở số 12.");
    assert_eq!(of(3)["report"]["visibility"], "confidential");
    assert_eq!(held["erasure"], Value::Null);
    // Whatever names her is told.
    let told = held.to_string();
    for item in naming(&town, &pseudonym(&held)).iter().filter(|item| item["item"].is_object()) {
        let of_report = item["person"]["S"].as_str().unwrap().strip_prefix("followers#");
        let id = item["item"]["S"].as_str().unwrap().rsplit('#').next().unwrap();
        assert!(told.contains(of_report.unwrap_or(id)), "{item}");
    }
    let page = mai.get("/v1/me/data?limit=2").await.expect(200);
    let next = page["reports"]["next"].as_str().unwrap();
    let rest = mai.get(&format!("/v1/me/data?limit=2&cursor={next}")).await.expect(200);
    assert_eq!(rest["reports"]["items"].as_array().unwrap().len(), 1);
    town.officer(WARD_UNIT).await.get("/v1/me/data").await.refused(403, "citizens_only");
    assert_eq!(town.anyone().get("/v1/me/data").await.status, 401);
}

#[tokio::test]
pub(super) async fn who_is_erased_is_nobody_any_more_and_the_reports_stay() {
    let town = Town::in_2020().await;
    let (mai, lan, officer) = (mai(&town).await, town.citizen("lan").await, town.officer(WARD_UNIT).await);
    let name = pseudonym(&data(&mai).await);
    assert!(naming(&town, &name).len() > 10);
    let before = town.anyone().read(&report_id(1)).await.expect(200);
    let pushed = town.pushes().await.len();

    let erased = mai.delete("/v1/me").await.expect(200);
    assert_eq!(erased["state"], "erased");
    let time = |name: &str| erased[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(time("backups_forget_at").duration_since(time("erased_at")).as_hours(), 35 * 24);
    town.stack().settle().await;
    nothing_left(&town, &name, "erased");

    // The public one is as it was to everybody but her, and can be handled to its end.
    assert_eq!(town.anyone().read(&report_id(1)).await.expect(200), before);
    town.anyone().look_at(before["photos"][0]["full"].as_str().unwrap()).await;
    mai.read_own(&report_id(1)).await.refused(404, "not_found");
    mai.feedback(&report_id(1), &json!({"kind": "make_confidential", "version": 2}))
        .await
        .refused(403, "not_the_reporter");
    assert_eq!(mai.get("/v1/me/reports").await.expect(200)["items"], json!([]));
    let evidence = officer.upload(&report_id(1), "evidence", &photo(5)).await;
    town.stack().settle().await;
    officer.answer(&report_id(1), 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    // What the unit still works on it can still read; what is over tells nothing.
    let open = officer.read_in_inbox(&report_id(3)).await.expect(200);
    assert_eq!(open["description"], "Nhà hàng xóm số 14 lấn vỉa hè.");
    let over = officer.read_in_inbox(&report_id(2)).await.expect(200);
    assert_eq!((&over["description"], &over["photos"]), (&Value::Null, &json!([])), "{over}");
    for n in [1, 2, 3] {
        let report = stored(&town, &report_id(n)).await;
        assert!(report.person.is_erased());
        assert_eq!(verify(&report.history), Ok(()), "the chain holds");
    }
    let (one, other) = (stored(&town, &report_id(1)).await, stored(&town, &report_id(3)).await);
    assert_ne!(one.person, other.person, "nothing links two of them");
    // Originals have the camera's metadata: none is left of hers, of the photos that nobody sees nothing at all.
    let keys = Bucket::of(&town).keys("").await;
    assert!(
        keys.iter().all(|key| key.starts_with("rendered/") && !key.contains(&report_id(2)) || key.contains("/e-")),
        "{keys:?}"
    );
    assert!(!keys.iter().any(|key| key.contains(&report_id(8))), "{keys:?}");
    let to_mai = town.pushes().await.into_iter().skip(pushed).filter(|push| push["device"].is_object()).count();
    assert_eq!(to_mai, 0, "nobody is told of the answer");
    lan.read_own(&report_id(9)).await.expect(200);

    // Again is harmless, and whoever comes back is somebody new.
    assert_eq!(mai.delete("/v1/me").await.expect(200)["state"], "erased");
    let told = data(&mai).await;
    assert_eq!((&told["erasure"]["state"], &told["reports"]["items"]), (&json!("erased"), &json!([])));
    mai.submit(&rubbish(&report_id(4), &[])).await.expect(201);
    let own = mai.get("/v1/me/reports").await.expect(200);
    assert_eq!(own["items"].as_array().unwrap().iter().map(|r| &r["id"]).collect::<Vec<_>>(), [&json!(report_id(4))]);
    town.passes("PT10M").await;
    assert_eq!(mai.read_own(&report_id(4)).await.expect(200)["status"], "submitted");
    let row = naming(&town, &name).into_iter().find(|item| item["item"]["S"] == "erasure").unwrap();
    let number = |attribute: &str| row[attribute]["N"].as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(number("expires_at"), number("erased_at") / 1_000 + 35 * 24 * 3_600, "as long as a backup remembers");
}

#[tokio::test]
async fn what_only_the_unit_needed_goes_once_the_report_is_over() {
    let town = Town::in_2020().await;
    let (mai, officer, leader) = (mai(&town).await, town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await);
    mai.delete("/v1/me").await.expect(200);
    town.passes("PT10M").await;
    let refuse =
        json!({"kind": "refuse", "version": 1, "reason": "not_enough_to_verify", "text": "Không xác minh được."});
    officer.respond(&report_id(3), &refuse).await.expect(202);
    town.passes("PT10M").await;
    assert!(officer.read_in_inbox(&report_id(3)).await.expect(200)["description"].is_string(), "not over yet");
    leader.respond(&report_id(3), &json!({"kind": "confirm", "version": 2})).await.expect(200);
    town.passes("PT10M").await;
    let over = officer.read_in_inbox(&report_id(3)).await.expect(200);
    assert_eq!((&over["status"], &over["description"]), (&json!("refused"), &Value::Null));
    assert_eq!(verify(&stored(&town, &report_id(3)).await.history), Ok(()));
    let waiting = naming(&town, "erasures");
    assert!(waiting.iter().all(|item| item["item"]["S"] == format!("report#{}", report_id(1))), "{waiting:?}");
}

#[tokio::test]
pub(super) async fn former_sign_ins_and_followers_of_others_reports_go_along() {
    let town = Town::in_2020().await;
    let (old, new, lan) = (town.citizen("old").await, town.citizen("new").await, town.citizen("lan").await);
    let officer = town.officer(WARD_UNIT).await;
    old.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    new.submit(&rubbish(&report_id(2), &[])).await.expect(201);
    lan.submit(&rubbish(&report_id(9), &[])).await.expect(201);
    officer.assign(&report_id(1), &json!({"action": "merge", "into": report_id(9), "version": 1})).await.expect(200);
    town.stack().settle().await;
    let names = [pseudonym(&data(&old).await), pseudonym(&data(&new).await)];
    let secret = old.post("/v1/me/links", &json!(null)).await.expect(201)["secret"].clone();
    new.put("/v1/me/links", &json!({"secret": secret, "consent": true})).await.expect(200);
    let held = data(&new).await;
    assert_eq!(held["sign_ins"].as_array().unwrap().len(), 2);
    assert_eq!(held["reports"]["items"].as_array().unwrap().len(), 2);
    new.delete("/v1/me").await.expect(200);
    town.stack().settle().await;
    for name in &names {
        nothing_left(&town, name, "linked");
    }
    old.read_own(&report_id(1)).await.refused(404, "not_found");
    officer.accept(&report_id(9), 2).await.expect(200);
    town.stack().settle().await;
}

#[tokio::test]
async fn a_former_sign_in_that_is_erased_leaves_the_new_one_its_own() {
    let town = Town::in_2020().await;
    let (old, new) = (town.citizen("old").await, town.citizen("new").await);
    old.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    new.submit(&rubbish(&report_id(2), &[])).await.expect(201);
    let name = pseudonym(&data(&old).await);
    let secret = old.post("/v1/me/links", &json!(null)).await.expect(201)["secret"].clone();
    new.put("/v1/me/links", &json!({"secret": secret, "consent": true})).await.expect(200);
    old.delete("/v1/me").await.expect(200);
    nothing_left(&town, &name, "the old one");
    let own = new.get("/v1/me/reports").await.expect(200);
    assert_eq!(own["items"].as_array().unwrap().iter().map(|r| &r["id"]).collect::<Vec<_>>(), [&json!(report_id(2))]);
}

#[tokio::test]
async fn many_reports_are_erased_by_the_clock() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    for n in 0..23 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        if n % 10 == 9 {
            town.passes("PT1H").await;
        }
    }
    let name = pseudonym(&data(&mai).await);
    let asked = mai.delete("/v1/me").await;
    assert_eq!(asked.expect(202)["state"], "erasing");
    assert_eq!(asked.header("location"), "/v1/me/data");
    assert_eq!(data(&mai).await["erasure"]["state"], "erasing");
    // Sent after it was asked for, so it is somebody new's.
    town.passes("PT1S").await;
    mai.submit(&rubbish(&report_id(50), &[])).await.expect(201);
    town.passes("PT5M").await;
    let told = data(&mai).await;
    assert_eq!(told["erasure"]["state"], "erased");
    let left: Vec<_> = told["reports"]["items"].as_array().unwrap().iter().map(|r| &r["report"]["id"]).collect();
    assert_eq!(left, [&json!(report_id(50))]);
    assert_eq!(naming(&town, &name).iter().filter(|item| item["report_id"].is_object()).count(), 1);
    town.officer(OTHER_UNIT).await.get("/v1/inbox").await.expect(200);
}
