//! Lists, search, counts, statistics, merges and open data tell nothing of confidential reports: what the public reads is
//! the same to the byte with them and without, but for the service's totals, which name no place and no unit.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::journeys::phone::Phone;
use crate::journeys::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// Where everybody can look, most of it a page of two at a time.
const PUBLIC: [&str; 15] = [
    "/v1/reports?limit=2",
    "/v1/reports?area=vn-31318-2020&limit=2",
    "/v1/reports?area=vn-930-2020&limit=2",
    "/v1/reports?area=vn-93-2020&limit=2",
    "/v1/reports?category=MT-RAC&limit=2",
    "/v1/reports?status=submitted&limit=2",
    "/v1/reports?from=2020-10-21&to=2020-10-21&limit=2",
    "/v1/reports?bbox=105.4,9.7,105.5,9.8&limit=2",
    "/v1/reports?near=9.78,105.47&radius_m=500&limit=2",
    "/v1/search?q=rac&limit=2",
    "/v1/search?q=rac&area=vn-31318-2020&limit=2",
    "/v1/statistics?from=2020-10-01&to=2020-10-31&area=vn-31318-2020",
    "/v1/statistics?from=2020-10-01&to=2020-10-31&area=vn-93-2020",
    "/v1/statistics?from=2020-10-01&to=2020-10-31&unit=ubnd-vn-31318-2020",
    "/v1/news",
];

fn report(n: u32, visibility: &str) -> Value {
    let mut report = rubbish(&report_id(n), &[]);
    report["visibility"] = json!(visibility);
    report["location"] = json!({"lat": 9.78 + f64::from(n) / 10_000.0, "lng": 105.47, "accuracy_m": 12});
    report
}

/// All pages of a list, as they come.
async fn pages(phone: &Phone, path: &str, accept: &str) -> Vec<String> {
    let (mut pages, mut next) = (Vec::new(), path.to_owned());
    loop {
        let answer = phone.send("GET", &next, &[("accept", accept)], "").await;
        assert!([200, 404].contains(&answer.status), "{path}: {}", answer.text());
        pages.push(answer.text());
        let cursor = serde_json::from_slice::<Value>(&answer.body).unwrap()["next"].clone();
        match cursor.as_str() {
            Some(cursor) => next = format!("{path}&cursor={cursor}"),
            None => return pages,
        }
    }
}

/// Everything that `phone` can list, by path.
async fn surface(phone: &Phone, paths: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for path in paths {
        for accept in ["application/json", "application/geo+json"] {
            found.insert(format!("{path} {accept}"), pages(phone, path, accept).await);
        }
    }
    found
}

/// The files that everybody may have.
fn open_data(town: &Town) -> BTreeMap<String, Vec<u8>> {
    let bucket = std::fs::read_dir(town.stack().objects()).unwrap();
    let bucket =
        bucket.map(|entry| entry.unwrap().path()).find(|path| path.to_string_lossy().ends_with("opendatabucket"));
    let files = std::fs::read_dir(bucket.unwrap().join("reports")).unwrap().map(|entry| entry.unwrap().path());
    files.map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap())).collect()
}

#[tokio::test]
async fn what_the_public_reads_is_the_same_with_confidential_reports_and_without() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    let other = town.leader(OTHER_UNIT).await;
    // three public ones, between which two confidential ones of another's come and a public one becomes confidential
    let (mut before, mut of_other, mut of_tam) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for round in 0..2 {
        if round == 1 {
            for n in [11, 12] {
                mai.submit(&report(n, "confidential")).await.expect(201);
            }
            mai.submit(&report(13, "public")).await.expect(201);
            let hide = json!({"kind": "make_confidential", "version": 1});
            mai.feedback(&report_id(13), &hide).await.expect(200);
        } else {
            for n in [1, 2, 3, 4, 5] {
                tam.submit(&report(n, "public")).await.expect(201);
            }
        }
        town.stack().settle().await;
        let now = surface(&town.anyone(), &PUBLIC).await;
        if round == 0 {
            let first = &now["/v1/reports?limit=2 application/json"];
            assert_eq!(first.len(), 3, "two pages of two and one of one: {first:?}");
            before = now;
            of_other = surface(&other, &["/v1/inbox?limit=2", "/v1/inbox?status=submitted"]).await;
            of_tam = surface(&tam, &["/v1/me/reports?limit=2"]).await;
        } else {
            assert_eq!(before, now, "the public's");
            assert_eq!(of_other, surface(&other, &["/v1/inbox?limit=2", "/v1/inbox?status=submitted"]).await);
            assert_eq!(of_tam, surface(&tam, &["/v1/me/reports?limit=2"]).await);
        }
    }
    let inbox = town.officer(WARD_UNIT).await.get("/v1/inbox?limit=100").await.expect(200);
    assert_eq!(inbox["items"].as_array().unwrap().len(), 8, "the owner has all of them");
}

#[tokio::test]
async fn counts_of_a_place_or_a_unit_and_open_data_hold_public_reports_alone() {
    let (mut figures, mut files, mut totals) = (Vec::new(), Vec::new(), Vec::new());
    for confidential in [0, 3] {
        let town = Town::in_2020().await;
        let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
        for n in 1..=2 {
            tam.submit(&report(n, "public")).await.expect(201);
        }
        for n in 0..confidential {
            mai.submit(&report(11 + n, "confidential")).await.expect(201);
        }
        town.stack().settle().await;
        town.passes("PT17H").await;
        let anyone = town.anyone();
        let mut of_places = Vec::new();
        for path in PUBLIC.iter().filter(|path| path.starts_with("/v1/statistics")) {
            let mut figures = anyone.get(path).await.expect(200);
            assert_eq!(figures["figures"]["received"], 2, "{path}");
            // when it was made
            figures.as_object_mut().unwrap().remove("as_of");
            of_places.push(figures);
        }
        let service = anyone.get("/v1/statistics?from=2020-10-01&to=2020-10-31").await.expect(200);
        totals.push(service["figures"]["received"].as_u64().unwrap());
        for parts in ["by_area", "by_unit"] {
            of_places.push(service[parts].clone());
        }
        figures.push(of_places);
        files.push(received(open_data(&town)));
    }
    assert_eq!(figures[0], figures[1], "figures of a place or a unit");
    assert_eq!(files[0], files[1], "open data");
    assert_eq!(totals, [2, 5], "the service's totals are over all");
}

/// Open data without the moments at which two towns' reports came, which differ by milliseconds.
fn received(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, usize> {
    let lines = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.matches("HG-").count()
    };
    assert!(files.len() >= 3, "{:?}", files.keys());
    files.into_iter().map(|(name, bytes)| (name, lines(&bytes))).collect()
}

#[tokio::test]
async fn confidential_reports_are_never_merged_with_public_ones() {
    let town = Town::in_2020().await;
    let (mai, tam) = (town.citizen("mai").await, town.citizen("tam").await);
    tam.submit(&report(1, "public")).await.expect(201);
    mai.submit(&report(2, "confidential")).await.expect(201);
    let officer = town.officer(WARD_UNIT).await;
    for (one, into) in [(1, 2), (2, 1)] {
        let body = json!({"action": "merge", "version": 1, "into": report_id(into), "reason": "Trùng."});
        let answer = officer.assign(&report_id(one), &body).await;
        assert!([409, 422].contains(&answer.status), "{}", answer.text());
        assert_eq!(officer.read_in_inbox(&report_id(one)).await.expect(200)["version"], 1);
    }
}

#[tokio::test]
async fn a_tracking_code_of_a_confidential_report_finds_nothing() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    let code = mai.submit(&report(1, "confidential")).await.expect(201)["code"].as_str().unwrap().to_owned();
    let known = town.anyone().get(&format!("/v1/reports?code={code}")).await;
    let other =
        town.citizen("tam").await.submit(&report(2, "public")).await.expect(201)["code"].as_str().unwrap().to_owned();
    assert_eq!(
        town.anyone().get(&format!("/v1/reports?code={other}")).await.expect(200)["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(known.expect(200), json!({"items": []}));
}
