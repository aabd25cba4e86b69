//! The stream: batches, filters, retries, halving, partial failures, what is given up.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_sdk_dynamodbstreams::types::ShardIteratorType;
use serde_json::{Value, json};

use crate::client::{Calls, function, get, put, s3, stack, streams};

#[expect(clippy::unnecessary_wraps, reason = "as every made-up function")]
fn done(_: &Value) -> Result<Value, String> {
    Ok(json!({ "batchItemFailures": [] }))
}

fn item(id: &str) -> Value {
    json!({ "id": { "S": id }, "photo": { "B": "/wA=" }, "count": { "N": "1" } })
}

/// The ids of the items in a call, in order.
fn ids(event: &Value) -> Vec<String> {
    let records = event["Records"].as_array().unwrap();
    records.iter().map(|record| record["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap().to_owned()).collect()
}

fn number_of(event: &Value, id: &str) -> Option<String> {
    let place = ids(event).iter().position(|known| known == id)?;
    event["Records"][place]["dynamodb"]["SequenceNumber"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_write_becomes_the_record_that_lambda_hands_on() {
    let calls = Calls::default();
    let stack = stack(vec![("listen", function(&calls, done))]).await;
    put(&stack, &item("a"));
    put(&stack, &json!({ "id": { "S": "a" }, "count": { "N": "2" } }));
    stack.settle().await;
    let records: Vec<Value> =
        calls.lock().unwrap().iter().flat_map(|event| event["Records"].as_array().unwrap().clone()).collect();
    assert_eq!(records.len(), 2);
    for (record, pointer, wanted) in [
        (0, "/eventName", json!("INSERT")),
        (0, "/eventSource", json!("aws:dynamodb")),
        (0, "/awsRegion", json!("ap-southeast-1")),
        (0, "/dynamodb/NewImage", item("a")),
        (0, "/dynamodb/StreamViewType", json!("NEW_AND_OLD_IMAGES")),
        (1, "/eventName", json!("MODIFY")),
        (1, "/dynamodb/OldImage", item("a")),
        (1, "/dynamodb/NewImage/count", json!({ "N": "2" })),
    ] {
        assert_eq!(records[record].pointer(pointer), Some(&wanted), "{pointer}");
    }
    assert!(records[0].pointer("/dynamodb/OldImage").is_none());
    assert!(records[0].pointer("/dynamodb/SequenceNumber").unwrap().is_string());
    assert!(records[0]["eventSourceARN"].as_str().unwrap().contains(":table/local-ItemsTable/stream/"));
}

#[tokio::test]
async fn batches_are_no_larger_than_the_template_says_and_the_filter_holds_back_what_it_does_not_name() {
    let calls = Calls::default();
    let stack = stack(vec![("listen", function(&calls, done))]).await;
    for id in 0..25 {
        put(&stack, &item(&id.to_string()));
    }
    let gone = json!({ "TableName": "local-ItemsTable", "Key": { "id": { "S": "3" } } });
    stack.database().delete_item(serde_json::from_value(gone).unwrap()).unwrap();
    stack.settle().await;
    let calls = calls.lock().unwrap();
    assert!(calls.iter().all(|event| (1..=10).contains(&ids(event).len())));
    let all: Vec<String> = calls.iter().flat_map(ids).collect();
    assert_eq!(all, (0..25).map(|id| id.to_string()).collect::<Vec<_>>(), "each once, in order, no REMOVE");
}

#[tokio::test]
async fn only_the_records_from_the_failed_one_on_come_again() {
    let calls = Calls::default();
    let seen = calls.clone();
    let fails_c_once = move |event: &Value| {
        let before = seen.lock().unwrap().iter().any(|event| number_of(event, "c").is_some());
        let failed = number_of(event, "c").filter(|_| !before);
        Ok(
            json!({ "batchItemFailures": failed.into_iter().map(|id| json!({ "itemIdentifier": id })).collect::<Vec<_>>() }),
        )
    };
    let mut options = crate::client::options(vec![("listen", function(&calls, fails_c_once))]);
    options.data = tempfile::tempdir().unwrap().keep();
    let stack = local::Stack::start(options).await.unwrap();
    for id in ["a", "b", "c", "d"] {
        put(&stack, &item(id));
    }
    stack.settle().await;
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for id in calls.lock().unwrap().iter().flat_map(ids) {
        *times.entry(id).or_default() += 1;
    }
    assert_eq!((times["a"], times["b"], times["c"]), (1, 1, 2), "{times:?}");
}

#[tokio::test]
async fn a_poisoned_record_is_cut_out_by_halving_and_kept_whole_in_the_bucket() {
    let calls = Calls::default();
    let poisoned = |event: &Value| if number_of(event, "p").is_some() { Err("poison".to_owned()) } else { done(event) };
    let stack = stack(vec![("listen", function(&calls, poisoned))]).await;
    for id in ["a", "b", "p", "c", "d"] {
        put(&stack, &item(id));
    }
    stack.settle().await;
    let calls = calls.lock().unwrap().clone();
    let good: Vec<String> = calls.iter().filter(|event| number_of(event, "p").is_none()).flat_map(ids).collect();
    assert_eq!(good, ["a", "b", "c", "d"], "the others come through, each once");
    assert!(calls.iter().filter(|event| ids(event) == ["p"]).count() >= 3, "tried, and twice again");

    let client = s3(&stack);
    let listed = client.list_objects_v2().bucket("local-failedbucket").send().await.unwrap();
    let keys: Vec<_> = listed.contents().iter().filter_map(|object| object.key()).collect();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert!(keys[0].starts_with("aws/lambda/ListenFunction/"), "{keys:?}");
    let kept = client.get_object().bucket("local-failedbucket").key(keys[0]).send().await.unwrap();
    let kept: Value = serde_json::from_slice(&kept.body.collect().await.unwrap().to_vec()).unwrap();
    assert_eq!(kept["requestContext"]["condition"], "RetryAttemptsExhausted");
    assert_eq!(kept["DDBStreamBatchInfo"]["batchSize"], 1);
    let payload: Value = serde_json::from_str(kept["payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload["Records"][0]["dynamodb"]["NewImage"], item("p"));
}

#[tokio::test]
async fn an_answer_that_names_no_record_of_the_batch_fails_the_whole_batch() {
    let calls = Calls::default();
    let seen = calls.clone();
    let nonsense_once = move |event: &Value| {
        if seen.lock().unwrap().is_empty() {
            return Ok(json!({ "batchItemFailures": [{ "itemIdentifier": "shardId-1" }] }));
        }
        done(event)
    };
    let stack = stack(vec![("listen", function(&calls, nonsense_once))]).await;
    put(&stack, &item("a"));
    stack.settle().await;
    let all: Vec<String> = calls.lock().unwrap().iter().flat_map(ids).collect();
    assert_eq!(all, ["a", "a"]);
}

#[tokio::test]
async fn a_function_that_writes_wakes_the_reader() {
    let calls = Calls::default();
    let stack = stack(vec![("listen", function(&calls, done))]).await;
    put(&stack, &item("warm"));
    stack.settle().await;
    put(&stack, &item("a"));
    let written = Instant::now();
    get(&format!("{}/v1/hello/x", stack.url())).await;
    while calls.lock().unwrap().len() < 2 {
        assert!(written.elapsed() < Duration::from_secs(10), "the write was never seen");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn the_stream_can_be_read_by_any_client() {
    let stack = stack(vec![]).await;
    put(&stack, &item("a"));
    let client = streams(&stack);
    let found = client.list_streams().table_name("local-ItemsTable").send().await.unwrap();
    let arn = found.streams()[0].stream_arn().unwrap();
    let described = client.describe_stream().stream_arn(arn).send().await.unwrap();
    let shard = described.stream_description().unwrap().shards()[0].shard_id().unwrap().to_owned();
    let start = client.get_shard_iterator().stream_arn(arn).shard_id(shard);
    let start = start.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.unwrap();
    let read = client.get_records().shard_iterator(start.shard_iterator().unwrap()).send().await.unwrap();
    assert_eq!(read.records().len(), 1);
}
