//! Counters and how often each: what cells hold and sums are made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Counter;

/// Counters with their counts, none of them zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Counter, u32>);

impl Tally {
    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The counters that are not zero, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Counter, u32)> {
        self.0.iter().map(|(counter, count)| (*counter, *count))
    }

    /// How often that counter.
    pub fn get(&self, counter: Counter) -> u32 {
        self.0.get(&counter).copied().unwrap_or_default()
    }

    /// Reports counted: each is in exactly one state.
    pub fn received(&self) -> u32 {
        self.iter().filter(|(counter, _)| matches!(counter, Counter::State(_))).map(|(_, count)| count).sum()
    }

    /// Counts one report.
    pub fn add(&mut self, counters: &[Counter]) {
        for counter in counters {
            *self.0.entry(*counter).or_default() += 1;
        }
    }

    /// Counts one report no longer, if it is counted here; whether it was.
    pub(super) fn take_off(&mut self, counters: &[Counter]) -> bool {
        let counted = counters.iter().all(|counter| self.0.contains_key(counter));
        if counted {
            for counter in counters {
                if let Some(count) = self.0.get_mut(counter) {
                    *count -= 1;
                }
            }
            self.0.retain(|_, count| *count > 0);
        }
        counted
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        for (counter, count) in other.iter() {
            *self.0.entry(counter).or_default() += count;
        }
    }
}

impl FromIterator<(Counter, u32)> for Tally {
    fn from_iter<I: IntoIterator<Item = (Counter, u32)>>(counts: I) -> Self {
        let mut tally = Self::default();
        for (counter, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            *tally.0.entry(counter).or_default() += count;
        }
        tally
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(counter, count)| (counter.to_string(), count)))
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let counts = BTreeMap::<String, u32>::deserialize(deserializer)?;
        let read = |(code, count): (String, u32)| code.parse().map(|counter| (counter, count));
        counts.into_iter().map(read).collect::<Result<_, _>>().map_err(de::Error::custom)
    }
}
