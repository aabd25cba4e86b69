//! From the 201 of a report to its push as SNS recorded it, while SNS fails one publish in five:
//! `cargo bench -p tests --bench push`, or `… -- RATE SECONDS FAILING` (200 60 5).
//!
//! Everything is on this machine: who sends the reports, the gateway, the functions, the database, SNS. A push may be
//! recorded before its 201 has been read; that counts as at once.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints what it measures")]
#![expect(clippy::disallowed_methods, reason = "it measures by the machine's clock, by which the stack's goes")]

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, request::Builder};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use local::{Options, Stack};
use serde_json::{Value, json};

type Http = Client<HttpConnector, Full<Bytes>>;

/// Under the ten that a person may send in an hour.
const REPORTS_A_PERSON: usize = 8;
/// A phone that was told to try later does.
const AGAIN: Duration = Duration::from_millis(500);
const CATEGORIES: [&str; 4] = ["MT-RAC", "AN-ONM", "GT-DUO", "HT-DIE"];

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let number = |place: usize, usual| numbers.get(place).copied().unwrap_or(usual);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(number(0, 200), number(1, 60), number(2, 5)));
}

async fn run(rate: u32, seconds: u32, failing: u32) {
    let options = Options { failing_sns: NonZeroU32::new(failing), warm: true, ..Options::ephemeral() };
    let stack = Stack::start(options).await.unwrap();
    let (api, http) = (stack.url(), Client::builder(TokioExecutor::new()).build_http());
    let communes = communes(&api, &http).await;
    let (reports, first) = ((rate * seconds) as usize, communes.len() * CATEGORIES.len());
    let mut tokens = Vec::new();
    for n in 0..(reports + first).div_ceil(REPORTS_A_PERSON) {
        let (_, token) =
            post(&http, &format!("{api}/local/tokens"), "", &json!({"sub": format!("p{n}"), "role": "citizen"})).await;
        tokens.push(token["token"].as_str().unwrap().to_owned());
    }
    // Connections, topics and statistics' first cells are made by reports that are not counted. A leader and an officer with
    // a phone are in each unit, else units above are told as well.
    let mut units = BTreeSet::new();
    for n in reports..reports + first {
        let taken = send(&http, &api, &tokens[n / REPORTS_A_PERSON], &report(n, &communes)).await;
        units.insert(taken["owner"]["unit"].as_str().unwrap().to_owned());
    }
    for unit in &units {
        for role in ["leader", "officer"] {
            let person = json!({"sub": format!("{role}-{unit}"), "role": role, "unit": unit});
            let (_, token) = post(&http, &format!("{api}/local/tokens"), "", &person).await;
            let phone = json!({"platform": "fcm", "token": format!("{role}-{unit}")});
            let url = format!("{api}/v1/me/devices/phone");
            let (status, _) = ask(&http, Request::put(url), token["token"].as_str().unwrap(), &phone).await;
            assert_eq!(status, 200);
        }
    }
    stack.settle().await;
    println!(
        "{reports} reports to {} communes, {rate} a second; load of the machine before: {}",
        communes.len(),
        load()
    );

    let mut tick = tokio::time::interval(Duration::from_secs(1) / rate);
    let began = Timestamp::now();
    let mut sending = Vec::new();
    for n in 0..reports {
        tick.tick().await;
        let (http, api, token) = (http.clone(), api.clone(), tokens[n / REPORTS_A_PERSON].clone());
        let body = report(n, &communes);
        sending.push(tokio::spawn(async move {
            let asked = Timestamp::now();
            send(&http, &api, &token, &body).await;
            (body["id"].as_str().unwrap().to_owned(), asked, Timestamp::now())
        }));
    }
    let mut taken = HashMap::new();
    let mut answers = Vec::new();
    for one in sending {
        let (id, asked, answered) = one.await.unwrap();
        answers.push(milliseconds(asked, answered));
        taken.insert(id, answered);
    }
    let took = milliseconds(began, Timestamp::now()) / 1_000.0;
    stack.settle().await;
    println!("sent in {took:.1} s; load after: {}", load());
    told("201 after the request", &mut answers);
    pushed(&stack, &taken);
}

/// What became of each report's push.
fn pushed(stack: &Stack, taken: &HashMap<String, Timestamp>) {
    let mut times: HashMap<String, Vec<Timestamp>> = HashMap::new();
    for push in stack.pushes().unwrap() {
        let push: Value = serde_json::from_str(push.get()).unwrap();
        // The owner's own topic.
        let action = &push["payloads"]["GCM"]["fcmV1Message"]["message"];
        if action["notification"]["title"] != "Phản ánh mới" {
            continue;
        }
        let id = action["data"]["report_id"].as_str().unwrap();
        times.entry(id.to_owned()).or_default().push(push["at"].as_str().unwrap().parse().unwrap());
    }
    let lost = taken.keys().filter(|id| !times.contains_key(*id)).count();
    let repeated: usize = taken.keys().filter_map(|id| times.get(id)).map(|times| times.len() - 1).sum();
    let first = taken.iter().filter_map(|(id, answered)| Some((*answered, *times.get(id)?.iter().min()?)));
    let mut waits: Vec<f64> = first.map(|(answered, pushed)| milliseconds(answered, pushed).max(0.0)).collect();
    told("push after the 201", &mut waits);
    let share = 100.0 * f64::from(u32::try_from(repeated).unwrap()) / f64::from(u32::try_from(taken.len()).unwrap());
    println!("lost: {lost}; repeated: {repeated} ({share:.2} %)");
}

fn told(what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |hundredths: usize| times.get((times.len() * hundredths / 100).min(times.len() - 1)).copied().unwrap();
    println!("{what}: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, most {:.1} ms", at(50), at(90), at(99), at(100));
}

fn report(n: usize, communes: &[String]) -> Value {
    json!({
        "id": format!("019ab0c4-d4b8-7c1e-9d42-{n:012x}"), "category": CATEGORIES[n % CATEGORIES.len()],
        // else it waits for the morning where it is night by this machine's clock
        "urgent": true,
        "description": "Rác thải, mùi hôi trên đường Châu Văn Liêm, đoạn gần chợ, từ sáng hôm qua.",
        "area": communes[n / CATEGORIES.len() % communes.len()], "photos": [], "visibility": "public", "consent": "2026-01",
    })
}

async fn communes(api: &str, http: &Http) -> Vec<String> {
    let request = Request::get(format!("{api}/v1/areas")).body(Full::default()).unwrap();
    let body = http.request(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
    let areas: Value = serde_json::from_slice(&body).unwrap();
    let communes = areas["items"].as_array().unwrap().iter().filter(|area| area["level"] == "commune");
    communes.map(|area| area["id"].as_str().unwrap().to_owned()).collect()
}

/// Sends a report as a phone does: again a little later where the service is busy, which is harmless.
async fn send(http: &Http, api: &str, token: &str, report: &Value) -> Value {
    loop {
        let (status, answer) = post(http, &format!("{api}/v1/reports"), token, report).await;
        match status {
            200 | 201 => return answer,
            503 => tokio::time::sleep(AGAIN).await,
            other => panic!("{other}: {answer}"),
        }
    }
}

async fn post(http: &Http, url: &str, token: &str, body: &Value) -> (u16, Value) {
    ask(http, Request::post(url), token, body).await
}

async fn ask(http: &Http, request: Builder, token: &str, body: &Value) -> (u16, Value) {
    let request = request.header("content-type", "application/json");
    let request =
        request.header("authorization", format!("Bearer {token}")).body(Full::new(Bytes::from(body.to_string())));
    let answer = http.request(request.unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn milliseconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() * 1_000.0
}

/// How many processes wanted a processor in the last minute; nothing where the system doesn't say.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
