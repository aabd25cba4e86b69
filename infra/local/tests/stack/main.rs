//! The local stack itself, with functions made up here: what AWS does around a function, it must do too.

mod client;
mod gateway;
mod messages;
mod objects;
mod pushes;
mod restarts;
mod schedules;
mod streams;
mod template;
