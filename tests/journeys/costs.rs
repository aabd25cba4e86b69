//! What a report costs: requests and write units, as DynamoDB itself counts them (DESIGN: numbers to hold).

use std::fmt::Write;

use serde_json::{Value, json};

use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

/// What one invocation asked of DynamoDB.
#[derive(Debug, Clone, PartialEq)]
struct Used {
    function: String,
    reads: u64,
    writes: u64,
    read_units: f64,
    write_units: f64,
}

impl Used {
    fn of(line: &Value) -> Self {
        Self {
            function: line["Function"].as_str().unwrap().to_owned(),
            reads: line["Reads"].as_u64().unwrap(),
            writes: line["Writes"].as_u64().unwrap(),
            read_units: line["ReadUnits"].as_f64().unwrap(),
            write_units: line["WriteUnits"].as_f64().unwrap(),
        }
    }
}

/// A text of exactly 1,024 bytes.
fn kilobyte() -> String {
    "á".repeat(400) + &"x".repeat(224)
}

/// One report's life: submit, accept, answer with a photo, agree; each text 1,024 bytes.
async fn live(town: &Town, n: u32) {
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    let (id, text) = (report_id(n), kilobyte());
    assert_eq!(text.len(), 1_024);
    let mut report = rubbish(&id, &[]);
    report["description"] = json!(text);
    // Each in a category of its own, so that its first change makes a new cell of the statistics.
    report["category"] = json!(["MT-RAC", "GT-DUO"][n as usize % 2]);
    report["location"] = json!({"lat": 9.784_312, "lng": 105.470_126, "accuracy_m": 12});
    // Settled after each step, so that no two changes are counted by one write: the dearest case.
    citizen.submit(&report).await.expect(201);
    town.stack().settle().await;
    officer.accept(&id, 1).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(n)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, &text, &[evidence]).await.expect(200);
    town.stack().settle().await;
    citizen.feedback(&id, &json!({"kind": "agree", "version": 3, "rating": 5, "text": text})).await.expect(200);
    town.stack().settle().await;
}

/// What each invocation of a life used, in the order in which they ended. Functions are warm: one life went before.
async fn a_life() -> Vec<Used> {
    let town = Town::in_2020().await;
    live(&town, 1).await;
    let before = town.stack().metrics().len();
    live(&town, 2).await;
    let lines = town.stack().metrics();
    let lines = lines[before..].iter().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    lines.filter(|line| line["Invocations"] == 1).map(|line| Used::of(&line)).collect()
}

#[tokio::test]
async fn a_life_takes_no_more_requests_and_write_units_than_it_may() {
    let life = a_life().await;
    let mut table = String::new();
    for Used { function, reads, writes, read_units, write_units } in &life {
        writeln!(table, "{function:20} {reads} reads {writes} writes {read_units:5.1} RU {write_units:5.1} WU")
            .unwrap();
    }
    let of = |function: &str| life.iter().find(|used| used.function == function).unwrap();
    let requests = |function: &str| (of(function).reads, of(function).writes);
    assert_eq!(requests("submit-report"), (0, 2), "the person's hour, the report\n{table}");
    assert_eq!(requests("assign-report"), (1, 1), "\n{table}");
    assert_eq!(requests("respond-to-report"), (2, 1), "the report and its photos\n{table}");
    assert_eq!(requests("give-feedback"), (1, 1), "\n{table}");

    // These write to Reports alone, but submit-report, whose rate window in People takes 1.
    let writers = ["submit-report", "assign-report", "respond-to-report", "give-feedback"];
    let in_reports = writers.iter().map(|function| of(function).write_units).sum::<f64>() - 1.0;
    let in_all: f64 = life.iter().map(|used| used.write_units).sum();
    let in_statistics: f64 =
        life.iter().filter(|used| used.function == "count-statistics").map(|used| used.write_units).sum();
    writeln!(
        table,
        "a life: {in_reports} write units in Reports, {in_statistics} in Statistics, {in_all} in all tables"
    )
    .unwrap();
    println!("{table}");
    assert!(in_reports > 4.0 && in_reports <= 30.0, "\n{table}");
    assert!((4.0..=9.0).contains(&in_statistics), "each of four changes is counted\n{table}");
    assert!(in_all > in_reports + in_statistics && in_all <= 40.0, "\n{table}");
}
