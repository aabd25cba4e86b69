//! The lifecycle against DOMAIN.md: which action by whom in which state, and what it does.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod correcting;
mod deadlines;
mod digest;
mod erasing;
mod history;
mod matrix;
mod merging;
mod rules;
mod seen;
mod standing_in;
mod waiting;
mod walk;
