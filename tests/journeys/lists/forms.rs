//! One report on every surface, with a word planted in each thing that somebody may not read: it is where it must be, and
//! nowhere else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::journeys::phone::Phone;
use crate::journeys::picture::photo;
use crate::journeys::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Anyone,
    Follower,
    Reporter,
    Staff,
    Centre,
}
use Reader::{Anyone, Centre, Follower, Reporter, Staff};

const ALL: [Reader; 5] = [Anyone, Follower, Reporter, Staff, Centre];
const INSIDE: &[Reader] = &[Staff, Centre];
const CONCERNED: &[Reader] = &[Reporter, Staff, Centre];

/// What is planted, and who may come across it.
const PLANTED: [(&str, &[Reader]); 13] = [
    ("mô tả kín", CONCERNED),
    ("địa chỉ kín", CONCERNED),
    ("ghi chú kín", INSIDE),
    ("đề xuất kín", INSIDE),
    ("lời bác kín", INSIDE),
    ("câu hỏi kín", CONCERNED),
    ("lời bổ sung kín", CONCERNED),
    ("lý do ẩn kín", CONCERNED),
    ("lời đánh giá kín", CONCERNED),
    ("officer-ubnd", INSIDE),
    ("leader-ubnd", INSIDE),
    ("lời đáp mở", &ALL),
    ("mai-0912345678", &[]),
];

/// A report with all of it, from the citizen's sending to their verdict.
async fn planted(town: &Town, mai: &Phone) {
    let (officer, leader) = (town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await);
    let id = report_id(1);
    let mut report = rubbish(&id, &[]);
    report["description"] = json!("Rác: mô tả kín");
    report["address"] = json!("địa chỉ kín");
    report["location"] = json!({"lat": 9.784, "lng": 105.47, "accuracy_m": 5});
    mai.submit(&report).await.expect(201);
    assert_eq!(town.citizen("tam").await.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await.status, 204);
    officer.accept(&id, 1).await.expect(200);
    let name = json!({"action": "name_officer", "version": 2, "officer": format!("officer-{WARD_UNIT}")});
    leader.assign(&id, &name).await.expect(200);
    officer.respond(&id, &json!({"kind": "note", "version": 3, "text": "ghi chú kín"})).await.expect(200);
    officer.respond(&id, &json!({"kind": "ask", "version": 4, "text": "câu hỏi kín"})).await.expect(200);
    mai.feedback(&id, &json!({"kind": "inform", "version": 5, "text": "lời bổ sung kín"})).await.expect(200);
    let refuse = json!({"kind": "refuse", "version": 6, "reason": "untrue", "text": "đề xuất kín"});
    officer.respond(&id, &refuse).await.expect(202);
    leader.respond(&id, &json!({"kind": "decline", "version": 7, "reason": "lời bác kín"})).await.expect(200);
    leader.respond(&id, &json!({"kind": "hide", "version": 8, "reason": "lý do ẩn kín"})).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(1)).await;
    town.stack().settle().await;
    officer.answer(&id, 9, "lời đáp mở", &[evidence]).await.expect(200);
    let agree = json!({"kind": "agree", "version": 10, "rating": 4, "text": "lời đánh giá kín"});
    mai.feedback(&id, &agree).await.expect(200);
    town.stack().settle().await;
}

/// Everything that each reader can read of it: lists first, then the report, then its history.
async fn documents(town: &Town) -> Vec<(Reader, String, Value)> {
    let (id, anyone) = (report_id(1), town.anyone());
    let (mai, tam) = (town.citizen("mai-0912345678").await, town.citizen("tam").await);
    let (officer, above, centre) =
        (town.officer(WARD_UNIT).await, town.leader("ubnd-vn-930-2020").await, town.centre().await);
    let done = format!("/v1/inbox?status=closed&unit={WARD_UNIT}");
    let inbox = [format!("/v1/inbox/{id}"), format!("/v1/inbox/{id}/history"), done];
    let mine = ["/v1/me/reports".to_owned(), format!("/v1/me/reports/{id}"), format!("/v1/me/reports/{id}/history")];
    let mut read: Vec<(Reader, &Phone, String)> = Vec::new();
    for path in [
        "/v1/reports",
        "/v1/reports?area=vn-31318-2020",
        "/v1/reports?area=vn-930-2020",
        "/v1/reports?bbox=105.4,9.7,105.5,9.8",
        "/v1/reports?near=9.784,105.47&radius_m=50&category=MT-RAC",
        &format!("/v1/reports/{id}"),
        &format!("/v1/reports/{id}/history"),
    ] {
        read.push((Anyone, &anyone, path.to_owned()));
    }
    read.extend(mine.iter().map(|path| (Reporter, &mai, path.clone())));
    read.push((Follower, &tam, "/v1/me/reports?followed=true".to_owned()));
    read.extend(mine[1..].iter().map(|path| (Follower, &tam, path.clone())));
    for (reader, phone) in [(Staff, &officer), (Staff, &above), (Centre, &centre)] {
        read.extend(inbox.iter().map(|path| (reader, phone, path.clone())));
    }
    let mut documents = Vec::new();
    for (reader, phone, path) in read {
        let document = phone.get(&path).await.expect(200);
        assert!(document.to_string().contains(&id), "it is there: {path}");
        documents.push((reader, path, document));
    }
    let geojson = [("accept", "application/geo+json")];
    let map = anyone.send("GET", "/v1/reports?area=vn-31318-2020", &geojson, "").await.expect(200);
    documents.push((Anyone, "GeoJSON".to_owned(), map));
    documents
}

#[tokio::test]
async fn what_a_reader_may_not_know_is_in_nothing_that_they_can_read() {
    let town = Town::in_2020().await;
    planted(&town, &town.citizen("mai-0912345678").await).await;
    let documents = documents(&town).await;
    for (word, readers) in PLANTED {
        for (reader, path, document) in &documents {
            let found = document.to_string().contains(word);
            assert!(!found || readers.contains(reader), "{reader:?} reads “{word}” in {path}: {document}");
        }
        for reader in readers {
            let told = documents.iter().any(|(who, _, document)| who == reader && document.to_string().contains(word));
            assert!(told, "{reader:?} finds “{word}” nowhere");
        }
    }
    let others = town.leader(OTHER_UNIT).await.get("/v1/inbox?status=closed").await.expect(200);
    assert_eq!(others["items"], json!([]));
}

/// The names that a form has, sorted.
fn names(form: &Value) -> BTreeSet<&str> {
    form.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn each_surface_has_its_own_form_and_no_name_more() {
    let town = Town::in_2020().await;
    planted(&town, &town.citizen("mai-0912345678").await).await;
    let documents = documents(&town).await;
    let one = |reader: Reader, path: &str| {
        let found = documents.iter().find(|(who, p, _)| *who == reader && p.ends_with(path));
        names(&found.unwrap().2)
    };
    let id = report_id(1);
    let public: BTreeSet<&str> = [
        "answer",
        "area",
        "category",
        "code",
        "id",
        "location",
        "owner",
        "photos",
        "receive_by",
        "received_at",
        "resolve_by",
        "routed_by",
        "status",
        "urgent",
        "verdict",
        "version",
        "visibility",
    ]
    .into();
    let with = |more: &[&'static str]| public.iter().copied().chain(more.iter().copied()).collect::<BTreeSet<&str>>();
    assert_eq!(one(Anyone, &id), public);
    assert_eq!(one(Follower, &id), with(&["unseen"]));
    assert_eq!(one(Reporter, &id), with(&["address", "description", "hidden", "rating", "unseen"]));
    let staff = ["address", "answer_held", "bound", "description", "hidden", "officer", "rating"];
    assert_eq!(one(Staff, &id), with(&staff));
    assert_eq!(one(Centre, &id), with(&[&staff[..], &["alerts", "held_by"]].concat()));
    let centres = documents.iter().find(|(who, path, _)| *who == Centre && path.ends_with(&id)).unwrap();
    assert_eq!(centres.2["held_by"][0]["unit"], json!(WARD_UNIT));
    for reader in ALL {
        let entry = documents.iter().find(|(who, path, _)| *who == reader && path.ends_with("/history")).unwrap();
        let entries = entry.2["items"].as_array().unwrap();
        assert_eq!(entries.len(), 11, "{reader:?}: the whole chain, to be checked");
        let staffs = entries.iter().any(|entry| entry.get("staff").is_some());
        assert_eq!(staffs, INSIDE.contains(&reader), "{reader:?}");
    }
}
