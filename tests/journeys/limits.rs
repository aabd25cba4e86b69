//! What one person may do in an hour and a minute, and how large, deep and odd what they send may be.

use serde_json::{Value, json};

use super::phone::{Answer, Phone};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

fn seconds(answer: &Answer) -> u32 {
    answer.header("retry-after").parse().expect("seconds to wait")
}

#[tokio::test]
async fn a_person_sends_ten_reports_an_hour_and_the_same_again_takes_nothing() {
    let town = Town::at("2020-10-21T08:45:00+07:00").await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    for n in 1..=10 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        assert_eq!(mai.submit(&rubbish(&report_id(n), &[])).await.status, 200);
    }
    let refused = mai.submit(&rubbish(&report_id(11), &[])).await;
    refused.refused(429, "too_many_requests");
    assert!((1..=900).contains(&seconds(&refused)), "until the full hour: {}", seconds(&refused));
    assert_eq!(mai.submit(&rubbish(&report_id(10), &[])).await.status, 200, "also when the hour is full");
    tam.submit(&rubbish(&report_id(12), &[])).await.expect(201);
    town.passes("PT15M").await;
    mai.submit(&rubbish(&report_id(11), &[])).await.expect(201);
}

#[tokio::test]
async fn a_person_makes_sixty_other_writes_a_minute() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    let follow = format!("/v1/reports/{}/follow", report_id(1));
    let mut refused = None;
    // A minute may end in between.
    for _ in 0..121 {
        let answer = mai.delete(&follow).await;
        if answer.status != 204 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("no limit");
    refused.refused(429, "too_many_requests");
    assert!((1..=60).contains(&seconds(&refused)));
    // The window is the person's, whatever they write.
    let device = json!({"platform": "fcm", "token": "t", "language": "vi"});
    mai.put("/v1/me/devices/d", &device).await.refused(429, "too_many_requests");
    mai.post("/v1/me/links", &json!(null)).await.refused(429, "too_many_requests");
    town.passes("PT1M").await;
    assert_eq!(mai.delete(&follow).await.status, 204);
}

/// Every route that takes a body, and a body that is right but for what is done to it.
async fn writes(town: &Town) -> Vec<(Phone, &'static str, String, Value)> {
    let (mai, officer, centre) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.centre().await);
    let (admin, id) = (town.admin().await, report_id(1));
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    let report = |rest: &str| format!("/v1/reports/{id}/{rest}");
    let photo = json!({"kind": "scene", "content_type": "image/jpeg", "bytes": 1, "sha256": "x"});
    let away = json!({"from": "2020-11-02", "until": "2020-11-03", "deputy": null});
    let news = json!({"id": report_id(7), "vi": {"title": "Tin", "text": "Tin"}, "severity": "ordinary"});
    vec![
        (mai.clone(), "POST", "/v1/reports".to_owned(), rubbish(&report_id(2), &[])),
        (mai.clone(), "POST", report("photos"), photo),
        (mai.clone(), "POST", report("feedback"), json!({"kind": "agree", "version": 1, "rating": 5})),
        (mai.clone(), "PUT", "/v1/me/devices/d".to_owned(), json!({"platform": "fcm", "token": "t", "language": "vi"})),
        (mai, "PUT", "/v1/me/links".to_owned(), json!({"secret": "x", "consent": true})),
        (officer.clone(), "POST", report("assignments"), json!({"action": "accept", "version": 1})),
        (officer.clone(), "POST", report("responses"), json!({"kind": "update", "version": 1, "text": "x"})),
        (officer, "PUT", "/v1/me/absence".to_owned(), away.clone()),
        (admin.clone(), "PUT", "/v1/staff/new".to_owned(), json!({"role": "officer", "unit": WARD_UNIT})),
        (admin.clone(), "PUT", "/v1/staff/can-bo-phuong-1/absence".to_owned(), away),
        (admin, "POST", "/v1/news".to_owned(), news.clone()),
        (centre.clone(), "PUT", format!("/v1/news/{}", report_id(7)), news),
        (centre, "PUT", report("suspension"), json!({"until": "2020-12-31", "reason": "x"})),
    ]
}

/// `body` with each field in turn in the place of `odd`, as text: JSON has no such values.
fn each_field(body: &Value, odd: &str) -> Vec<String> {
    let fields = body.as_object().unwrap().keys();
    let marked = |field: &String| {
        let mut body = body.clone();
        body[field] = json!("ODD");
        body.to_string().replace("\"ODD\"", odd)
    };
    fields.map(marked).collect()
}

#[tokio::test]
async fn nothing_deep_huge_long_or_large_is_taken_or_breaks_a_function() {
    let town = Town::in_2020().await;
    let json = [("content-type", "application/json")];
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(3_000), "}".repeat(3_000));
    let odd = [
        deep(9),
        deep(20_000),
        objects,
        "[".repeat(30_000),
        "1e309".to_owned(),
        "-1e9999".to_owned(),
        "1".repeat(5_000),
        format!("0.{}", "3".repeat(5_000)),
        "1e308".to_owned(),
        "-1".to_owned(),
        "18446744073709551616".to_owned(),
        format!("\"{}\"", "á".repeat(20_000)),
        format!("\"{}\"", "\\u0000".repeat(1_000)),
        format!("\"{}\"", "a\u{301}".repeat(9_000)),
        format!("[{}]", vec!["{}"; 9_000].join(",")),
    ];
    let mut faults = Vec::new();
    for (phone, method, path, body) in writes(&town).await {
        let mut bodies: Vec<_> = odd.iter().flat_map(|odd| each_field(&body, odd)).collect();
        bodies.extend(odd.iter().cloned());
        for sent in bodies {
            let answer = phone.send(method, &path, &json, sent.clone()).await;
            let problem = answer.header("content-type") == "application/problem+json";
            if !(400..500).contains(&answer.status) || !problem {
                faults.push(format!(
                    "{method} {path} {}: {}",
                    sent.chars().take(200).collect::<String>(),
                    answer.text()
                ));
            }
        }
        let mut large = body.clone();
        large["description"] = json!("Rác ".repeat(20_000));
        let answer = phone.send(method, &path, &json, large.to_string()).await;
        // What is counted first, or looked up first, may be refused for that.
        if !matches!(answer.status, 404 | 429) {
            answer.refused(413, "body_too_large");
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
