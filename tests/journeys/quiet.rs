//! Quiet hours: at night staff are pushed what is urgent, and in the morning one digest of the rest.

use serde_json::{Value, json};

use super::town::{Town, WARD_UNIT, report_id, rubbish};

/// What was pushed to a unit's topic since `seen`, as title and text.
async fn told(town: &Town, unit: &str, seen: &mut usize) -> Vec<(String, String)> {
    let pushes = town.pushes().await;
    let topic = format!("local-unit-{unit}");
    let new = pushes[*seen..].iter().filter(|push| push["topic"] == topic.as_str()).map(|push| {
        let shown = &push["payloads"]["GCM"]["fcmV1Message"]["message"]["notification"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&shown["title"]), text(&shown["body"]))
    });
    let new = new.collect();
    *seen = pushes.len();
    new
}

fn titles(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(title, _)| title.as_str()).collect()
}

#[tokio::test]
pub(crate) async fn at_night_only_what_is_urgent_is_pushed_and_the_morning_brings_one_digest() {
    let town = Town::at("2020-10-21T21:00:00+07:00").await;
    let (citizen, officer) = (town.citizen("mai").await, town.person("can-bo-phuong-1").await);
    officer.wants_pushes("officer", "fcm").await;
    citizen.wants_pushes("mai", "fcm").await;
    let (evening, mut seen) = (report_id(1), 0);
    citizen.submit(&rubbish(&evening, &[])).await.expect(201);
    assert_eq!(titles(&told(&town, WARD_UNIT, &mut seen).await), ["Phản ánh mới"]);

    town.passes("PT2H").await;
    for n in [2, 3] {
        citizen.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    }
    assert!(told(&town, WARD_UNIT, &mut seen).await.is_empty(), "23:00");
    let mut urgent = rubbish(&report_id(4), &[]);
    urgent["urgent"] = json!(true);
    citizen.submit(&urgent).await.expect(201);
    assert_eq!(titles(&told(&town, WARD_UNIT, &mut seen).await), ["Phản ánh mới"], "urgent");
    town.passes("PT20M").await;
    let late = told(&town, WARD_UNIT, &mut seen).await;
    assert!(titles(&late).contains(&"Khẩn cấp: 15 phút chưa được tiếp nhận"), "by day and night: {late:?}");

    // the citizen has no quiet hours: what an officer does at night is told at once
    officer.accept(&evening, 1).await.expect(200);
    let pushes = town.pushes().await;
    assert_eq!(pushes.last().unwrap()["device"]["token"], "token-of-mai");
    town.passes("PT6H30M").await;
    citizen.submit(&rubbish(&report_id(5), &[])).await.expect(201);
    told(&town, WARD_UNIT, &mut seen).await;

    town.passes("PT15M").await;
    let morning = told(&town, WARD_UNIT, &mut seen).await;
    let digest: Vec<_> = morning.iter().filter(|(title, _)| title == "Phản ánh sau giờ yên tĩnh").collect();
    assert_eq!(digest.len(), 1, "{morning:?}");
    // the urgent one was told at once, and has its 24 hours until tonight
    assert_eq!(digest[0].1, "UBND Phường I: 3 phản ánh mới, 1 đến hạn hôm nay");
    let last = town.pushes().await;
    let push = last.iter().find(|push| push["payloads"]["APNS"]["action"] == "digest").unwrap();
    assert_eq!(push["deliveries"][0]["token"], "token-of-officer");
    assert_eq!(push["payloads"]["APNS"]["aps"]["category"], "DIGEST");

    town.passes("PT1H").await;
    town.stack().call("watch-deadlines", &json!({"time": "2020-10-22T00:10:00Z", "detail": {}})).await.unwrap();
    let later = told(&town, WARD_UNIT, &mut seen).await;
    assert!(!titles(&later).contains(&"Phản ánh sau giờ yên tĩnh"), "once: {later:?}");
    citizen.submit(&rubbish(&report_id(6), &[])).await.expect(201);
    assert!(titles(&told(&town, WARD_UNIT, &mut seen).await).contains(&"Phản ánh mới"), "07:05");
}

#[tokio::test]
async fn what_works_day_and_night_is_pushed_by_night_and_gets_no_digest() {
    let town = Town::at("2020-10-21T23:00:00+07:00").await;
    let police = "cong-an-vn-31318-2020";
    let mut report = rubbish(&report_id(1), &[]);
    report["category"] = json!("AN-TRT");
    town.citizen("mai").await.submit(&report).await.expect(201);
    let mut seen = 0;
    assert_eq!(titles(&told(&town, police, &mut seen).await), ["Phản ánh mới"]);
    town.passes("PT7H10M").await;
    assert!(!titles(&told(&town, police, &mut seen).await).contains(&"Phản ánh sau giờ yên tĩnh"));
}

#[tokio::test]
async fn an_officer_with_some_categories_has_the_digest_where_one_of_them_is_in_it() {
    let town = Town::at("2020-10-21T23:00:00+07:00").await;
    let (citizen, admin) = (town.citizen("mai").await, town.admin().await);
    for (who, category) in [("hoa", "MT-RAC"), ("tam", "GT-DUO")] {
        let row = json!({"name": who, "role": "officer", "unit": WARD_UNIT, "categories": [category]});
        admin.put(&format!("/v1/staff/{who}"), &row).await.expect(200);
        town.person(who).await.wants_pushes(who, "fcm").await;
    }
    citizen.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    town.passes("PT7H10M").await;
    let pushes = town.pushes().await;
    let digest = pushes.iter().find(|push| push["payloads"]["APNS"]["action"] == "digest").unwrap();
    let reached: Vec<_> = digest["deliveries"].as_array().unwrap().iter().map(|to| &to["token"]).collect();
    assert_eq!(reached, ["token-of-hoa"], "{digest}");
}

#[tokio::test]
async fn the_digest_of_a_unit_where_nobody_hears_of_it_goes_to_the_unit_above_too() {
    let town = Town::at("2020-10-21T23:00:00+07:00").await;
    let above = "ubnd-vn-930-2020";
    town.person("lanh-dao-vi-thanh").await.wants_pushes("above", "fcm").await;
    let mut report = rubbish(&report_id(1), &[]);
    report["area"] = json!("vn-31327-2020");
    town.citizen("mai").await.submit(&report).await.expect(201);
    let mut seen = 0;
    assert!(told(&town, above, &mut seen).await.is_empty(), "the unit above has its quiet hours too");
    town.passes("PT7H10M").await;
    let morning = told(&town, above, &mut seen).await;
    let nobody = morning.iter().filter(|(title, _)| title == "Phản ánh chưa có người tiếp nhận").collect::<Vec<_>>();
    assert_eq!(nobody.len(), 1, "{morning:?}");
    assert!(nobody[0].1.ends_with(": 1 phản ánh mới"), "{morning:?}");
}

#[tokio::test]
async fn two_watchers_in_the_morning_and_a_crash_after_the_push_repeat_it_under_the_same_tag() {
    let town = Town::at("2020-10-21T23:00:00+07:00").await;
    let officer = town.person("can-bo-phuong-1").await;
    officer.wants_pushes("officer", "fcm").await;
    town.citizen("mai").await.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    town.stack().settle().await;
    // a second instance that knows nothing of the first
    let other = super::fault_points::own(&town, "watch-deadlines", watch_deadlines::start, &[]).await;
    let event = json!({"time": "2020-10-21T23:00:30Z", "detail": {}});
    let first = town.stack().call("watch-deadlines", &event);
    let (first, second) = tokio::join!(first, other.call(&event));
    first.unwrap();
    second.unwrap();
    let digests = async || {
        let pushes = town.pushes().await.into_iter();
        let of_digest = pushes.filter(|push| push["payloads"]["APNS"]["action"] == "digest");
        of_digest.map(|push| push["attributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"].to_string()).collect::<Vec<_>>()
    };
    let mut tags = digests().await;
    assert!((1..=2).contains(&tags.len()), "{tags:?}");
    tags.dedup();
    assert_eq!(tags.len(), 1);
    let before = digests().await.len();
    let third = super::fault_points::own(&town, "watch-deadlines", watch_deadlines::start, &[]).await;
    third.call(&event).await.unwrap();
    assert_eq!(digests().await.len(), before, "a new instance reads that all were told");
}
