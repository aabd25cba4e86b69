//! Counts what one invocation asks of AWS: requests, and the capacity units that DynamoDB says they took.
//! These are exact, so tests assert them.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// What was asked since last taken.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// Requests that read.
    pub reads: u32,
    /// Requests that write.
    pub writes: u32,
    /// Capacity units of reads.
    pub read_units: f64,
    /// Capacity units of writes, indexes included.
    pub write_units: f64,
    /// Attempts after the first, of any service.
    pub retries: u32,
    /// Publishes that SNS took.
    pub pushes_sent: u32,
    /// Publishes that it did not.
    pub pushes_failed: u32,
    /// Times that the directory could not be looked at.
    pub directory_failures: u32,
}

/// A shared counter; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Used>>);

impl Meter {
    /// One read, with what it took.
    pub fn read<'a>(&self, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.reads += 1;
        used.read_units += units(capacity);
    }

    /// One write, with what it took.
    pub fn write<'a>(&self, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.writes += 1;
        used.write_units += units(capacity);
    }

    /// One more attempt at a call that failed for a moment.
    pub(crate) fn retry(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retries += 1;
    }

    /// One publish, taken by SNS or not.
    pub(crate) fn push(&self, taken: bool) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken {
            used.pushes_sent += 1;
        } else {
            used.pushes_failed += 1;
        }
    }

    /// The directory could not be looked at.
    pub(crate) fn directory_failed(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).directory_failures += 1;
    }

    /// What was used since last taken.
    pub fn take(&self) -> Used {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn units<'a>(capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) -> f64 {
    capacity.into_iter().filter_map(ConsumedCapacity::capacity_units).sum()
}
