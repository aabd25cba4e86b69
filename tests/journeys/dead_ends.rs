//! Dead ends: nobody can be pushed, no officer, no leader; and what else the centre must look after.

use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

const OTHER_WARD: &str = "vn-31321-2020";

/// The ids that the centre is shown, and that nobody else is.
async fn shown(town: &Town, attention: &str) -> Vec<String> {
    let path = format!("/v1/inbox?attention={attention}");
    let page = town.centre().await.get(&path).await.expect(200);
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Somebody of a unit, with a phone.
async fn reachable(town: &Town, role: &str, unit: &str) -> Phone {
    let who = format!("{role}-{unit}");
    let phone = Phone::of_staff(&town.api(), &who, role, unit).await;
    phone.wants_pushes(&who, "fcm").await;
    phone
}

async fn sent(town: &Town, n: u32, area: &str) -> String {
    let id = report_id(n);
    let mut report = rubbish(&id, &[]);
    report["area"] = json!(area);
    town.citizen("mai").await.submit(&report).await.expect(201);
    town.stack().settle().await;
    id
}

#[tokio::test]
pub(crate) async fn a_unit_without_phone_officer_or_leader_is_shown_until_it_has_them() {
    let town = Town::in_2020().await;
    let stuck = sent(&town, 1, OTHER_WARD).await;
    for attention in ["unreachable", "no_officer", "no_leader"] {
        assert_eq!(shown(&town, attention).await, [stuck.as_str()], "{attention}");
    }
    let officer = reachable(&town, "officer", OTHER_UNIT).await;
    assert_eq!(shown(&town, "unreachable").await, Vec::<String>::new(), "at once, for what came before too");
    assert_eq!(shown(&town, "no_officer").await, Vec::<String>::new());
    assert_eq!(shown(&town, "no_leader").await, [stuck.as_str()]);
    let leader = reachable(&town, "leader", OTHER_UNIT).await;
    assert_eq!(shown(&town, "no_leader").await, Vec::<String>::new());

    let away = json!({"from": "2020-10-21", "until": "2020-10-22"});
    officer.put("/v1/me/absence", &away).await.expect(200);
    assert_eq!(shown(&town, "no_officer").await, [stuck.as_str()]);
    leader.put("/v1/me/absence", &away).await.expect(200);
    assert_eq!(shown(&town, "unreachable").await, [stuck.as_str()], "whose people are all away is not pushed");

    town.officer(OTHER_UNIT).await.accept(&stuck, 1).await.expect(200);
    assert_eq!(shown(&town, "no_officer").await, [stuck.as_str()], "taken up, and then nobody is there");
    let ask = json!({"kind": "ask", "version": 2, "text": "Ở đâu?"});
    town.officer(OTHER_UNIT).await.respond(&stuck, &ask).await.expect(200);
    assert_eq!(shown(&town, "no_officer").await, Vec::<String>::new(), "it is the citizen's turn");
}

#[tokio::test]
async fn an_officer_of_other_fields_is_none_for_this_one() {
    let town = Town::in_2020().await;
    let row = json!({"name": "Tâm", "role": "officer", "unit": OTHER_UNIT, "categories": ["GT-DUO"]});
    town.admin().await.put("/v1/staff/tam", &row).await.expect(200);
    let rubbish = sent(&town, 1, OTHER_WARD).await;
    assert_eq!(shown(&town, "no_officer").await, [rubbish.as_str()]);
    let path = "/v1/inbox?attention=no_officer&category=GT-DUO";
    assert_eq!(town.centre().await.get(path).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn what_is_returned_or_passed_on_too_often_is_shown_until_it_is_assigned() {
    let town = Town::in_2020().await;
    let (returned, passed) = (sent(&town, 1, "vn-31318-2020").await, sent(&town, 2, "vn-31318-2020").await);
    let first = town.officer(WARD_UNIT).await;
    let back = json!({"action": "return", "version": 1, "reason": "Không thuộc phường"});
    first.assign(&returned, &back).await.expect(200);
    let to =
        |unit: &str, version: u32| json!({"action": "transfer", "version": version, "unit": unit, "reason": "Nhầm"});
    first.assign(&passed, &to(OTHER_UNIT, 1)).await.expect(200);
    assert_eq!(shown(&town, "bounced").await, [returned.as_str()]);
    // back to an earlier owner
    town.officer(OTHER_UNIT).await.assign(&passed, &to(WARD_UNIT, 2)).await.expect(200);
    let mut both = shown(&town, "bounced").await;
    both.sort();
    assert_eq!(both, [returned.as_str(), passed.as_str()]);
    let assign = json!({"action": "assign", "version": 2, "unit": WARD_UNIT});
    town.centre().await.assign(&returned, &assign).await.expect(200);
    assert_eq!(shown(&town, "bounced").await, [passed.as_str()]);
}

#[tokio::test]
async fn all_overdue_reports_are_shown_across_units_the_longest_first_page_by_page() {
    let town = Town::in_2020().await;
    let mut ids = Vec::new();
    for (n, area) in
        [(1, "vn-31318-2020"), (2, OTHER_WARD), (3, "vn-31327-2020"), (4, "vn-31318-2020"), (5, OTHER_WARD)]
    {
        ids.push(sent(&town, n, area).await);
        town.passes("PT10M").await;
    }
    assert_eq!(shown(&town, "overdue").await, Vec::<String>::new());
    town.passes("P8D").await;
    let centre = town.centre().await;
    let (mut told, mut path) = (Vec::<String>::new(), "/v1/inbox?attention=overdue&limit=2".to_owned());
    for _ in 0..5 {
        let page = centre.get(&path).await.expect(200);
        told.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/inbox?attention=overdue&limit=2&cursor={next}");
    }
    assert_eq!(told, ids);
    let of_one = centre.get(&format!("/v1/inbox?attention=overdue&unit={OTHER_UNIT}")).await.expect(200);
    assert_eq!(of_one["items"].as_array().unwrap().len(), 2);
    town.officer(WARD_UNIT).await.get("/v1/inbox?attention=overdue").await.refused(403, "centre_only");
    let wrong = centre.get("/v1/inbox?attention=everything").await;
    assert_eq!(wrong.status, 400, "{}", wrong.text());
}

#[tokio::test]
async fn a_dispute_without_a_leader_is_told_to_the_unit_above() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, reachable(&town, "officer", OTHER_UNIT).await);
    let above = "local-unit-ubnd-vn-930-2020";
    let id = sent(&town, 1, OTHER_WARD).await;
    officer.accept(&id, 1).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &super::picture::photo(2)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, "Đã thu gom rác.", &[evidence]).await.expect(200);
    let seen = town.pushes().await.len();
    citizen.feedback(&id, &json!({"kind": "reprocess", "version": 3, "text": "Rác vẫn còn."})).await.expect(200);
    let pushes = town.pushes().await;
    let topics: Vec<&Value> = pushes[seen..].iter().map(|push| &push["topic"]).collect();
    assert!(topics.contains(&&json!(above)), "{topics:?}");
    assert!(topics.contains(&&json!(format!("local-unit-{OTHER_UNIT}"))), "{topics:?}");
}
