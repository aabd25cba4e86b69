//! The local stack itself, with functions made up here: what AWS does around a function, it must do too.

#![expect(clippy::unwrap_used, reason = "a test ends where it can't go on")]

mod client;
mod directory;
mod gateway;
mod messages;
mod objects;
mod pushes;
mod restarts;
mod schedules;
mod streams;
mod template;
