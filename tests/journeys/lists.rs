//! Lists: by place, on the map, of a unit; what they show, in which order, and what a page costs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{Town, report_id, rubbish};

mod again;
pub(super) mod areas;
mod costs;
mod counts;
mod forms;
mod inbox;
mod kept;
mod many;
pub(super) mod map;
mod transfer;
mod wrong;

/// Sends a report of an area, at a place if any.
async fn sends(citizen: &Phone, n: u32, area: &str, place: Option<(f64, f64)>) -> String {
    let mut report = rubbish(&report_id(n), &[]);
    report["area"] = json!(area);
    if let Some((lat, lng)) = place {
        report["location"] = json!({"lat": lat, "lng": lng, "accuracy_m": 5});
    }
    citizen.submit(&report).await.expect(201);
    report_id(n)
}

/// The ids on a page, in its order.
pub(super) fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|report| report["id"].as_str().unwrap().to_owned()).collect()
}

/// Goes through a list by `limit` and gives all ids in order; none may come twice.
pub(super) async fn whole_list(phone: &Phone, path: &str, limit: usize) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = phone.get(&format!("{path}&limit={limit}{cursor}")).await.expect(200);
        let found = ids(&page);
        assert!(found.len() <= limit, "{page}");
        all.extend(found);
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none comes twice: {all:?}");
    all
}

/// What the last call of a function asked of DynamoDB: requests and read units.
pub(super) fn used(town: &Town, function: &str) -> (u64, f64) {
    let lines = town.stack().metrics();
    let lines = lines.iter().rev().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    let line = lines.into_iter().find(|line| line["Function"] == function).unwrap();
    (line["Reads"].as_u64().unwrap(), line["ReadUnits"].as_f64().unwrap())
}
