//! The whole back end on one machine, from `infra/template.yaml`.
//!
//! [`Stack`] starts it: `template` says what there is; `storage` and `sns` are AWS's services, which ask `rights`; `gateway`, `stream`,
//! `objects` and `schedule` call the functions with the events that Lambda would send, through `functions`.
//! `tokens`, `clock`, `metrics` and the recorded pushes are what only a local stack has.
//!
//! **Architecture Invariant: no function knows that it runs here.** They reach storage through the AWS SDK, as in
//! production; there is no second implementation of it, and nothing is simulated that AWS's own protocol can carry.
//!
//! **Architecture Invariant: it listens on 127.0.0.1 only**, and no part of it is deployed.

mod clock;
mod cors;
mod directory;
mod doctor;
mod functions;
mod gateway;
mod ids;
mod journal;
mod listener;
mod metrics;
mod objects;
mod options;
mod pattern;
mod pseudonyms;
mod remote;
mod replay;
mod rights;
mod schedule;
mod seed;
mod shutdown;
mod sns;
mod stack;
mod staff;
mod storage;
mod stored;
mod stream;
pub mod template;
mod tokens;
mod tour;

/// A fifth of the stack's time went into the usual one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use clock::{Clock, ClockError};
pub use directory::{Errand, ErrandError};
pub use doctor::{DoctorError, Examination, Finding, State};
pub use functions::{CallError, Start, all_functions, start_of};
pub use options::{Asked, Options, USAGE, parse};
pub use pseudonyms::{KeysErrand, KeysError};
pub use remote::RemoteError;
pub use replay::{ReplayErrand, ReplayError};
pub use rights::{Call, Failure};
pub use stack::{Stack, StartError};
pub use staff::{Fault, StaffErrand, StaffError};
pub use stored::StoredError;
