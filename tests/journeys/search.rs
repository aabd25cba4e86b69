//! Search: what is found and by what, where, in which order; what may not be found, and what doesn't tell of it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{OTHER_UNIT, Town, WARD, WARD_UNIT, report_id, rubbish};

mod pages;
mod secrets;

/// Sends a report with these words, in an area.
async fn sends(citizen: &Phone, n: u32, area: &str, words: &str) {
    let mut report = rubbish(&report_id(n), &[]);
    report["description"] = json!(words);
    report["address"] = json!(format!("hẻm {n}"));
    report["area"] = json!(area);
    citizen.submit(&report).await.expect(201);
}

/// As it stands in an address.
fn escaped(q: &str) -> String {
    let mut all = String::new();
    for byte in q.bytes() {
        write!(all, "%{byte:02X}").unwrap();
    }
    all
}

async fn search(town: &Town, q: &str, more: &str) -> Value {
    town.anyone().get(&format!("/v1/search?q={}{more}", escaped(q))).await.expect(200)
}

/// The ids found, in their order.
async fn found(town: &Town, q: &str) -> Vec<String> {
    super::lists::ids(&search(town, q, "").await)
}

/// Past the next time that words are indexed.
async fn indexed(town: &Town) {
    town.stack().settle().await;
    town.passes("PT3M").await;
}

#[tokio::test]
pub(super) async fn a_report_is_found_by_description_address_code_and_answer_at_once_and_from_the_index() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    sends(&citizen, 1, WARD, "Rác thải, mùi hôi thối cạnh cầu Hòa Bình").await;
    sends(&citizen, 2, WARD, "Đèn đường không sáng, trẻ em đi học tối").await;
    let code = town.anyone().read(&report_id(1)).await.expect(200)["code"].as_str().unwrap().to_owned();
    let first = [report_id(1)];
    let queries = [
        "Hòa",
        "Hoà",
        "hoa binh",
        "HOÀ BÌNH",
        "Ho\u{300}a",
        "rác thả",
        "bình rác",
        "mùi; cầu!",
        "hẻm 1",
        &code,
        &code.to_lowercase().replace('-', " "),
        &code.replace('-', ""),
    ];
    for when in ["as it came", "indexed", "from memory"] {
        for q in queries {
            assert_eq!(found(&town, q).await, first, "{when}: {q}");
        }
        for q in ["oa binh", "hoai", "rác đèn", "ác", "phản ánh"] {
            assert!(found(&town, q).await.is_empty(), "{when}: {q}");
        }
        assert_eq!(found(&town, "hẻm").await, [report_id(2), report_id(1)], "{when}: the newest first");
        indexed(&town).await;
    }
    // an answer is found as well, by the next time at the latest, and by what is left of the report as before
    officer.accept(&report_id(1), 1).await.expect(200);
    let waiver = json!({"kind": "answer", "version": 2, "text": "Đã thu gom bằng xe ép rác.", "photos": [answered_with(&town, &officer).await]});
    officer.respond(&report_id(1), &waiver).await.expect(200);
    indexed(&town).await;
    for q in ["xe ép", "xe ep thu gom cau hoa", "hòa"] {
        assert_eq!(found(&town, q).await, first, "{q}");
    }
}

/// A photo that proves the first report's answer.
async fn answered_with(town: &Town, officer: &Phone) -> String {
    let photo = officer.upload(&report_id(1), "evidence", &super::picture::photo(1)).await;
    town.stack().settle().await;
    photo
}

#[tokio::test]
pub(super) async fn an_old_report_that_is_corrected_is_found_where_it_lies_now() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    sends(&citizen, 1, WARD, "Nắp cống bị mất").await;
    sends(&citizen, 2, "vn-31342-2020", "Nắp cống bị bể").await;
    town.passes("P1D").await;
    let of = async |area: &str| super::lists::ids(&search(&town, "nap cong", &format!("&area={area}")).await);
    assert_eq!(of(WARD).await, [report_id(1)]);
    assert!(of("vn-31321-2020").await.is_empty());
    assert_eq!(of("vn-930-2020").await, [report_id(1)], "its district");
    assert_eq!(of("vn-93-2020").await, [report_id(2), report_id(1)], "the province");
    let correct = json!({"action": "correct", "version": 1, "area": "vn-31321-2020", "reason": "Thuộc phường III."});
    officer.assign(&report_id(1), &correct).await.expect(200);
    // where it is no longer it is not found at once; where it is now within minutes
    assert!(of(WARD).await.is_empty());
    indexed(&town).await;
    assert_eq!(of("vn-31321-2020").await, [report_id(1)]);
    assert!(of(WARD).await.is_empty());
    assert_eq!(town.officer(OTHER_UNIT).await.read_in_inbox(&report_id(1)).await.status, 200);
}

#[tokio::test]
async fn what_is_found_has_the_public_form_as_json_and_as_geojson() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    sends(&citizen, 1, WARD, "Cây ngã chắn đường").await;
    let listed = town.anyone().get("/v1/reports").await.expect(200);
    let answer = town.anyone().get("/v1/search?q=nga+cay").await;
    assert_eq!(answer.expect(200)["items"], listed["items"], "the same form as in lists");
    assert_eq!(answer.header("cache-control"), "public, max-age=15");
    let accept = [("accept", "application/geo+json")];
    let features = town.anyone().send("GET", "/v1/search?q=nga+cay", &accept, "").await.expect(200);
    assert_eq!(features["features"][0]["properties"], listed["items"][0]);
}
