//! A citizen whose every trait is unmistakable sends a report and sees it to its end. Whatever anybody else can get at is
//! then searched for each of these traits: answers, pushes, log lines, metrics, tables, objects, open data, errors.
//!
//! Twice: once as it goes, once with every kind of call that a function makes of AWS failing the first time, with an error
//! that quotes what was sent.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use local::Failure;
use serde_json::{Value, json};

use crate::journeys::camera;
use crate::journeys::phone::{Answer, Phone, send};
use crate::journeys::town::{Town, WARD, WARD_UNIT, report_id};

mod gathered;
mod logs;
mod person;

use gathered::Gathered;
use logs::Logs;
use person::{HOME, Person, SUBJECT};

/// Ids of the canary's report, of a confidential one of theirs, and of one that isn't there.
const REPORT: u32 = 1;
const CONFIDENTIAL: u32 = 2;

/// Functions that sign URLs of photos for phones, and read none themselves.
const BY_PHONES: [&str; 4] = ["upload-photo", "read-mine", "read-inbox", "read-public"];

/// A step that AWS's failing may hold up: again, until nothing is our fault. Every answer on the way is kept.
pub(super) async fn done(
    gathered: &mut Gathered,
    who: &str,
    what: &str,
    mut step: impl AsyncFnMut() -> Answer,
) -> Answer {
    for _ in 0..40 {
        let answer = step().await;
        gathered.answer(who, what, &answer);
        if answer.status < 500 {
            return answer;
        }
    }
    panic!("{who}, {what}: still failing")
}

/// What the canary sends.
fn report(id: &str, photo: &str, visibility: &str) -> Value {
    json!({
        "id": id, "category": "MT-RAC", "description": "Rác thải, mùi hôi trên đường Châu Văn Liêm", "area": WARD,
        "location": {"lat": 9.78, "lng": 105.47, "accuracy_m": 12}, "photos": [photo], "visibility": visibility,
        "consent": "2020-02",
    })
}

/// From the phone to the verdict.
async fn journey(town: &Town, gathered: &mut Gathered) {
    let canary = Person::sign_in(&town.api()).await;
    let officer = town.officer(WARD_UNIT).await;
    let (id, hidden) = (report_id(REPORT), report_id(CONFIDENTIAL));
    done(gathered, "canary", "device", async || canary.registers().await).await.expect(200);
    done(gathered, "officer", "device", async || {
        officer.put("/v1/me/devices/ban", &json!({"platform": "apns", "token": "ban", "language": "vi"})).await
    })
    .await
    .expect(200);
    let picture = camera::from_a_phone(HOME.0, HOME.1);
    for (id, visibility) in [(&id, "public"), (&hidden, "confidential")] {
        let declared =
            done(gathered, "canary", "declare", async || canary.declares(id, &picture).await).await.expect(201);
        done(gathered, "canary", "upload", async || canary.uploads(&declared, &picture).await).await;
        town.stack().settle().await;
        let photo = declared["photo_id"].as_str().unwrap().to_owned();
        processed(town, id, &photo).await;
        done(gathered, "canary", "submit", async || canary.post("/v1/reports", &report(id, &photo, visibility)).await)
            .await;
        town.stack().settle().await;
        handles(gathered, &officer, id, json!({"action": "accept", "version": 1})).await;
        handles(gathered, &officer, id, json!({"kind": "ask", "version": 2, "text": "Ở đoạn nào?"})).await;
        let inform = json!({"kind": "inform", "version": 3, "text": "Gần chợ."});
        let path = format!("/v1/reports/{id}/feedback");
        done(gathered, "canary", "inform", async || canary.post(&path, &inform).await).await.expect(200);
        let proof = crate::journeys::picture::photo(if visibility == "public" { 5 } else { 6 });
        let declared =
            done(gathered, "officer", "declare", async || officer.declare(id, "evidence", &proof).await).await;
        let declared = declared.expect(201);
        done(gathered, "officer", "upload", async || officer.send_photo(&declared, &proof).await).await;
        town.stack().settle().await;
        let evidence = declared["photo_id"].as_str().unwrap().to_owned();
        processed(town, id, &evidence).await;
        handles(
            gathered,
            &officer,
            id,
            json!({"kind": "answer", "version": 4, "text": "Đã dọn.", "photos": [evidence]}),
        )
        .await;
        let agree = json!({"kind": "agree", "version": 5, "rating": 5});
        done(gathered, "canary", "agree", async || canary.post(&path, &agree).await).await.expect(200);
        town.stack().settle().await;
    }
    mistakes(gathered, &canary, &id).await;
    // a night: figures, open data
    for _ in 0..3 {
        town.passes("P1D").await;
    }
}

/// A step of the officer.
async fn handles(gathered: &mut Gathered, officer: &Phone, id: &str, body: Value) {
    let route = if body["action"].is_string() { "assignments" } else { "responses" };
    let path = format!("/v1/reports/{id}/{route}");
    done(gathered, "officer", &path, async || officer.post(&path, &body).await).await.expect(200);
}

/// What a photo's event has left undone is done by hand, as its queue of failures says.
async fn processed(town: &Town, report: &str, photo: &str) {
    let mut event: Value = serde_json::from_str(include_str!("../../events/process-photo.json")).unwrap();
    event["detail"]["object"]["key"] = json!(format!("incoming/{report}/{photo}"));
    for _ in 0..40 {
        if town.stack().call("process-photo", &event).await.is_ok() {
            return;
        }
    }
    panic!("{photo} can't be processed")
}

/// Requests that are refused: what they hold goes into no log and no metric.
async fn mistakes(gathered: &mut Gathered, canary: &Person, id: &str) {
    let traits = person::TRAITS.join(" ");
    let as_field = json!({ (traits.clone()): traits, "id": traits });
    for (method, path, body) in [
        ("POST", "/v1/reports".to_owned(), as_field.to_string()),
        ("POST", "/v1/reports".to_owned(), format!("{{\"id\": \"{traits}")),
        ("POST", format!("/v1/reports/{id}/feedback"), json!({"kind": traits, "version": 1}).to_string()),
        ("GET", format!("/v1/reports?near={},{}&radius_m=5", HOME.0, HOME.1), String::new()),
        ("GET", format!("/v1/reports?area={SUBJECT}"), String::new()),
        ("GET", format!("/v1/reports/{SUBJECT}"), String::new()),
        ("GET", format!("/v1/me/reports/{SUBJECT}"), String::new()),
        ("PUT", format!("/v1/me/devices/{SUBJECT}"), json!({"platform": "fcm", "token": traits}).to_string()),
    ] {
        done(gathered, "canary", "mistake", async || canary.send(method, &path, body.clone()).await).await;
    }
}

/// Everything that others can read at the end.
async fn look_around(town: &Town, gathered: &mut Gathered) {
    let ids = [report_id(REPORT), report_id(CONFIDENTIAL)];
    let others = [
        ("anyone", town.anyone()),
        ("another citizen", town.citizen("tam").await),
        ("officer", town.officer(WARD_UNIT).await),
        ("leader", town.leader(WARD_UNIT).await),
        ("leader above", town.leader("ubnd-vn-930-2020").await),
        ("centre", town.centre().await),
        ("admin", town.admin().await),
    ];
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    let triggers = template.functions.iter().flat_map(|function| &function.triggers);
    let mut paths = BTreeSet::new();
    for trigger in triggers {
        let local::template::Trigger::Route(route) = trigger else { continue };
        if route.method != "GET" {
            continue;
        }
        for id in &ids {
            let photos = gathered.photos.get(id).cloned().unwrap_or_default();
            for photo in photos.iter().map(String::as_str).chain([""]) {
                for size in ["thumb", "full"] {
                    let path = route.path.replace("{id}", id).replace("{photo_id}", photo).replace("{size}", size);
                    paths.insert(path);
                }
            }
        }
    }
    for more in [
        "/v1/reports?limit=1",
        "/v1/reports?bbox=105.4,9.7,105.5,9.8",
        "/v1/reports?near=9.78,105.47&radius_m=500",
        "/v1/search?q=rac",
        "/v1/statistics?from=2020-10-01&to=2020-10-22",
        "/v1/inbox?status=closed",
        "/v1/areas/locate?lat=9.78&lng=105.47&at=2026-01-05",
        "/v1/units?category=MT-RAC&area=vn-31318-2020",
        "/v1/units/ubnd-vn-31318-2020/staff",
        "/v1/inbox/statistics?from=2020-10-01&to=2020-10-22",
    ] {
        paths.insert(more.to_owned());
    }
    for (who, phone) in &others {
        for path in &paths {
            for accept in ["application/json", "application/geo+json"] {
                let headers = [("accept", accept)];
                let answer = done(gathered, who, path, async || phone.send("GET", path, &headers, "").await).await;
                if answer.status == 302 {
                    let url = answer.header("location");
                    let shown = done(gathered, who, "photo", async || send("GET", url, &[], "").await).await;
                    assert_eq!(shown.status, 200, "{path}");
                }
            }
        }
    }
}

async fn told(faulty: bool) {
    let logs = Logs::taken();
    let town = Town::in_2020().await;
    let broken: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let mut gathered = Gathered::default();
    if faulty {
        let broken = Arc::clone(&broken);
        town.stack().break_calls(move |call| {
            // a sign-in is the local stack's own, and reads Staff alone
            if call.by == "grant-claims" {
                return None;
            }
            let object = call.action.starts_with("s3:");
            // of an object its prefix
            let thing = if object {
                call.resource.split('/').take(2).collect::<Vec<_>>().join("/")
            } else {
                call.resource.to_owned()
            };
            let first = broken.lock().unwrap().insert(format!("{} {} {thing}", call.by, call.action));
            let quoted = String::from_utf8_lossy(call.body);
            let message =
                format!("1 validation error detected: Value '{quoted}' at 'item' failed to satisfy constraint");
            // what a phone asks of S3 with a signed URL it asks again; of the rest the SDK would hide one failure
            let by_phone = thing.contains("photosbucket") && BY_PHONES.contains(&call.by);
            let status = if by_phone { 503 } else { 400 };
            first.then(|| Failure { status, code: "ValidationException".to_owned(), message })
        });
    }
    journey(&town, &mut gathered).await;
    look_around(&town, &mut gathered).await;
    gathered.take_in(&town, &logs).await;
    if faulty {
        let broken = broken.lock().unwrap();
        assert!(broken.len() > 50, "only {} kinds of calls were made to fail: {broken:?}", broken.len());
        assert!(gathered.count("failed") > 20, "few requests failed");
    }
    gathered.has_nothing_of_the_canary();
}

#[tokio::test]
async fn nothing_that_others_can_see_has_anything_of_who_reported() {
    told(false).await;
}

#[tokio::test]
async fn nor_has_anything_once_every_kind_of_call_of_aws_has_failed() {
    told(true).await;
}
