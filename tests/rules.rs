//! The repository's own rules. None starts anything: they read sources, manifests and the template as text.
//!
//! What they ask of a function crate:
//! - `pub const ROUTES: &[&str] = &["POST /v1/reports"];` in `src/lib.rs`, if it answers HTTP: what it matches on;
//! - `pub const SETTINGS: &[&str] = &["REPORTS_TABLE"];` in `src/lib.rs`: every setting that it or what it calls reads.
//!
//! And of `shared/aws`: `pub const SCHEMA: &[&str]`, a line for each table and index
//! (`"REPORTS_TABLE/by-person: person S, received_at N"`).

mod arrows;
mod events;
mod layout;
mod manifests;
mod permissions;
mod routes;
mod safekeeping;
mod settings;
mod source;
mod tables;
mod template;
