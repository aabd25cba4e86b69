//! process-photo: looks at each uploaded photo, and either renders it or says why not.
//!
//! [`picture`] is the pure part, bytes in and verdict out; the Lambda function around it fetches and stores.

pub mod picture;
