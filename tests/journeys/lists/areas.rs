//! Lists of areas: a district is its communes, newest first; cursors go on where they came from.

use super::{ids, sends, used, whole_list};
use crate::journeys::town::{Town, WARD, WARD_UNIT, report_id};

#[tokio::test]
pub(in crate::journeys) async fn a_districts_list_is_that_of_its_communes_newest_first() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    // two of thành phố Vị Thanh's communes, and one of huyện Châu Thành A
    for (n, area) in (1..).zip([WARD, "vn-31321-2020", "vn-31342-2020", WARD, "vn-31339-2020", "vn-31321-2020"]) {
        sends(&citizen, n, area, None).await;
        town.passes("PT1M").await;
    }
    let anyone = town.anyone();
    let town_of = [6, 5, 4, 2, 1].map(report_id);
    for limit in [1, 2, 100] {
        assert_eq!(whole_list(&anyone, "/v1/reports?area=vn-930-2020", limit).await, town_of, "by {limit}");
    }
    anyone.get("/v1/reports?area=vn-930-2020").await.expect(200);
    let (requests, units) = used(&town, "read-public");
    assert_eq!(requests, 9 + 1, "nine communes and one batch get");
    assert!(units > 0.0 && units <= 25.0, "{units}");
    let other = anyone.get("/v1/reports?area=vn-932-2020").await.expect(200);
    assert_eq!(ids(&other), [report_id(3)]);
}

#[tokio::test]
async fn a_page_goes_on_where_it_ended_though_new_reports_came_in() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=3 {
        sends(&citizen, n, WARD, None).await;
        town.passes("PT1M").await;
    }
    let anyone = town.anyone();
    let first = anyone.get("/v1/reports?area=vn-930-2020&limit=2").await;
    let page = first.expect(200);
    sends(&citizen, 4, WARD, None).await;
    let next = page["next"].as_str().unwrap();
    assert_eq!(
        first.header("link"),
        format!("</v1/reports?area=vn-930-2020&limit=2&cursor={next}>; rel=\"next\""),
        "the way on is told as a header too"
    );
    let path = first.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    let last = anyone.get(&path).await;
    assert_eq!(ids(&last.expect(200)), [report_id(1)]);
    assert_eq!(last.header("link"), "");
    let officer = town.officer(WARD_UNIT).await;
    let own = officer.get("/v1/inbox?limit=1").await;
    assert!(own.header("link").starts_with("</v1/inbox?limit=1&cursor="), "{}", own.header("link"));
}
