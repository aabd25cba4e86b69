//! Every route of the template by every kind of caller, for a public and a confidential report: `matrix.txt` says what
//! each gets, in a form that one need not be a programmer to read. A route without a row fails, a row without a route too.

use std::collections::{BTreeMap, BTreeSet};

use http::HeaderMap;
use serde_json::{Value, json};

use crate::journeys::phone::{Answer, Phone, send};
use crate::journeys::picture::photo;
use crate::journeys::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

mod callers;
mod requests;

use callers::callers;
use requests::{Sent, request};

/// Those who may not know that a confidential report is there. An officer who was removed keeps the token for minutes.
const STRANGERS: [&str; 8] = ["none", "expired", "forged", "other", "former", "elsewhere", "above-o", "removed"];
/// Routes on which the id is the phone's own to choose, so that a new one is taken and a foreign one is not: the same
/// answer for a public and a confidential one. Ids have 74 random bits: nobody comes upon one.
const IDS_OF_ONES_OWN: [&str; 2] = ["POST /v1/reports", "POST /v1/reports/{id}/photos #scene"];

/// A report that a row is asked about.
pub(super) struct Target {
    id: String,
    photo: String,
    /// What its reporter sent.
    sent: Value,
}

/// The table: route with variant, then the cells by caller.
fn table() -> BTreeMap<String, BTreeMap<String, (u16, u16)>> {
    let text = include_str!("matrix.txt");
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split_whitespace().skip(1).collect();
    let mut table = BTreeMap::new();
    for line in lines {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let cells = words.split_off(words.len() - names.len());
        let cells = cells.iter().map(|cell| {
            let (public, confidential) = cell.split_once('/').unwrap_or((cell, cell));
            (public.parse().unwrap(), confidential.parse().unwrap())
        });
        let row = names.iter().map(|name| (*name).to_owned()).zip(cells).collect();
        assert!(table.insert(words.join(" "), row).is_none(), "two rows for {words:?}");
    }
    table
}

/// `GET /v1/reports/{id}` of `POST /v1/reports/{id}/photos #scene`.
fn route_of(row: &str) -> &str {
    row.split(" #").next().unwrap()
}

#[test]
fn the_table_has_the_templates_routes() {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    let triggers = template.functions.iter().flat_map(|function| &function.triggers);
    let routes: BTreeSet<String> = triggers
        .filter_map(|trigger| match trigger {
            local::template::Trigger::Route(route) => Some(format!("{} {}", route.method, route.path)),
            _ => None,
        })
        .collect();
    let rows: BTreeSet<String> = table().keys().map(|row| route_of(row).to_owned()).collect();
    let missing: Vec<_> = routes.difference(&rows).collect();
    let over: Vec<_> = rows.difference(&routes).collect();
    assert!(missing.is_empty() && over.is_empty(), "no row in matrix.txt: {missing:?}; no such route: {over:?}");
}

/// Status, headers but for the date and the gateway's id of the request, and body without the ids that were asked for.
fn whole(answer: &Answer, target: &Target) -> (u16, HeaderMap, String) {
    let mut headers = answer.headers.clone();
    headers.remove("date");
    headers.remove("apigw-requestid");
    (answer.status, headers, answer.text().replace(&target.id, "{id}").replace(&target.photo, "{photo}"))
}

async fn ask(phone: &Phone, sent: &Sent) -> Answer {
    let headers: &[(&str, &str)] = if sent.body.is_null() { &[] } else { &[("content-type", "application/json")] };
    let body = if sent.body.is_null() { String::new() } else { sent.body.to_string() };
    phone.send(&sent.method, &sent.path, headers, body).await
}

/// Reads and writes of DynamoDB that the last HTTP request took; what schedules and streams set off tells `ok`.
fn work(town: &Town) -> (Value, Value) {
    let lines = town.stack().metrics().into_iter().rev();
    let mut lines = lines.map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    let last = lines.find(|line| line["Outcome"].as_str().is_some_and(|outcome| outcome.ends_with("xx"))).unwrap();
    (last["Reads"].clone(), last["Writes"].clone())
}

/// A report of mai's that the first unit passed on and the second has accepted.
async fn passed_on(town: &Town, id: &str, visibility: &str, seed: u32) -> Target {
    let mai = town.citizen("mai").await;
    let scene = mai.upload(id, "scene", &photo(seed)).await;
    let mut sent = rubbish(id, std::slice::from_ref(&scene));
    sent["visibility"] = json!(visibility);
    mai.submit(&sent).await.expect(201);
    let transfer = json!({"action": "transfer", "version": 1, "unit": OTHER_UNIT, "reason": "Thuộc phường III."});
    town.officer(WARD_UNIT).await.assign(id, &transfer).await.expect(200);
    town.officer(OTHER_UNIT).await.accept(id, 2).await.expect(200);
    Target { id: id.to_owned(), photo: scene, sent }
}

#[tokio::test]
async fn every_caller_gets_of_every_route_what_the_table_says() {
    let town = Town::in_2020().await;
    let public = passed_on(&town, &report_id(1), "public", 1).await;
    let confidential = passed_on(&town, &report_id(2), "confidential", 2).await;
    let unknown = report_id(3);
    let nowhere = Target { sent: rubbish(&unknown, &[]), id: unknown, photo: confidential.photo.clone() };
    town.stack().settle().await;
    let callers = callers(&town).await;
    let mut faults = Vec::new();
    let (mut cells, mut compared) = (0, 0);
    for (row, wanted) in requests::in_order(table()) {
        let asks = |target: &Target| request(&row, target);
        for (name, phone) in &callers {
            let (wants_public, wants_confidential) = wanted[*name];
            let mut fault = |what: String| faults.push(format!("{row}, {name}: {what}"));
            let first = ask(phone, &asks(&public)).await;
            cells += 1;
            if first.status != wants_public {
                fault(format!("wanted {wants_public}, got {} {}", first.status, first.text()));
            }
            if !names_a_report(&row) {
                continue;
            }
            let second = ask(phone, &asks(&confidential)).await;
            let second_work = work(&town);
            cells += 1;
            if second.status != wants_confidential {
                fault(format!("confidential: wanted {wants_confidential}, got {} {}", second.status, second.text()));
            }
            let blind = STRANGERS.contains(name) && !IDS_OF_ONES_OWN.contains(&row.as_str());
            if [first.status, second.status].contains(&404) || blind {
                let nothing = ask(phone, &asks(&nowhere)).await;
                compared += 1;
                for (answer, target) in [(&first, &public), (&second, &confidential)] {
                    let must = answer.status == 404 || (blind && answer.status == second.status);
                    if must && whole(answer, target) != whole(&nothing, &nowhere) && !exempt(&row, answer) {
                        fault(format!(
                            "{:?} is not as of what isn't there: {:?}",
                            whole(answer, target),
                            whole(&nothing, &nowhere)
                        ));
                    }
                }
                if second.status == 404 && second_work != work(&town) && !exempt(&row, &second) {
                    fault(format!("took {second_work:?} requests, of what isn't there {:?}", work(&town)));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(cells > 900 && compared > 100, "asked {cells}, compared {compared}");
}

/// Whether the row is asked about one report.
fn names_a_report(row: &str) -> bool {
    row == "POST /v1/reports" || row.contains("/reports/{id}") || row.contains("/inbox/{id}")
}

/// A foreign id is refused, a new one is taken: of these routes a 404 can't be as of what is not there.
fn exempt(row: &str, answer: &Answer) -> bool {
    IDS_OF_ONES_OWN.contains(&row) && [404, 409].contains(&answer.status)
}

#[tokio::test]
async fn no_step_on_ones_own_report_tells_of_another_units_confidential_one() {
    let town = Town::in_2020().await;
    let hidden = passed_on(&town, &report_id(1), "confidential", 1).await;
    let (own, unknown) = (report_id(5), report_id(9));
    town.citizen("tam").await.submit(&rubbish(&own, &[])).await.expect(201);
    let officer = town.officer(WARD_UNIT).await;
    officer.accept(&own, 1).await.expect(200);
    let into = |id: &str| json!({"action": "merge", "version": 2, "into": id, "reason": "Trùng."});
    let (known, not) = (officer.assign(&own, &into(&hidden.id)).await, officer.assign(&own, &into(&unknown)).await);
    let target = Target { id: unknown, photo: hidden.photo.clone(), sent: Value::Null };
    assert!((400..500).contains(&not.status), "{}", not.text());
    assert_eq!(whole(&known, &hidden), whole(&not, &target));
}

/// A token as the local stack makes them, with whatever is asked.
pub(super) async fn token(api: &str, wanted: &Value) -> String {
    let json = [("content-type", "application/json")];
    let answer = send("POST", &format!("{api}/local/tokens"), &json, wanted.to_string()).await.expect(200);
    answer["token"].as_str().unwrap().to_owned()
}
