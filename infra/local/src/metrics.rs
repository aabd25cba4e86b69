//! Metric lines (CloudWatch's embedded metric format) that the functions emitted since the stack started.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::value::RawValue;

/// The oldest go first: a load test must not fill the memory.
const KEPT: usize = 10_000;

/// A cheap handle; all clones are one list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metrics(Arc<Mutex<VecDeque<Box<RawValue>>>>);

impl Metrics {
    /// Keeps a line. One that isn't JSON is none of CloudWatch's either, and is told on stderr.
    pub(crate) fn record(&self, line: &str) {
        let Ok(line) = serde_json::from_str(line) else {
            eprintln!("a metric line that is not JSON: {line}");
            return;
        };
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// All lines kept, oldest first.
    pub(crate) fn all(&self) -> Vec<Box<RawValue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
