//! A report must reach somebody: where a unit has nobody who hears of it, the units above are told as well, up to the
//! first that has.

use serde_json::json;

use super::phone::Phone;
use super::town::{Town, report_id, rubbish};

/// A ward without any staff in the sample; the committee above it has some.
const EMPTY: &str = "vn-31327-2020";
const ABOVE: &str = "ubnd-vn-930-2020";
const PROVINCE: &str = "ubnd-vn-93-2020";

/// The units told of the `n`th report, from the owner upwards.
async fn told(town: &Town, n: u32) -> Vec<String> {
    let mut report = rubbish(&report_id(n), &[]);
    report["area"] = json!(EMPTY);
    let seen = town.pushes().await.len();
    town.citizen("mai").await.submit(&report).await.expect(201);
    let pushes = town.pushes().await;
    let topics = pushes[seen..].iter().filter_map(|push| push["topic"].as_str());
    let mut units: Vec<_> = topics.map(|topic| topic.trim_start_matches("local-unit-").to_owned()).collect();
    let way_up = [&format!("ubnd-{EMPTY}"), ABOVE, PROVINCE, "centre"];
    units.sort_by_key(|unit| way_up.iter().position(|known| known == unit));
    units
}

async fn with_phone(phone: Phone, device: &str) -> Phone {
    phone.wants_pushes(device, "fcm").await;
    phone
}

#[tokio::test]
pub(super) async fn what_comes_to_a_unit_without_anybody_is_told_further_up() {
    let town = Town::in_2020().await;
    let unit = format!("ubnd-{EMPTY}");
    let unit = unit.as_str();
    assert_eq!(told(&town, 1).await, [unit, ABOVE, PROVINCE, "centre"], "nobody has a phone");
    let above = with_phone(town.person("lanh-dao-vi-thanh").await, "above").await;
    assert_eq!(told(&town, 2).await, [unit, ABOVE]);

    let officer = with_phone(town.officer(unit).await, "officer").await;
    assert_eq!(told(&town, 3).await, [unit, ABOVE], "no leader");
    let leader = with_phone(town.leader(unit).await, "leader").await;
    assert_eq!(told(&town, 4).await, [unit], "all are there now");

    let leave = json!({"from": "2020-10-21", "until": "2020-10-23"});
    officer.put("/v1/me/absence", &leave).await.expect(200);
    assert_eq!(told(&town, 5).await, [unit, ABOVE], "no officer, and nobody stands in");
    leader.put("/v1/me/absence", &leave).await.expect(200);
    above.put("/v1/me/absence", &leave).await.expect(200);
    assert_eq!(told(&town, 6).await, [unit, ABOVE, PROVINCE, "centre"], "nobody above can be pushed either");
}
