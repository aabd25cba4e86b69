//! Reading with 100,000 reports over two years: what a page of each list asks of DynamoDB, with a tenth of the reports and
//! with all of them, and how much of a processor a search takes. `cargo bench -p tests --bench reading [-- <reports>]`.
//!
//! The processor's time is that of this whole process, so that of the embedded database is in it too: the function alone
//! takes less.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints what it measures")]

use std::{collections::BTreeMap, time::Instant};

use domain::{Report, report::Status};
use local::Stack;

#[path = "../generator.rs"]
mod generator;

use generator::{Plan, Reporting, pages};

/// Times that a search is made to be measured.
const TIMES: u32 = 100;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let plan = Plan::of(asked.unwrap_or(100_000));
    let directory = generator::directory();
    let stack = generator::stack(plan).await;
    let all: Vec<Report> = Reporting::of(plan, pages::caller(&stack).await, &directory).collect();
    let mut states = BTreeMap::<Status, u32>::new();
    for report in &all {
        *states.entry(report.status).or_default() += 1;
    }
    println!("{} reports: {states:?}, together {}", all.len(), states.values().sum::<u32>());
    let pages = pages::without_and_with_old(&stack, plan, all).await;
    println!("\n{}", pages::table(&pages));
    for page in pages.iter().flatten().filter(|page| !page.holds()) {
        println!("over its bound: {page:?}");
    }
    let (began, before) = (Instant::now(), processor());
    pages::index(&stack, plan.until).await;
    let took = processor() - before;
    println!("index made anew in {:.1?}, {took:.1} s of a processor with the database's\n", began.elapsed());
    searches(&stack, plan).await;
}

async fn searches(stack: &Stack, plan: Plan) {
    println!("| Search, warm | found on the first page | requests | ms of a processor |\n|---|--:|--:|--:|");
    for (what, query) in [
        ("a word in most reports", "q=duong"),
        ("a beginning", "q=ra"),
        ("two frequent words", "q=rac+hoi"),
        ("three words in one commune", "q=den+duong+toi&area=vn-31321-2025"),
        ("a rare word", "q=777"),
        ("a word that is nowhere", "q=zeppelin"),
        ("two words that are seldom together", "q=karaoke+lan"),
        ("a code", "q=HG-0123456789"),
        ("twelve letters", "q=a+b+c+d+e+g+h+i+k+l+m+z"),
    ] {
        let event = pages::event("read-public.search", plan.until, query);
        let (body, requests, _) = pages::ask(stack, "read-public", &event).await;
        let before = processor();
        for _ in 0..TIMES {
            stack.call("read-public", &event).await.unwrap();
        }
        let each = (processor() - before) * 1_000.0 / f64::from(TIMES);
        println!("| {what} | {} | {requests} | {each:.1} |", body["items"].as_array().unwrap().len());
    }
}

/// Seconds that this process has run, in ticks of a hundredth (proc(5), `stat`).
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(") ").next().unwrap().split(' ');
    fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}
