//! The repository's own rules. None starts anything: they read sources, manifests and the template as text.
//!
//! What they ask of a function's crate is that it names, as string literals, the routes it answers
//! (`"POST /v1/reports"`, in a `match` or, with one route only, in `pub const ROUTE`) and the settings it reads
//! (`"REPORTS_TABLE"`, or `schema::REPORTS.setting`). What shared code reads for it, it names in `pub const SETTINGS`.

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
