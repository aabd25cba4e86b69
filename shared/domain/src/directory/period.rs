//! The days on which an area, a unit or a category's rules hold.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days from one to another, both included; without an end, until further notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Option<Date>,
}

impl Period {
    /// Does it hold on the day?
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// Do both hold on some day?
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|last| other.from <= last) && other.to.is_none_or(|last| self.from <= last)
    }

    /// The days that are in both, if any.
    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        let to = match (self.to, other.to) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (one, another) => one.or(another),
        };
        self.overlaps(other).then(|| Self { from: self.from.max(other.from), to })
    }

    /// Does it hold on every day of the other?
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let late_enough = match (self.to, other.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(theirs)) => theirs <= mine,
        };
        self.from <= other.from && late_enough
    }
}

/// A date as one number, 20200201: the bundle is read at every cold start, and numbers read faster than text.
fn pack(day: Date) -> i32 {
    i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day())
}

fn unpack(number: i32) -> Option<Date> {
    let part = |value: i32| i8::try_from(value).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100 % 100)?, part(number % 100)?).ok()
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (pack(self.from), self.to.map(pack)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let no_day = || serde::de::Error::custom("no such day");
        let (from, to) = <(i32, Option<i32>)>::deserialize(deserializer)?;
        let to = to.map(|last| unpack(last).ok_or_else(no_day)).transpose()?;
        Ok(Self { from: unpack(from).ok_or_else(no_day)?, to })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn both_ends_belong_to_a_period() {
        let period = Period { from: date(2020, 2, 1), to: Some(date(2025, 6, 30)) };
        assert!(period.contains(date(2020, 2, 1)) && period.contains(date(2025, 6, 30)));
        assert!(!period.contains(date(2020, 1, 31)) && !period.contains(date(2025, 7, 1)));
    }

    #[test]
    fn periods_that_follow_each_other_share_no_day() {
        let old = Period { from: date(2020, 2, 1), to: Some(date(2025, 6, 30)) };
        let new = Period { from: date(2025, 7, 1), to: None };
        assert!(!old.overlaps(&new) && !new.overlaps(&old) && old.intersection(&new).is_none());
        assert!(old.overlaps(&old) && new.overlaps(&new));
        assert!(old.covers(&old) && !old.covers(&new) && !new.covers(&old));
    }
}
