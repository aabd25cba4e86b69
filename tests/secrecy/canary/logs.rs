//! What the functions log while a test runs, in the form and from the most talkative level that the template sets.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;

/// Parts of the local stack, which are no part of what is deployed.
const OF_THE_STACK: [&str; 6] = ["dynoxide", "s3s", "axum", "tower", "local::", "h2"];

/// Lines so far. A cheap handle.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Logs of this thread, on which all of a test runs, as long as this lives.
pub(super) struct Logs {
    lines: Lines,
    _taken: tracing::subscriber::DefaultGuard,
}

impl Logs {
    pub(super) fn taken() -> Self {
        let lines = Lines::default();
        let writer = lines.clone();
        // as shared/edge/src/telemetry.rs has them
        let form = tracing_subscriber::fmt().json().with_max_level(LevelFilter::DEBUG).with_current_span(false);
        let subscriber = form.without_time().with_writer(move || writer.clone()).finish();
        Self { lines, _taken: tracing::subscriber::set_default(subscriber) }
    }

    /// The functions' lines.
    pub(super) fn lines(&self) -> Vec<String> {
        let all = String::from_utf8(self.lines.0.lock().unwrap().clone()).unwrap();
        let of_the_stack = |line: &str| OF_THE_STACK.iter().any(|part| line.contains(&format!("\"target\":\"{part}")));
        all.lines().filter(|line| !of_the_stack(line)).map(str::to_owned).collect()
    }
}
