//! A recount of a month of 10,000 reports: how long it takes, and how much memory. `cargo bench -p tests --bench recount`.
//!
//! The first time no counter is there and each is made; then they are only held against the reports. The memory is the growth
//! of this whole process at its peak while the function runs, so that of the embedded database and of the HTTP between them
//! is in it: the function alone takes less.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints what it measures")]

use std::time::Instant;

use domain::report::Person;
use serde_json::{Value, json};

#[path = "../generator.rs"]
#[expect(dead_code, reason = "a benchmark takes of it what it needs")]
mod generator;

use generator::{Plan, Reporting};

const REPORTS: u32 = 10_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let time = |text: &str| text.parse().unwrap();
    let (from, until) = (time("2025-10-01T00:00:00+07:00"), time("2025-11-01T00:00:00+07:00"));
    let plan = Plan { reports: REPORTS, people: REPORTS / 4, from, until };
    let directory = generator::directory();
    let stack = generator::stack(plan).await;
    let made = Reporting::of(plan, Person("1-0".to_owned()), &directory);
    generator::write(&generator::reports_of(&stack), made).await.unwrap();
    println!("{REPORTS} reports");
    let event = json!({"time": "2025-11-01T17:00:00Z", "detail": {"months": ["2025-10"]}});
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
