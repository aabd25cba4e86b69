//! The chairman's page.

use serde_json::json;

use super::{Town, sends};
use crate::journeys::town::{OTHER_UNIT, WARD, WARD_UNIT, report_id};

/// Reports of two administrative months, one of them overdue.
async fn two_months() -> Town {
    let town = Town::at("2020-10-12T08:00:00+07:00").await;
    let citizen = town.citizen("mai").await;
    sends(&citizen, &report_id(1), "MT-RAC", WARD, "public").await;
    town.officer(WARD_UNIT).await.accept(&report_id(1), 1).await.expect(200);
    town.passes("P10D").await;
    for n in 2..=3 {
        sends(&citizen, &report_id(n), "AN-ONM", WARD, "confidential").await;
    }
    sends(&citizen, &report_id(4), "MT-RAC", "vn-31321-2020", "public").await;
    town.stack().settle().await;
    town
}

#[tokio::test]
async fn a_month_beside_the_one_before_with_what_is_overdue_on_one_page_that_loads_nothing() {
    let town = two_months().await;
    let page = town.centre().await.get("/v1/inbox/summary?period=2020-11").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let html = page.text();
    assert!(html.contains("Kỳ báo cáo từ ngày 15/10/2020 đến ngày 14/11/2020"), "{html}");
    let received =
        "<td>Phản ánh tiếp nhận trong kỳ</td><td class=\"n\">3</td><td class=\"n\">1</td><td class=\"n\">+2</td>";
    assert!(html.contains(received), "{html}");
    let (_, overdue) = html.split_once("đang quá hạn").unwrap();
    assert_eq!(overdue.matches(">HG-").count(), 1, "the one of twelve days ago: {overdue}");
    assert!(overdue.contains("Phường I") && overdue.contains("Rác thải, vệ sinh môi trường"), "{overdue}");
    for outside in ["http://", "https://", "src=", "<script", "<link", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[tokio::test]
async fn a_unit_gets_the_page_of_its_own_and_the_calendar_month_where_it_asks_for_it() {
    let town = two_months().await;
    let leader = town.leader(WARD_UNIT).await;
    let received = |html: &str| {
        let (_, rest) = html.split_once("tiếp nhận trong kỳ</td><td class=\"n\">").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    let administrative = leader.get("/v1/inbox/summary?period=2020-11&basis=administrative").await.text();
    assert_eq!(received(&administrative), "2");
    assert!(administrative.contains("UBND Phường I") && !administrative.contains("UBND Phường III"));
    let calendar = leader.get("/v1/inbox/summary?period=2020-10&basis=calendar").await.text();
    assert!(calendar.contains("từ ngày 01/10/2020 đến ngày 31/10/2020"));
    assert_eq!(received(&calendar), "3");
    let other = town.leader(OTHER_UNIT).await.get("/v1/inbox/summary").await.text();
    assert_eq!((received(&other).as_str(), other.contains("HG-")), ("1", false));
}

#[tokio::test]
async fn the_same_as_a_sheet_has_as_many_cells_in_every_row() {
    let town = two_months().await;
    let sheet = town.centre().await.get("/v1/inbox/summary?period=2020-11&format=csv").await;
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(sheet.header("content-disposition"), "attachment; filename=\"bao-cao-2020-11.csv\"");
    let text = sheet.text();
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert!(text.contains("\r\nTiếp nhận và tình trạng hiện nay,Phản ánh tiếp nhận trong kỳ,3,1,+2,,,,\r\n"), "{text}");
    let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert!(rows.len() > 30);
    for row in rows {
        let outside_quotes: String = row.split('"').step_by(2).collect();
        assert_eq!(outside_quotes.matches(',').count(), 8, "{row}");
    }
    let overdue: Vec<&str> = text.split("\r\n").filter(|row| row.starts_with("Quá hạn,HG-")).collect();
    assert_eq!(overdue.len(), 1);
    let json = town.centre().await.get("/v1/inbox/statistics?from=2020-10-15").await.expect(200);
    assert_eq!(json["figures"]["received"], json!(3));
}
