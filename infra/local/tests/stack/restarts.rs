//! Stopping, starting again, and what is in the way of a start.

use std::path::Path;

use local::{Options, Stack};
use serde_json::{Value, json};

use crate::client::{Calls, function, get, options, post, put, send, sns, token};

fn kept(data: &Path, calls: &Calls, name: &'static str) -> Options {
    let answer = |_: &Value| Ok(json!({ "statusCode": 200 }));
    Options { ephemeral: false, data: data.to_owned(), ..options(vec![(name, function(calls, answer))]) }
}

async fn refusal(options: Options) -> String {
    match Stack::start(options).await {
        Ok(_) => panic!("it started"),
        Err(cause) => {
            let line = cause.to_string();
            assert!(!line.contains('\n'), "{line}");
            line
        }
    }
}

#[tokio::test]
async fn data_tokens_topics_pushes_and_the_clock_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::default();
    let stack = Stack::start(kept(folder.path(), &calls, "hello")).await.unwrap();
    put(&stack, &json!({ "id": { "S": "a" } }));
    let token = token(&stack, &json!({ "sub": "lan", "role": "officer", "unit": "x" })).await;
    let topic = sns(&stack).create_topic().name("t").send().await.unwrap().topic_arn.unwrap();
    sns(&stack).publish().topic_arn(&topic).message("1").send().await.unwrap();
    let moved = post(&format!("{}/local/clock", stack.url()), &json!({ "advance": "P30D" })).await.json();
    stack.stop().await;

    let stack = Stack::start(kept(folder.path(), &calls, "hello")).await.unwrap();
    let answer = send("POST", &format!("{}/v1/mine", stack.url()), &[("authorization", &token)], "").await;
    assert_eq!(answer.status, 200, "the same key");
    let again = crate::client::token(&stack, &json!({ "sub": "lan" })).await;
    send("POST", &format!("{}/v1/mine", stack.url()), &[("authorization", &again)], "").await;
    let groups =
        calls.lock().unwrap().last().unwrap()["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:groups"]
            .clone();
    assert_eq!(groups, "[officers unit:x]");
    sns(&stack).publish().topic_arn(&topic).message("2").send().await.unwrap();
    assert_eq!(stack.pushes().unwrap().len(), 2);
    let now = get(&format!("{}/local/clock", stack.url())).await.json();
    assert!(now["now"].as_str() >= moved["now"].as_str(), "{now} {moved}");
    let scan = serde_json::from_value(json!({ "TableName": "local-ItemsTable" })).unwrap();
    assert_eq!(serde_json::to_value(stack.database().scan(scan).unwrap()).unwrap()["Count"], 1);
}

#[tokio::test]
async fn a_stack_dropped_in_the_middle_of_a_batch_reads_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::default();
    let stack = Stack::start(kept(folder.path(), &calls, "listen")).await.unwrap();
    put(&stack, &json!({ "id": { "S": "done" } }));
    stack.settle().await;
    stack.stop().await;
    let before = calls.lock().unwrap().len();

    // a function that never answers: the stack goes away under it
    let hangs =
        local::start_of(|_env| async { Ok::<_, edge::StartError>(edge::Function::new(|_, _| std::future::pending())) });
    let options = Options { ephemeral: false, data: folder.path().to_owned(), ..options(vec![("listen", hangs)]) };
    let stack = Stack::start(options).await.unwrap();
    put(&stack, &json!({ "id": { "S": "cut off" } }));
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    stack.stop().await;

    let stack = Stack::start(kept(folder.path(), &calls, "listen")).await.unwrap();
    stack.settle().await;
    let calls = calls.lock().unwrap();
    let ids: Vec<_> =
        calls[before..].iter().map(|event| event.pointer("/Records/0/dynamodb/Keys/id/S").unwrap()).collect();
    assert_eq!(ids, ["cut off"], "that one again, and not what was done");
}

#[tokio::test]
async fn an_object_that_was_not_taken_away_is_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::default();
    let stack = Stack::start(kept(folder.path(), &calls, "photo")).await.unwrap();
    let body = aws_sdk_s3::primitives::ByteStream::from_static(b"abc");
    let client = crate::client::s3(&stack);
    client.put_object().bucket("local-photosbucket").key("incoming/a").body(body).send().await.unwrap();
    stack.settle().await;
    stack.stop().await;
    let stack = Stack::start(kept(folder.path(), &calls, "photo")).await.unwrap();
    stack.settle().await;
    assert_eq!(calls.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_start_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::default();
    let running = Stack::start(kept(folder.path(), &calls, "hello")).await.unwrap();
    let port: u16 = running.url().rsplit(':').next().unwrap().parse().unwrap();
    let line = refusal(Options { port, ..options(vec![]) }).await;
    assert!(line.contains(&port.to_string()) && line.contains("--port"), "{line}");
    let line = refusal(kept(folder.path(), &calls, "hello")).await;
    assert!(line.contains("another stack"), "{line}");
    running.stop().await;

    for (file, what) in [
        ("dynamodb.sqlite", "damaged"),
        ("sns.jsonl", "damaged"),
        ("clock.json", "damaged"),
        ("signing-key.json", "damaged"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), "not what we wrote, and long enough to have a header\n").unwrap();
        let line = refusal(kept(folder.path(), &calls, "hello")).await;
        assert!(line.contains(what) && line.contains(file), "{line}");
    }
    let line = refusal(Options { template: "nowhere.yaml".into(), ..options(vec![]) }).await;
    assert!(line.contains("nowhere.yaml"), "{line}");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let line = refusal(kept(&file, &calls, "hello")).await;
    assert!(line.contains("file"), "{line}");
}

#[tokio::test]
async fn several_stacks_run_side_by_side() {
    let one = crate::client::stack(vec![]).await;
    let other = crate::client::stack(vec![]).await;
    put(&one, &json!({ "id": { "S": "a" } }));
    let scan = serde_json::from_value(json!({ "TableName": "local-ItemsTable" })).unwrap();
    assert_eq!(serde_json::to_value(other.database().scan(scan).unwrap()).unwrap()["Count"], 0);
    assert_ne!(one.url(), other.url());
}
