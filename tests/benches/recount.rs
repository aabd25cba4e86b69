//! A recount of a month of 10,000 reports: how long it takes, and how much memory. `cargo bench -p tests --bench recount`.
//!
//! The memory is the growth of this whole process at its peak while the function runs, so that of the embedded database
//! and of the HTTP between them is in it: the function alone takes less.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints what it measures")]

use std::time::Instant;

use aws::{
    Access, Meter, Tables,
    tables::{reports::Reports, statistics::Statistics},
};
use domain::{
    actor::Standing,
    directory::Directory,
    history::{Action, Body, Changes, Draft, Idempotency},
    report::{Person, Report, Status, Verdict, Visibility},
    submission::{Submission, submit},
    text::Description,
};
use jiff::{SignedDuration, Timestamp};
use local::{Options, Stack};
use serde_json::{Value, json};

const REPORTS: u32 = 10_000;
const CATEGORIES: [&str; 6] = ["MT-RAC", "AN-ONM", "GT-DUO", "MT-ONH", "HT-DIE", "YT-ATP"];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let start: Timestamp = "2020-10-01T00:00:00+07:00".parse().unwrap();
    let stack = Stack::start(Options { at: Some(start), ..Options::ephemeral() }).await.unwrap();
    let tables = Tables::open(&access(&stack)).unwrap();
    let (reports, statistics) =
        (Reports::open(&tables, setting("REPORTS_TABLE")), Statistics::open(&tables, setting("STATISTICS_TABLE")));
    let directory = directory();
    for n in 0..REPORTS {
        reports.create(&report(n, start, &directory)).await.unwrap();
        if n % 1_000 == 999 {
            stack.settle().await;
            println!("{} reports", n + 1);
        }
    }
    stack.settle().await;
    let changed = statistics.changed().await.unwrap();
    println!("{} days noted as changed", changed.iter().map(|row| row.days.len()).sum::<usize>());
    let event = json!({"time": "2020-11-01T17:00:00Z", "detail": {"months": ["2020-10"]}});
    for round in ["first", "again", "again"] {
        forget_peak();
        let (before, began) = (kilobytes("VmRSS"), Instant::now());
        stack.call("nightly", &event).await.unwrap();
        let (took, grew) = (began.elapsed(), kilobytes("VmHWM").saturating_sub(before));
        let metrics = stack.metrics();
        let line = |name: &str| {
            let mut latest = metrics.iter().rev().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
            latest.find_map(|line| line[name].as_f64()).unwrap_or_default()
        };
        println!(
            "{round}: {took:.1?}, at most {} MB more, {} reads, {} read units, {} counters mended",
            grew / 1_024,
            line("Reads"),
            line("ReadUnits"),
            line("StatisticsMended"),
        );
    }
}

/// A report some way through its life.
fn report(n: u32, start: Timestamp, directory: &Directory) -> Report {
    let spread = n.wrapping_mul(2_654_435_761);
    let at = start + SignedDuration::from_secs(i64::from(n) * 31 * 86_400 / i64::from(REPORTS));
    let communes: Vec<_> = directory
        .areas()
        .iter()
        .filter(|area| area.level == domain::directory::Level::Commune && area.valid.from.year() == 2020)
        .collect();
    // half of all from a tenth of the communes
    let place = if spread & 1 == 0 { spread as usize % 8 } else { spread as usize % communes.len() };
    let submission = Submission {
        id: format!("01754900-0000-7000-8000-{n:012x}").parse().unwrap(),
        category: CATEGORIES[(spread >> 8) as usize % CATEGORIES.len()].parse().unwrap(),
        description: Description::parse(&"Rác thải, mùi hôi trên đường Châu Văn Liêm. ".repeat(6)).unwrap(),
        location: None,
        area: Some(communes[place].id.clone()),
        also_in: vec![],
        address: None,
        photos: vec![],
        urgent: false,
        visibility: Some(if spread.is_multiple_of(9) { Visibility::Confidential } else { Visibility::Public }),
        consent: "2020-02".into(),
        observed_at: None,
        previous: None,
        about_unit: None,
    };
    let repeat = Idempotency { key: [0; 16], body: [1; 16] };
    let person = Person(format!("1-{n}"));
    let mut report = submit(submission, person, "HG", at, directory, [7; 16], repeat).unwrap();
    let to = |status| Changes { status: Some(status), ..Changes::default() };
    let answered = Changes { answer: Some(3), ..to(Status::Answered) };
    let closed = Changes { verdict: Some(Verdict::Agreed), rating: Some(4), ..to(Status::Closed) };
    let steps = [(Action::Accept, to(Status::InProgress)), (Action::Answer, answered), (Action::Agree, closed)];
    for (hours, (action, changes)) in (1..).zip(steps).take((spread >> 16) as usize % 4) {
        let at = at + SignedDuration::from_hours(hours * 7);
        let draft = Draft { at: at.into(), by: Standing::System, action, changes, body: Body::default(), due_at: None };
        let entry = draft.seal(report.history.last(), [8; 16], None);
        report.apply(entry);
    }
    report
}

fn directory() -> Directory {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/directory");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    domain::directory::source::build(&files.collect()).unwrap()
}

fn setting(name: &str) -> String {
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    template.functions.iter().find_map(|function| function.environment.get(name)).unwrap().clone()
}

fn access(stack: &Stack) -> Access {
    let env: std::collections::HashMap<String, String> = stack.aws().into_iter().collect();
    let take = |name: &str| env.get(name).cloned();
    Access {
        region: take("AWS_REGION").unwrap(),
        access_key_id: take("AWS_ACCESS_KEY_ID").unwrap(),
        secret_access_key: take("AWS_SECRET_ACCESS_KEY").unwrap(),
        session_token: None,
        dynamodb_endpoint: take("AWS_ENDPOINT_URL_DYNAMODB"),
        s3_endpoint: take("AWS_ENDPOINT_URL_S3"),
        sns_endpoint: take("AWS_ENDPOINT_URL_SNS"),
        meter: Meter::default(),
    }
}

/// A line of the kernel's account of this process, in kilobytes; 0 where there is none.
fn kilobytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// The peak is counted from now on (proc(5), `clear_refs`).
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}
