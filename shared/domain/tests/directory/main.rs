//! The directory and working time, over the province's own files.

#![expect(clippy::unwrap_used, reason = "tests stop where they fail")]

mod routing;
mod support;
