//! The clock: moved, and what happens then.

use serde_json::json;

use crate::client::{Calls, function, get, options, post, put};

#[tokio::test]
async fn however_far_the_clock_is_moved_a_schedule_that_became_due_is_called_once_at_once() {
    let calls = Calls::default();
    let mut options = options(vec![("nightly", function(&calls, |_| Ok(json!(null))))]);
    options.at = Some("2026-01-05T08:00:00+07:00".parse().unwrap());
    let stack = local::Stack::start(options).await.unwrap();
    let clock = format!("{}/local/clock", stack.url());
    assert!(get(&clock).await.json()["now"].as_str().unwrap().starts_with("2026-01-05T01:00:"));

    let answer = post(&clock, &json!({ "advance": "PT1H" })).await;
    assert!(answer.json()["now"].as_str().unwrap().starts_with("2026-01-05T02:00:"), "{}", answer.text());
    assert_eq!(calls.lock().unwrap().len(), 0, "not due yet");
    post(&clock, &json!({ "advance": "P3D" })).await;
    post(&clock, &json!({ "advance": "PT1M" })).await;
    let calls = calls.lock().unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0]["detail-type"], "Scheduled Event");
    assert!(calls[0]["time"].as_str().unwrap().starts_with("2026-01-08T02:00:"), "{:#}", calls[0]);
}

#[tokio::test]
async fn the_clock_goes_forward_only_and_by_iso_8601() {
    let stack = crate::client::stack(vec![]).await;
    let clock = format!("{}/local/clock", stack.url());
    for wrong in [json!({ "advance": "-P1D" }), json!({ "advance": "3 days and a bit" }), json!({ "forward": "P1D" })] {
        assert_eq!(post(&clock, &wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(post(&clock, &json!({ "advance": "P1M" })).await.status, 200);
}

#[tokio::test]
async fn an_item_whose_time_to_live_has_passed_by_the_stacks_clock_is_gone_when_it_has_moved() {
    let stack = crate::client::stack(vec![]).await;
    let expires_s = stack.clock().now().as_second() + 3_600;
    put(&stack, &json!({ "id": { "S": "a" }, "expires_at": { "N": expires_s.to_string() } }));
    put(&stack, &json!({ "id": { "S": "b" } }));
    post(&format!("{}/local/clock", stack.url()), &json!({ "advance": "PT2H" })).await;
    let scan = json!({ "TableName": "local-ItemsTable" });
    let left = stack.database().scan(serde_json::from_value(scan).unwrap()).unwrap();
    let left = serde_json::to_value(left).unwrap();
    assert_eq!(left["Items"], json!([{ "id": { "S": "b" } }]));
}
