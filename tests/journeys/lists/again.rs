//! The same problem: offered to the citizen before it is sent twice, pointed out to the leader when it is there again.

use serde_json::{Value, json};

use super::{ids, sends, used};
use crate::journeys::phone::Phone;
use crate::journeys::picture::photo;
use crate::journeys::town::{OTHER_UNIT, Town, WARD, WARD_UNIT, report_id, rubbish};

const PLACE: (f64, f64) = (9.784, 105.47);

/// Accepted, answered with a photo, agreed to.
async fn dealt_with(town: &Town, citizen: &Phone, officer: &Phone, n: u32) {
    let id = report_id(n);
    officer.accept(&id, 1).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(n)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    citizen.agree(&id, 3).await.expect(200);
}

fn told(report: &Value) -> Vec<(String, String)> {
    let earlier = report["recurrence_of"].as_array().into_iter().flatten();
    earlier.map(|one| (one["id"].as_str().unwrap().to_owned(), one["by"].as_str().unwrap().to_owned())).collect()
}

#[tokio::test]
async fn before_sending_an_app_finds_what_is_alike_follows_it_or_names_it() {
    let town = Town::in_2020().await;
    let (mai, tam, officer) = (town.citizen("mai").await, town.citizen("tam").await, town.officer(WARD_UNIT).await);
    sends(&mai, 1, WARD, Some(PLACE)).await;
    sends(&mai, 2, WARD, Some((9.785, 105.47))).await;
    sends(&mai, 3, WARD, Some((9.80, 105.47))).await;
    let mut road = rubbish(&report_id(4), &[]);
    (road["category"], road["location"]) = (json!("GT-DUO"), json!({"lat": 9.784, "lng": 105.47, "accuracy_m": 5}));
    mai.submit(&road).await.expect(201);
    let mut hidden = rubbish(&report_id(5), &[]);
    (hidden["visibility"], hidden["location"]) = (json!("confidential"), road["location"].clone());
    mai.submit(&hidden).await.expect(201);
    dealt_with(&town, &mai, &officer, 2).await;
    town.passes("P1D").await;

    // what the phone knows before the form is sent: where, what, and the day 90 days ago
    let alike = "/v1/reports?near=9.7841,105.4701&radius_m=200&category=MT-RAC&from=2020-07-24";
    let found = town.anyone().get(alike).await;
    assert_eq!(ids(&found.expect(200)), [report_id(2), report_id(1)], "of that field, near, public; closed ones too");
    assert_eq!(found.header("cache-control"), "public, max-age=15", "and from the nearest edge");
    let statuses: Vec<_> = found.json()["items"].as_array().unwrap().iter().map(|r| r["status"].clone()).collect();
    assert_eq!(statuses, ["closed", "submitted"], "enough to tell which to follow and which to name");
    town.anyone().get(alike).await.expect(200);
    assert!(used(&town, "read-public").0 <= 2, "one cell and one batch get");

    // the open one is followed, the one that was dealt with is named
    assert_eq!(tam.send("PUT", &format!("/v1/reports/{}/follow", report_id(1)), &[], "").await.status, 204);
    assert_eq!(ids(&tam.get("/v1/me/reports?followed=true").await.expect(200)), [report_id(1)]);
    let mut again = rubbish(&report_id(6), &[]);
    again["previous"] = json!(report_id(2));
    tam.submit(&again).await.expect(201);
    let told = told(&town.leader(WARD_UNIT).await.read_in_inbox(&report_id(6)).await.expect(200));
    assert_eq!(told, [(report_id(2), "named".to_owned())]);
}

#[tokio::test]
async fn a_leader_is_shown_what_is_there_again_within_90_days() {
    let town = Town::at("2020-07-01T08:00:00+07:00").await;
    let (mai, tam, officer) = (town.citizen("mai").await, town.citizen("tam").await, town.officer(WARD_UNIT).await);
    for n in 1..=2 {
        sends(&mai, n, WARD, Some(PLACE)).await;
    }
    dealt_with(&town, &mai, &officer, 1).await;
    for _ in 0..3 {
        town.passes("P29D").await;
    }
    sends(&tam, 3, WARD, Some((9.784_3, 105.47))).await;
    let (leader, centre) = (town.leader(WARD_UNIT).await, town.centre().await);
    for sees in [&leader, &centre, &town.leader("ubnd-vn-930-2020").await] {
        let report = sees.read_in_inbox(&report_id(3)).await.expect(200);
        assert_eq!(told(&report), [(report_id(1), "near".to_owned())], "not the one still open; {report}");
        let earlier = &report["recurrence_of"][0];
        assert_eq!((&earlier["status"], &earlier["verdict"]), (&json!("closed"), &json!("agreed")));
        assert_eq!(earlier["answer"]["text"], "Đã dọn sạch.");
    }
    let plain = |report: &Value| report["recurrence_of"].is_null() && report["previous"].is_null();
    assert!(plain(&officer.read_in_inbox(&report_id(3)).await.expect(200)), "who doesn't decide doesn't pay for it");
    assert!(plain(&town.anyone().read(&report_id(3)).await.expect(200)));
    assert!(plain(&tam.read_own(&report_id(3)).await.expect(200)));
    assert!(plain(&leader.get("/v1/inbox").await.expect(200)["items"][0]));
    leader.read_in_inbox(&report_id(3)).await.expect(200);
    let shown = used(&town, "read-inbox");
    officer.read_in_inbox(&report_id(3)).await.expect(200);
    assert_eq!((shown.0, used(&town, "read-inbox").0), (2 + 2, 2), "a query of the cell and a batch get more");
    town.passes("P4D").await;
    sends(&tam, 4, WARD, Some(PLACE)).await;
    assert!(told(&leader.read_in_inbox(&report_id(4)).await.expect(200)).is_empty(), "91 days");
}

#[tokio::test]
async fn a_confidential_report_is_named_to_nobody_who_may_not_see_it() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    let (ward, other) = (town.officer(WARD_UNIT).await, town.leader(OTHER_UNIT).await);
    let mut hidden = rubbish(&report_id(1), &[]);
    (hidden["visibility"], hidden["location"]) =
        (json!("confidential"), json!({"lat": PLACE.0, "lng": PLACE.1, "accuracy_m": 5}));
    mai.submit(&hidden).await.expect(201);
    dealt_with(&town, &mai, &ward, 1).await;
    town.passes("P1D").await;
    // another ward's report that names it, one that names nothing that there is, and one of the same place
    for (n, previous) in [(2, report_id(1)), (3, report_id(9))] {
        let mut report = rubbish(&report_id(n), &[]);
        (report["area"], report["previous"]) = (json!("vn-31321-2020"), json!(previous));
        tam.submit(&report).await.expect(201);
    }
    sends(&tam, 4, WARD, Some(PLACE)).await;
    let mut own = rubbish(&report_id(5), &[]);
    own["previous"] = json!(report_id(1));
    tam.submit(&own).await.expect(201);
    let known = other.read_in_inbox(&report_id(2)).await.text();
    let unknown = other.read_in_inbox(&report_id(3)).await.text();
    for (text, id) in [(&known, report_id(1)), (&unknown, report_id(9))] {
        assert!(!text.contains(&id) && !text.contains("previous") && !text.contains("recurrence"), "{text}");
    }
    assert!(!other.get("/v1/inbox").await.text().contains("previous"));
    let leader = town.leader(WARD_UNIT).await;
    assert!(told(&leader.read_in_inbox(&report_id(4)).await.expect(200)).is_empty(), "the map doesn't know it");
    let named = leader.read_in_inbox(&report_id(5)).await.expect(200);
    assert_eq!((&named["previous"], told(&named)), (&json!(report_id(1)), vec![(report_id(1), "named".to_owned())]));
}
