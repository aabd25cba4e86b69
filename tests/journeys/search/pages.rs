//! Pages of what is found: in order, whole, each report once; what they cost; what is asked wrong.

use super::{indexed, search, sends};
use crate::journeys::lists::{ids, used, whole_list};
use crate::journeys::refusals::{all_right, unlike};
use crate::journeys::town::{Town, WARD, report_id};

#[tokio::test]
async fn pages_go_on_where_they_ended_over_the_index_and_what_came_since() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=7 {
        sends(&citizen, n, WARD, "Ổ gà").await;
        // of different months, and the last two not indexed yet
        town.passes(if n < 5 { "P20D" } else { "PT2S" }).await;
        if n == 5 {
            indexed(&town).await;
        }
    }
    let anyone = town.anyone();
    let newest_first: Vec<String> = (1..=7).rev().map(report_id).collect();
    for limit in [1, 2, 3, 6, 7, 100] {
        assert_eq!(whole_list(&anyone, "/v1/search?q=o+ga", limit).await, newest_first, "by {limit}");
    }
    let first = search(&town, "ổ gà", "&limit=3").await;
    sends(&citizen, 8, WARD, "Ổ gà nữa").await;
    let next = first["next"].as_str().unwrap();
    let rest = search(&town, "ổ gà", &format!("&cursor={next}")).await;
    assert_eq!(ids(&rest), newest_first[3..], "though one came in");
    assert!(rest["next"].is_null());
}

#[tokio::test]
async fn a_search_is_a_query_and_a_batch_get() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=3 {
        sends(&citizen, n, WARD, "Rác ven kênh").await;
    }
    indexed(&town).await;
    sends(&citizen, 4, WARD, "Rác ven lộ").await;
    town.anyone().get("/v1/search?q=rac").await.expect(200);
    for (q, requests, units) in [("rac", 2, 0.5 + 4.0 * 0.5), ("kenh", 2, 0.5 + 4.0 * 0.5), ("nowhere", 2, 0.5 + 0.5)] {
        town.anyone().get(&format!("/v1/search?q={q}")).await.expect(200);
        assert_eq!(used(&town, "read-public"), (requests, units), "{q}: what may be meant, and the one that is new");
    }
    indexed(&town).await;
    town.anyone().get("/v1/search?q=rac").await.expect(200);
    town.anyone().get("/v1/search?q=nowhere").await.expect(200);
    assert_eq!(used(&town, "read-public").0, 1, "nothing new, nothing that may be meant");
}

#[tokio::test]
async fn a_run_of_the_index_in_which_nothing_came_is_two_queries_and_a_look_at_the_directory() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=3 {
        sends(&citizen, n, WARD, "Rác ven kênh").await;
    }
    indexed(&town).await;
    town.passes("P1D").await;
    let lines = town.stack().metrics().len();
    town.passes("PT2M").await;
    let metrics = town.stack().metrics();
    let runs: Vec<serde_json::Value> =
        metrics[lines..].iter().map(|line| serde_json::from_str(line.get()).unwrap()).collect();
    let run = runs.iter().find(|line| line["Function"] == "index-reports").unwrap();
    assert_eq!((&run["Reads"], &run["ReadUnits"], &run["Writes"]), (&3.into(), &1.0.into(), &0.into()), "{run}");
}

#[tokio::test]
async fn what_can_be_no_search_is_refused() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=2 {
        sends(&citizen, n, WARD, "Rác ven kênh").await;
    }
    let mut faults = Vec::new();
    let (long, longer) = (format!("q={}", "a".repeat(201)), format!("q={}", "a".repeat(2_100)));
    let list = town.anyone().get("/v1/reports?limit=1").await.expect(200);
    let other = search(&town, "ven", "&limit=1").await;
    let foreign = format!("q=rac&cursor={}", list["next"].as_str().unwrap());
    let of_other_words = format!("q=rac&cursor={}", other["next"].as_str().unwrap());
    for (query, code, pointer) in [
        ("", "search_without_words", "/q"),
        ("q=", "search_without_words", "/q"),
        ("q=%20%E2%80%A6!%3F", "search_without_words", "/q"),
        ("q=%F0%9F%91%8D", "search_without_words", "/q"),
        ("q=%00", "invalid_parameter", "/q"),
        ("q=rac%00", "invalid_parameter", "/q"),
        ("q=%FF%FE", "invalid_parameter", "/q"),
        ("q=rac&q=hoi", "invalid_parameter", "/q"),
        ("q=a+b+c+d+e+f+g+h+i+k+l+m+n", "search_too_long", "/q"),
        (&long, "search_too_long", "/q"),
        (&longer, "query_too_long", ""),
        ("q=rac&limit=0", "limit_out_of_range", "/limit"),
        ("q=rac&limit=10000", "limit_out_of_range", "/limit"),
        ("q=rac&limit=ten", "limit_out_of_range", "/limit"),
        ("q=rac&cursor=AAAA", "cursor_invalid", "/cursor"),
        (&foreign, "cursor_invalid", "/cursor"),
        (&of_other_words, "cursor_invalid", "/cursor"),
        ("q=rac&category=MT-RAC", "invalid_parameter", "/category"),
        ("q=rac&status=closed", "invalid_parameter", "/status"),
        ("q=rac&from=2020-10-01", "invalid_parameter", "/from"),
    ] {
        let answer = town.anyone().get(&format!("/v1/search?{query}")).await;
        faults.extend(unlike(&answer, 400, code, pointer).map(|fault| format!("{query}: {fault}")));
    }
    let answer = town.anyone().get("/v1/search?q=rac&area=vn-1-2020").await;
    faults.extend(unlike(&answer, 422, "area_unknown", "/area"));
    all_right(&faults);
}
