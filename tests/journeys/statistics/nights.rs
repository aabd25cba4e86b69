//! What a night makes: counters mended, figures for everybody as of midnight, open data.

use serde_json::{Value, json};

use super::{Town, adds_up, cells, file, items, metric, part, sends, setting};
use crate::journeys::town::{WARD, WARD_UNIT, report_id};

const MONTH: &str = "from=2020-10-01&to=2020-10-31";

#[tokio::test]
pub(in crate::journeys) async fn everybody_sees_last_midnights_figures_and_confidential_reports_in_the_services_totals_only()
 {
    let town = Town::in_2020().await;
    let (citizen, anyone) = (town.citizen("mai").await, town.anyone());
    sends(&citizen, &report_id(1), "MT-RAC", WARD, "public").await;
    sends(&citizen, &report_id(2), "AN-ONM", WARD, "confidential").await;
    town.stack().settle().await;
    let today = anyone.get("/v1/statistics").await.expect(200);
    assert_eq!((&today["figures"]["received"], &today["as_of"]), (&json!(0), &Value::Null));

    town.passes("PT16H").await;
    let path = format!("/v1/statistics?{MONTH}");
    let answer = anyone.get(&path).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let service = answer.expect(200);
    adds_up(&service);
    assert_eq!((&service["figures"]["received"], &service["covers"]), (&json!(2), &json!("all")));
    assert!(service["as_of"].as_str().unwrap().starts_with("2020-10-22T00:0"), "{service}");
    assert_eq!(part(&service, "by_area", WARD)["received"], 1);
    assert_eq!(part(&service, "by_unit", WARD_UNIT)["received"], 1);
    for filter in [format!("area={WARD}"), "area=vn-93-2020".to_owned(), format!("unit={WARD_UNIT}")] {
        let public = anyone.get(&format!("{path}&{filter}")).await.expect(200);
        assert_eq!((&public["figures"]["received"], &public["covers"]), (&json!(1), &json!("public")), "{filter}");
        assert!(!public.to_string().contains("AN-ONM"), "{public}");
    }

    town.officer(WARD_UNIT).await.accept(&report_id(2), 1).await.expect(200);
    town.stack().settle().await;
    let same = anyone.get(&path).await.expect(200);
    assert_eq!(same["figures"]["by_state"]["in_progress"], 0, "not before the next midnight");
    town.passes("P1D").await;
    let next = anyone.get(&path).await.expect(200);
    assert_eq!(next["figures"]["by_state"]["in_progress"], 1);
}

/// One item's attribute, written as no function would.
fn spoil(town: &Town, cell: &Value, counters: &Value) {
    let update = json!({
        "TableName": setting("STATISTICS_TABLE"),
        "Key": {"area": cell["area"], "item": cell["item"]},
        "UpdateExpression": "SET c = :c REMOVE r",
        "ExpressionAttributeValues": {":c": {"M": counters}},
    });
    town.stack().database().update_item(serde_json::from_value(update).unwrap()).unwrap();
}

#[tokio::test]
pub(in crate::journeys) async fn a_wrong_counter_is_found_mended_and_told_of_the_night_after() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=3 {
        sends(&citizen, &report_id(n), ["MT-RAC", "AN-ONM", "GT-DUO"][n as usize - 1], WARD, "public").await;
    }
    town.stack().settle().await;
    let before = town.centre().await.get(&format!("/v1/inbox/statistics?{MONTH}")).await.expect(200);
    let stored = cells(&town);
    assert_eq!(stored.len(), 3);
    spoil(&town, &stored[0], &json!({"s0": {"N": "7"}}));
    spoil(&town, &stored[1], &json!({}));
    let spoilt = town.centre().await.get(&format!("/v1/inbox/statistics?{MONTH}")).await.expect(200);
    assert_eq!(spoilt["figures"]["received"], 8);

    town.passes("PT16H").await;
    assert_eq!(metric(&town, "StatisticsMended"), Some(2));
    let after = town.centre().await.get(&format!("/v1/inbox/statistics?{MONTH}")).await.expect(200);
    assert_eq!(after["figures"]["by_state"], before["figures"]["by_state"]);
    // and the stream goes on from there
    town.officer(WARD_UNIT).await.accept(&report_id(1), 1).await.expect(200);
    town.passes("P1D").await;
    assert_eq!(metric(&town, "StatisticsMended"), Some(0));
    let later = town.centre().await.get(&format!("/v1/inbox/statistics?{MONTH}")).await.expect(200);
    adds_up(&later);
    assert_eq!((&later["figures"]["received"], &later["figures"]["by_state"]["in_progress"]), (&json!(3), &json!(1)));
}

#[tokio::test]
async fn open_data_has_the_months_public_reports_and_nothing_that_a_citizen_wrote() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let located = json!({
        "id": report_id(1), "category": "MT-RAC", "description": "Rác, \"mùi hôi\"\nở đường", "area": WARD,
        "location": {"lat": 9.784_312, "lng": 105.470_126, "accuracy_m": 12}, "visibility": "public",
        "consent": "2020-02", "address": "=1+1",
    });
    let public = citizen.submit(&located).await.expect(201);
    let nowhere = sends(&citizen, &report_id(2), "GT-DUO", WARD, "public").await;
    let hidden = sends(&citizen, &report_id(3), "AN-ONM", WARD, "confidential").await;
    town.passes("PT16H").await;

    let plain = String::from_utf8(file(&town, "reports/2020-10.csv").await.unwrap()).unwrap();
    let lines: Vec<&str> = plain.split("\r\n").collect();
    assert!(lines[0].starts_with("code,received_at,status,category,"), "{plain}");
    assert_eq!((lines.len(), lines[3]), (4, ""), "a header and two reports, each line ended: {plain}");
    let columns = lines[0].split(',').count();
    for report in [&public, &nowhere] {
        let line = lines.iter().find(|line| line.starts_with(report["code"].as_str().unwrap())).unwrap();
        assert!(line.contains(",\"Rác thải, vệ sinh môi trường\",") || line.matches(',').count() >= columns - 1);
    }
    let geojson: Value = serde_json::from_slice(&file(&town, "reports/2020-10.geojson").await.unwrap()).unwrap();
    let features = geojson["features"].as_array().unwrap();
    assert_eq!((&geojson["type"], features.len()), (&json!("FeatureCollection"), 2));
    let feature = features.iter().find(|feature| feature["id"] == public["code"]).unwrap();
    assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [105.470_126, 9.784_312]}));
    assert_eq!(feature["properties"]["status"], "submitted");
    assert!(features.iter().any(|feature| feature["geometry"].is_null()));

    let excel = file(&town, "reports/2020-10.excel.csv").await.unwrap();
    assert_eq!(excel[..3], [0xef, 0xbb, 0xbf]);
    for text in [plain, geojson.to_string(), String::from_utf8(excel).unwrap()] {
        assert!(!text.contains(hidden["code"].as_str().unwrap()) && !text.contains("AN-ONM"), "{text}");
        assert!(!text.contains("mùi hôi") && !text.contains("1+1") && !text.contains("person"), "{text}");
    }
    assert_eq!(file(&town, "reports/2020-09.csv").await, None, "a month in which nothing changed is not made");
}

#[tokio::test]
async fn what_is_counted_after_the_night_of_its_day_is_looked_at_by_the_next() {
    let town = Town::in_2020().await;
    sends(&town.citizen("mai").await, &report_id(1), "MT-RAC", WARD, "public").await;
    town.stack().settle().await;
    town.passes("PT16H").await;
    assert!(noted(&town).is_empty(), "the night has done what it knew of");
    let mut event: Value = serde_json::from_str(include_str!("../../../events/count-statistics.json")).unwrap();
    event["Records"][0]["dynamodb"]["ApproximateCreationDateTime"] = json!(1_603_299_599); // 23:59:59 in Vietnam
    town.stack().call("count-statistics", &event).await.unwrap();
    assert_eq!(noted(&town), ["2020-10-22"]);
    town.passes("P1D").await;
    assert!(noted(&town).is_empty());
}

/// The days of which the next night looks at what was counted.
fn noted(town: &Town) -> Vec<String> {
    let notes = items(town).into_iter().filter(|item| item["area"]["S"] == "changed");
    notes.map(|item| item["item"]["S"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_batch_that_comes_again_is_counted_once() {
    let town = Town::in_2020().await;
    let event: Value = serde_json::from_str(include_str!("../../../events/count-statistics.json")).unwrap();
    let mut stored = Vec::new();
    for _ in 0..3 {
        let answer = town.stack().call("count-statistics", &event).await.unwrap();
        assert_eq!(serde_json::from_str::<Value>(answer.get()).unwrap()["batchItemFailures"], json!([]));
        stored.push(cells(&town));
    }
    assert_eq!(stored[0], stored[2], "the repeats wrote nothing");
    let all = town.centre().await.get(&format!("/v1/inbox/statistics?{MONTH}")).await.expect(200);
    assert_eq!(all["figures"]["received"], 1, "{all}");
}

#[tokio::test]
async fn a_record_that_can_not_be_read_is_named_and_what_came_before_it_counted() {
    let town = Town::in_2020().await;
    let mut event: Value = serde_json::from_str(include_str!("../../../events/count-statistics.json")).unwrap();
    let mut broken = event["Records"][0].clone();
    broken["dynamodb"]["SequenceNumber"] = json!("999900000000000000001");
    broken["dynamodb"]["NewImage"]["status"] = json!({"S": "on_holiday"});
    event["Records"].as_array_mut().unwrap().push(broken);
    let answer = town.stack().call("count-statistics", &event).await.unwrap();
    let answer: Value = serde_json::from_str(answer.get()).unwrap();
    assert_eq!(answer["batchItemFailures"], json!([{"itemIdentifier": "999900000000000000001"}]));
    assert_eq!(cells(&town).len(), 1);
}
