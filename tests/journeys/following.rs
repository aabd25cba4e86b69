//! What a citizen chooses: areas whose emergencies reach the phone, and the kinds of push that it gets at all.

use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{Town, WARD, WARD_UNIT, report_id, rubbish};

const OTHER_WARD: &str = "vn-31321-2020";
const DISTRICT: &str = "vn-930-2020";
const PROVINCE: &str = "vn-93-2020";

/// Registers a phone with more said than its token; gives the answer.
async fn register(phone: &Phone, device: &str, more: &Value) -> Value {
    let mut body = json!({"platform": "apns", "token": format!("of-{device}"), "language": "vi"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    phone.put(&format!("/v1/me/devices/{device}"), &body).await.expect(200)
}

/// The phones that an emergency for these areas reaches, each once.
async fn alarmed(town: &Town, n: u32, areas: &[&str], until: &str) -> Vec<String> {
    let seen = town.pushes().await.len();
    let storm = json!({
        "id": report_id(n), "severity": "emergency", "areas": areas, "valid_until": until,
        "vi": {"title": "Bão", "text": "Sơ tán ngay."},
    });
    town.person("quan-tri").await.post("/v1/news", &storm).await.expect(201);
    let pushes = town.pushes().await;
    let deliveries = pushes[seen..].iter().flat_map(|push| push["deliveries"].as_array().unwrap());
    let mut tokens: Vec<_> = deliveries.map(|to| to["token"].as_str().unwrap().to_owned()).collect();
    tokens.sort();
    tokens.dedup();
    tokens
}

const SOON: &str = "2020-10-23T08:00:00+07:00";

#[tokio::test]
async fn an_emergency_reaches_every_phone_that_follows_the_area_or_one_in_it_and_all_of_the_province() {
    let town = Town::in_2020().await;
    let (mai, binh, chi) = (town.citizen("mai").await, town.citizen("binh").await, town.citizen("chi").await);
    let answer = register(&mai, "mai", &json!({"areas": [WARD]})).await;
    assert_eq!((&answer["areas"], answer["kinds"].as_array().unwrap().len()), (&json!([WARD]), 5));
    register(&binh, "binh", &json!({"areas": [OTHER_WARD, DISTRICT]})).await;
    register(&chi, "chi", &json!({})).await;
    assert_eq!(alarmed(&town, 1, &[WARD], SOON).await, ["of-mai"]);
    assert_eq!(alarmed(&town, 2, &[DISTRICT], SOON).await, ["of-binh", "of-mai"], "whoever is in the district");
    assert_eq!(alarmed(&town, 3, &[], SOON).await, ["of-binh", "of-chi", "of-mai"]);
    assert_eq!(alarmed(&town, 4, &[PROVINCE], SOON).await, ["of-binh", "of-chi", "of-mai"]);

    // what is not said stays; what is said takes the place of what was
    assert_eq!(register(&mai, "mai", &json!({})).await["areas"], json!([WARD]));
    register(&mai, "mai", &json!({"areas": [OTHER_WARD]})).await;
    assert!(alarmed(&town, 5, &[WARD], SOON).await.is_empty());
    assert_eq!(alarmed(&town, 6, &[OTHER_WARD], SOON).await, ["of-binh", "of-mai"]);
    register(&mai, "mai", &json!({"kinds": ["question", "outcome"]})).await;
    assert_eq!(alarmed(&town, 7, &[], SOON).await, ["of-binh", "of-chi"], "who doesn't want emergencies");
    register(&binh, "binh", &json!({"token": "a-new-one"})).await;
    assert_eq!(alarmed(&town, 8, &[DISTRICT], SOON).await, ["a-new-one"], "the new token is on the old one's topics");
    assert_eq!(binh.delete("/v1/me/devices/binh").await.status, 204);
    assert_eq!(alarmed(&town, 9, &[], SOON).await, ["of-chi"]);
}

#[tokio::test]
pub(super) async fn a_phone_that_was_last_started_before_the_map_changed_hears_of_what_stands_for_its_area() {
    let town = Town::at("2025-06-30T08:00:00+07:00").await;
    let mai = town.citizen("mai").await;
    register(&mai, "mai", &json!({"areas": [WARD]})).await;
    town.passes("P1D").await;
    let until = "2025-07-03T08:00:00+07:00";
    assert_eq!(alarmed(&town, 1, &["vn-31321-2025"], until).await, ["of-mai"]);
    register(&mai, "mai", &json!({})).await;
    assert_eq!(alarmed(&town, 2, &["vn-31321-2025"], until).await, ["of-mai"], "and once it was started");
    assert_eq!(alarmed(&town, 3, &[], until).await, ["of-mai"]);
}

/// The actions of which the phone was told.
async fn told(town: &Town, device: &str) -> Vec<String> {
    let token = format!("of-{device}");
    let pushes = town.pushes().await;
    let to_it = pushes.iter().filter(|push| push["device"]["token"] == token.as_str());
    to_it.map(|push| push["payloads"]["APNS"]["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
pub(super) async fn a_citizen_gets_the_kinds_of_push_that_they_chose() {
    let town = Town::in_2020().await;
    let (mai, binh) = (town.citizen("mai").await, town.citizen("binh").await);
    register(&mai, "all", &json!({})).await;
    register(&mai, "some", &json!({"kinds": ["question"]})).await;
    register(&mai, "none", &json!({"kinds": []})).await;
    register(&binh, "follower", &json!({})).await;
    register(&binh, "own-only", &json!({"kinds": ["question", "outcome", "progress", "emergency"]})).await;
    let (id, officer) = (report_id(1), town.officer(WARD_UNIT).await);
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    assert_eq!(binh.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await.status, 204);
    officer.accept(&id, 1).await.expect(200);
    officer.respond(&id, &json!({"kind": "ask", "version": 2, "text": "Ở số nhà nào?"})).await.expect(200);
    assert_eq!(told(&town, "all").await, ["accept", "ask"]);
    assert_eq!(told(&town, "some").await, ["ask"]);
    assert!(told(&town, "none").await.is_empty());
    assert_eq!(told(&town, "follower").await, ["accept", "ask"]);
    assert!(told(&town, "own-only").await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_followed_or_chosen_is_refused_and_changes_nothing() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let body = |more: Value| {
        let mut body = json!({"platform": "apns", "token": "t", "language": "vi"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let path = "/v1/me/devices/mai";
    mai.put(path, &body(json!({"areas": ["vn-99999-2020"]}))).await.refused(422, "area_unknown");
    mai.put(path, &body(json!({"areas": vec![WARD; 17]}))).await.refused(422, "news_areas");
    mai.put(path, &body(json!({"kinds": ["adverts"]}))).await.refused(400, "invalid_field");
    officer.put(path, &body(json!({"areas": [WARD]}))).await.refused(403, "citizens_only");
    assert!(alarmed(&town, 1, &[], SOON).await.is_empty(), "nothing was registered");
}
