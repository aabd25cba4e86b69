//! Somebody is there: an officer is imported, pushed, away, back, moved and removed, and each is seen.

use local::{Asked, StaffError};
use serde_json::{Value, json};

use super::phone::Phone;
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// `cargo run -p local -- staff import FILE …` against the town.
pub(crate) async fn import(town: &Town, text: &[u8], more: &[&str]) -> Result<String, StaffError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staff.csv");
    std::fs::write(&file, text).unwrap();
    let (file, url) = (file.to_str().unwrap().to_owned(), town.api());
    let line = ["staff", "import", &file, "--url", &url].into_iter().chain(more.iter().copied());
    match local::parse(line.map(Into::into)) {
        Ok(Asked::Staff(errand)) => errand.run().await,
        _ => panic!("not an import"),
    }
}

/// The phones that were told that this report came.
async fn told_of(town: &Town, report: &str) -> Vec<String> {
    let pushes = town.pushes().await;
    let of_report = |push: &&Value| {
        let payload = &push["payloads"]["APNS"];
        payload["report_id"] == report && payload["action"] == "submit"
    };
    let found: Vec<_> = pushes.iter().filter(of_report).collect();
    let further_up =
        |push: &&Value| push["payloads"]["APNS"]["aps"]["alert"]["title"] == "Phản ánh chưa có người tiếp nhận";
    let found: Vec<_> = found.into_iter().filter(|push| !further_up(push)).collect();
    assert_eq!(found.len(), 1, "one push at the unit's topic");
    let deliveries = found[0]["deliveries"].as_array().unwrap().iter();
    let mut phones: Vec<_> = deliveries.map(|to| to["token"].as_str().unwrap().to_owned()).collect();
    phones.sort();
    phones
}

async fn sent(town: &Town, n: u32, area: &str) -> String {
    let id = report_id(n);
    let mut report = rubbish(&id, &[]);
    report["area"] = json!(area);
    town.citizen("mai").await.submit(&report).await.expect(201);
    town.stack().settle().await;
    id
}

async fn actions(phone: &Phone, report: &str) -> Vec<String> {
    let history = phone.get(&format!("/v1/inbox/{report}/history")).await.expect(200);
    history["items"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap().to_owned()).collect()
}

const WARD: &str = "vn-31318-2020";
const OTHER_WARD: &str = "vn-31321-2020";

#[tokio::test]
pub(super) async fn an_officer_is_imported_pushed_away_back_moved_and_removed() {
    let town = Town::in_2020().await;
    // imported: the deputy stands below whom she stands in for, and has no name
    let file = format!(
        "\u{feff}staff_id;name;role;unit;categories;deputy\r\n\
         hoa;Nguyễn Thị Hoà;officer;{WARD_UNIT};MT-RAC;tam\r\n\
         tam;;officer;{WARD_UNIT};GT-DUO;\r\n"
    );
    assert!(import(&town, file.as_bytes(), &["--dry-run"]).await.unwrap().contains("2 would change"));
    let admin = town.admin().await;
    admin.get("/v1/staff/hoa").await.refused(404, "not_found");
    assert!(import(&town, file.as_bytes(), &[]).await.unwrap().contains("2 changed"));
    assert!(import(&town, file.as_bytes(), &[]).await.unwrap().contains("0 changed, 2 stayed"));
    let row = admin.get("/v1/staff/hoa").await.expect(200);
    assert_eq!((&row["name"], &row["deputy"], &row["away"]), (&json!("Nguyễn Thị Hoà"), &json!("tam"), &json!(false)));

    // pushed, by category
    let (hoa, tam) = (town.person("hoa").await, town.person("tam").await);
    hoa.wants_pushes("hoa", "fcm").await;
    tam.wants_pushes("tam", "apns").await;
    let first = sent(&town, 1, WARD).await;
    assert_eq!(told_of(&town, &first).await, ["token-of-hoa"]);
    let leader = town.person("lanh-dao-phuong-1").await;
    let name = json!({"action": "name_officer", "version": 1, "officer": "hoa"});
    assert_eq!(leader.assign(&first, &name).await.expect(200)["officer"], "hoa");

    // away: the deputy gets the next, and what was named goes back to the leader
    let away = json!({"from": "2020-10-21", "until": "2020-10-23", "deputy": null});
    assert_eq!(hoa.put("/v1/me/absence", &away).await.expect(200)["away"], true);
    assert_eq!(hoa.put("/v1/me/absence", &away).await.expect(200)["away"], true, "again is harmless");
    assert_eq!(leader.read_in_inbox(&first).await.expect(200)["officer"], Value::Null);
    assert_eq!(actions(&leader, &first).await, ["submit", "name_officer", "release_officer"]);
    let second = sent(&town, 2, WARD).await;
    assert_eq!(told_of(&town, &second).await, ["token-of-tam"]);
    hoa.wants_pushes("hoa", "fcm").await;
    let name = json!({"action": "name_officer", "version": 1, "officer": "hoa"});
    leader.assign(&second, &name).await.refused(422, "officer_not_there");
    let third = sent(&town, 3, WARD).await;
    assert_eq!(told_of(&town, &third).await, ["token-of-tam"], "an app that is opened on leave is not pushed");

    // back
    let back = json!({"from": null, "until": null});
    assert_eq!(hoa.put("/v1/me/absence", &back).await.expect(200)["away"], false);
    hoa.wants_pushes("hoa", "fcm").await;
    let fourth = sent(&town, 4, WARD).await;
    assert_eq!(told_of(&town, &fourth).await, ["token-of-hoa"]);
    assert_eq!(leader.assign(&second, &name).await.expect(200)["officer"], "hoa");

    // moved: no push of the old unit, 404 on its reports with the next token
    let moved = json!({"name": "Nguyễn Thị Hoà", "role": "officer", "unit": OTHER_UNIT});
    assert_eq!(admin.put("/v1/staff/hoa", &moved).await.expect(200)["unit"], OTHER_UNIT);
    assert_eq!(leader.read_in_inbox(&second).await.expect(200)["officer"], Value::Null);
    let fifth = sent(&town, 5, WARD).await;
    assert_eq!(told_of(&town, &fifth).await, Vec::<String>::new());
    // the old token is good for a quarter of an hour, but not for the old unit's topic
    hoa.wants_pushes("hoa", "fcm").await;
    let (sixth, seventh) = (sent(&town, 6, WARD).await, sent(&town, 7, OTHER_WARD).await);
    assert_eq!(told_of(&town, &sixth).await, Vec::<String>::new());
    assert_eq!(told_of(&town, &seventh).await, ["token-of-hoa"]);
    let now = town.person("hoa").await;
    now.read_in_inbox(&first).await.refused(404, "not_found");
    assert_eq!(now.read_in_inbox(&seventh).await.expect(200)["status"], "submitted");

    // removed
    assert_eq!(admin.delete("/v1/staff/hoa").await.status, 204);
    assert_eq!(admin.delete("/v1/staff/hoa").await.status, 204, "again is harmless");
    let eighth = sent(&town, 8, OTHER_WARD).await;
    assert_eq!(told_of(&town, &eighth).await, Vec::<String>::new());
    let body = json!({"platform": "fcm", "token": "token-of-hoa", "language": "vi"});
    now.put("/v1/me/devices/hoa", &body).await.refused(403, "staff_only");
    town.person("hoa").await.get("/v1/inbox").await.refused(403, "staff_only");
    admin.get("/v1/staff/hoa").await.refused(404, "not_found");

    audited(&admin).await;
}

#[tokio::test]
pub(super) async fn a_leave_that_begins_later_takes_the_officer_off_that_night() {
    let town = Town::in_2020().await;
    let (officer, leader) = (town.person("can-bo-phuong-1").await, town.person("lanh-dao-phuong-1").await);
    officer.wants_pushes("lan", "fcm").await;
    let away = json!({"from": "2020-10-22", "until": "2020-10-23", "deputy": "can-bo-2-phuong-1"});
    assert_eq!(officer.put("/v1/me/absence", &away).await.expect(200)["away"], false);
    let first = sent(&town, 1, WARD).await;
    assert_eq!(told_of(&town, &first).await, ["token-of-lan"], "still there");
    let name = json!({"action": "name_officer", "version": 1, "officer": "can-bo-phuong-1"});
    leader.assign(&first, &name).await.expect(200);
    town.passes("PT23H").await;
    assert_eq!(leader.read_in_inbox(&first).await.expect(200)["officer"], Value::Null);
    let second = sent(&town, 2, WARD).await;
    assert_eq!(told_of(&town, &second).await, Vec::<String>::new());
}

/// Taken, answered with a photo, and as its reporter then reads it.
async fn answered(town: &Town, officer: &Phone, report: &str, version: u64) -> Value {
    let evidence = officer.upload(report, "evidence", &photo(u32::from(report.as_bytes()[35]))).await;
    town.stack().settle().await;
    officer.answer(report, version, "Đã thu gom rác.", &[evidence]).await.expect(200);
    town.citizen("mai").await.read_own(report).await.expect(200)
}

#[tokio::test]
async fn citizens_see_who_speaks_for_the_unit_where_that_person_has_a_name_to_show() {
    let town = Town::in_2020().await;
    let (lan, mai) = (town.person("can-bo-phuong-1").await, town.citizen("mai").await);
    let first = sent(&town, 1, WARD).await;
    lan.accept(&first, 1).await.expect(200);
    lan.respond(&first, &json!({"kind": "note", "version": 2, "text": "Hỏi lại trưởng khu vực."})).await.expect(200);
    lan.respond(&first, &json!({"kind": "ask", "version": 3, "text": "Rác ở đoạn nào?"})).await.expect(200);
    mai.feedback(&first, &json!({"kind": "inform", "version": 4, "text": "Đầu hẻm 12."})).await.expect(200);
    let own = answered(&town, &lan, &first, 5).await;
    assert_eq!(own["answer"]["name"], "Nguyễn Thị Lan");
    assert_eq!(town.anyone().read(&first).await.expect(200)["answer"]["name"], "Nguyễn Thị Lan");
    let history = mai.get(&format!("/v1/me/reports/{first}/history")).await.expect(200);
    let names = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), entry["name"].as_str()));
    let expected = [
        ("submit", None),
        ("accept", None),
        ("note", None),
        ("ask", Some("Nguyễn Thị Lan")),
        ("inform", None),
        ("answer", Some("Nguyễn Thị Lan")),
    ];
    assert!(names.eq(expected), "{history}");

    // who takes the name back shows it no more; what was said with it stays as it was said
    let nameless = json!({"role": "officer", "unit": WARD_UNIT});
    town.admin().await.put("/v1/staff/can-bo-phuong-1", &nameless).await.expect(200);
    let lan = town.person("can-bo-phuong-1").await;
    let second = sent(&town, 2, WARD).await;
    lan.accept(&second, 1).await.expect(200);
    let own = answered(&town, &lan, &second, 2).await;
    assert_eq!((&own["owner"]["name"], own["answer"].get("name")), (&json!("UBND Phường I"), None));
    assert_eq!(mai.read_own(&first).await.expect(200)["answer"]["name"], "Nguyễn Thị Lan");
}

/// The audit tells all of it, each entry following from the one before.
async fn audited(admin: &Phone) {
    let (mut entries, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/v1/audit?limit=3{cursor}")).await.expect(200);
        entries.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let told: Vec<_> =
        entries.iter().rev().map(|e| (e["action"].as_str().unwrap(), e["by"].as_str().unwrap())).collect();
    let expected = [
        ("directory_published", "local"),
        ("staff_put", "quan-tri"),
        ("staff_put", "quan-tri"),
        ("staff_absence", "hoa"),
        ("staff_absence", "hoa"),
        ("staff_put", "quan-tri"),
        ("staff_removed", "quan-tri"),
    ];
    assert_eq!(told, expected);
    for pair in entries.windows(2) {
        assert_eq!(pair[0]["previous"], pair[1]["hash"], "the newest first");
    }
    assert_eq!(entries[0]["before"]["unit"], OTHER_UNIT);
    assert_eq!(entries[0]["after"], Value::Null);
}
