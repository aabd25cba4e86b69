//! The map: what is in a box or a circle, newest first over its cells; as GeoJSON too.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ids, sends, used, whole_list};
use crate::journeys::town::{Town, WARD, report_id};

/// Places in four cells, row by row, newest last; the two last are a neighbour's and one of no place.
const PLACES: [(f64, f64); 8] = [
    (9.79, 105.47),
    (9.79, 105.53),
    (9.81, 105.47),
    (9.81, 105.53),
    (9.785, 105.475),
    (9.815, 105.525),
    (9.7851, 105.4751),
    (9.95, 105.47),
];

async fn town() -> Town {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for (n, place) in (1..).zip(PLACES) {
        sends(&citizen, n, WARD, Some(place)).await;
        town.passes("PT1M").await;
    }
    sends(&citizen, 9, WARD, None).await;
    town.stack().settle().await;
    town
}

#[tokio::test]
pub(in crate::journeys) async fn a_box_holds_what_is_in_it_over_all_its_cells_newest_first() {
    let town = town().await;
    let anyone = town.anyone();
    let path = "/v1/reports?bbox=105.46,9.78,105.54,9.82";
    let newest_first: Vec<String> = (1..=7).rev().map(report_id).collect();
    for limit in [1, 2, 3, 100] {
        assert_eq!(whole_list(&anyone, path, limit).await, newest_first, "by {limit}");
    }
    let one_cell = anyone.get("/v1/reports?bbox=105.46,9.78,105.48,9.7850").await.expect(200);
    assert_eq!(ids(&one_cell), [report_id(5)], "the edge belongs to it, a neighbour in the cell doesn't");
    let nothing = anyone.get("/v1/reports?bbox=105.46,9.70,105.48,9.71").await.expect(200);
    assert_eq!(nothing, json!({"items": []}));
    let field = anyone.get(&format!("{path}&category=GT-DUO")).await.expect(200);
    assert_eq!(field["items"], json!([]));
    let tomorrow = anyone.get(&format!("{path}&to=2020-10-20")).await.expect(200);
    assert_eq!(tomorrow["items"], json!([]));
}

#[tokio::test]
async fn a_page_of_a_communes_box_takes_a_query_a_cell_and_one_batch_get() {
    let town = town().await;
    // warm: the directory is read at most once a minute
    town.anyone().get("/v1/reports").await.expect(200);
    // phường I and its neighbours: 2 x 2 cells
    town.anyone().get("/v1/reports?bbox=105.46,9.78,105.54,9.82").await.expect(200);
    let (requests, units) = used(&town, "read-public");
    assert_eq!(requests, 4 + 1);
    assert!(units > 0.0 && units <= 25.0, "{units}");
    // xã Vị Thanh 1, the commune whose box touches most cells
    town.anyone().get("/v1/reports?bbox=105.46161,9.79886,105.59172,9.91303").await.expect(200);
    let (requests, _) = used(&town, "read-public");
    assert_eq!(requests, 6 + 1);
}

#[tokio::test]
async fn near_is_round_and_finds_what_is_alike_before_one_sends_it_again() {
    let town = town().await;
    let anyone = town.anyone();
    let near = |metres: u32| format!("/v1/reports?near=9.785,105.475&radius_m={metres}");
    assert_eq!(ids(&anyone.get(&near(50)).await.expect(200)), [report_id(7), report_id(5)]);
    let alike = format!("{}&category=MT-RAC&from=2020-07-23", near(1_000));
    assert_eq!(ids(&anyone.get(&alike).await.expect(200)), [report_id(7), report_id(5), report_id(1)]);
    assert_eq!(whole_list(&anyone, &near(20_000), 2).await.len(), 8, "all but the one of no place");
}

#[tokio::test]
async fn what_becomes_confidential_leaves_the_map() {
    let town = town().await;
    let citizen = town.citizen("mai").await;
    citizen.feedback(&report_id(7), &json!({"kind": "make_confidential", "version": 1})).await.expect(200);
    town.stack().settle().await;
    let left = town.anyone().get("/v1/reports?near=9.785,105.475&radius_m=50").await.expect(200);
    assert_eq!(ids(&left), [report_id(5)]);
}

#[tokio::test]
async fn a_list_is_geojson_for_who_asks_so() {
    let town = town().await;
    let anyone = town.anyone();
    let path = "/v1/reports?area=vn-31318-2020&limit=2";
    let plain = anyone.get(path).await;
    for accept in ["application/geo+json", "text/html, application/geo+json;q=0.9, application/json;q=0.5"] {
        let answer = anyone.send("GET", path, &[("accept", accept)], "").await;
        let page = answer.expect(200);
        assert_eq!(answer.header("content-type"), "application/geo+json");
        assert!(answer.header("vary").contains("accept"), "{}", answer.header("vary"));
        assert_ne!(answer.header("etag"), plain.header("etag"));
        assert_eq!(page["type"], "FeatureCollection");
        let features = page["features"].as_array().unwrap();
        assert_eq!(features.len(), 2);
        assert_eq!(features[0]["geometry"], Value::Null, "no place, no geometry");
        assert_eq!(features[1]["geometry"], json!({"type": "Point", "coordinates": [105.47, 9.95]}));
        for (feature, report) in features.iter().zip(plain.json()["items"].as_array().unwrap()) {
            let members: BTreeSet<_> = feature.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["geometry", "id", "properties", "type"].into());
            assert_eq!((&feature["id"], &feature["type"]), (&report["id"], &json!("Feature")));
            assert_eq!(feature["properties"], *report, "the public form");
        }
        assert_eq!(page["next"], plain.json()["next"]);
    }
    for accept in
        ["application/json", "*/*", "application/json, application/geo+json;q=0.5", "application/geo+json;q=0"]
    {
        let answer = anyone.send("GET", path, &[("accept", accept)], "").await;
        assert_eq!((answer.header("content-type"), &answer.body), ("application/json", &plain.body), "{accept}");
    }
}
