//! 100,000 requests that nobody should send: the events of `events/`, with bodies, headers, paths, queries and claims
//! changed at random. Each must be answered, none with our fault, none with what API Gateway could not pass on; what is
//! stored at the end is what a right request stores.
//!
//! Most go to the functions' handlers as events, one in 50 as bytes through the local gateway's socket. Several stacks get
//! their share, each one after the other, so that a seed plays the same again and nobody is told to come again because of
//! somebody else. `EDGE_SEED=…` begins with another seed, as that of a failure; `EDGE_REQUESTS=…` sends another number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use local::{Options, Stack};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

mod mutated;
mod stored;

use mutated::Mutant;

/// As many as are sent to all stacks.
const REQUESTS: usize = 100_000;
/// Stacks, each with a seed of its own.
const STACKS: usize = 4;
/// One in so many is sent as bytes.
const OVER_THE_SOCKET: usize = 50;

/// A function and an event of an HTTP request to it.
type Seed = (String, Value);

/// What `events/` has of HTTP requests.
fn seeds() -> Vec<Seed> {
    let folder = format!("{}/../events", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut seeds: Vec<Seed> = files
        .filter_map(|path| {
            let event: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
            event["requestContext"]["routeKey"].is_string().then_some((name, event))
        })
        .collect();
    seeds.sort_by_key(|(name, event)| (name.clone(), event["rawPath"].to_string()));
    seeds
}

/// What is wrong with an answer, if anything.
fn fault(answer: &Value) -> Option<&'static str> {
    let status = answer["statusCode"].as_u64().unwrap_or_default();
    if !(200..500).contains(&status) {
        return Some("a status that says that it is our fault");
    }
    let headers = answer["headers"].as_object().into_iter().flatten();
    for (name, value) in headers {
        let good = HeaderName::try_from(name.as_str()).is_ok()
            && value.as_str().is_some_and(|value| HeaderValue::try_from(value).is_ok());
        if !good {
            return Some("a header that can't be sent");
        }
    }
    if status >= 400 {
        let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
        let told = answer["headers"]["content-type"] == "application/problem+json"
            && problem["status"] == status
            && problem["code"].as_str().is_some_and(|code| !code.is_empty());
        if !told {
            return Some("a refusal that is no problem+json");
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "a failure is played again by its seed")]
async fn of_a_hundred_thousand_requests_that_nobody_should_send_each_is_answered_and_nothing_wrong_is_stored() {
    let told = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let first: usize = told("EDGE_SEED").unwrap_or(1);
    let requests = told("EDGE_REQUESTS").unwrap_or(REQUESTS);
    let each = requests.div_ceil(STACKS);
    let seeds = Arc::new(seeds());
    assert!(seeds.len() > 40);
    let stacks = (first..first + STACKS).map(|seed| tokio::spawn(to_a_stack(Arc::clone(&seeds), seed as u64, each)));
    let (mut faults, mut statuses) = (Vec::new(), BTreeMap::new());
    for stack in stacks.collect::<Vec<_>>() {
        let done = stack.await.unwrap();
        faults.extend(done.faults);
        for (status, count) in done.statuses {
            *statuses.entry(status).or_insert(0) += count;
        }
    }
    let all: usize = statuses.values().sum();
    eprintln!("{all} requests: {statuses:?}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(5)].join("\n"));
    assert!(all >= requests);
    for status in [200, 201, 204, 400, 403, 404, 409, 412, 413, 415, 422] {
        assert!(statuses.contains_key(&status), "none of all had {status}: {statuses:?}");
    }
}

#[derive(Default)]
struct Done {
    faults: Vec<String>,
    statuses: BTreeMap<u64, usize>,
    /// Ids of reports that were answered with 201.
    made: BTreeSet<String>,
}

/// A stack that gets that many, and what it stores of them.
async fn to_a_stack(seeds: Arc<Vec<Seed>>, seed: u64, requests: usize) -> Done {
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    let stack = Stack::start(Options { at, warm: true, ..Options::ephemeral() }).await.unwrap();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut done = Done::default();
    for n in 0..requests {
        let (function, event) = &seeds[random.usize(..seeds.len())];
        if n % OVER_THE_SOCKET == 0 {
            let sent = mutated::bytes(event, &mut random);
            let status = over_the_socket(&stack, &sent).await;
            *done.statuses.entry(status).or_insert(0) += 1;
            if status >= 500 {
                done.faults.push(format!("{status} for {}", String::from_utf8_lossy(&sent)));
            }
        } else {
            call(&stack, function, mutated::event(event, &mut random), &mut done).await;
        }
    }
    stack.settle().await;
    stored::holds(&stack, &done.made).await;
    done.faults = done.faults.into_iter().map(|fault| format!("EDGE_SEED={seed}: {fault}")).collect();
    done
}

async fn call(stack: &Stack, function: &str, Mutant { event, what }: Mutant, done: &mut Done) {
    let answer: Value = match stack.call(function, &event).await {
        Ok(answer) => serde_json::from_str(answer.get()).unwrap(),
        Err(cause) => return done.faults.push(format!("{function}, {what}: {cause}\nof {event}")),
    };
    *done.statuses.entry(answer["statusCode"].as_u64().unwrap_or_default()).or_insert(0) += 1;
    if let Some(fault) = fault(&answer) {
        done.faults.push(format!("{function}, {what}: {fault}: {answer}\nof {event}"));
    }
    if answer["statusCode"] == 201 && function == "submit-report" {
        let report: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        done.made.insert(report["id"].as_str().unwrap().to_owned());
    }
}

/// The status of the answer to these bytes; 0 where the connection was closed without one, as on what is no HTTP.
async fn over_the_socket(stack: &Stack, bytes: &[u8]) -> u64 {
    let address = stack.url().trim_start_matches("http://").to_owned();
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = [0; 64];
    let read = tokio::time::timeout(std::time::Duration::from_secs(20), socket.read(&mut answer)).await;
    let read = read.expect("an answer in 20 seconds").unwrap_or_default();
    let line = String::from_utf8_lossy(&answer[..read]).into_owned();
    line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

#[test]
fn what_is_no_good_answer_is_noticed() {
    let answer = |status: u16, body: &str| json!({"statusCode": status, "headers": {"content-type": "application/problem+json"}, "body": body});
    assert_eq!(fault(&answer(404, r#"{"status":404,"code":"not_found"}"#)), None);
    assert!(fault(&answer(500, r#"{"status":500,"code":"internal"}"#)).is_some());
    assert!(fault(&answer(404, "not found")).is_some());
    let mut broken = answer(200, "");
    broken["headers"]["link"] = json!("</v1/reports?q=\n>");
    assert!(fault(&broken).is_some());
}
