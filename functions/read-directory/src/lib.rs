//! read-directory
