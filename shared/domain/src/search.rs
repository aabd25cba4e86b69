//! Search over what the public reads of reports: folded text in plain lines, newest first, looked through with memchr.
//!
//! A [`Line`] is a report, a [`Shelf`] the lines of a month, a [`Catalogue`] what changed since the shelves were last put in
//! order, and which shelves there are. What is found is a candidate: whoever answers with it reads the report again first.

mod catalogue;
mod line;
mod shelf;
mod words;

pub use catalogue::Catalogue;
pub use line::{Line, Place};
pub use shelf::Shelf;
pub use words::{SearchFault, Words};
