//! read-public
