//! What a page of 20 costs, as DynamoDB counts it; the table in ARCHITECTURE.md is what this prints.

use std::fmt::Write;

use serde_json::json;

use super::used;
use crate::journeys::town::{Town, WARD_UNIT, report_id, rubbish};

#[tokio::test]
async fn a_page_of_20_takes_a_query_a_batch_get_and_25_units_at_most() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    for n in 1..=24 {
        let mut report = rubbish(&report_id(n), &[]);
        report["description"] = json!("Rác thải, mùi hôi. ".repeat(20));
        report["location"] = json!({"lat": 9.784, "lng": 105.47, "accuracy_m": 9});
        if n % 10 == 0 {
            // nobody may send many more in an hour
            town.passes("PT1H").await;
        }
        citizen.submit(&report).await.expect(201);
        if n % 2 == 0 {
            officer.accept(&report_id(n), 1).await.expect(200);
        }
    }
    town.stack().settle().await;
    let anyone = town.anyone();
    let mut table = String::new();
    for (phone, function, path, most) in [
        (&anyone, "read-public", "/v1/reports", 2),
        (&anyone, "read-public", "/v1/reports?area=vn-31318-2020", 2),
        (&citizen, "read-mine", "/v1/me/reports", 2),
        (&officer, "read-inbox", "/v1/inbox", 2),
        (&officer, "read-inbox", "/v1/inbox?status=submitted", 2),
        (&anyone, "read-public", "/v1/reports?area=vn-930-2020", 10),
        (&anyone, "read-public", "/v1/reports?bbox=105.40485,9.75477,105.50295,9.82568", 5),
        (&anyone, "read-public", "/v1/reports?near=9.784,105.47&radius_m=500&category=MT-RAC", 2),
    ] {
        // the second time, so that the directory has been looked at
        phone.get(path).await.expect(200);
        phone.get(path).await.expect(200);
        let (requests, units) = used(&town, function);
        writeln!(table, "{path}: {requests} requests, {units} read units").unwrap();
        assert!(requests > 0 && requests <= most && units > 0.0 && units <= 25.0, "\n{table}");
    }
    println!("{table}");
}
