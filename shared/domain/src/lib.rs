//! The rules of field reports, pure: no I/O, no clock, no randomness, nothing of AWS.
//!
//! It reads like DOMAIN.md. Start at [`lifecycle`] for the rules, [`report`] for what a report is, [`history`] for how
//! it is remembered and proved, [`staff`] for who is there, [`directory`] for who must handle what, [`calendar`] for working time.

pub mod actor;
pub mod alert;
pub mod audit;
pub mod calendar;
pub mod code;
pub mod command;
pub mod decide;
pub mod digest;
pub mod directory;
pub mod due;
pub mod erasure;
pub mod fold;
pub mod history;
pub mod ids;
pub mod lifecycle;
pub mod location;
pub mod map;
pub mod masking;
pub mod millis;
pub mod nature;
pub mod news;
pub mod phone;
pub mod photo;
pub mod recurrence;
pub mod refusal;
pub mod report;
pub mod rerouting;
pub mod search;
pub mod seen;
pub mod staff;
pub mod statistics;
pub mod submission;
pub mod suspension;
pub mod text;
pub mod waiting;

pub use decide::decide;
pub use refusal::Refusal;
pub use report::Report;
