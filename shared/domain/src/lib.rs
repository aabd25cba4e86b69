//! The pure rules of the service: which unit owns a report, by when, and what may happen to it next.
//!
//! **Architecture Invariant:** nothing here does I/O, reads a clock, draws a random number or knows of AWS;
//! the same arguments always give the same answer.
//!
//! - [`calendar`]: working days and hours, deadlines
//! - [`directory`]: areas, borders, categories, units, routing, all as data of one immutable version
//! - [`fold`]: text as people search for it, without accents

pub mod calendar;
pub mod directory;
pub mod fold;
