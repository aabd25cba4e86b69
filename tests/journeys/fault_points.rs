//! notify cut off or refused at every single call that it makes: no push is lost, and what comes twice comes alike.
//!
//! The journey's stream records are handed to an instance of notify's own, whose calls to DynamoDB and SNS go through a
//! gate that counts them, and refuses, or never answers, from the n-th on.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use edge::{Env, Function, StartError};
use http_body_util::BodyExt;
use local::Options;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use super::phone::send;
use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};
use crate::generator::asleep;

/// A function as Lambda has one: this process's own, beside the stack's.
pub(crate) struct Instance(Function);

impl Instance {
    pub(crate) async fn call(&self, event: &Value) -> Result<Value, String> {
        let event = to_raw_value(event).unwrap();
        let answer = self.0.call(event, lambda_runtime::Context::default()).await.map_err(|cause| cause.to_string())?;
        Ok(serde_json::from_str(answer.get()).unwrap())
    }
}

/// Starts a function with the settings of the template and the stack's services, or those named `instead`.
pub(crate) async fn own<F, Fut>(town: &Town, name: &str, start: F, instead: &[(String, String)]) -> Instance
where
    F: Fn(Env) -> Fut,
    Fut: Future<Output = Result<Function, StartError>>,
{
    try_own(town, name, start, instead).await.unwrap()
}

async fn try_own<F, Fut>(
    town: &Town,
    name: &str,
    start: F,
    instead: &[(String, String)],
) -> Result<Instance, StartError>
where
    F: Fn(Env) -> Fut,
    Fut: Future<Output = Result<Function, StartError>>,
{
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    let spec = template.functions.iter().find(|function| function.crate_name == name).unwrap();
    let settings = spec.environment.iter().map(|(name, value)| (name.clone(), value.clone()));
    let all: BTreeMap<String, String> = settings.chain(town.stack().aws()).chain(instead.iter().cloned()).collect();
    start(Env::from_pairs(all)).await.map(Instance)
}

/// What a gate does from a call on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The service says no: what the SDK's own tries don't get over.
    Refused,
    /// The function dies before the service hears of the call.
    DiedBefore,
    /// The function dies before it hears that the call was done.
    DiedAfter,
}

/// In front of DynamoDB and SNS.
struct Gate {
    upstream: BTreeMap<u16, String>,
    calls: AtomicUsize,
    fault: Mutex<Option<(usize, Fault)>>,
    deaths: watch::Sender<u32>,
}

impl Gate {
    /// Gives the gate, and the settings that lead through it.
    async fn before(town: &Town) -> (Arc<Self>, Vec<(String, String)>) {
        let (mut upstream, mut instead, mut listeners) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (name, url) in town.stack().aws() {
            if !["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SNS"].contains(&name.as_str()) {
                continue;
            }
            let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let host = url.split('/').nth(2).unwrap();
            upstream.insert(port, format!("http://{host}"));
            instead.push((name, url.replace(host, &format!("127.0.0.1:{port}"))));
            listeners.push(listener);
        }
        let gate = Arc::new(Self {
            upstream,
            calls: AtomicUsize::new(0),
            fault: Mutex::new(None),
            deaths: watch::Sender::new(0),
        });
        for listener in listeners {
            let at = listener.local_addr().unwrap();
            let app = axum::Router::new().fallback(pass).with_state((Arc::clone(&gate), at));
            tokio::spawn(async move { axum::serve(listener, app).await });
        }
        (gate, instead)
    }

    async fn set(&self, fault: Option<(usize, Fault)>) {
        self.calls.store(0, Ordering::SeqCst);
        *self.fault.lock().await = fault;
    }
}

async fn pass(State((gate, at)): State<(Arc<Gate>, SocketAddr)>, request: Request<Body>) -> Response {
    let call = gate.calls.fetch_add(1, Ordering::SeqCst) + 1;
    let fault = gate.fault.lock().await.filter(|(from, _)| call >= *from).map(|(_, fault)| fault);
    match fault {
        // not one that the SDK would try again
        Some(Fault::Refused) => return (StatusCode::FORBIDDEN, "").into_response(),
        Some(Fault::DiedBefore) => return dead(&gate).await,
        Some(Fault::DiedAfter) | None => {}
    }
    let (parts, body) = request.into_parts();
    let url = format!("{}{}", gate.upstream[&at.port()], parts.uri);
    let headers: Vec<_> = parts.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let headers: Vec<_> = headers.into_iter().filter(|(name, _)| !["host", "content-length"].contains(name)).collect();
    let answer = send(parts.method.as_str(), &url, &headers, body.collect().await.unwrap().to_bytes()).await;
    if fault == Some(Fault::DiedAfter) {
        return dead(&gate).await;
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in
        answer.headers.iter().filter(|(name, _)| !["content-length", "transfer-encoding"].contains(&name.as_str()))
    {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}

async fn dead(gate: &Gate) -> Response {
    gate.deaths.send_modify(|deaths| *deaths += 1);
    std::future::pending().await
}

/// All records of the Reports stream so far, as Lambda hands them on.
async fn records(town: &Town) -> Vec<Value> {
    town.stack().settle().await;
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    let table = template.functions.iter().find_map(|function| function.environment.get("REPORTS_TABLE")).unwrap();
    let database = town.stack().database();
    let described = database.describe_table(serde_json::from_value(json!({ "TableName": table })).unwrap()).unwrap();
    let arn = serde_json::to_value(described).unwrap()["Table"]["LatestStreamArn"].clone();
    let described = database.describe_stream(serde_json::from_value(json!({ "StreamArn": arn })).unwrap()).unwrap();
    let shard = serde_json::to_value(described).unwrap()["StreamDescription"]["Shards"][0]["ShardId"].clone();
    let asked = json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
    let start = database.get_shard_iterator(serde_json::from_value(asked).unwrap()).unwrap();
    let start = serde_json::to_value(start).unwrap()["ShardIterator"].clone();
    let found = database.get_records(serde_json::from_value(json!({"ShardIterator": start, "Limit": 1000})).unwrap());
    let found = serde_json::to_value(found.unwrap()).unwrap();
    found["Records"].as_array().unwrap().clone()
}

fn number(record: &Value) -> &str {
    record["dynamodb"]["SequenceNumber"].as_str().unwrap()
}

/// To whom, under which collapse id, saying what.
type Pushed = BTreeSet<(String, String, String)>;

fn pushed(town: &Town, seen: &mut usize) -> Vec<(String, String, String)> {
    let pushes: Vec<Value> =
        town.stack().pushes().unwrap().iter().map(|push| serde_json::from_str(push.get()).unwrap()).collect();
    let new = pushes[*seen..].iter().map(|push| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let tag = &push["payloads"]["GCM"]["fcmV1Message"]["message"]["android"]["notification"]["tag"];
        assert_eq!(*tag, push["attributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"]);
        (text(&push["target"]), text(tag), text(&push["message"]))
    });
    let new = new.collect();
    *seen = pushes.len();
    new
}

/// A journey with everything that notify does: claims, units, dead ends, followers, merged reports, alerts.
async fn journey(town: &Town) {
    let (mai, lan, officer) =
        (town.citizen("mai").await, town.citizen("lan").await, town.person("can-bo-phuong-1").await);
    mai.wants_pushes("mai", "fcm").await;
    mai.wants_pushes("mai-2", "apns").await;
    lan.wants_pushes("lan", "fcm").await;
    officer.wants_pushes("officer", "fcm").await;
    let (first, second, third) = (report_id(1), report_id(2), report_id(3));
    let scene = mai.upload(&first, "scene", &photo(1)).await;
    mai.submit(&rubbish(&first, &[scene])).await.expect(201);
    lan.submit(&rubbish(&second, &[])).await.expect(201);
    let mut stuck = rubbish(&third, &[]);
    stuck["area"] = json!("vn-31327-2020");
    lan.submit(&stuck).await.expect(201);
    assert_eq!(lan.send("PUT", &format!("/v1/reports/{first}/follow"), &[], "").await.status, 204);
    officer.assign(&second, &json!({"action": "merge", "into": first, "version": 1})).await.expect(200);
    town.stack().settle().await;
    // the inside note of the merger is version 2
    officer.accept(&first, 2).await.expect(200);
    town.passes("P2D").await;
}

/// Hands `records` on until all are done, as Lambda does: again from the first that failed, on a new instance where one
/// died. Whether the gate's fault was met.
async fn deliver(town: &Town, gate: &Gate, instead: &[(String, String)], records: &[Value]) -> bool {
    let mut met = false;
    let mut left = records;
    let mut instance = None;
    while !left.is_empty() {
        let working = async {
            let function = match instance.take() {
                Some(function) => function,
                None => try_own(town, "notify", notify::start, instead).await.map_err(|cause| cause.to_string())?,
            };
            let answer = function.call(&json!({ "Records": left })).await?;
            Ok::<_, String>((function, answer))
        };
        let mut deaths = gate.deaths.subscribe();
        let outcome = tokio::select! {
            outcome = working => Some(outcome),
            _ = deaths.changed() => None,
        };
        match outcome {
            Some(Ok((function, answer))) => {
                // Lambda goes on from the first of them, in the stream's order.
                let failed = answer["batchItemFailures"].as_array().unwrap().iter();
                let place = |failure: &Value| {
                    let failed = failure["itemIdentifier"].as_str().unwrap();
                    left.iter().position(|record| number(record) == failed).unwrap()
                };
                let from = failed.map(place).min();
                met |= from.is_some();
                left = from.map_or(&[], |from| &left[from..]);
                instance = Some(function);
            }
            // refused at its start, or dead
            Some(Err(_)) | None => met = true,
        }
        if met {
            gate.set(None).await;
        }
    }
    met
}

#[tokio::test]
async fn notify_may_fail_or_die_at_any_call_and_no_push_is_lost() {
    let town = Town::in_2020().await;
    journey(&town).await;
    let records = records(&town).await;
    assert!(records.len() >= 7, "{}", records.len());
    let mut seen = town.pushes().await.len();
    let (gate, instead) = Gate::before(&town).await;
    gate.set(None).await;
    assert!(!deliver(&town, &gate, &instead, &records).await);
    let whole = pushed(&town, &mut seen);
    let wanted: Pushed = whole.iter().cloned().collect();
    assert_eq!(wanted.len(), whole.len(), "without a fault each goes out once");
    assert!(wanted.len() >= 12, "{}", wanted.len());
    let calls = gate.calls.load(Ordering::SeqCst);
    for fault in [Fault::Refused, Fault::DiedBefore, Fault::DiedAfter] {
        for n in 1..=calls {
            gate.set(Some((n, fault))).await;
            assert!(deliver(&town, &gate, &instead, &records).await, "{fault:?} at {n}");
            let sent = pushed(&town, &mut seen);
            let distinct: Pushed = sent.iter().cloned().collect();
            assert_eq!(distinct, wanted, "{fault:?} at {n}: lost, or a repeat that differs");
        }
    }
    println!("{} faults at {calls} calls for {} records and {} pushes", 3 * calls, records.len(), wanted.len());
}

#[tokio::test]
async fn a_record_that_cannot_be_read_ends_whole_in_the_bucket_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    // another reader of the stream tries longer, and has nothing to say here
    let functions = Some(asleep(&["count-statistics"]));
    let town = Town::with(Options { at, functions, ..Options::kept_in(folder.path()) }).await;
    let (mai, officer) = (town.citizen("mai").await, town.person("can-bo-phuong-1").await);
    officer.wants_pushes("officer", "fcm").await;
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    let table = template.functions.iter().find_map(|function| function.environment.get("REPORTS_TABLE")).unwrap();
    mai.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    let poison = json!({"TableName": table, "Item": {"report_id": {"S": "poison"}, "history": {"S": "thuốc độc"}}});
    town.stack().database().put_item(serde_json::from_value(poison).unwrap()).unwrap();
    for n in 2..=4 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    }
    let pushes = town.pushes().await;
    let told: BTreeSet<_> = pushes.iter().map(|push| push["payloads"]["APNS"]["report_id"].as_str().unwrap()).collect();
    let ids: Vec<_> = (1..=4).map(report_id).collect();
    assert_eq!(told, ids.iter().map(String::as_str).collect(), "in the same batch and after it");

    let mut kept = Vec::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.to_string_lossy().contains("aws/lambda/NotifyFunction/") {
                kept.push(serde_json::from_slice::<Value>(&std::fs::read(entry).unwrap()).unwrap());
            }
        }
    }
    assert_eq!(kept.len(), 1, "the poisoned one alone");
    assert_eq!(kept[0]["requestContext"]["condition"], "RetryAttemptsExhausted");
    let payload: Value = serde_json::from_str(kept[0]["payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload["Records"].as_array().unwrap().len(), 1);
    let image = &payload["Records"][0]["dynamodb"]["NewImage"];
    assert_eq!(*image, json!({"report_id": {"S": "poison"}, "history": {"S": "thuốc độc"}}), "whole");
    let again = own(&town, "notify", notify::start, &[]).await;
    let answer = again.call(&payload).await.unwrap();
    assert_eq!(answer["batchItemFailures"][0]["itemIdentifier"], number(&payload["Records"][0]));
}

#[tokio::test]
async fn a_batch_reads_a_desk_and_a_persons_phones_once_and_publishes_once_a_topic_and_phone() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.person("can-bo-phuong-1").await);
    officer.wants_pushes("officer", "fcm").await;
    mai.wants_pushes("mai", "fcm").await;
    for n in 1..=5 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
        officer.accept(&report_id(n), 1).await.expect(200);
    }
    let records = records(&town).await;
    assert_eq!(records.len(), 10);
    let (gate, instead) = Gate::before(&town).await;
    let instance = own(&town, "notify", notify::start, &instead).await;
    let mut seen = town.pushes().await.len();
    gate.set(None).await;
    let answer = instance.call(&json!({ "Records": records })).await.unwrap();
    assert_eq!(answer["batchItemFailures"], json!([]));
    let pushes = pushed(&town, &mut seen);
    assert_eq!(pushes.len(), 10, "five at the unit's topic, five at the phone");
    assert!(pushes.iter().any(|(to, ..)| to.ends_with(WARD_UNIT)));
    // the desk in 2 queries, the phones in 1, each report's followers in 1; the topic made in 1; the directory was just loaded
    assert_eq!(gate.calls.load(Ordering::SeqCst), 10 + 2 + 1 + 5 + 1);
}
