//! The centre suspends who sent a report, and nobody learns who that is.

use serde_json::{Value, json};

use super::phone::{Answer, Phone};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

fn until(day: &str) -> Value {
    json!({"until": day, "reason": "Nhiều lần báo tin không có thật."})
}

async fn suspend(desk: &Phone, n: u32, day: &str) -> Answer {
    desk.put(&format!("/v1/reports/{}/suspension", report_id(n)), &until(day)).await
}

async fn lift(desk: &Phone, n: u32) -> Answer {
    desk.delete(&format!("/v1/reports/{}/suspension", report_id(n))).await
}

async fn submit(phone: &Phone, n: u32) -> Answer {
    phone.submit(&rubbish(&report_id(n), &[])).await
}

/// Entries of the audit on suspensions, the oldest first: action, report, who.
async fn audited(desk: &Phone) -> Vec<Value> {
    let entries = desk.get("/v1/audit?limit=100").await.expect(200)["items"].as_array().unwrap().clone();
    entries.into_iter().rev().filter(|entry| entry["action"].as_str().unwrap().starts_with("suspension")).collect()
}

#[tokio::test]
async fn who_is_suspended_sends_nothing_until_it_is_over_but_reads_and_judges() {
    let town = Town::in_2020().await;
    let (mai, centre) = (town.citizen("mai").await, town.centre().await);
    submit(&mai, 1).await.expect(201);
    let answer = suspend(&centre, 1, "2020-10-25").await.expect(200);
    assert_eq!(answer, json!({"report": report_id(1), "until": "2020-10-25", "reason": until("")["reason"]}));
    assert_eq!(suspend(&centre, 1, "2020-10-25").await.expect(200), answer, "again is harmless");

    let refused = submit(&mai, 2).await.refused(403, "suspended");
    assert_eq!((&refused["until"], &refused["reason"]), (&json!("2020-10-25"), &until("")["reason"]));
    assert_eq!(submit(&mai, 1).await.status, 200, "sent again within the hour it takes nothing");
    submit(&town.citizen("tam").await, 3).await.expect(201);
    assert_eq!(mai.get("/v1/me/reports").await.expect(200)["items"].as_array().unwrap().len(), 1);
    mai.feedback(&report_id(1), &json!({"kind": "make_confidential", "version": 1})).await.expect(200);
    assert_eq!(mai.put(&format!("/v1/reports/{}/follow", report_id(3)), &json!(null)).await.status, 204);

    // Longer than a rate window, and to the end of its last day.
    town.passes("P3D").await;
    submit(&mai, 2).await.refused(403, "suspended");
    town.passes("PT39H30M").await;
    submit(&mai, 2).await.refused(403, "suspended");
    town.passes("PT30M").await;
    submit(&mai, 2).await.expect(201);

    // Lifted early.
    suspend(&centre, 2, "2020-12-31").await.expect(200);
    submit(&mai, 4).await.refused(403, "suspended");
    assert_eq!(lift(&centre, 2).await.status, 204);
    assert_eq!(lift(&centre, 2).await.status, 204, "again is harmless");
    submit(&mai, 4).await.expect(201);
    let told = audited(&centre).await;
    let told: Vec<_> = told.iter().map(|e| (&e["action"], &e["subject"], &e["by"], &e["after"]["until"])).collect();
    let by = json!("centre-1");
    assert_eq!(
        told,
        [
            (&json!("suspension_put"), &json!(report_id(1)), &by, &json!("2020-10-25")),
            (&json!("suspension_put"), &json!(report_id(2)), &by, &json!("2020-12-31")),
            (&json!("suspension_lifted"), &json!(report_id(2)), &by, &Value::Null),
        ]
    );
}

#[tokio::test]
async fn two_reports_of_one_person_answer_as_two_of_two_people_do() {
    let town = Town::in_2020().await;
    let (mai, tam, centre) = (town.citizen("mai").await, town.citizen("tam").await, town.centre().await);
    for (phone, n) in [(&mai, 1), (&mai, 2), (&tam, 3)] {
        submit(phone, n).await.expect(201);
    }
    let told = |answer: &Answer, n: u32| (answer.status, answer.text().replace(&report_id(n), "ID"));
    suspend(&centre, 1, "2020-12-31").await.expect(200);
    // Of who is suspended by another report, and of who isn't.
    let (known, unknown) = (suspend(&centre, 2, "2020-11-30").await, suspend(&centre, 3, "2020-11-30").await);
    assert_eq!(told(&known, 2), told(&unknown, 3));
    let (known, unknown) = (lift(&centre, 2).await, lift(&centre, 3).await);
    assert_eq!(told(&known, 2), told(&unknown, 3));
    submit(&mai, 4).await.refused(403, "suspended");
    submit(&tam, 5).await.expect(201);
    let entries = audited(&centre).await;
    let of = |n: u32| {
        let mine = entries.iter().filter(move |e| e["subject"] == json!(report_id(n)));
        mine.map(|e| (e["action"].clone(), e["before"].clone(), e["after"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(of(2), of(3));
    // No word of who it is: the pseudonym is what a row of People begins with.
    let everything = [centre.get("/v1/audit?limit=100").await.text(), centre.read_in_inbox(&report_id(1)).await.text()];
    assert!(everything.iter().all(|text| !text.contains("person") && !text.contains("\"mai\"")), "{everything:?}");
}

#[tokio::test]
async fn the_centre_alone_suspends_and_what_is_wrong_has_its_own_code() {
    let town = Town::in_2020().await;
    let (mai, centre) = (town.citizen("mai").await, town.centre().await);
    submit(&mai, 1).await.expect(201);
    for phone in [town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await, town.admin().await] {
        // Nor does anybody else learn whether there is such a report.
        for n in [1, 9] {
            suspend(&phone, n, "2020-10-25").await.refused(403, "suspension_by_centre");
            lift(&phone, n).await.refused(403, "suspension_by_centre");
        }
    }
    suspend(&mai, 1, "2020-10-25").await.refused(403, "staff_only");
    suspend(&centre, 9, "2020-10-25").await.refused(404, "not_found");
    lift(&centre, 9).await.refused(404, "not_found");
    suspend(&centre, 1, "2020-10-20").await.refused(422, "suspension_past");
    suspend(&centre, 1, "2021-10-23").await.refused(422, "suspension_too_long");
    let path = format!("/v1/reports/{}/suspension", report_id(1));
    for (body, status, code) in [
        (json!({"until": "2020-10-25"}), 400, "invalid_field"),
        (json!({"until": "2020-10-25", "reason": " "}), 422, "text_empty"),
        (json!({"until": "2020-13-25", "reason": "Spam"}), 400, "invalid_field"),
        (json!({"until": "2020-10-25", "reason": "Spam", "person": "x"}), 400, "invalid_field"),
    ] {
        centre.put(&path, &body).await.refused(status, code);
    }
    submit(&mai, 2).await.expect(201);
    assert!(audited(&centre).await.is_empty());
}

async fn link(from: &Phone, to: &Phone) {
    let secret = from.post("/v1/me/links", &json!(null)).await.expect(201)["secret"].clone();
    to.put("/v1/me/links", &json!({"secret": secret, "consent": true})).await.expect(200);
}

#[tokio::test]
pub(super) async fn a_linked_sign_in_is_no_way_out() {
    let town = Town::in_2020().await;
    let centre = town.centre().await;
    let (old, new, newer) = (town.citizen("old").await, town.citizen("new").await, town.citizen("newer").await);
    submit(&old, 1).await.expect(201);
    // Linked before: suspended along, forwards and back.
    link(&old, &new).await;
    suspend(&centre, 1, "2020-12-31").await.expect(200);
    submit(&new, 2).await.refused(403, "suspended");
    // Linked after, or linked no more.
    assert_eq!(new.delete("/v1/me/links").await.status, 204);
    submit(&new, 2).await.refused(403, "suspended");
    link(&new, &newer).await;
    submit(&newer, 3).await.refused(403, "suspended");
    assert_eq!(lift(&centre, 1).await.status, 204);
    for (phone, n) in [(&old, 4), (&new, 5), (&newer, 6)] {
        submit(phone, n).await.expect(201);
    }
    suspend(&centre, 6, "2020-12-31").await.expect(200);
    submit(&old, 7).await.refused(403, "suspended");
    assert_eq!(audited(&centre).await.len(), 3, "one entry each, however many sign-ins");
}
