//! Statistics against the reports themselves: whatever happens in whichever order, the counters are what a recount finds.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod figures;
mod moves;
mod stream;
mod town;
