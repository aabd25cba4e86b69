//! The directory and working time, over the province's own files and over a made-up province of two communes.

#![expect(clippy::unwrap_used, reason = "tests stop where they fail")]

mod areas;
mod bundle;
mod deadlines;
mod faults;
mod locating;
mod other_province;
mod phones;
mod places;
mod rerouting;
mod routing;
mod support;
mod working_time;
