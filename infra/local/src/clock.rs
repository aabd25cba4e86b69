//! The stack's clock: the machine's own, moved. It sets the time of every event; signatures, tokens' expiry and
//! S3 go by the real one, as nobody can move that in the cloud either.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Span, Timestamp, tz};
use serde::{Deserialize, Serialize};

use crate::stored;

/// The product's zone: UTC+7 all year since 1975. A span of months is counted in it.
const OFFSET_H: i8 = 7;

/// A cheap handle; all clones are one clock.
#[derive(Clone, Debug)]
pub struct Clock {
    moved: Arc<Mutex<SignedDuration>>,
    kept_in: Option<PathBuf>,
}

#[derive(Deserialize, Serialize)]
struct Kept {
    /// How far the stack's time is from the machine's, in milliseconds.
    moved_ms: i64,
}

/// Why the clock can't be moved so.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// A time that can't be written down (year 9999 and later).
    #[error("that is out of the range of time: {0}")]
    OutOfRange(jiff::Error),
    /// Deadlines never come back.
    #[error("the clock only goes forward")]
    Backwards,
    /// The new offset could not be kept.
    #[error(transparent)]
    NotKept(#[from] stored::StoredError),
}

impl Clock {
    /// Starts at `at`, else where it was when the stack stopped, else at the machine's time.
    pub fn start(at: Option<Timestamp>, folder: Option<&Path>) -> Result<Self, stored::StoredError> {
        let kept_in = folder.map(|folder| folder.join("clock.json"));
        let kept: Option<Kept> = kept_in.as_deref().map(stored::read_json).transpose()?.flatten();
        let moved = match (at, kept) {
            (Some(at), _) => at.duration_since(real_now()),
            (None, Some(kept)) => SignedDuration::from_millis(kept.moved_ms),
            (None, None) => SignedDuration::ZERO,
        };
        let clock = Self { moved: Arc::new(Mutex::new(moved)), kept_in };
        clock.keep(moved)?;
        Ok(clock)
    }

    /// The stack's time.
    pub fn now(&self) -> Timestamp {
        self.at(real_now())
    }

    /// The stack's time at the machine's time `real`.
    pub fn at(&self, real: Timestamp) -> Timestamp {
        let moved = *self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        real.saturating_add(moved).unwrap_or(real)
    }

    /// Moves the clock forward by `span`; gives the new time.
    pub fn advance(&self, span: Span) -> Result<Timestamp, ClockError> {
        if span.is_negative() {
            return Err(ClockError::Backwards);
        }
        let now = self.now();
        let zoned = now.to_zoned_datetime(tz::offset(OFFSET_H).to_time_zone());
        let then = zoned.checked_add(span).map_err(ClockError::OutOfRange)?.timestamp();
        let moved = {
            let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
            *moved = moved.saturating_add(then.duration_since(now));
            *moved
        };
        self.keep(moved)?;
        Ok(then)
    }

    fn keep(&self, moved: SignedDuration) -> Result<(), stored::StoredError> {
        let Some(path) = &self.kept_in else { return Ok(()) };
        let moved_ms = i64::try_from(moved.as_millis()).unwrap_or_default();
        stored::write_json(path, &Kept { moved_ms })
    }
}

/// The machine's time.
pub(crate) fn real_now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the one place where the local stack reads the machine's clock")]
    Timestamp::now()
}
