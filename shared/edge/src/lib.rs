//! Where the functions meet Lambda and HTTP: events in, answers out, problems, batches, logs and metrics.
//!
//! The only crate that knows either. A function is wiring: settings, clients, then one handler given to [`http()`] or
//! [`batch::stream`].

pub mod batch;
mod caller;
pub mod catalogue;
pub mod change;
mod env;
mod event;
pub mod forms;
mod function;
mod http;
mod json;
mod language;
pub mod listing;
pub mod metrics;
pub mod news;
mod problem;
mod random;
mod reply;
mod request;
pub mod shown;
pub mod sign_in;
pub mod statistics;
pub mod system;
pub mod telemetry;

pub use caller::Caller;
pub use env::{Env, StartError};
pub use function::{Function, run};
pub use http::http;
pub use language::Language;
pub use problem::Problem;
pub use random::salt;
pub use reply::{Keep, Reply};
pub use request::{Idempotency, Request};
