//! How long a phone of staff stays on its unit's topic: a lease, renewed whenever its app starts. A phone that is not
//! heard of is lost, given away or laid aside, and gets no more of the unit's reports.

use jiff::{SignedDuration, Timestamp};

use crate::millis::Millis;

/// The length of a lease.
pub const LENGTH: SignedDuration = SignedDuration::from_hours(7 * 24);
/// One that has run for less is not renewed: a phone takes one write a day at most.
const YOUNG: SignedDuration = SignedDuration::from_hours(24);

/// The end of a lease that begins now.
pub fn end(now: Timestamp) -> Millis {
    now.saturating_add(LENGTH).unwrap_or(now).into()
}

/// Whether a lease that ends then is worth renewing.
pub fn is_old(ends: Millis, now: Timestamp) -> bool {
    ends.at().duration_since(now) <= LENGTH - YOUNG
}

/// Whether it is over.
pub fn is_over(ends: Millis, now: Timestamp) -> bool {
    ends.at() <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_renewed_once_a_day_and_ends_after_seven() {
        let start: Timestamp = "2020-10-21T01:00:00Z".parse().unwrap();
        let after = |hours| start + SignedDuration::from_hours(hours);
        let ends = end(start);
        assert!(!is_old(ends, after(23)) && is_old(ends, after(24)));
        assert!(!is_over(ends, after(7 * 24 - 1)) && is_over(ends, after(7 * 24)));
    }
}
