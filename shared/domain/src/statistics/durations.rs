//! Lengths of time in buckets whose bounds grow by a fifth, so that medians can be told of sums.
//!
//! A quantile is told as the middle of its bucket (the geometric mean of its bounds), which is at most 9.6 % away from
//! what lies in the bucket: the square root of 1.2 less one. From a minute to four years it takes 82 bounds.

/// Milliseconds of the first bound: what took less is told as a minute.
const FIRST_MS: i64 = 60_000;
/// Buckets in all; the last holds everything longer.
const BUCKETS: usize = 83;

/// The bounds between buckets, in milliseconds, in whole numbers: the same on every processor.
const BOUNDS: [i64; BUCKETS - 1] = {
    let mut bounds = [FIRST_MS; BUCKETS - 1];
    let mut i = 1;
    while i < bounds.len() {
        bounds[i] = bounds[i - 1] / 5 * 6;
        i += 1;
    }
    bounds
};

/// The bucket of a length of time.
pub(super) fn bucket(ms: i64) -> u8 {
    u8::try_from(BOUNDS.partition_point(|bound| *bound <= ms)).unwrap_or(u8::MAX)
}

/// What stands for a bucket, in hours.
fn hours(bucket: u8) -> f64 {
    let place = usize::from(bucket).min(BUCKETS - 1);
    let above = BOUNDS.get(place).or(BOUNDS.last()).copied().unwrap_or(FIRST_MS);
    let below = place.checked_sub(1).and_then(|below| BOUNDS.get(below)).copied().unwrap_or(above);
    #[expect(clippy::cast_precision_loss, reason = "four years in milliseconds are far below 2^53")]
    let middle = (below as f64 * above as f64).sqrt();
    middle / 3_600_000.0
}

/// The value below which `percent` of all lie (nearest rank), in hours; `None` of none. `buckets` by bucket, ascending.
pub(super) fn quantile(buckets: &[(u8, u32)], percent: u64) -> Option<f64> {
    let all: u64 = buckets.iter().map(|(_, count)| u64::from(*count)).sum();
    let rank = (all * percent).div_ceil(100).max(1);
    let mut passed = 0;
    let found = buckets.iter().find(|(_, count)| {
        passed += u64::from(*count);
        passed >= rank
    });
    found.map(|(bucket, _)| hours(*bucket))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_minute_less_and_years_have_buckets() {
        assert_eq!((bucket(-5), bucket(0), bucket(59_999), bucket(60_000)), (0, 0, 0, 1));
        assert_eq!(usize::from(bucket(i64::MAX)), BUCKETS - 1);
        assert!(BOUNDS[BUCKETS - 2] > 4 * 365 * 86_400_000, "{BOUNDS:?}");
        assert_eq!(quantile(&[], 50), None);
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_a_tenth_of_the_true_one(
            mut lengths in prop::collection::vec(60_000i64..126_144_000_000, 1..200), percent in 1u64..=100
        ) {
            lengths.sort_unstable();
            let mut buckets: Vec<(u8, u32)> = Vec::new();
            for length in &lengths {
                match buckets.last_mut() {
                    Some((last, count)) if *last == bucket(*length) => *count += 1,
                    _ => buckets.push((bucket(*length), 1)),
                }
            }
            let rank = (lengths.len() as u64 * percent).div_ceil(100).max(1);
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let exact = lengths[usize::try_from(rank).unwrap() - 1] as f64 / 3_600_000.0;
            let told = quantile(&buckets, percent).unwrap();
            prop_assert!((told / exact - 1.0).abs() < 0.1, "{} told, {} is", told, exact);
        }
    }
}
