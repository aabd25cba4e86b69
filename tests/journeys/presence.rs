//! A report must reach somebody who is there: where a unit has nobody for it, the next above who has is told as well.

use serde_json::json;

use super::town::{Town, report_id, rubbish};

/// A ward without any staff in the sample; the committee above it has some.
const EMPTY: &str = "vn-31327-2020";
const ABOVE: &str = "ubnd-vn-930-2020";

async fn topics(town: &Town, seen: usize) -> Vec<String> {
    let pushes = town.pushes().await;
    let topics = pushes[seen..].iter().filter_map(|push| push["topic"].as_str());
    topics.map(|topic| topic.trim_start_matches("local-unit-").to_owned()).collect()
}

#[tokio::test]
pub(super) async fn what_comes_to_a_unit_without_anybody_is_told_further_up() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let unit = format!("ubnd-{EMPTY}");
    let mut report = rubbish(&report_id(1), &[]);
    report["area"] = json!(EMPTY);
    citizen.submit(&report).await.expect(201);
    assert_eq!(topics(&town, 0).await, [unit.as_str(), ABOVE]);

    let officer = town.officer(&unit).await;
    report["id"] = json!(report_id(2));
    citizen.submit(&report).await.expect(201);
    assert_eq!(topics(&town, 2).await, [unit.as_str()], "somebody is there now");

    let leave = json!({"from": "2020-10-21", "until": "2020-10-23"});
    officer.put("/v1/me/absence", &leave).await.expect(200);
    report["id"] = json!(report_id(3));
    citizen.submit(&report).await.expect(201);
    assert_eq!(topics(&town, 3).await, [unit.as_str(), ABOVE], "on leave, and nobody stands in");

    for person in ["can-bo-vi-thanh", "lanh-dao-vi-thanh"] {
        town.person(person).await.put("/v1/me/absence", &leave).await.expect(200);
    }
    report["id"] = json!(report_id(4));
    citizen.submit(&report).await.expect(201);
    assert_eq!(topics(&town, 5).await, [unit.as_str(), "centre"], "nobody above is there either");
}
