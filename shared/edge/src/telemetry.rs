//! Logs, and what every invocation says of itself. The metrics themselves stand in `metrics`.
//!
//! **Invariant**: neither names a person, a query, a body, or a place. A failure is logged once, here at the boundary.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use crate::{
    Env,
    metrics::{
        COLD_STARTS, DIRECTORY_FAILURES, DURATION, FAILURES, INVOCATIONS, PUSHES_FAILED, PUSHES_SENT, READ_UNITS,
        RETRIES, WRITE_UNITS, emit,
    },
};

/// Sends log lines to standard output as JSON, from the level on that Lambda's own setting names (default `INFO`).
pub(crate) fn log_to_stdout(env: &Env) {
    let level = env.optional("AWS_LAMBDA_LOG_LEVEL").and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    tracing_subscriber::fmt().json().with_max_level(level).with_current_span(false).without_time().init();
}

/// An invocation that has begun.
pub(crate) struct Invocation {
    began: Instant,
    cold: bool,
}

impl Invocation {
    /// Begins to count the time of one.
    pub(crate) fn begin(env: &Env) -> Self {
        Self { began: Instant::now(), cold: env.first_call() }
    }

    /// Emits that it ended with `outcome`, how long it took, and what it asked of AWS; no series of what was
    /// nought.
    pub(crate) fn end(&self, env: &Env, function: &'static str, outcome: &'static str, now: Timestamp) {
        let used = env.used();
        let mut figures =
            vec![(&INVOCATIONS, json!(1)), (&DURATION, json!(self.began.elapsed().as_secs_f64() * 1_000.0))];
        figures.extend(self.cold.then_some((&COLD_STARTS, json!(1))));
        figures.extend((used.retries > 0).then_some((&RETRIES, json!(used.retries))));
        figures.extend((used.read_units > 0.0).then_some((&READ_UNITS, json!(used.read_units))));
        figures.extend((used.write_units > 0.0).then_some((&WRITE_UNITS, json!(used.write_units))));
        figures.extend(matches!(outcome, "5xx" | "failed").then_some((&FAILURES, json!(1))));
        figures.extend((used.pushes_sent > 0).then_some((&PUSHES_SENT, json!(used.pushes_sent))));
        figures.extend((used.pushes_failed > 0).then_some((&PUSHES_FAILED, json!(used.pushes_failed))));
        figures.extend((used.directory_failures > 0).then_some((&DIRECTORY_FAILURES, json!(used.directory_failures))));
        let properties = [
            ("Function", json!(function)),
            ("Outcome", json!(outcome)),
            ("Reads", json!(used.reads)),
            ("Writes", json!(used.writes)),
            (READ_UNITS.name, json!(used.read_units)),
            (WRITE_UNITS.name, json!(used.write_units)),
        ];
        emit(env, now, &figures, &properties);
    }
}
