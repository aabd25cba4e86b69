//! What is asked wrong is refused with a code, at the parameter that is wrong.

use super::{sends, whole_list};
use crate::journeys::refusals::{all_right, unlike};
use crate::journeys::town::{Town, WARD, WARD_UNIT};

#[tokio::test]
async fn what_can_be_no_list_is_refused() {
    let town = Town::in_2020().await;
    let mut faults = Vec::new();
    let long = format!("area={}", "a".repeat(2_100));
    for (query, code, pointer) in [
        ("bbox=", "bbox_malformed", "/bbox"),
        ("bbox=105,9,106", "bbox_malformed", "/bbox"),
        ("bbox=,,,", "bbox_malformed", "/bbox"),
        ("bbox=-181,9,105,10", "bbox_malformed", "/bbox"),
        ("bbox=NaN,9,105,10", "bbox_malformed", "/bbox"),
        ("bbox=179.95,9.7,-179.95,9.8", "bbox_inverted", "/bbox"),
        ("bbox=105.5,9.8,105.4,9.9", "bbox_inverted", "/bbox"),
        ("bbox=105.4,9.9,105.5,9.8", "bbox_inverted", "/bbox"),
        ("bbox=104,9,106,11", "bbox_too_large", "/bbox"),
        ("bbox=-180,-90,180,90", "bbox_too_large", "/bbox"),
        ("near=9.78,105.47", "radius_out_of_range", "/radius_m"),
        ("near=9.78,105.47&radius_m=20001", "radius_out_of_range", "/radius_m"),
        ("near=9.78,105.47&radius_m=0", "radius_out_of_range", "/radius_m"),
        ("near=9.78,105.47&radius_m=-5", "radius_out_of_range", "/radius_m"),
        ("near=9.78,105.47&radius_m=1e3", "radius_out_of_range", "/radius_m"),
        ("near=%2D%2D&radius_m=5", "near_malformed", "/near"),
        ("near=105.47,9.78&radius_m=5", "near_malformed", "/near"),
        ("radius_m=5", "near_malformed", "/near"),
        ("bbox=105.4,9.7,105.5,9.8&area=vn-31318-2020", "one_place_only", ""),
        ("from=2020-11-01", "period_in_future", "/from"),
        ("from=2020-10-02&to=2020-10-01", "period_inverted", "/from"),
        ("limit=0", "limit_out_of_range", "/limit"),
        ("limit=10000", "limit_out_of_range", "/limit"),
        ("area=%00", "invalid_parameter", "/area"),
        ("category=%2E%2E%2E", "invalid_parameter", "/category"),
        ("assignee=x", "invalid_parameter", "/assignee"),
        (&long, "query_too_long", ""),
    ] {
        let answer = town.anyone().get(&format!("/v1/reports?{query}")).await;
        faults.extend(unlike(&answer, 400, code, pointer).map(|fault| format!("{query}: {fault}")));
    }
    all_right(&faults);
    let english = [("accept-language", "en")];
    let answer = town.anyone().send("GET", "/v1/reports?bbox=104,9,106,11", &english, "").await;
    assert_eq!(answer.refused(400, "bbox_too_large")["title"], "The box is too large: zoom in.");
}

#[tokio::test]
async fn a_cursor_goes_on_with_its_own_list_alone() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    for n in 1..=3 {
        sends(&citizen, n, WARD, Some((9.78, 105.47))).await;
    }
    town.stack().settle().await;
    let anyone = town.anyone();
    let lists = [
        (&anyone, "/v1/reports?area=vn-31318-2020"),
        (&anyone, "/v1/reports?area=vn-930-2020"),
        (&anyone, "/v1/reports?area=vn-31321-2020"),
        (&anyone, "/v1/reports?bbox=105.4,9.7,105.5,9.8"),
        (&citizen, "/v1/me/reports?status=submitted"),
        (&officer, "/v1/inbox?status=submitted"),
    ];
    let mut faults = Vec::new();
    for (phone, from) in lists {
        let page = phone.get(&format!("{from}&limit=1")).await.expect(200);
        let Some(cursor) = page["next"].as_str() else { continue };
        for (other, path) in lists.iter().filter(|(_, path)| *path != from) {
            let answer = other.get(&format!("{path}&cursor={cursor}")).await;
            faults.extend(unlike(&answer, 400, "cursor_invalid", "/cursor").map(|f| format!("{from} to {path}: {f}")));
        }
        let turned: String = cursor.chars().rev().collect();
        let answer = phone.get(&format!("{from}&cursor={turned}")).await;
        faults.extend(unlike(&answer, 400, "cursor_invalid", "/cursor"));
        assert_eq!(whole_list(phone, from, 1).await.len(), 3, "{from}");
    }
    all_right(&faults);
}

#[tokio::test]
async fn every_list_refuses_pages_of_no_size_and_cursors_of_other_lists() {
    let town = Town::in_2020().await;
    let (citizen, officer, admin) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.admin().await);
    for n in 1..=2 {
        sends(&citizen, n, WARD, None).await;
    }
    let foreign = town.anyone().get("/v1/reports?limit=1").await.expect(200)["next"].as_str().unwrap().to_owned();
    let anyone = town.anyone();
    let lists = [
        (&anyone, "/v1/reports?category=MT-RAC"),
        (&anyone, "/v1/search?q=rac"),
        (&anyone, "/v1/news?"),
        (&citizen, "/v1/me/reports?"),
        (&officer, "/v1/inbox?"),
        (&admin, "/v1/audit?"),
    ];
    let mut faults = Vec::new();
    for (phone, list) in lists {
        assert_eq!(phone.get(list).await.status, 200, "{list}");
        for limit in ["0", "10000", "-1", "1e1", "%00", ""] {
            let code = if limit == "%00" { "invalid_parameter" } else { "limit_out_of_range" };
            let answer = phone.get(&format!("{list}&limit={limit}")).await;
            faults.extend(unlike(&answer, 400, code, "/limit").map(|fault| format!("{list} {limit}: {fault}")));
        }
        for cursor in [foreign.as_str(), "", "1", "AAAAAAAAMQ"] {
            let answer = phone.get(&format!("{list}&cursor={cursor}")).await;
            faults.extend(unlike(&answer, 400, "cursor_invalid", "/cursor").map(|fault| format!("{list}: {fault}")));
        }
    }
    let answer = admin.get(&format!("/v1/directory/versions?cursor={foreign}")).await;
    faults.extend(unlike(&answer, 400, "cursor_invalid", "/cursor"));
    all_right(&faults);
}
