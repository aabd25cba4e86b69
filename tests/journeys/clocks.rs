//! What happens by itself, as the stack's clock is moved: escalation, silence, lapses, and areas that end.

use serde_json::{Value, json};

use super::phone::Phone;
use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

const ABOVE: &str = "ubnd-vn-930-2020";

/// What a unit above is told where the unit's own people have no phones; and what comes after quiet hours.
const BESIDES: [&str; 2] = ["Phản ánh chưa có người tiếp nhận", "Phản ánh sau giờ yên tĩnh"];

/// The pushes since `seen`, as unit or device and title, but for those that other tests are about.
async fn told(town: &Town, seen: &mut usize) -> Vec<(String, String)> {
    let pushes = town.pushes().await;
    let new = pushes[*seen..].iter().map(|push| {
        let to = push["topic"].as_str().or(push["device"]["token"].as_str()).unwrap_or_default();
        let title = push["payloads"]["GCM"]["fcmV1Message"]["message"]["notification"]["title"].as_str().unwrap();
        (to.trim_start_matches("local-unit-").to_owned(), title.to_owned())
    });
    let mut new: Vec<_> = new.filter(|(_, title)| !BESIDES.contains(&title.as_str())).collect();
    *seen = pushes.len();
    new.sort();
    new
}

fn pairs(told: &[(String, String)]) -> Vec<(&str, &str)> {
    told.iter().map(|(to, title)| (to.as_str(), title.as_str())).collect()
}

#[tokio::test]
pub(super) async fn a_report_walks_past_every_deadline_and_each_escalation_comes_once() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    citizen.wants_pushes("phone", "fcm").await;
    let (id, mut seen) = (report_id(1), 0);
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    assert_eq!(pairs(&told(&town, &mut seen).await), [(WARD_UNIT, "Phản ánh mới")]);

    town.passes("PT8H20M").await;
    assert!(told(&town, &mut seen).await.is_empty(), "80 % of 8 working hours from 08:00 is 16:24");
    town.passes("PT5M").await;
    assert_eq!(pairs(&told(&town, &mut seen).await), [(WARD_UNIT, "Sắp hết hạn tiếp nhận")]);
    town.passes("PT16H").await;
    assert_eq!(pairs(&told(&town, &mut seen).await), [(WARD_UNIT, "Quá hạn tiếp nhận")]);
    town.passes("PT6H").await;
    let very_late = [("centre", "Quá hạn tiếp nhận nghiêm trọng"), (ABOVE, "Quá hạn tiếp nhận nghiêm trọng")];
    assert_eq!(pairs(&told(&town, &mut seen).await), very_late);

    // What was written before the reminders came is still good: they are no change.
    officer.accept(&id, 1).await.expect(200);
    assert_eq!(pairs(&told(&town, &mut seen).await), [("token-of-phone", "Phản ánh đã được tiếp nhận")]);
    town.passes("P10D").await;
    let outage = told(&town, &mut seen).await;
    assert_eq!(
        pairs(&outage),
        [
            ("centre", "Quá hạn xử lý nghiêm trọng"),
            (WARD_UNIT, "Quá hạn xử lý"),
            (WARD_UNIT, "Sắp hết hạn xử lý"),
            (ABOVE, "Quá hạn xử lý nghiêm trọng"),
        ],
        "each once, however late the clock is looked at"
    );

    let evidence = officer.upload(&id, "evidence", &photo(2)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, "Đã thu gom rác.", &[evidence]).await.expect(200);
    assert_eq!(pairs(&told(&town, &mut seen).await), [("token-of-phone", "Phản ánh đã có trả lời")]);
    town.passes("P7D").await;
    assert_eq!(pairs(&told(&town, &mut seen).await), [("token-of-phone", "Phản ánh đã kết thúc")]);
    let closed = citizen.read_own(&id).await.expect(200);
    assert_eq!((&closed["status"], &closed["verdict"]), (&json!("closed"), &json!("silent")));
    town.passes("P30D").await;
    assert!(told(&town, &mut seen).await.is_empty(), "nothing more comes of a closed report");
}

#[tokio::test]
async fn two_watchers_at_once_tell_each_thing_once() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=6 {
        citizen.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    }
    let mut seen = 6;
    town.stack().settle().await;
    let event = json!({"version": "0", "source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": "{}",
        "time": "2020-10-30T00:00:00Z"});
    let watch = || town.stack().call("watch-deadlines", &event);
    let (one, two, three) = tokio::join!(watch(), watch(), watch());
    for answer in [one, two, three] {
        answer.unwrap();
    }
    let told = told(&town, &mut seen).await;
    for title in ["Sắp hết hạn tiếp nhận", "Quá hạn tiếp nhận", "Quá hạn xử lý"] {
        assert_eq!(told.iter().filter(|(_, t)| t == title).count(), 6, "{title}: {told:?}");
    }
}

#[tokio::test]
async fn a_question_without_an_answer_is_waited_for_five_working_days() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    let before = officer.read_in_inbox(&id).await.expect(200)["resolve_by"].clone();
    officer.respond(&id, &json!({"kind": "ask", "version": 2, "text": "Ở đoạn nào?"})).await.expect(200);
    town.passes("P6D").await;
    assert_eq!(officer.read_in_inbox(&id).await.expect(200)["status"], "needs_info");
    town.passes("P2D").await;
    let after = officer.read_in_inbox(&id).await.expect(200);
    assert_eq!(after["status"], "in_progress");
    assert_eq!(
        (before.as_str().unwrap().get(..10), after["resolve_by"].as_str().unwrap().get(..10)),
        (Some("2020-10-27"), Some("2020-11-04"))
    );
}

#[tokio::test]
async fn an_answer_whose_photos_never_come_lapses_after_a_day_and_the_officer_is_told() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let (id, mut seen) = (report_id(1), 0);
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    let declared = officer.declare(&id, "evidence", &photo(2)).await.expect(201);
    let photo = declared["photo_id"].as_str().unwrap().to_owned();
    officer.answer(&id, 2, "Đã thu gom rác.", &[photo]).await.expect(202);
    told(&town, &mut seen).await;
    town.passes("PT25H").await;
    assert!(pairs(&told(&town, &mut seen).await).contains(&(WARD_UNIT, "Câu trả lời bị hủy do thiếu ảnh")));
    let lapsed = officer.read_in_inbox(&id).await.expect(200);
    assert_eq!((&lapsed["status"], &lapsed["answer_held"]), (&json!("in_progress"), &json!(false)));
}

async fn owner(phone: &Phone, id: &str) -> Value {
    let report = phone.read_own(id).await.expect(200);
    json!([report["status"], report["owner"]["unit"], report["area"], report["resolve_by"], report["version"]])
}

#[tokio::test]
pub(super) async fn when_the_map_changes_open_reports_follow_their_communes_once() {
    let town = Town::at("2025-06-30T09:00:00+07:00").await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let (waiting, taken, held, done) = (report_id(1), report_id(2), report_id(3), report_id(4));
    let report = |id: &str| {
        let mut report = rubbish(id, &[]);
        report["consent"] = json!("2020-02");
        report
    };
    for id in [&waiting, &taken, &held, &done] {
        citizen.submit(&report(id)).await.expect(201);
    }
    officer.accept(&taken, 1).await.expect(200);
    officer.accept(&held, 1).await.expect(200);
    let jpeg = photo(7);
    let declared = officer.declare(&held, "evidence", &jpeg).await.expect(201);
    let evidence = declared["photo_id"].as_str().unwrap().to_owned();
    officer.answer(&held, 2, "Đã thu gom rác.", &[evidence]).await.expect(202);
    citizen.feedback(&done, &json!({"kind": "withdraw", "version": 1})).await.expect(200);
    let mut deadlines = Vec::new();
    for id in [&waiting, &taken, &held] {
        deadlines.push(owner(&citizen, id).await[3].clone());
    }

    let mut seen = town.pushes().await.len();
    town.passes("PT23H").await;
    let unit = "ubnd-vn-31321-2025";
    let expected = [(&waiting, "submitted", 2), (&taken, "in_progress", 3), (&held, "in_progress", 4)];
    for ((id, status, version), deadline) in expected.into_iter().zip(deadlines) {
        let now = owner(&citizen, id).await;
        assert_eq!(now, json!([status, unit, "vn-31321-2025", deadline, version]), "the citizen's deadline stays");
    }
    assert_eq!(owner(&citizen, &done).await[1], WARD_UNIT, "what is over stays as it was");
    let told = told(&town, &mut seen).await;
    assert_eq!(told.iter().filter(|(to, title)| to == unit && title.contains("địa bàn mới")).count(), 3, "{told:?}");

    // The old ward's people are out, the new one's go on, with a photo that was still on its way.
    officer.respond(&taken, &json!({"kind": "note", "version": 3, "text": "Xin chào"})).await.refused(404, "not_found");
    let heir = town.officer(unit).await;
    heir.accept(&waiting, 2).await.expect(200);
    officer.send_photo(&declared, &jpeg).await;
    town.stack().settle().await;
    assert_eq!(owner(&citizen, &held).await[0], "answered");

    let history = citizen.get(&format!("/v1/me/reports/{waiting}/history")).await.expect(200);
    let entry = &history["items"][1];
    assert_eq!((&entry["action"], &entry["by"]), (&json!("succeed"), &json!("system")));
    town.passes("P1D").await;
    assert_eq!(owner(&citizen, &taken).await[4], 3, "again, nothing changes");
}
