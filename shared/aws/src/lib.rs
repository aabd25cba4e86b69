//! The AWS services that the functions stand on, and the only crate that names an SDK.
//!
//! One module a table, with its keys and item shapes; photos in S3; pushes through SNS. Every write is conditional.
//! What they may answer besides success is a [`StoreError`] (try again later) or an outcome named in the return type.

pub mod access;
pub mod error;
pub mod failed_events;
pub mod meter;
pub mod open_data;
pub mod photos;
pub mod push;
mod retries;
pub mod schema;
pub mod tables;

pub use access::Access;
pub use error::StoreError;
pub use meter::Meter;
pub use tables::Tables;
