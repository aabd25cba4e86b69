//! One's own and followed reports: what is new since one last looked, and that nobody else learns of it.

use serde_json::{Value, json};

use super::phone::Phone;
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// What each item of a list says is new, newest report first.
async fn news(phone: &Phone, query: &str) -> Vec<(String, u64)> {
    let page = phone.get(&format!("/v1/me/reports{query}")).await.expect(200);
    let one = |item: &Value| (item["id"].as_str().unwrap().to_owned(), item["unseen"].as_u64().unwrap());
    page["items"].as_array().unwrap().iter().map(one).collect()
}

fn last(town: &Town, function: &str) -> (u64, u64, f64) {
    let lines = town.stack().metrics();
    let lines = lines.iter().rev().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    let line = lines.into_iter().find(|line| line["Invocations"] == 1 && line["Function"] == function).unwrap();
    (line["Reads"].as_u64().unwrap(), line["Writes"].as_u64().unwrap(), line["WriteUnits"].as_f64().unwrap())
}

#[tokio::test]
async fn ones_own_list_tells_what_is_new_until_the_report_is_read() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    for n in 1..=2 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        town.passes("PT1M").await;
    }
    let list = async |one, two| assert_eq!(news(&mai, "").await, [(report_id(2), two), (report_id(1), one)]);
    list(0, 0).await;
    officer.accept(&report_id(1), 1).await.expect(200);
    let evidence = officer.upload(&report_id(1), "evidence", &photo(1)).await;
    town.stack().settle().await;
    officer.answer(&report_id(1), 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    officer.respond(&report_id(2), &json!({"kind": "note", "version": 1, "text": "Nội bộ."})).await.expect(200);
    list(2, 0).await;
    let before = officer.read_in_inbox(&report_id(1)).await.text();
    assert_eq!(mai.read_own(&report_id(1)).await.expect(200)["unseen"], 2, "what is new is told once more, in full");
    assert_eq!(last(&town, "read-mine").1, 1, "and noted with one write");
    list(0, 0).await;
    assert_eq!(mai.read_own(&report_id(1)).await.expect(200)["unseen"], 0);
    assert_eq!(last(&town, "read-mine").1, 0, "nothing new, nothing to note");
    assert_eq!(officer.read_in_inbox(&report_id(1)).await.text(), before, "staff learn nothing of it");
    mai.agree(&report_id(1), 3).await.expect(200);
    list(0, 0).await;
}

#[tokio::test]
async fn a_page_of_ones_own_or_of_what_one_follows_takes_two_requests() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    for n in 1..=3 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        tam.send("PUT", &format!("/v1/reports/{}/follow", report_id(n)), &[], "").await;
    }
    for (phone, query) in [(&mai, ""), (&tam, "?followed=true"), (&tam, "")] {
        for _ in 0..2 {
            news(phone, query).await;
        }
        let (reads, writes, _) = last(&town, "read-mine");
        assert!(reads <= 2 && writes == 0, "{query}: {reads} reads, {writes} writes");
    }
}

#[tokio::test]
async fn who_follows_a_report_reads_what_anyone_may_and_what_is_new() {
    let town = Town::in_2020().await;
    let (mai, tam, officer) = (town.citizen("mai").await, town.citizen("tam").await, town.officer(WARD_UNIT).await);
    for n in 1..=3 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        let follow = format!("/v1/reports/{}/follow", report_id(n));
        assert_eq!(tam.send("PUT", &follow, &[], "").await.status, 204);
    }
    let followed = "?followed=true";
    assert_eq!(news(&tam, followed).await, [3, 2, 1].map(|n| (report_id(n), 0)));
    assert_eq!(news(&tam, "").await, [], "none of them is their own");
    assert_eq!(news(&mai, followed).await, []);
    officer.accept(&report_id(2), 1).await.expect(200);
    assert_eq!(news(&tam, followed).await[1], (report_id(2), 1));
    assert_eq!(news(&tam, "?followed=true&status=in_progress").await, [(report_id(2), 1)]);

    // one of them, its history and its paths are those of anyone
    let one = tam.read_own(&report_id(2)).await.expect(200);
    let mut public = town.anyone().read(&report_id(2)).await.expect(200);
    public["unseen"] = json!(1);
    assert_eq!(one, public, "the public form, and what is new");
    let path = |id: u32, rest: &str| format!("/v1/me/reports/{}{rest}", report_id(id));
    let history = tam.get(&path(2, "/history")).await;
    let public = town.anyone().get(&format!("/v1/reports/{}/history", report_id(2))).await;
    assert_eq!(history.body, public.body);
    assert_eq!(history.header("cache-control"), "private, no-store");
    assert_eq!(news(&tam, followed).await, [3, 2, 1].map(|n| (report_id(n), 0)));

    // pages go on where they ended
    let page = tam.get("/v1/me/reports?followed=true&limit=2").await.expect(200);
    let next = page["next"].as_str().unwrap();
    assert_eq!(news(&tam, &format!("?followed=true&limit=2&cursor={next}")).await, [(report_id(1), 0)]);
    mai.get(&format!("/v1/me/reports?limit=2&cursor={next}")).await.refused(400, "cursor_invalid");
    tam.get("/v1/me/reports?followed=true&from=2020-10-01").await.refused(400, "invalid_parameter");
    town.anyone().get("/v1/reports?followed=true").await.refused(400, "invalid_parameter");

    // who follows no more, and what is confidential now, is gone to the byte
    assert_eq!(tam.delete(&format!("/v1/reports/{}/follow", report_id(3))).await.status, 204);
    mai.feedback(&report_id(1), &json!({"kind": "make_confidential", "version": 1})).await.expect(200);
    town.stack().settle().await;
    let unknown = tam.read_own(&report_id(9)).await;
    unknown.refused(404, "not_found");
    for n in [1, 3] {
        assert_eq!(tam.read_own(&report_id(n)).await.body, unknown.body);
        assert_eq!(tam.get(&path(n, "/history")).await.body, unknown.body);
    }
    assert_eq!(news(&tam, followed).await, [(report_id(2), 0)]);
    assert_eq!(mai.read_own(&report_id(1)).await.status, 200);
}

#[tokio::test]
async fn what_is_new_follows_who_signs_in_as_somebody_new_and_what_is_merged() {
    let town = Town::in_2020().await;
    let (old, new, officer) = (town.citizen("old").await, town.citizen("new").await, town.officer(WARD_UNIT).await);
    old.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    new.submit(&rubbish(&report_id(2), &[])).await.expect(201);
    let secret = old.post("/v1/me/links", &json!(null)).await.expect(201)["secret"].clone();
    new.put("/v1/me/links", &json!({"secret": secret, "consent": true})).await.expect(200);
    officer.accept(&report_id(1), 1).await.expect(200);
    officer.assign(&report_id(2), &json!({"action": "merge", "version": 1, "into": report_id(1)})).await.expect(200);
    let sorted = async |phone: &Phone| {
        let mut all = news(phone, "").await;
        all.sort();
        all
    };
    assert_eq!(sorted(&new).await, [(report_id(1), 1), (report_id(2), 1)]);
    let merged = new.read_own(&report_id(2)).await.expect(200);
    assert_eq!((&merged["unseen"], &merged["merged"]["status"]), (&json!(1), &json!("in_progress")));
    assert_eq!(new.read_own(&report_id(1)).await.expect(200)["unseen"], 1);
    assert_eq!(sorted(&new).await, [(report_id(1), 0), (report_id(2), 0)]);
    assert_eq!(news(&old, "").await, [(report_id(1), 1)], "the old sign-in has not looked");
    town.passes("PT1M").await;
    let transfer = json!({"action": "return", "version": 3, "reason": "Không thuộc thẩm quyền."});
    officer.assign(&report_id(1), &transfer).await.expect(200);
    assert_eq!(
        sorted(&new).await,
        [(report_id(1), 1), (report_id(2), 1)],
        "what the other one comes to is news of both"
    );
    assert!(!town.officer(OTHER_UNIT).await.get("/v1/inbox").await.text().contains("unseen"));
}
