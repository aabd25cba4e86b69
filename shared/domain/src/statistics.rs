//! Statistics: what a report counts as, and where, so that totals always add up (DOMAIN.md, invariant 1).
//!
//! A report counts on the day on which it came: in one cell, that of its day, commune, category, unit and visibility. A
//! change of state exchanges counters within the cell; a change of owner, field or place carries them all to another.
//! So for any area, category and period, received is the sum over the states, whenever it is asked.
//!
//! - [`counted`]: report to counters; [`Turn`]: what one record of the stream changes
//! - [`Cell`]: one stored item, which knows what it has counted already
//! - [`Tally`], [`Figures`]: sums of cells, and what people are shown of them
//! - [`Scope`], [`Span`]: which areas and which days
//!
//! **Architecture Invariant**: what a report counts as depends on the report alone, so a recount by another release,
//! under another directory or on another day finds the same.

mod cell;
mod counted;
mod counter;
mod durations;
mod figures;
mod happened;
mod published;
mod recount;
mod scope;
mod span;
mod tally;

pub use cell::{Cell, CellKey, Mark, Turn};
pub use counted::{Counted, counted};
pub use counter::Counter;
pub use figures::{Durations, FEWEST_VERDICTS, Figures, Ratings};
pub use happened::{Happened, happened};
pub use published::{Published, Row, ServiceRow};
pub use recount::{Difference, Recount, difference, rebuilt};
pub use scope::Scope;
pub use span::{Basis, LONGEST_DAYS, Month, NotAMonth, Span, SpanFault};
pub use tally::Tally;
