//! Times as people and programs read them: RFC 3339 in the product's zone, UTC+7.

use domain::{calendar::ZONE, millis::Millis};

/// `2020-10-21T08:00:00+07:00`
pub(crate) fn rfc3339(at: Millis) -> String {
    at.at().display_with_offset(ZONE).to_string()
}
