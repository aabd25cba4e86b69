//! Logs and metrics: JSON log lines with a level, metrics in CloudWatch's embedded format.
//!
//! **Invariant**: neither names a person, a query, a body, or a place. A failure is logged once, here at the boundary.

use jiff::Timestamp;
use serde_json::json;
use tracing::Subscriber;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt};

use crate::Env;

/// The namespace of every metric.
pub const NAMESPACE: &str = "FieldReports";

/// Sends log lines to standard output as JSON, from the level on that Lambda's own setting names (default `INFO`).
pub fn log_to_stdout(env: &Env) {
    let level = env.optional("AWS_LAMBDA_LOG_LEVEL").and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    lines(level, std::io::stdout).init();
}

/// What takes log lines as JSON from that level on.
pub fn lines<W>(level: LevelFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().json().with_max_level(level);
    lines.with_current_span(false).without_time().with_writer(writer).finish()
}

/// Emits that one invocation of `function` ended with `outcome` (an HTTP class such as `2xx`, `ok` or `failed`),
/// and what it asked of DynamoDB as properties beside the metric, which cost no series.
pub fn invocation(env: &Env, function: &'static str, outcome: &'static str, now: Timestamp) {
    let used = env.used();
    let line = json!({
        "_aws": {
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Function", "Outcome"]],
                "Metrics": [{"Name": "Invocations", "Unit": "Count"}],
            }],
        },
        "Function": function,
        "Outcome": outcome,
        "Invocations": 1,
        "Reads": used.reads,
        "Writes": used.writes,
        "ReadUnits": used.read_units,
        "WriteUnits": used.write_units,
    });
    env.emit(&line.to_string());
}

/// Emits how much of something a function found in one go.
pub fn figure(env: &Env, function: &'static str, name: &'static str, value: u64, now: Timestamp) {
    let line = json!({
        "_aws": {
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Function"]],
                "Metrics": [{"Name": name, "Unit": "Count"}],
            }],
        },
        "Function": function,
        name: value,
    });
    env.emit(&line.to_string());
}
