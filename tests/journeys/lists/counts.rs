//! Counts of an inbox's tabs: each is the length of the list that the same word asks for, whoever asks.

use serde_json::{Value, json};

use super::{sends, used, whole_list};
use crate::journeys::phone::Phone;
use crate::journeys::picture::photo;
use crate::journeys::town::{OTHER_UNIT, Town, WARD, WARD_UNIT, report_id, rubbish};

/// An inbox in which every tab has something, and another unit's beside it; some of it long overdue.
async fn busy() -> Town {
    let town = Town::at("2020-10-01T08:00:00+07:00").await;
    let (citizen, officer, leader) =
        (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await);
    // so late that nothing happens to it by itself any more
    sends(&citizen, 1, WARD, None).await;
    for _ in 0..4 {
        town.passes("P5D").await;
    }
    for n in 2..=6 {
        sends(&citizen, n, WARD, None).await;
    }
    let mut road = rubbish(&report_id(7), &[]);
    (road["category"], road["urgent"]) = (json!("GT-DUO"), json!(true));
    citizen.submit(&road).await.expect(201);
    sends(&citizen, 8, "vn-31321-2020", None).await;
    officer.accept(&report_id(2), 1).await.expect(200);
    let name = json!({"action": "name_officer", "version": 2, "officer": format!("officer-{WARD_UNIT}")});
    leader.assign(&report_id(2), &name).await.expect(200);
    let refuse = json!({"kind": "refuse", "version": 1, "reason": "untrue", "text": "Đã kiểm tra."});
    officer.respond(&report_id(3), &refuse).await.expect(202);
    for n in [4, 5] {
        let id = report_id(n);
        officer.accept(&id, 1).await.expect(200);
        let evidence = officer.upload(&id, "evidence", &photo(n)).await;
        town.stack().settle().await;
        officer.answer(&id, 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    }
    citizen.feedback(&report_id(5), &json!({"kind": "reprocess", "version": 3, "text": "Còn rác."})).await.expect(200);
    let back = json!({"action": "return", "version": 1, "reason": "Không rõ thuộc phường nào."});
    officer.assign(&report_id(6), &back).await.expect(200);
    town.stack().settle().await;
    town
}

/// Every count with the list that it is of.
fn tabs(counts: &Value, me: &str) -> Vec<(String, u64)> {
    let of = |name: &str| counts[name].as_u64().unwrap();
    let mut tabs = vec![(String::new(), of("open")), ("needs_me=true".into(), of("needs_me"))];
    tabs.extend(["overdue", "today", "soon"].map(|due| (format!("due={due}"), of(due))));
    tabs.extend([("urgent=true".into(), of("urgent")), ("assignee=none".into(), of("unassigned"))]);
    tabs.push((format!("assignee={me}"), of("mine")));
    for (parameter, group) in [("status", "by_state"), ("turn", "by_turn"), ("category", "by_category")] {
        let group = counts[group].as_object().unwrap();
        tabs.extend(group.iter().map(|(value, n)| (format!("{parameter}={value}"), n.as_u64().unwrap())));
    }
    tabs
}

async fn agree(who: &Phone, unit: &str, me: &str) -> Value {
    let counts = who.get(&format!("/v1/inbox/counts?unit={unit}")).await.expect(200);
    for (tab, count) in tabs(&counts, me) {
        for limit in [2, 100] {
            let path = format!("/v1/inbox?unit={unit}{}{tab}", if tab.is_empty() { "" } else { "&" });
            let list = whole_list(who, &path, limit).await;
            assert_eq!(u64::try_from(list.len()).unwrap(), count, "{unit} {tab}: {list:?}\n{counts}");
        }
    }
    counts
}

#[tokio::test]
async fn each_count_is_the_length_of_its_tab_for_officer_leader_and_centre() {
    let town = busy().await;
    let (officer, leader, centre) = (town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await, town.centre().await);
    let counts = agree(&officer, WARD_UNIT, &format!("officer-{WARD_UNIT}")).await;
    assert_eq!(
        (&counts["open"], &counts["overdue"], &counts["urgent"], &counts["mine"], &counts["needs_me"]),
        (&json!(6), &json!(1), &json!(1), &json!(1), &json!(3)),
        "needs_me: long overdue, named to them, urgent; {counts}"
    );
    let states =
        json!({"submitted": 3, "in_progress": 1, "needs_info": 0, "coordinating": 0, "answered": 1, "disputed": 1});
    assert_eq!(counts["by_state"], states);
    assert_eq!(counts["by_turn"], json!({"officer": 3, "leader": 2, "citizen": 1}));
    let counts = agree(&leader, WARD_UNIT, &format!("leader-{WARD_UNIT}")).await;
    assert_eq!(counts["needs_me"], 3, "a proposal, a dispute, what is overdue");
    let counts = agree(&centre, "all", "centre-1").await;
    assert_eq!((&counts["open"], &counts["needs_me"]), (&json!(8), &json!(1)), "what is to be assigned; {counts}");
    let by_unit: Vec<_> = counts["by_unit"].as_array().unwrap().iter().map(|u| (&u["unit"], &u["open"])).collect();
    assert_eq!(
        by_unit,
        [(&json!("centre"), &json!(1)), (&json!(WARD_UNIT), &json!(6)), (&json!(OTHER_UNIT), &json!(1))]
    );
    agree(&centre, WARD_UNIT, "centre-1").await;
    // and as they are without being told whose
    assert_eq!(officer.get("/v1/inbox/counts").await.expect(200)["open"], 6);
    assert_eq!(centre.get("/v1/inbox/counts").await.expect(200)["open"], 1);
}

#[tokio::test]
async fn counts_are_told_to_who_may_see_the_inbox_and_change_with_it() {
    let town = busy().await;
    let (officer, other) = (town.officer(WARD_UNIT).await, town.officer(OTHER_UNIT).await);
    assert_eq!(other.get("/v1/inbox/counts").await.expect(200)["open"], 1);
    for unit in [WARD_UNIT, "all"] {
        for path in ["/v1/inbox", "/v1/inbox/counts"] {
            other.get(&format!("{path}?unit={unit}")).await.refused(403, "inbox_not_yours");
        }
    }
    town.leader(WARD_UNIT).await.get("/v1/inbox/counts?unit=all").await.refused(403, "inbox_not_yours");
    town.leader("ubnd-vn-930-2020").await.get(&format!("/v1/inbox/counts?unit={WARD_UNIT}")).await.expect(200);
    town.citizen("mai").await.get("/v1/inbox/counts").await.refused(403, "staff_only");
    assert_eq!(town.anyone().get("/v1/inbox/counts").await.status, 401);
    officer.get("/v1/inbox/counts?status=submitted").await.refused(400, "invalid_parameter");
    officer.get("/v1/inbox/counts?unit=nobody").await.refused(404, "unit_not_found");
    town.centre().await.get("/v1/inbox?unit=all&status=closed").await.refused(400, "invalid_parameter");

    let before = officer.get("/v1/inbox/counts").await;
    assert_eq!(before.header("cache-control"), "private, no-store");
    let known = [("if-none-match", before.header("etag"))];
    assert_eq!(officer.send("GET", "/v1/inbox/counts", &known, "").await.status, 304, "cheap to ask again");
    officer.get("/v1/inbox/counts").await.expect(200);
    let (requests, units) = used(&town, "read-inbox");
    assert_eq!((requests, units), (1, 0.5), "one query, half a unit for eight open reports");
    officer.accept(&report_id(7), 1).await.expect(200);
    let after = officer.send("GET", "/v1/inbox/counts", &known, "").await.expect(200);
    assert_eq!((&after["by_state"]["submitted"], &after["by_state"]["in_progress"]), (&json!(2), &json!(2)));
    officer.get("/v1/inbox?status=disputed").await.expect(200);
    assert_eq!(used(&town, "read-inbox").0, 2, "a tab is a query and a batch get");
}
