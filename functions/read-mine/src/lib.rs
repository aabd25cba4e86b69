//! read-mine
