//! What is measured: the bare function, and each kind of ours, with the event that it gets.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use local::{Options, Stack};
use serde_json::{Value, json};

use super::runtime::{self, Process};
use super::tls::Front;

/// A kind of process.
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) start_bound: &'static str,
    pub(super) warm_bound: &'static str,
    /// Whether its event may come again and again.
    pub(super) repeats: bool,
    status: u64,
    event: Value,
    process: Process,
}

/// Events so far: each report has an id of its own.
static COUNT: AtomicU32 = AtomicU32::new(1);

pub(super) fn all(stack: &Stack, front: &Front) -> Vec<Measured> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    let aws = stack.aws().into_iter().map(|(name, value)| match name.as_str() {
        "AWS_ENDPOINT_URL_DYNAMODB" => (name, front.url.clone()),
        _ => (name, value),
    });
    let aws: Vec<(String, String)> = aws.collect();
    let event = |file: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(root.join("events").join(file)).unwrap()).unwrap()
    };
    let bare = |writes: &str| {
        let name = format!("bare, {writes} write{}", if writes == "1" { "" } else { "s" });
        let table = template.functions.iter().find_map(|spec| spec.environment.get("REPORTS_TABLE")).unwrap();
        let own = [("TABLE".to_owned(), table.clone()), ("WRITES".to_owned(), writes.to_owned())];
        let settings = aws.iter().cloned().chain(own).collect();
        let binary = front.trusted_by(&release(&root).join("bare"), &name);
        let process = Process { binary, settings };
        let event = event("submit-report.json");
        Measured { name, start_bound: "1", warm_bound: "1", repeats: true, status: 201, event, process }
    };
    let ours = |name: &str, file: &str, status: u64, bounds: [&'static str; 2]| {
        let spec = template.functions.iter().find(|spec| spec.crate_name == name).unwrap();
        // The windows of one person are not what is measured.
        let own = spec.environment.iter().map(|(key, value)| match key.as_str() {
            "REPORTS_AN_HOUR" | "WRITES_A_MINUTE" => (key.clone(), "1000000".to_owned()),
            _ => (key.clone(), value.clone()),
        });
        let settings = aws.iter().cloned().chain(own).collect();
        let binary = root.join("target/lambda-host").join(name).join("bootstrap");
        let process = Process { binary: front.trusted_by(&binary, name), settings };
        let [start_bound, warm_bound] = bounds;
        let repeats = !warm_bound.is_empty();
        Measured { name: name.to_owned(), start_bound, warm_bound, repeats, status, event: event(file), process }
    };
    vec![
        bare("1"),
        bare("2"),
        ours("submit-report", "submit-report.json", 201, ["1.5", "1.3"]),
        ours("read-directory", "read-directory.locate.json", 200, ["1.5", ""]),
        ours("grant-claims", "grant-claims.json", 0, ["1.2", ""]),
        ours("link-identity", "link-identity.json", 201, ["1.2", ""]),
    ]
}

/// Where cargo puts release builds.
fn release(root: &Path) -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "cargo's own setting")]
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), PathBuf::from);
    target.join("release")
}

impl Measured {
    /// Processor time of a process that answers so many events.
    pub(super) async fn milliseconds(&self, events: u32) -> f64 {
        let (spent, answers) = runtime::run(&self.process, (0..events).map(|_| self.fresh()).collect()).await;
        for answer in answers {
            let status = answer["statusCode"].as_u64().unwrap_or_default();
            assert_eq!(status, self.status, "{}: {answer}", self.name);
        }
        spent
    }

    /// The event, about a report that was not sent before.
    fn fresh(&self) -> Value {
        let mut event = self.event.clone();
        let body = event["body"].as_str().and_then(|body| serde_json::from_str::<Value>(body).ok());
        if let Some(mut body) = body.filter(|body| body["id"].is_string()) {
            let n = COUNT.fetch_add(1, Ordering::Relaxed);
            body["id"] = json!(format!("017548a9-d4b8-7c1e-9d42-{n:012x}"));
            event["body"] = json!(body.to_string());
        }
        event
    }
}
