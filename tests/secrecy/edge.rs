//! 20,000 requests that nobody should send: the events of `events/`, with bodies, headers, paths, queries and claims
//! changed at random. Each must be answered, none with our fault, none with what API Gateway could not pass on; what is
//! stored at the end is what a right request stores.
//!
//! Most go to the functions' handlers as events, one in 50 as bytes through the local gateway's socket. `EDGE_SEED=…` plays
//! a failure again, `EDGE_REQUESTS=…` sends another number of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use local::{Options, Stack};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

mod mutated;
mod stored;

use mutated::Mutant;

/// As many as are sent.
const REQUESTS: usize = 20_000;
/// One in so many is sent as bytes.
const OVER_THE_SOCKET: usize = 50;
/// At a time: one, so that a seed plays the same again, and nobody is told to come again because of somebody else.
const AT_ONCE: usize = 1;

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
async fn of_twenty_thousand_requests_that_nobody_should_send_each_is_answered_and_nothing_wrong_is_stored() {
    let told = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let seed: u64 = told("EDGE_SEED").unwrap_or(1);
    eprintln!("EDGE_SEED={seed}");
    let requests = told("EDGE_REQUESTS").and_then(|requests| usize::try_from(requests).ok()).unwrap_or(REQUESTS);
    let by_socket = requests / OVER_THE_SOCKET;
    let each = (requests - by_socket).div_ceil(AT_ONCE);
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    let stack = Arc::new(Stack::start(Options { at, warm: true, ..Options::ephemeral() }).await.unwrap());
    let seeds = Arc::new(seeds());
    assert!(seeds.len() > 40);
    let working = (0..AT_ONCE).map(|worker| {
        let (stack, seeds) = (Arc::clone(&stack), Arc::clone(&seeds));
        let random = fastrand::Rng::with_seed(seed.wrapping_add(worker as u64));
        tokio::spawn(work(stack, seeds, random, each))
    });
    let (mut faults, mut statuses, mut made) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for worker in working.collect::<Vec<_>>() {
        let done = worker.await.unwrap();
        faults.extend(done.faults);
        made.extend(done.made);
        for (status, count) in done.statuses {
            *statuses.entry(status).or_insert(0) += count;
        }
    }
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..by_socket {
        let (_, event) = &seeds[random.usize(..seeds.len())];
        let sent = mutated::bytes(event, &mut random);
        let status = over_the_socket(&stack, &sent).await;
        *statuses.entry(status).or_insert(0) += 1;
        if status >= 500 {
            faults.push(format!("{status} for {}", String::from_utf8_lossy(&sent)));
        }
    }
    let all: usize = statuses.values().sum();
    eprintln!("{all} requests: {statuses:?}");
    assert!(
        faults.is_empty(),
        "{} faults, EDGE_SEED={seed}:\n{}",
        faults.len(),
        faults[..faults.len().min(5)].join("\n")
    );
    assert!(all >= requests);
    for status in [200, 201, 204, 400, 403, 404, 409, 412, 413, 415, 422] {
        assert!(statuses.contains_key(&status), "none of all had {status}: {statuses:?}");
    }
    stack.settle().await;
    stored::holds(&stack, &made).await;
}

#[derive(Default)]
struct Done {
    faults: Vec<String>,
    statuses: BTreeMap<u64, usize>,
    /// Ids of reports that were answered with 201.
    made: BTreeSet<String>,
}

async fn work(stack: Arc<Stack>, seeds: Arc<Vec<Seed>>, mut random: fastrand::Rng, requests: usize) -> Done {
    let mut done = Done::default();
    for _ in 0..requests {
        let (function, event) = &seeds[random.usize(..seeds.len())];
        let Mutant { event, what } = mutated::event(event, &mut random);
        match stack.call(function, &event).await {
            Ok(answer) => {
                let answer: Value = serde_json::from_str(answer.get()).unwrap();
                *done.statuses.entry(answer["statusCode"].as_u64().unwrap_or_default()).or_insert(0) += 1;
                if let Some(fault) = fault(&answer) {
                    done.faults.push(format!("{function}, {what}: {fault}: {answer}\nof {event}"));
                }
                if answer["statusCode"] == 201 && function == "submit-report" {
                    let report: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
                    done.made.insert(report["id"].as_str().unwrap().to_owned());
                }
            }
            Err(cause) => done.faults.push(format!("{function}, {what}: {cause}\nof {event}")),
        }
    }
    done
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
