//! read-inbox
