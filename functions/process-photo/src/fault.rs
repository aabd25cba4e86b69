//! A rejection as the row keeps it and as the reporter reads it. `picture` knows nothing of either: it is fuzzed alone.

use domain::photo::PhotoFault;

use crate::picture::Rejection;

pub(crate) fn of(rejection: Rejection) -> PhotoFault {
    match rejection {
        Rejection::NotAPicture => PhotoFault::NotAPicture,
        Rejection::Heic => PhotoFault::Heic,
        Rejection::Unsupported(_) => PhotoFault::Unsupported,
        Rejection::Animated => PhotoFault::Animated,
        Rejection::Truncated => PhotoFault::Truncated,
        Rejection::TooManyPixels => PhotoFault::TooManyPixels,
        Rejection::TooManyBytes => PhotoFault::TooManyBytes,
        Rejection::TooManyScans => PhotoFault::TooManyScans,
        Rejection::Damaged => PhotoFault::Damaged,
    }
}
