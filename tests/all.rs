//! Every test above a single crate, in one binary.
//!
//! - `rules`: what holds in this repository whatever the product does: dependency arrows, template and code agree,
//!   permissions, layout.
//! - `journeys`: reports from the phone to the verdict, over HTTP against the local stack.
//! - `secrecy`: what must not be known is not, permissions, and requests that nobody should send.
//! - `functions`: every function handed its `events/*.json`.
//! - `generator`: makes reports by the thousand, for journeys and for benchmarks.

#![expect(clippy::unwrap_used, reason = "in a test a broken assumption is the failure")]

mod functions;
mod generator;
mod journeys;
mod rules;
mod secrecy;
mod watched;
