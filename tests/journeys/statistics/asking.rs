//! Who may ask for which figures, and what is not taken.

use serde_json::json;

use super::{Town, adds_up, part, sends};
use crate::journeys::town::{OTHER_UNIT, WARD, WARD_UNIT, report_id};

#[tokio::test]
async fn a_unit_sees_its_own_the_centre_all_and_nobody_else_the_live_ones() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    sends(&citizen, &report_id(1), "MT-RAC", WARD, "public").await;
    sends(&citizen, &report_id(2), "AN-ONM", WARD, "confidential").await;
    sends(&citizen, &report_id(3), "MT-RAC", "vn-31321-2020", "public").await;
    town.stack().settle().await;

    for staff in [town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await] {
        let own = staff.get("/v1/inbox/statistics").await.expect(200);
        adds_up(&own);
        assert_eq!((&own["figures"]["received"], &own["covers"]), (&json!(2), &json!("all")));
        assert_eq!(own["by_unit"].as_array().unwrap().len(), 1);
        assert_eq!(staff.get(&format!("/v1/inbox/statistics?unit={WARD_UNIT}")).await.status, 200);
        let others = staff.get(&format!("/v1/inbox/statistics?unit={OTHER_UNIT}")).await;
        others.refused(403, "own_unit_only");
    }
    let centre = town.centre().await;
    let all = centre.get("/v1/inbox/statistics").await.expect(200);
    assert_eq!(all["figures"]["received"], 3);
    assert_eq!(part(&all, "by_category", "AN-ONM")["received"], 1);
    let other = centre.get(&format!("/v1/inbox/statistics?unit={OTHER_UNIT}")).await.expect(200);
    assert_eq!(other["figures"]["received"], 1);
    let noise = centre.get("/v1/inbox/statistics?category=AN-ONM").await.expect(200);
    assert_eq!(noise["figures"]["received"], 1);
    citizen.get("/v1/inbox/statistics").await.refused(403, "staff_only");
    citizen.get("/v1/inbox/summary").await.refused(403, "staff_only");
    assert_eq!(town.anyone().get("/v1/inbox/statistics").await.status, 401);
    assert_eq!(town.anyone().get("/v1/inbox/summary").await.status, 401);
}

#[tokio::test]
async fn a_transfer_and_a_confidence_carry_the_report_to_where_it_is_now() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(1);
    sends(&citizen, &id, "MT-RAC", WARD, "public").await;
    let transfer =
        json!({"action": "transfer", "version": 1, "unit": OTHER_UNIT, "reason": "Thuộc địa bàn phường III."});
    officer.assign(&id, &transfer).await.expect(200);
    citizen.feedback(&id, &json!({"kind": "make_confidential", "version": 2})).await.expect(200);
    town.stack().settle().await;
    let centre = town.centre().await;
    let all = centre.get("/v1/inbox/statistics").await.expect(200);
    adds_up(&all);
    assert_eq!(all["figures"]["received"], 1);
    assert_eq!(part(&all, "by_unit", OTHER_UNIT)["by_state"]["submitted"], 1);
    assert!(part(&all, "by_unit", WARD_UNIT).is_null(), "{all}");
    town.passes("P1D").await;
    let public = town.anyone().get("/v1/statistics?from=2020-10-01").await.expect(200);
    assert_eq!((&public["figures"]["received"], &public["by_unit"]), (&json!(1), &json!([])));
}

#[tokio::test]
async fn what_can_not_be_asked_is_refused_in_both_languages() {
    let town = Town::in_2020().await;
    let centre = town.centre().await;
    let refused = [
        ("from=2020-10-21&to=2020-10-20", 400, "period_inverted"),
        ("from=2020-10-22", 400, "period_in_future"),
        ("from=2019-10-01&to=2020-10-21", 400, "period_too_long"),
        ("from=2020-02-30", 400, "invalid_parameter"),
        ("from=%00", 400, "invalid_parameter"),
        ("month=2020-10", 400, "invalid_parameter"),
        ("area=vn-1-2020", 404, "area_not_found"),
        ("area=..%2F", 404, "area_not_found"),
        ("unit=ubnd-vn-1-2020", 404, "unit_not_found"),
        ("category=MT-MUA", 404, "category_not_found"),
    ];
    for (query, status, code) in refused {
        for path in ["/v1/statistics", "/v1/inbox/statistics"] {
            let path = format!("{path}?{query}");
            let vi = centre.get(&path).await.refused(status, code);
            let en = centre.send("GET", &path, &[("accept-language", "en")], "").await.refused(status, code);
            assert_ne!(vi["title"], en["title"], "{path}");
        }
    }
    for (query, code) in [
        ("period=2020-12", "period_in_future"),
        ("period=2020-11&basis=calendar", "period_in_future"),
        ("period=2020-13", "month_malformed"),
        ("period=10/2020", "month_malformed"),
        ("basis=lunar", "invalid_parameter"),
        ("format=pdf", "invalid_parameter"),
    ] {
        centre.get(&format!("/v1/inbox/summary?{query}")).await.refused(400, code);
    }
    assert_eq!(centre.get("/v1/inbox/summary?period=2020-11").await.status, 200, "it began on 15 October");
}

#[tokio::test]
async fn a_commune_of_today_has_the_figures_of_those_it_was_made_of() {
    let town = Town::at("2025-06-28T08:00:00+07:00").await;
    let citizen = town.citizen("mai").await;
    sends(&citizen, &report_id(1), "AN-ONM", WARD, "public").await;
    town.passes("P5D").await;
    let centre = town.centre().await;
    let days = "from=2025-06-01&to=2025-07-03";
    let by = |area: &str| format!("/v1/inbox/statistics?{days}&area={area}");
    let all = centre.get(&format!("/v1/inbox/statistics?{days}")).await.expect(200);
    assert_eq!(all["figures"]["received"], 1);
    let successor = centre.get(&by("vn-31321-2025")).await.expect(200);
    assert_eq!(successor["figures"]["received"], 1, "{all}");
    assert_eq!(centre.get(&by("vn-92-2025")).await.expect(200)["figures"]["received"], 1);
}
