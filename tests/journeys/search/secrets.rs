//! What may not be found: confidential reports and hidden texts. Neither by a search, nor by what it leaves out, nor in the
//! index at rest.

use domain::search::Catalogue;
use serde_json::json;

use super::{found, indexed, search, sends};
use crate::journeys::lists::{ids, used};
use crate::journeys::statistics::file;
use crate::journeys::town::{Town, WARD, WARD_UNIT, report_id, rubbish};

/// All that the index has, as it is stored.
async fn at_rest(town: &Town) -> String {
    let catalogue = file(town, "search/catalogue").await.unwrap();
    let mut all = String::from_utf8(catalogue.clone()).unwrap();
    for (month, _) in Catalogue::read(&catalogue).unwrap().shelves() {
        all.push_str(&String::from_utf8(file(town, &format!("search/{month}")).await.unwrap()).unwrap());
    }
    all
}

#[tokio::test]
async fn a_confidential_report_is_never_found_nor_in_the_index_and_one_that_becomes_so_is_gone_at_once() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let mut secret = rubbish(&report_id(1), &[]);
    secret["description"] = json!("Quán karaoke của nhà bên cạnh");
    secret["visibility"] = json!("confidential");
    citizen.submit(&secret).await.expect(201);
    sends(&citizen, 2, WARD, "Karaoke ngoài bờ kênh").await;
    sends(&citizen, 3, WARD, "Karaoke ở đầu hẻm").await;
    assert_eq!(found(&town, "karaoke").await, [report_id(3), report_id(2)]);
    indexed(&town).await;
    assert_eq!(found(&town, "karaoke").await, [report_id(3), report_id(2)]);
    let stored = at_rest(&town).await;
    assert!(stored.contains("karaoke o dau hem") && !stored.contains("nha ben canh"), "{stored}");
    assert!(!stored.contains(&report_id(1)));

    citizen.feedback(&report_id(2), &json!({"kind": "make_confidential", "version": 1})).await.expect(200);
    assert_eq!(found(&town, "karaoke").await, [report_id(3)], "at once, though the index has it");
    assert!(found(&town, "ngoai bo kenh").await.is_empty());
    indexed(&town).await;
    let stored = at_rest(&town).await;
    assert!(!stored.contains("ngoai bo kenh") && !stored.contains(&report_id(2)), "{stored}");
    assert_eq!(found(&town, "karaoke").await, [report_id(3)]);
}

#[tokio::test]
async fn a_hidden_text_is_not_found_and_what_is_left_of_its_report_is() {
    let town = Town::in_2020().await;
    let (citizen, leader) = (town.citizen("mai").await, town.leader(WARD_UNIT).await);
    sends(&citizen, 1, WARD, "Ông bán phở số nhà 5 xả nước thải").await;
    indexed(&town).await;
    assert_eq!(found(&town, "bán phở").await, [report_id(1)]);
    let code = town.anyone().read(&report_id(1)).await.expect(200)["code"].as_str().unwrap().to_owned();
    leader.respond(&report_id(1), &json!({"kind": "hide", "version": 1, "reason": "Nêu danh tính."})).await.expect(200);
    for when in ["at once", "indexed", "indexed again"] {
        for q in ["bán phở", "hẻm 1", "ông", &format!("{code} phở")] {
            assert!(found(&town, q).await.is_empty(), "{when}: {q}");
        }
        assert_eq!(found(&town, &code).await, [report_id(1)], "{when}");
        indexed(&town).await;
    }
    let stored = at_rest(&town).await;
    assert!(!stored.contains("ban pho") && stored.contains(&report_id(1)), "{stored}");
    leader.respond(&report_id(1), &json!({"kind": "unhide", "version": 2, "reason": "Nhầm."})).await.expect(200);
    indexed(&town).await;
    assert_eq!(found(&town, "bán phở").await, [report_id(1)]);
}

#[tokio::test]
async fn neither_short_pages_nor_a_way_on_tell_of_what_was_there() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=9 {
        sends(&citizen, n, WARD, "Cống nghẹt").await;
    }
    indexed(&town).await;
    let before = search(&town, "cống", "&limit=4").await;
    assert_eq!(ids(&before), [9, 8, 7, 6].map(report_id));
    for n in [8, 7, 1] {
        citizen.feedback(&report_id(n), &json!({"kind": "make_confidential", "version": 1})).await.expect(200);
    }
    let after = search(&town, "cống", "&limit=4").await;
    assert_eq!(ids(&after), [9, 6, 5, 4].map(report_id), "a full page");
    assert_eq!(used(&town, "read-public").0, 2, "as many requests as before");
    let rest = search(&town, "cống", &format!("&limit=4&cursor={}", after["next"].as_str().unwrap())).await;
    assert_eq!(ids(&rest), [3, 2].map(report_id));
    assert!(rest["next"].is_null(), "nothing leads to the one that is gone");
    let exact = search(&town, "cống", "&limit=6").await;
    assert_eq!((ids(&exact).len(), exact["next"].is_null()), (6, true), "{exact}");
}

#[tokio::test]
async fn what_is_masked_in_public_is_not_found_either() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    sends(&citizen, 1, WARD, "Đổ rác trước nhà, xe 95A-123.45, gọi chú Ba 0912 345 678").await;
    for when in ["as it came", "indexed"] {
        for number in ["0912345678", "0912 345 678", "0912", "345", "95A", "123.45"] {
            assert!(found(&town, number).await.is_empty(), "{when}: {number}");
        }
        assert_eq!(found(&town, "gọi chú ba xe").await, [report_id(1)], "{when}");
        indexed(&town).await;
    }
    let stored = at_rest(&town).await;
    assert!(stored.contains("goi chu ba") && !stored.contains("345 678") && !stored.contains("95a"), "{stored}");
}
