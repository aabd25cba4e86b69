//! What the service costs: a report's whole life is lived and read over HTTP, what it took of AWS is counted, and prices are
//! put to it. Makes the tables of docs/cost.md.

use std::fmt::Write;

use serde_json::json;

use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};
use used::{Bill, Used};

mod prices;
mod used;

const HEADING: &str = "Made of `tests/journeys/bill.rs`; `WRITE_DOCS=1 cargo test -p tests --test all journeys::bill` writes it anew.\n\n";

/// How often a report is looked at: by the officers in charge, by who sent it, by anybody.
const INBOX_PAGES: usize = 6;
const OWN_READS: usize = 6;
const PUBLIC_PAGES: usize = 10;
const PUBLIC_READS: usize = 10;
const THUMBNAILS: usize = 30;

/// A report with a photo, from the app's start to the verdict, with two phones to tell, and read as above.
async fn a_life(town: &Town, n: u32) {
    let (citizen, officer) = (town.citizen(&format!("citizen-{n}")).await, town.officer(WARD_UNIT).await);
    town.anyone().get("/v1/app").await.expect(200);
    citizen.wants_pushes(&format!("phone-{n}"), "fcm").await;
    let id = report_id(n);
    let scene = citizen.upload(&id, "scene", &photo(2 * n)).await;
    let mut report = rubbish(&id, &[scene]);
    report["location"] = json!({"lat": 9.784_312, "lng": 105.470_126, "accuracy_m": 12});
    citizen.submit(&report).await.expect(201);
    town.stack().settle().await;
    officer.accept(&id, 1).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(2 * n + 1)).await;
    town.stack().settle().await;
    let text = "Đã thu gom rác và khử mùi trên đường Châu Văn Liêm. ".repeat(6);
    officer.answer(&id, 2, &text, &[evidence]).await.expect(200);
    town.stack().settle().await;
    citizen.agree(&id, 3).await.expect(200);
    town.stack().settle().await;
    for _ in 0..INBOX_PAGES {
        officer.get("/v1/inbox").await.expect(200);
        officer.read_in_inbox(&id).await.expect(200);
    }
    for _ in 0..OWN_READS {
        citizen.read_own(&id).await.expect(200);
    }
    for _ in 0..PUBLIC_PAGES {
        town.anyone().get("/v1/reports").await.expect(200);
    }
    let mut thumbnail = String::new();
    for _ in 0..PUBLIC_READS {
        let shown = town.anyone().read(&id).await.expect(200);
        shown["photos"][0]["thumb"].as_str().unwrap().clone_into(&mut thumbnail);
    }
    for _ in 0..THUMBNAILS {
        town.anyone().look_at(&thumbnail).await;
    }
}

/// What the last of several lives took: functions are warm by then, and lists have the others' reports in them.
async fn counted() -> (Used, Used) {
    let town = Town::in_2020().await;
    town.officer(WARD_UNIT).await.wants_pushes("desk", "apns").await;
    for n in 1..=3 {
        a_life(&town, n).await;
    }
    let (lines, pushes) = (town.stack().metrics().len(), town.stack().pushes().unwrap().len());
    a_life(&town, 4).await;
    let life = Used::of(&town.stack().metrics()[lines..], &town.stack().pushes().unwrap()[pushes..]);
    let lines = town.stack().metrics().len();
    let minute = json!({"time": "2020-10-21T02:31:00Z", "detail": {}});
    town.stack().call("watch-deadlines", &minute).await.unwrap();
    (life, Used::of(&town.stack().metrics()[lines..], &[]))
}

fn tables(life: &Used, minute: &Used) -> String {
    let mut text = String::new();
    writeln!(text, "### What one report takes\n\n{}", life.table()).unwrap();
    writeln!(text, "### What a report costs\n\n{}", Bill::of_reports(life).table()).unwrap();
    writeln!(text, "### What the stack costs when nobody reports\n\n{}", Bill::idle(minute).table()).unwrap();
    write!(text, "### A month\n\n{}", used::months(life, minute)).unwrap();
    text
}

/// The total in a table's last row, in USD.
fn total(text: &str) -> f64 {
    let row = text.lines().find(|line| line.starts_with("| **all**")).expect("a row of the total");
    let cell = row.split('|').nth(3).unwrap();
    cell.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>().parse().unwrap()
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "who runs it says whether to write")]
async fn the_costs_written_down_are_those_of_today() {
    let (life, minute) = counted().await;
    let now = tables(&life, &minute);
    let path = format!("{}/../docs/cost.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, written) = text.split_once(HEADING).expect("docs/cost.md says of what its tables are made");
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{HEADING}{now}")).unwrap();
        return;
    }
    // A unit more here or there need not change the document; a tenth of the bill must.
    let (now, written) = (total(&now), total(written));
    assert!((0.9..=1.1).contains(&(now / written)), "docs/cost.md says {written} USD for 1,000 reports, it is {now}");
}
