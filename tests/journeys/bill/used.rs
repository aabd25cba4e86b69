//! What was used, and the bill for it.

#![expect(clippy::cast_precision_loss, reason = "counts of a journey are far from 2^52")]

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, value::RawValue};

use super::prices;

/// Milliseconds billed for a warm call at 256 MB: what waits for DynamoDB (5 ms a request) and a seventh of a processor for
/// what `python3 tests/benches/cold_start.py` shows. Not asserted anywhere: time is not exact.
const CALL_MS: f64 = 20.0;
const CALL_GB: f64 = 0.25;
/// docs/photos.md: 90 ms of work for 12 megapixels; the rest is S3.
const PHOTO_MS: f64 = 400.0;
const PHOTO_GB: f64 = 1.727;
/// A line of the function's own, one of the API's, and the platform's.
const LOG_BYTES: f64 = 1_500.0;
/// Photos of a phone, and their renditions (docs/photos.md).
const UPLOAD_GB: f64 = 2.4e-3;
const RENDITIONS_GB: f64 = 0.177e-3;
/// A thumbnail looked at, and a page of JSON packed.
const THUMBNAIL_GB: f64 = 12e-6;
const PAGE_GB: f64 = 4e-6;
/// A report's item with its indexes.
const REPORT_GB: f64 = 6e-6;
/// Requests to S3 of one photo: upload, original, two renditions; one read to process it.
const S3_WRITES_A_PHOTO: f64 = 4.0;
/// Sign-ins by SMS a report: most who report have signed in before, once in ten years.
const SIGN_INS: f64 = 0.5;
/// People of staff, who sign in on every working day; the ones in 28 communes, and those above.
const STAFF: f64 = 100.0;
const WORKING_DAYS: f64 = 22.0;
const MINUTES: f64 = 43_800.0;

/// What functions asked of AWS.
#[derive(Debug, Default)]
pub(super) struct Used {
    calls: BTreeMap<String, f64>,
    reads: BTreeMap<String, f64>,
    writes: BTreeMap<String, f64>,
    published: f64,
    delivered: f64,
}

/// Functions that nobody calls over HTTP.
const UNASKED: [&str; 8] = [
    "process-photo",
    "notify",
    "count-statistics",
    "watch-deadlines",
    "nightly",
    "clear-photo",
    "announce-news",
    "grant-claims",
];

impl Used {
    pub(super) fn of(lines: &[Box<RawValue>], pushes: &[Box<RawValue>]) -> Self {
        let mut used = Self::default();
        for line in lines {
            let line: Value = serde_json::from_str(line.get()).unwrap();
            let (Some(function), Some(calls)) = (line["Function"].as_str(), line["Invocations"].as_f64()) else {
                continue;
            };
            let of =
                |map: &mut BTreeMap<String, f64>, count: f64| *map.entry(function.to_owned()).or_default() += count;
            of(&mut used.calls, calls);
            of(&mut used.reads, line["ReadUnits"].as_f64().unwrap_or_default());
            of(&mut used.writes, line["WriteUnits"].as_f64().unwrap_or_default());
        }
        for push in pushes {
            let push: Value = serde_json::from_str(push.get()).unwrap();
            used.published += 1.0;
            used.delivered += push["deliveries"].as_array().map_or(1, Vec::len).max(1) as f64;
        }
        used
    }

    fn all(map: &BTreeMap<String, f64>) -> f64 {
        map.values().sum()
    }

    fn requests(&self) -> f64 {
        self.calls.iter().filter(|(name, _)| !UNASKED.contains(&name.as_str())).map(|(_, calls)| calls).sum()
    }

    fn photos(&self) -> f64 {
        self.calls.get("process-photo").copied().unwrap_or_default()
    }

    fn gigabyte_seconds(&self) -> f64 {
        let others = Self::all(&self.calls) - self.photos();
        (others * CALL_MS * CALL_GB + self.photos() * PHOTO_MS * PHOTO_GB) / 1_000.0
    }

    /// By function.
    pub(super) fn table(&self) -> String {
        let mut text = "| Function | Calls | Read units | Write units |\n|---|--:|--:|--:|\n".to_owned();
        for (name, calls) in &self.calls {
            writeln!(text, "| {name} | {calls} | {:.1} | {:.1} |", self.reads[name], self.writes[name]).unwrap();
        }
        let (calls, reads, writes) = (Self::all(&self.calls), Self::all(&self.reads), Self::all(&self.writes));
        writeln!(text, "| all | {calls} | {reads:.1} | {writes:.1} |").unwrap();
        writeln!(text, "\n{} publishes, {} deliveries to phones.", self.published, self.delivered).unwrap();
        text
    }
}

/// Lines of a bill: what, what for, USD.
pub(super) struct Bill {
    head: &'static str,
    lines: Vec<(&'static str, String, f64)>,
    /// What a line is shown for.
    times: Vec<f64>,
}

impl Bill {
    /// Of one report, shown for a thousand and a million.
    pub(super) fn of_reports(life: &Used) -> Self {
        let (calls, photos, requests) = (Used::all(&life.calls), life.photos(), life.requests());
        let lookups = life.calls.get("read-public").copied().unwrap_or_default();
        let gigabytes = requests * PAGE_GB + lookups * THUMBNAIL_GB;
        let lines = vec![
            ("SMS", format!("{SIGN_INS} sign-ins"), SIGN_INS * prices::SMS),
            ("HTTP API", format!("{requests} requests"), requests * prices::API_REQUEST),
            (
                "Lambda",
                format!("{calls} calls, {:.2} GB-s", life.gigabyte_seconds()),
                calls * prices::LAMBDA_REQUEST + life.gigabyte_seconds() * prices::LAMBDA_GB_SECOND,
            ),
            (
                "DynamoDB",
                format!("{:.0} write, {:.0} read units", Used::all(&life.writes), Used::all(&life.reads)),
                Used::all(&life.writes) * prices::WRITE_UNIT + Used::all(&life.reads) * prices::READ_UNIT,
            ),
            ("DynamoDB, a year kept", format!("{:.0} KB", REPORT_GB * 1e6), REPORT_GB * 12.0 * prices::TABLE_GB),
            (
                "S3",
                format!("{} writes, {} reads", photos * S3_WRITES_A_PHOTO, photos + lookups),
                photos * S3_WRITES_A_PHOTO * prices::S3_WRITE + (photos + lookups) * prices::S3_READ,
            ),
            (
                "S3, a year kept",
                format!("{:.1} MB, and {:.1} MB for a month", photos * RENDITIONS_GB * 1e3, photos * UPLOAD_GB * 1e3),
                photos * (RENDITIONS_GB * 12.0 + UPLOAD_GB) * prices::S3_GB,
            ),
            (
                "SNS",
                format!("{} publishes, {} deliveries", life.published, life.delivered),
                (life.published + life.delivered) * prices::SNS,
            ),
            ("CloudWatch Logs", format!("{:.0} KB", calls * LOG_BYTES / 1e3), calls * LOG_BYTES / 1e9 * prices::LOG_GB),
            ("X-Ray", format!("{:.1} traces of {calls}", calls * 0.05), calls * 0.05 * prices::TRACE),
            ("Data out", format!("{:.0} KB", gigabytes * 1e6), gigabytes * prices::OUT_GB),
        ];
        Self { head: "| Service | Of one report | 1,000 reports | 1,000,000 reports |", lines, times: vec![1e3, 1e6] }
    }

    /// Of a month in which nobody reports.
    pub(super) fn idle(minute: &Used) -> Self {
        let series = metric_series();
        let (alarms, dashboards) = (count("AWS::CloudWatch::Alarm"), count("AWS::CloudWatch::Dashboard"));
        let gigabyte_seconds = MINUTES * 60.0 * CALL_GB / 1_000.0;
        let lines = vec![
            ("SMS for staff", format!("{STAFF} people, {WORKING_DAYS} days"), STAFF * WORKING_DAYS * prices::SMS),
            ("CloudWatch metrics", format!("{series} series at most"), series * prices::METRIC),
            ("CloudWatch alarms", format!("{alarms}"), alarms * prices::ALARM),
            (
                "CloudWatch dashboards",
                format!("{dashboards}, if the account has three already"),
                dashboards * prices::DASHBOARD,
            ),
            (
                "watch-deadlines: Lambda",
                format!("{MINUTES} calls, 60 ms"),
                MINUTES * prices::LAMBDA_REQUEST + gigabyte_seconds * prices::LAMBDA_GB_SECOND,
            ),
            (
                "watch-deadlines: DynamoDB",
                format!("{:.1} read units each", Used::all(&minute.reads)),
                MINUTES * Used::all(&minute.reads) * prices::READ_UNIT,
            ),
            ("EventBridge Scheduler", format!("{MINUTES} calls"), MINUTES * prices::EVENT),
            ("CloudWatch Logs", "66 MB".to_owned(), MINUTES * LOG_BYTES / 1e9 * prices::LOG_GB),
        ];
        Self { head: "| Service | In a month | USD |", lines, times: vec![1.0] }
    }

    fn sum(&self) -> f64 {
        self.lines.iter().map(|(_, _, usd)| usd).sum()
    }

    pub(super) fn table(&self) -> String {
        let mut text = format!("{}\n|---|---|{}\n", self.head, "--:|".repeat(self.times.len()));
        let cells =
            |usd: f64| self.times.iter().map(|times| format!(" {} |", money(usd * times))).collect::<Vec<_>>().concat();
        for (what, of, usd) in &self.lines {
            writeln!(text, "| {what} | {of} |{}", cells(*usd)).unwrap();
        }
        let all =
            self.times.iter().map(|times| format!(" **{}** |", money(self.sum() * times))).collect::<Vec<_>>().concat();
        writeln!(text, "| **all** | |{all}").unwrap();
        text
    }
}

/// A month of the ordinary load, ten and a thousand times that, with and without what SMS and sign-in cost.
pub(super) fn months(life: &Used, minute: &Used) -> String {
    let (report, idle) = (Bill::of_reports(life), Bill::idle(minute));
    let sms = SIGN_INS * prices::SMS;
    let mut text = "| Reports a month | AWS without sign-in | SMS of citizens | SMS of staff | Cognito | all |\n|--:|--:|--:|--:|--:|--:|\n".to_owned();
    for reports in [1_000.0, 10_000.0, 1_000_000.0] {
        let staff = STAFF * WORKING_DAYS * prices::SMS;
        // three people look for each that reports
        let persons = (reports * 3.0 - prices::FREE_PERSONS).max(0.0) * prices::ACTIVE_PERSON;
        let aws = (report.sum() - sms) * reports + idle.sum() - staff;
        let all = aws + sms * reports + staff + persons;
        writeln!(
            text,
            "| {reports} | {} | {} | {} | {} | {} |",
            money(aws),
            money(sms * reports),
            money(staff),
            money(persons),
            money(all)
        )
        .unwrap();
    }
    text
}

fn money(usd: f64) -> String {
    if usd >= 100.0 { format!("{usd:.0}") } else { format!("{usd:.2}") }
}

/// How many resources of a kind the template has.
fn count(kind: &str) -> f64 {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/template.yaml");
    let kind = format!("    Type: {kind}");
    std::fs::read_to_string(path).unwrap().lines().filter(|line| *line == kind).count() as f64
}

/// The bound that a test holds the number of series to.
fn metric_series() -> f64 {
    300.0
}
