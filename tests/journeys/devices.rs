//! Phones: tokens that change, phones that change hands, sign-out, and how many a person may have.

use serde_json::{Value, json};

use super::phone::{Answer, Phone, send};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

fn registration(token: &str) -> Value {
    json!({"platform": "fcm", "token": token, "language": "vi"})
}

async fn register(phone: &Phone, device: &str, token: &str) -> Answer {
    phone.put(&format!("/v1/me/devices/{device}"), &registration(token)).await
}

/// A report of the citizen's that is accepted; gives the tokens that were pushed of it, and those of the unit's people.
async fn reached(town: &Town, citizen: &Phone, n: u32) -> (Vec<String>, Vec<String>) {
    let (id, seen) = (report_id(n), town.pushes().await.len());
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    town.officer(WARD_UNIT).await.accept(&id, 1).await.expect(200);
    let pushes = town.pushes().await;
    let tokens = |push: &Value| -> Vec<String> {
        let deliveries = push["deliveries"].as_array().unwrap();
        deliveries.iter().map(|to| to["token"].as_str().unwrap().to_owned()).collect()
    };
    let (units, persons): (Vec<_>, Vec<_>) = pushes[seen..].iter().partition(|push| push["topic"].is_string());
    let all = |pushes: Vec<&Value>| pushes.into_iter().flat_map(tokens).collect();
    (all(persons), all(units))
}

/// One request to SNS, as its console would make it.
async fn sns(town: &Town, action: &str, parameters: &[(&str, &str)]) -> Answer {
    let pairs = [("Action", action)].into_iter().chain(parameters.iter().copied());
    let form: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", value.replace(':', "%3A"))).collect();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send("POST", &format!("{}/local/sns", town.api()), &headers, form.join("&")).await
}

/// The endpoint to which the last push to a device went.
async fn endpoint(town: &Town) -> String {
    let pushes = town.pushes().await;
    let last = pushes.iter().rfind(|push| push["device"].is_object()).unwrap();
    last["target"].as_str().unwrap().to_owned()
}

async fn switch_off(town: &Town, endpoint: &str) {
    let off = [("EndpointArn", endpoint), ("Attributes.entry.1.key", "Enabled"), ("Attributes.entry.1.value", "false")];
    assert_eq!(sns(town, "SetEndpointAttributes", &off).await.status, 200);
}

#[tokio::test]
async fn a_token_that_has_changed_takes_the_place_of_the_old_one() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    register(&mai, "phone", "first").await.expect(200);
    register(&mai, "phone", "first").await.expect(200);
    assert_eq!(reached(&town, &mai, 1).await.0, ["first"], "registered twice, pushed once");
    let old = endpoint(&town).await;
    register(&mai, "phone", "second").await.expect(200);
    assert_eq!(reached(&town, &mai, 2).await.0, ["second"]);
    assert_eq!(sns(&town, "GetEndpointAttributes", &[("EndpointArn", &old)]).await.status, 404, "nothing is left");
}

#[tokio::test]
pub(super) async fn an_endpoint_that_sns_has_disabled_is_enabled_when_the_app_starts_and_removed_when_it_does_not() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    register(&mai, "phone", "t").await.expect(200);
    reached(&town, &mai, 1).await;
    let first = endpoint(&town).await;
    switch_off(&town, &first).await;
    register(&mai, "phone", "t").await.expect(200);
    assert_eq!(reached(&town, &mai, 2).await.0, ["t"], "the app has started");
    assert_eq!(endpoint(&town).await, first);

    switch_off(&town, &first).await;
    assert!(reached(&town, &mai, 3).await.0.is_empty());
    assert_eq!(sns(&town, "GetEndpointAttributes", &[("EndpointArn", &first)]).await.status, 404, "not tried for ever");
    register(&mai, "phone", "t").await.expect(200);
    assert_eq!(reached(&town, &mai, 4).await.0, ["t"], "and made again when it starts");
}

#[tokio::test]
pub(super) async fn a_phone_that_changes_hands_gets_nothing_more_of_whose_it_was() {
    let town = Town::in_2020().await;
    let (mai, binh) = (town.citizen("mai").await, town.citizen("binh").await);
    register(&mai, "phone", "shared").await.expect(200);
    register(&binh, "her-old-phone", "shared").await.expect(200);
    assert!(reached(&town, &mai, 1).await.0.is_empty(), "not signed out, but not hers any more");
    assert_eq!(reached(&town, &binh, 2).await.0, ["shared"]);

    // a phone of staff that is a citizen's now, and the other way round
    let officer = town.officer(WARD_UNIT).await;
    register(&officer, "desk", "shared").await.expect(200);
    assert_eq!(reached(&town, &binh, 3).await, (vec![], vec!["shared".to_owned()]));
    register(&mai, "phone", "shared").await.expect(200);
    assert_eq!(reached(&town, &mai, 4).await, (vec!["shared".to_owned()], vec![]));
}

#[tokio::test]
pub(super) async fn a_phone_that_signs_out_gets_nothing_and_may_do_so_twice() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    register(&mai, "phone", "hers").await.expect(200);
    register(&officer, "desk", "his").await.expect(200);
    assert_eq!(reached(&town, &mai, 1).await, (vec!["hers".to_owned()], vec!["his".to_owned()]));
    let gone = endpoint(&town).await;
    for (phone, device) in [(&mai, "phone"), (&officer, "desk")] {
        for _ in 0..2 {
            assert_eq!(phone.delete(&format!("/v1/me/devices/{device}")).await.status, 204);
        }
    }
    assert_eq!(reached(&town, &mai, 2).await, (vec![], vec![]));
    assert_eq!(sns(&town, "GetEndpointAttributes", &[("EndpointArn", &gone)]).await.status, 404);
    for topic in [format!("local-unit-{WARD_UNIT}"), "local-area-vn-93-2020".to_owned()] {
        let arn = format!("arn:aws:sns:ap-southeast-1:000000000000:{topic}");
        let listed = sns(&town, "ListSubscriptionsByTopic", &[("TopicArn", &arn)]).await;
        assert!(listed.status == 200 && !listed.text().contains("<member>"), "{topic}: {}", listed.text());
    }
}

#[tokio::test]
async fn a_person_has_ten_phones_at_most_however_many_register_at_once() {
    let town = Town::in_2020().await;
    for (who, standing) in [(town.citizen("mai").await, "citizen"), (town.officer(WARD_UNIT).await, "officer")] {
        for n in 0..8 {
            register(&who, &format!("d{n}"), &format!("{standing}-{n}")).await.expect(200);
        }
        let at_once = (8..14).map(|n| {
            let who = who.clone();
            tokio::spawn(async move { register(&who, &format!("d{n}"), &format!("{standing}-{n}")).await.status })
        });
        let mut taken = 0;
        for answer in at_once.collect::<Vec<_>>() {
            let status = answer.await.unwrap();
            assert!([200, 422, 503].contains(&status), "{status}");
            taken += usize::from(status == 200);
        }
        assert!(taken <= 2, "{standing}: {taken} of 2");
        register(&who, "d0", &format!("{standing}-0")).await.expect(200);
    }
    let (persons, units) = reached(&town, &town.citizen("mai").await, 1).await;
    assert!((8..=10).contains(&persons.len()) && (8..=10).contains(&units.len()), "{persons:?} {units:?}");
    let mai = town.citizen("mai").await;
    for n in 14..17 {
        let answer = register(&mai, &format!("d{n}"), &format!("more-{n}")).await;
        assert!(answer.status == 200 || answer.json()["code"] == "too_many_devices", "{}", answer.text());
    }
    assert_eq!(reached(&town, &mai, 2).await.0.len(), 10);
}

#[tokio::test]
pub(super) async fn an_officers_phone_is_pushed_for_seven_days_after_its_app_was_last_started() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    register(&officer, "desk", "his").await.expect(200);
    for n in [1, 2] {
        town.passes("P6D").await;
        register(&officer, "desk", "his").await.expect(200);
        assert_eq!(reached(&town, &mai, n).await.1, ["his"], "renewed");
    }
    town.passes("P6DT23H").await;
    assert_eq!(reached(&town, &mai, 3).await.1, ["his"]);
    town.passes("P1D").await;
    assert!(reached(&town, &mai, 4).await.1.is_empty(), "the night after the lease was over");
    register(&officer, "desk", "his").await.expect(200);
    assert_eq!(reached(&town, &mai, 5).await.1, ["his"], "the app has started again");
}
