//! What a page of 20 of each list asks of DynamoDB, as DynamoDB counts it, on warm functions.

use std::fmt::Write as _;

use aws::open_data::{OpenData, SEARCH_CATALOGUE};
use domain::{
    Report, calendar,
    directory::{AreaId, Directory, Level},
    report::{Person, Status},
};
use jiff::Timestamp;
use local::Stack;
use serde_json::{Value, json};

use super::{Plan, access, setting};

/// Requests beside a query and a batch get in one's own list, where reports on the page are merged: what they are merged into.
const MERGED: u64 = 1;
/// Bound of read units of a page.
const MOST_UNITS: f64 = 25.0;

/// A page as it was asked for, and what it took.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// What it is of.
    pub(crate) of: String,
    /// Reports on it.
    pub(crate) items: usize,
    /// Requests to DynamoDB.
    pub(crate) requests: u64,
    /// Most that it may make.
    most: u64,
    /// Read units.
    pub(crate) units: f64,
}

impl Page {
    /// Whether it holds its bounds, and there was something on it.
    pub(crate) fn holds(&self) -> bool {
        self.items > 0 && self.requests > 0 && self.requests <= self.most && self.units <= MOST_UNITS
    }
}

/// An event of `events/`, at that time and with that query.
pub(crate) fn event(name: &str, now: Timestamp, query: &str) -> Value {
    let path = format!("{}/../events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut event: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    event["rawQueryString"] = json!(query);
    event["requestContext"]["timeEpoch"] = json!(now.as_millisecond());
    event
}

/// Who calls in `events/read-mine.json`.
pub(crate) async fn caller(stack: &Stack) -> Person {
    let event = event("read-mine", Timestamp::UNIX_EPOCH, "");
    let claims = &event["requestContext"]["authorizer"]["jwt"]["claims"];
    let tables = aws::Tables::open(&access(stack)).unwrap();
    let keys = aws::tables::keys::Keys::open(&tables, setting("KEYS_TABLE")).load().await.unwrap();
    keys.of(claims["iss"].as_str().unwrap(), claims["sub"].as_str().unwrap())
}

/// Answers an event, which must be well; the answer's body, and requests and read units.
pub(crate) async fn ask(stack: &Stack, function: &str, event: &Value) -> (Value, u64, f64) {
    let answer = stack.call(function, event).await.unwrap();
    let answer: Value = serde_json::from_str(answer.get()).unwrap();
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let lines = stack.metrics();
    let lines = lines.iter().rev().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    let line = lines.into_iter().find(|line| line["Function"] == function).unwrap();
    let body = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    (body, line["Reads"].as_u64().unwrap(), line["ReadUnits"].as_f64().unwrap())
}

/// The pages of everybody's, one's own and a unit's lists.
pub(crate) async fn all(stack: &Stack, directory: &Directory, now: Timestamp) -> Vec<Page> {
    let today = calendar::date_of(now);
    let mut communes: Vec<AreaId> = Vec::new();
    communes.extend(directory.areas_on(today).filter(|area| area.level == Level::Commune).map(|area| area.id.clone()));
    communes.retain(|id| directory.has_border(id));
    let first = &communes[0];
    let unit = format!("ubnd-{first}");
    let (district, communes_of) = ("vn-930-2020", directory.children(&"vn-930-2020".parse().unwrap()).count() as u64);
    let mut pages = Vec::new();
    for (of, function, query, most) in [
        ("a commune", "read-public", format!("area={first}"), 2),
        ("the province", "read-public", String::new(), 2),
        ("the province, of one field", "read-public", "category=MT-RAC".to_owned(), 2),
        ("a district of 2020", "read-public", format!("area={district}"), communes_of + 1),
        ("one's own", "read-mine", String::new(), 2 + MERGED),
        ("an inbox", "read-inbox", String::new(), 2),
        ("an inbox, what is closed", "read-inbox", "status=closed".to_owned(), 2),
    ] {
        let mut event = event(function, now, &query);
        if function == "read-inbox" {
            let claims = &mut event["requestContext"]["authorizer"]["jwt"]["claims"];
            claims["cognito:groups"] = json!(format!("[officers unit:{unit}]"));
        }
        pages.push(page(stack, of, function, &event, most).await);
    }
    let mut boxes = Vec::new();
    for commune in &communes {
        let event = event("read-public", now, &format!("bbox={}", bbox(commune, directory, now)));
        boxes.push(warm(stack, &format!("the box of {commune}, the dearest"), "read-public", &event, 10 + 1).await);
    }
    pages.extend(boxes.into_iter().max_by_key(|page| (page.requests, page.items)));
    for (of, query) in [
        ("search, a word in most", "q=duong"),
        ("search, two words", "q=r%C3%A1c+ch%C3%A2u"),
        ("search, the beginning of a number", "q=s%E1%BB%91+12"),
    ] {
        pages.push(page(stack, of, "read-public", &event("read-public.search", now, query), 2).await);
    }
    pages
}

/// The pages with the newest reports and whatever is not over, and those once all that was closed long ago is there as well.
pub(crate) async fn without_and_with_old(stack: &Stack, plan: Plan, all: Vec<Report>) -> [Vec<Page>; 2] {
    let (directory, reports) = (super::directory(), super::reports_of(stack));
    let newest = all.len() - all.len() / 10;
    let is_old = |(n, report): &(usize, Report)| *n < newest && report.status == Status::Closed;
    let (old, new): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(is_old);
    let mut pages = [Vec::new(), Vec::new()];
    for (part, pages) in [new, old].into_iter().zip(&mut pages) {
        super::write(&reports, part.into_iter().map(|(_, report)| report)).await.unwrap();
        index(stack, plan.until).await;
        *pages = self::all(stack, &directory, plan.until).await;
    }
    pages
}

/// Has the whole index made anew, as on the first day.
pub(crate) async fn index(stack: &Stack, now: Timestamp) {
    let bucket = OpenData::open(&access(stack), setting("OPEN_DATA_BUCKET")).unwrap();
    bucket.put(SEARCH_CATALOGUE, Vec::new(), "text/plain").await.unwrap();
    stack.call("index-reports", &json!({"time": now.to_string(), "detail": {}})).await.unwrap();
}

async fn page(stack: &Stack, of: &str, function: &str, event: &Value, most: u64) -> Page {
    // the second time, so that the directory and the index are in memory
    ask(stack, function, event).await;
    warm(stack, of, function, event, most).await
}

async fn warm(stack: &Stack, of: &str, function: &str, event: &Value, most: u64) -> Page {
    let (body, requests, units) = ask(stack, function, event).await;
    Page { of: of.to_owned(), items: body["items"].as_array().unwrap().len(), requests, most, units }
}

/// West, south, east, north.
fn bbox(area: &AreaId, directory: &Directory, now: Timestamp) -> String {
    let corners: Vec<(f64, f64)> = directory.outlines(area, calendar::date_of(now)).concat();
    let least = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::MIN, f64::max);
    let (west, south, east, north) = (least(|c| c.1), least(|c| c.0), most(|c| c.1), most(|c| c.0));
    format!("{west:.5},{south:.5},{east:.5},{north:.5}")
}

/// Pages without and with old reports as a table, side by side.
pub(crate) fn table([without, with]: &[Vec<Page>; 2]) -> String {
    let mut table = String::from("| Page of 20 | Requests | Read units | Requests with old ones | Read units |\n");
    table.push_str("|---|--:|--:|--:|--:|\n");
    for (a, b) in without.iter().zip(with) {
        writeln!(table, "| {} | {} | {} | {} | {} |", b.of, a.requests, a.units, b.requests, b.units).unwrap();
    }
    table
}
