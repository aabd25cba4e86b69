//! Who may see what. What one may not know of answers as what does not exist, to the byte.

use http::HeaderMap;
use serde_json::{Value, json};

use super::phone::{Answer, Phone};
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// Status, headers but for the date and the gateway's id of the request, and body.
fn whole(answer: &Answer) -> (u16, HeaderMap, String) {
    let mut headers = answer.headers.clone();
    headers.remove("date");
    headers.remove("apigw-requestid");
    (answer.status, headers, answer.text())
}

/// Encroachment: confidential unless the reporter wishes otherwise.
fn encroachment(id: &str) -> Value {
    let mut report = rubbish(id, &[]);
    report["category"] = json!("DT-TRT");
    report.as_object_mut().unwrap().remove("visibility");
    report
}

async fn alike(phone: &Phone, path: &str, known: &str, unknown: &str) {
    let (one, other) = (phone.get(&path.replace("{id}", known)).await, phone.get(&path.replace("{id}", unknown)).await);
    other.refused(404, "not_found");
    assert_eq!(whole(&one), whole(&other), "{path}");
}

#[tokio::test]
pub(super) async fn a_confidential_report_is_to_the_public_as_if_it_were_not() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let (id, unknown) = (report_id(1), report_id(9));
    let scene = citizen.upload(&id, "scene", &photo(1)).await;
    let mut report = encroachment(&id);
    report["photos"] = json!([scene]);
    let report = citizen.submit(&report).await.expect(201);
    assert_eq!(report["visibility"], "confidential");
    town.stack().settle().await;
    let anyone = town.anyone();
    let photo = format!("/v1/reports/{{id}}/photos/{scene}/full");
    for path in ["/v1/reports/{id}", "/v1/reports/{id}/history", &photo] {
        alike(&anyone, path, &id, &unknown).await;
    }
    let code = report["code"].as_str().unwrap();
    for list in ["/v1/reports".to_owned(), format!("/v1/reports?code={code}"), "/v1/reports?area=vn-31318-2020".into()]
    {
        assert_eq!(anyone.get(&list).await.expect(200)["items"], json!([]), "{list}");
    }
    assert_eq!(citizen.read_own(&id).await.expect(200)["photos"][0]["photo_id"], json!(scene));
    assert_eq!(officer.read_in_inbox(&id).await.expect(200)["status"], "submitted");
    let push = &town.pushes().await[0];
    assert!(!push.to_string().contains("Phường"), "a push of it names no place: {push}");
}

#[tokio::test]
async fn another_units_staff_find_nothing() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let (public, confidential, unknown) = (report_id(1), report_id(2), report_id(9));
    let scene = citizen.upload(&public, "scene", &photo(1)).await;
    citizen.submit(&rubbish(&public, std::slice::from_ref(&scene))).await.expect(201);
    citizen.submit(&encroachment(&confidential)).await.expect(201);
    town.stack().settle().await;
    for other in [town.officer(OTHER_UNIT).await, town.leader(OTHER_UNIT).await] {
        for id in [&public, &confidential] {
            let photo = format!("/v1/inbox/{{id}}/photos/{scene}/thumb");
            for path in ["/v1/inbox/{id}", "/v1/inbox/{id}/history", &photo] {
                alike(&other, path, id, &unknown).await;
            }
            let nowhere = other.accept(&unknown, 1).await;
            nowhere.refused(404, "not_found");
            assert_eq!(whole(&other.accept(id, 1).await), whole(&nowhere));
            let note = json!({"kind": "note", "version": 1, "text": "Ghi chú."});
            assert_eq!(whole(&other.respond(id, &note).await), whole(&nowhere));
            assert_eq!(whole(&other.declare(id, "evidence", &photo_bytes()).await), whole(&nowhere));
        }
        assert_eq!(other.get("/v1/inbox").await.expect(200)["items"], json!([]));
    }
    assert_eq!(town.leader("ubnd-vn-930-2020").await.read_in_inbox(&public).await.status, 200, "the unit above sees");
}

fn photo_bytes() -> Vec<u8> {
    photo(7)
}

#[tokio::test]
async fn another_citizen_may_read_what_is_public_and_change_nothing() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    let (public, confidential, unknown) = (report_id(1), report_id(2), report_id(9));
    mai.submit(&rubbish(&public, &[])).await.expect(201);
    mai.submit(&encroachment(&confidential)).await.expect(201);
    let withdraw = json!({"kind": "withdraw", "version": 1});
    tam.feedback(&public, &withdraw).await.refused(403, "not_the_reporter");
    let nowhere = tam.feedback(&unknown, &withdraw).await;
    assert_eq!(whole(&tam.feedback(&confidential, &withdraw).await), whole(&nowhere));
    for id in [&public, &confidential] {
        alike(&tam, "/v1/me/reports/{id}", id, &unknown).await;
        alike(&tam, "/v1/me/reports/{id}/history", id, &unknown).await;
        tam.declare(id, "scene", &photo(1)).await.refused(404, "not_found");
    }
    assert_eq!(tam.get("/v1/me/reports").await.expect(200)["items"], json!([]));
    let follow = |id: &str| format!("/v1/reports/{id}/follow");
    assert_eq!(tam.send("PUT", &follow(&public), &[], "").await.status, 204);
    tam.send("PUT", &follow(&confidential), &[], "").await.refused(404, "not_found");
    tam.send("PUT", &follow(&unknown), &[], "").await.refused(404, "not_found");
    assert_eq!(town.listed().await, [("submitted".to_owned(), 1)].into());
}

#[tokio::test]
async fn without_a_good_token_only_what_is_public_answers() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    let id = report_id(1);
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    let api = town.api();
    let (start, end) = mai.token().rsplit_once('.').unwrap();
    let turned: String = end.chars().rev().collect();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", start.split('.').nth(1).unwrap());
    let bad = [
        Phone::of_anyone(&api),
        Phone::with_token(&api, "x.y.z"),
        Phone::with_token(&api, &format!("{start}.{turned}")),
        Phone::with_token(&api, &unsigned),
    ];
    for phone in bad {
        for answer in [
            phone.get("/v1/me/reports").await,
            phone.get("/v1/inbox").await,
            phone.submit(&rubbish(&report_id(2), &[])).await,
            phone.accept(&id, 1).await,
            phone.feedback(&id, &json!({"kind": "withdraw", "version": 1})).await,
        ] {
            assert_eq!(answer.expect(401), json!({"message": "Unauthorized"}));
        }
        assert_eq!(phone.read(&id).await.status, 200, "a public route looks at no token");
    }
}

#[tokio::test]
async fn staff_report_nothing_and_citizens_handle_nothing() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    officer.submit(&rubbish(&report_id(2), &[])).await.refused(403, "citizens_only");
    officer.feedback(&id, &json!({"kind": "withdraw", "version": 1})).await.refused(403, "citizens_only");
    officer.get("/v1/me/reports").await.refused(403, "citizens_only");
    officer.declare(&id, "scene", &photo(1)).await.refused(403, "citizens_only");
    mai.accept(&id, 1).await.refused(403, "staff_only");
    mai.get("/v1/inbox").await.refused(403, "staff_only");
    mai.read_in_inbox(&id).await.refused(403, "staff_only");
    mai.declare(&id, "evidence", &photo(1)).await.refused(403, "staff_only");
}

#[tokio::test]
async fn who_passed_a_report_on_sees_it_no_more() {
    let town = Town::in_2020().await;
    let (first, second) = (town.officer(WARD_UNIT).await, town.officer(OTHER_UNIT).await);
    let id = report_id(1);
    let sent = town.citizen("mai").await.submit(&rubbish(&id, &[])).await.expect(201);
    first.accept(&id, 1).await.expect(200);
    let transfer = json!({"action": "transfer", "version": 2, "unit": OTHER_UNIT, "reason": "Thuộc phường III."});
    let passed = first.assign(&id, &transfer).await.expect(200);
    assert_eq!((&passed["owner"]["unit"], &passed["status"]), (&json!(OTHER_UNIT), &json!("submitted")));
    assert_eq!(passed["resolve_by"], sent["resolve_by"], "the citizen's deadline does not move");
    alike(&first, "/v1/inbox/{id}", &id, &report_id(9)).await;
    first.accept(&id, 3).await.refused(404, "not_found");
    assert_eq!(first.get("/v1/inbox").await.expect(200)["items"], json!([]));
    assert_eq!(second.accept(&id, 3).await.expect(200)["version"], 4);
}

#[tokio::test]
async fn no_answer_says_who_reported() {
    let town = Town::in_2020().await;
    let sub = "mai-0912345678";
    let (mai, officer) = (town.citizen(sub).await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    mai.wants_pushes("phone", "fcm").await;
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    let mut said = Vec::new();
    for path in [format!("/v1/reports/{id}"), format!("/v1/reports/{id}/history"), "/v1/reports".into()] {
        said.push(town.anyone().get(&path).await.text());
    }
    for path in [format!("/v1/inbox/{id}"), format!("/v1/inbox/{id}/history"), "/v1/inbox".into()] {
        said.push(officer.get(&path).await.text());
    }
    said.push(officer.accept(&id, 1).await.text());
    said.extend(town.pushes().await.iter().filter(|push| push["topic"].is_string()).map(Value::to_string));
    said.extend(town.stack().metrics().iter().map(|line| line.get().to_owned()));
    assert!(said.len() > 10);
    for text in said {
        assert!(!text.contains(sub) && !text.contains("\"person\"") && !text.contains("\"1."), "{text}");
    }
}
