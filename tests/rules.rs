//! The repository's own rules. None starts anything: they read sources, manifests and the template as text.
//!
//! What they ask of a function's crate: `pub const SETTINGS: &[&str]` with every setting that it reads and, if it answers
//! HTTP, `pub const ROUTES: &[&str]` with every route, as the template has them.

mod arrows;
mod events;
mod layout;
mod manifests;
pub(crate) mod metrics;
mod permissions;
mod photo_rights;
mod problems;
mod routes;
mod safekeeping;
mod secrecy;
mod settings;
mod source;
mod tables;
mod template;
