//! What whoever watches the service sees: each metric on a dashboard or alarm is emitted, under exactly that name and
//! those dimensions, in the namespace that they look in, and nothing else is.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use local::Options;
use serde_json::{Value, json};

use super::phone::{Phone, send};
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};
use crate::rules::metrics::{Shape, looked_at};

/// The stack's name on one machine, which is what `AWS::StackName` is to dashboards and alarms.
const NAMESPACE: &str = "local";

async fn lines(town: &Town) -> Vec<Value> {
    let lines = send("GET", &format!("{}/local/metrics", town.api()), &[], "").await.expect(200);
    lines.as_array().unwrap().clone()
}

/// The metrics of those lines; each value that a line promises must stand in it.
fn emitted(lines: &[Value]) -> BTreeSet<Shape> {
    let mut shapes = BTreeSet::new();
    for line in lines {
        for directive in line["_aws"]["CloudWatchMetrics"].as_array().into_iter().flatten() {
            assert_eq!(directive["Namespace"], NAMESPACE);
            for metric in directive["Metrics"].as_array().unwrap() {
                let name = metric["Name"].as_str().unwrap();
                assert!(line[name].is_number(), "{name} has no value: {line}");
                for dimensions in directive["Dimensions"].as_array().unwrap() {
                    let dimensions: Vec<_> =
                        dimensions.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
                    assert!(dimensions.iter().all(|name| line[name].is_string()), "{line}");
                    shapes.insert((name.to_owned(), dimensions));
                }
            }
        }
    }
    shapes
}

fn names(shapes: &BTreeSet<Shape>) -> BTreeSet<&str> {
    shapes.iter().map(|(name, _)| name.as_str()).collect()
}

/// A report that is accepted at once and answered after so long; the version it then has is 3.
async fn answered(town: &Town, n: u32, after: &str) {
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let id = report_id(n);
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    town.passes(after).await;
    let officer = town.officer(WARD_UNIT).await;
    let evidence = officer.upload(&id, "evidence", &photo(n)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, "Đã dọn.", &[evidence]).await.expect(200);
}

/// Nothing in it can be a picture.
async fn sends_no_picture(citizen: &Phone, report: &str) {
    citizen.upload(report, "scene", b"\xff\xd8 this is no picture").await;
}

#[tokio::test]
pub(super) async fn every_metric_that_is_looked_at_is_emitted_and_every_emitted_one_is_looked_at() {
    let town = Town::in_2020().await;
    let (citizen, leader) = (town.citizen("mai").await, town.leader(WARD_UNIT).await);
    town.officer(WARD_UNIT).await.wants_pushes("desk", "apns").await;
    answered(&town, 1, "PT1H").await;
    citizen.feedback(&report_id(1), &json!({"kind": "reprocess", "version": 3, "text": "Vẫn còn."})).await.expect(200);
    leader.respond(&report_id(1), &json!({"kind": "reopen", "version": 4, "text": "Làm lại."})).await.expect(200);
    sends_no_picture(&citizen, &report_id(1)).await;
    // nobody works there
    let elsewhere = json!({
        "id": report_id(2), "category": "MT-RAC", "description": "Rác", "area": OTHER_UNIT.trim_start_matches("ubnd-"),
        "consent": "2020-02",
    });
    citizen.submit(&elsewhere).await.expect(201);
    // refused: an officer proposes, the leader confirms
    citizen.submit(&rubbish(&report_id(3), &[])).await.expect(201);
    let refusal = json!({"kind": "refuse", "version": 1, "reason": "untrue", "text": "Không có."});
    town.officer(WARD_UNIT).await.respond(&report_id(3), &refusal).await.expect(202);
    let confirmed = json!({"kind": "confirm", "version": 2});
    leader.respond(&report_id(3), &confirmed).await.expect(200);
    // late, what is overdue, and the night
    answered(&town, 4, "P20D").await;
    // The directory is gone.
    town.stack().settle().await;
    let gone = json!({"TableName": super::statistics::setting("DIRECTORY_TABLE"), "Key": {"item": {"S": "current"}}});
    town.stack().database().delete_item(serde_json::from_value(gone).unwrap()).unwrap();
    town.passes("PT2M").await;
    let answer = town.citizen("mai").await.submit(&rubbish(&report_id(5), &[])).await;
    answer.refused(503, "unavailable");

    let mut seen = emitted(&lines(&town).await);
    seen.extend(emitted(&of_a_failing_sns().await));
    assert_eq!(seen, looked_at(), "left what was emitted, right what dashboards and alarms look at");
}

/// The lines of a stack whose SNS takes nothing, once it was tried again and given up.
async fn of_a_failing_sns() -> Vec<Value> {
    let options = Options { failing_sns: NonZeroU32::new(1), ..Options::ephemeral() };
    let town = Town::with(Options { at: Some("2020-10-21T08:00:00+07:00".parse().unwrap()), ..options }).await;
    town.citizen("mai").await.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    for _ in 0..300 {
        let lines = lines(&town).await;
        let seen = emitted(&lines);
        if names(&seen).is_superset(&BTreeSet::from(["Retries", "PushesFailed"])) {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a push that fails is never told");
}

#[tokio::test]
async fn the_local_dashboard_is_given_the_templates_bodies_with_the_names_of_this_machine() {
    let town = Town::in_2020().await;
    let page = send("GET", &format!("{}/local/dashboard", town.api()), &[], "").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    town.citizen("mai").await.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    town.stack().settle().await;
    let drawn = send("GET", &format!("{}/local/dashboard.json", town.api()), &[], "").await.expect(200);
    let dashboards = drawn["dashboards"].as_array().unwrap();
    assert_eq!(dashboards.len(), 2);
    for dashboard in dashboards {
        assert!(dashboard["name"].as_str().unwrap().starts_with("local-"), "{dashboard}");
        assert!(!dashboard["body"].to_string().contains("${"), "a name that was not resolved: {dashboard}");
        assert!(dashboard["body"]["widgets"].as_array().is_some_and(|widgets| !widgets.is_empty()));
    }
    let received = drawn["lines"].as_array().unwrap().iter().filter(|line| line["Received"] == 1);
    assert_eq!(received.map(|line| line["Category"].as_str().unwrap()).collect::<Vec<_>>(), ["MT-RAC"]);
}
