//! A unit's inbox: what needs somebody now, by deadline, state, field, officer and urgency; whose inbox one may see.

use serde_json::json;

use super::{ids, sends};
use crate::journeys::refusals::{all_right, unlike};
use crate::journeys::town::{OTHER_UNIT, Town, WARD, WARD_UNIT, report_id, rubbish};

#[tokio::test]
async fn an_inbox_tells_what_is_late_due_today_and_soon() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let first = citizen.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    town.passes("P1D").await;
    sends(&citizen, 2, WARD, None).await;
    sends(&citizen, 3, WARD, None).await;
    town.stack().settle().await;
    let due = async |when: &str| ids(&officer.get(&format!("/v1/inbox?due={when}")).await.expect(200));
    assert!(due("overdue").await.is_empty());
    let deadline: jiff::Timestamp = first["resolve_by"].as_str().unwrap().parse().unwrap();
    let now: jiff::Timestamp = "2020-10-22T08:00:00+07:00".parse().unwrap();
    let to_go = deadline.duration_since(now).as_secs();
    // an hour before the first deadline: it is due today and soon, nothing is late
    town.passes(&format!("PT{}S", to_go - 3_600)).await;
    assert_eq!(due("today").await, [report_id(1)]);
    assert_eq!(due("soon").await.first(), Some(&report_id(1)), "the nearest first");
    assert!(due("overdue").await.is_empty());
    town.passes("PT2H").await;
    assert_eq!(due("overdue").await, [report_id(1)]);
    assert!(due("today").await.is_empty());
    assert!(!due("soon").await.contains(&report_id(1)));
    // answered late: nothing is overdue any more, but it waits for the citizen
    officer.accept(&report_id(1), 1).await.expect(200);
    let evidence = officer.upload(&report_id(1), "evidence", &crate::journeys::picture::photo(1)).await;
    town.stack().settle().await;
    officer.answer(&report_id(1), 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    assert!(due("overdue").await.is_empty());
    assert_eq!(ids(&officer.get("/v1/inbox?status=answered").await.expect(200)), [report_id(1)]);
}

#[tokio::test]
async fn an_inbox_is_told_apart_by_field_officer_urgency_and_state() {
    let town = Town::in_2020().await;
    let (citizen, leader) = (town.citizen("mai").await, town.leader(WARD_UNIT).await);
    let officer = town.officer(WARD_UNIT).await;
    sends(&citizen, 1, WARD, None).await;
    let mut again = rubbish(&report_id(2), &[]);
    again["previous"] = json!(report_id(1));
    citizen.submit(&again).await.expect(201);
    let mut road = rubbish(&report_id(3), &[]);
    (road["category"], road["urgent"]) = (json!("GT-DUO"), json!(true));
    citizen.submit(&road).await.expect(201);
    officer.accept(&report_id(1), 1).await.expect(200);
    let name = json!({"action": "name_officer", "version": 2, "officer": format!("officer-{WARD_UNIT}")});
    leader.assign(&report_id(1), &name).await.expect(200);
    let asked = async |query: &str| {
        let mut found = ids(&officer.get(&format!("/v1/inbox?{query}")).await.expect(200));
        found.sort();
        found
    };
    assert_eq!(asked("category=MT-RAC").await, [report_id(1), report_id(2)]);
    assert_eq!(asked("status=in_progress").await, [report_id(1)]);
    assert_eq!(asked(&format!("assignee=officer-{WARD_UNIT}")).await, [report_id(1)]);
    assert!(asked("assignee=nobody").await.is_empty());
    assert_eq!(asked("urgent=true").await, [report_id(3)]);
    assert_eq!(asked("urgent=false&category=MT-RAC").await, [report_id(1), report_id(2)]);
    let recurrence = leader.read_in_inbox(&report_id(2)).await.expect(200);
    assert_eq!(recurrence["previous"], report_id(1), "the leader sees which one has come back");
    assert!(leader.read_in_inbox(&report_id(1)).await.expect(200)["previous"].is_null());
    assert!(town.anyone().read(&report_id(2)).await.expect(200)["previous"].is_null(), "nobody else does");
    let mut faults = Vec::new();
    for (query, code, pointer) in [
        ("due=never", "invalid_parameter", "/due"),
        ("urgent=1", "invalid_parameter", "/urgent"),
        ("area=vn-31318-2020", "invalid_parameter", "/area"),
        ("bbox=105.4,9.7,105.5,9.8", "invalid_parameter", "/bbox"),
        ("limit=10000", "limit_out_of_range", "/limit"),
    ] {
        let answer = officer.get(&format!("/v1/inbox?{query}")).await;
        faults.extend(unlike(&answer, 400, code, pointer).map(|fault| format!("{query}: {fault}")));
    }
    all_right(&faults);
}

#[tokio::test]
async fn the_centre_sees_every_inbox_a_leader_those_below_an_officer_the_own() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    sends(&citizen, 1, WARD, None).await;
    sends(&citizen, 2, "vn-31321-2020", None).await;
    let (wards, others) = (format!("/v1/inbox?unit={WARD_UNIT}"), format!("/v1/inbox?unit={OTHER_UNIT}"));
    for sees_both in [town.centre().await, town.leader("ubnd-vn-930-2020").await] {
        assert_eq!(ids(&sees_both.get(&wards).await.expect(200)), [report_id(1)]);
        assert_eq!(ids(&sees_both.get(&others).await.expect(200)), [report_id(2)]);
        assert_eq!(sees_both.get("/v1/inbox").await.expect(200)["items"], json!([]));
    }
    for own in [town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await] {
        assert_eq!(ids(&own.get(&wards).await.expect(200)), [report_id(1)]);
        own.get(&others).await.refused(403, "inbox_not_yours");
    }
    town.officer("ubnd-vn-930-2020").await.get(&wards).await.refused(403, "inbox_not_yours");
    town.centre().await.get("/v1/inbox?unit=nobody").await.refused(404, "unit_not_found");
    citizen.get(&wards).await.refused(403, "staff_only");
}
