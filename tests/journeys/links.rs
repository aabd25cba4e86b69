//! Who signs in as somebody new keeps their reports, if both ends agree.

use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

async fn listed(phone: &Phone, limit: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = phone.get(&format!("/v1/me/reports?limit={limit}{cursor}")).await.expect(200);
        ids.extend(page["items"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

async fn offered(phone: &Phone) -> Value {
    phone.post("/v1/me/links", &json!(null)).await.expect(201)["secret"].clone()
}

#[tokio::test]
pub(super) async fn the_reports_of_a_former_sign_in_are_read_and_answered_for_after_a_link() {
    let town = Town::in_2020().await;
    let (old, new, stranger) = (town.citizen("old").await, town.citizen("new").await, town.citizen("other").await);
    let mut newest_first = Vec::new();
    for n in 1..=5 {
        // by turns
        let who = if n % 2 == 1 { &old } else { &new };
        who.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        newest_first.insert(0, report_id(n));
        town.passes("PT1M").await;
    }
    new.read_own(&report_id(1)).await.refused(404, "not_found");
    let secret = offered(&old).await;
    let take = json!({"secret": secret, "consent": true});
    new.put("/v1/me/links", &json!({"secret": secret, "consent": false})).await.refused(422, "link_consent_missing");
    old.put("/v1/me/links", &take).await.refused(422, "link_unknown");
    assert_eq!(new.put("/v1/me/links", &take).await.expect(200)["linked"], 1);
    assert_eq!(new.put("/v1/me/links", &take).await.expect(200)["linked"], 1, "again is harmless");
    stranger.put("/v1/me/links", &take).await.refused(422, "link_unknown");

    for limit in [1, 2, 20] {
        assert_eq!(listed(&new, limit).await, newest_first, "{limit} a page");
    }
    assert_eq!(listed(&old, 20).await, [report_id(5), report_id(3), report_id(1)], "the old one stays as it was");
    assert_eq!(new.read_own(&report_id(1)).await.expect(200)["status"], "submitted");
    let withdrawn = new.feedback(&report_id(1), &json!({"kind": "withdraw", "version": 1})).await.expect(200);
    assert_eq!(withdrawn["status"], "withdrawn");
    stranger.feedback(&report_id(3), &json!({"kind": "withdraw", "version": 1})).await.refused(403, "not_the_reporter");

    assert_eq!(new.delete("/v1/me/links").await.status, 204);
    new.read_own(&report_id(3)).await.refused(404, "not_found");
    assert_eq!(listed(&new, 20).await, [report_id(4), report_id(2)]);
}

#[tokio::test]
async fn a_secret_is_good_for_ten_minutes_and_a_link_brings_those_before_it() {
    let town = Town::in_2020().await;
    let (first, second, third) = (town.citizen("a").await, town.citizen("b").await, town.citizen("c").await);
    first.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    let late = json!({"secret": offered(&first).await, "consent": true});
    town.passes("PT11M").await;
    second.put("/v1/me/links", &late).await.refused(422, "link_unknown");
    let take = json!({"secret": offered(&first).await, "consent": true});
    second.put("/v1/me/links", &take).await.expect(200);
    let take = json!({"secret": offered(&second).await, "consent": true});
    assert_eq!(third.put("/v1/me/links", &take).await.expect(200)["linked"], 2);
    assert_eq!(listed(&third, 20).await, [report_id(1)]);
    town.officer(WARD_UNIT).await.post("/v1/me/links", &json!(null)).await.refused(403, "citizens_only");
}
