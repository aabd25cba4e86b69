//! Ids of events, requests and messages.

use uuid::Uuid;

/// A new id, sortable by time.
pub(crate) fn fresh() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "the local stack stands in for AWS, which makes these ids")]
    Uuid::now_v7()
}
