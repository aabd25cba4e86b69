//! The index keys of a report. Sparse: what a list must never show has no key in its index.
//!
//! **Architecture Invariant**: a confidential report has no key in a public list, so no list can leak or be shortened by it.
//! No key takes more than 1,000 writes a second at 1,000 submissions a second and 200 in one commune: `due_shard` is spread
//! over 16 by the owner's hash, so that one of them holds all that is open of a unit.

use domain::{Report, directory::UnitId, report::Visibility, waiting::Turn};
use sha2::{Digest, Sha256};

/// Partition of all public reports, newest first.
pub const PUBLIC: &str = "public";

/// Partition of all reports, confidential ones too, of which the public's words changed after they came. Never for a list.
pub const REWORDED: &str = "reworded";

/// The index keys that the report has; `received_at`, `resolve_by` and `due_at` stand among its attributes, `reworded_at` is
/// written beside them.
pub fn of(report: &Report) -> Vec<(&'static str, String)> {
    let mut keys = vec![("queue", queue(&report.owner, report.status.is_open()))];
    let letter = match report.visibility {
        Visibility::Public => "p",
        Visibility::Confidential => "c",
    };
    keys.push(("place", place(letter, &report.area)));
    if report.visibility == Visibility::Public {
        keys.push(("region", PUBLIC.to_owned()));
        if let Some(location) = &report.location {
            keys.push(("cell", cell(location.cell())));
        }
    }
    if report.status.is_open() {
        keys.push(("due_shard", due_shard(&report.owner)));
        keys.extend(turn(report).map(|turn| ("turn", turn)));
    }
    if report.reworded_at().is_some() {
        keys.push(("wording", REWORDED.to_owned()));
    }
    keys
}

/// A unit's open reports, or those that are done.
pub fn queue(unit: &UnitId, open: bool) -> String {
    if open { unit.to_string() } else { format!("done#{unit}") }
}

/// The public reports of a commune.
pub fn public_place(area: &domain::directory::AreaId) -> String {
    place("p", area)
}

/// The confidential reports of a commune: for counting, never for a list.
pub fn confidential_place(area: &domain::directory::AreaId) -> String {
    place("c", area)
}

fn place(letter: &str, area: &domain::directory::AreaId) -> String {
    format!("{letter}#{area}")
}

/// The public reports of a cell of the map.
pub fn cell((lat, lng): (i32, i32)) -> String {
    format!("p#{lat}#{lng}")
}

/// Whose turn it is, where the state alone doesn't tell: proposals, and disputes of a leader's own answer.
fn turn(report: &Report) -> Option<String> {
    let turn = report.turn();
    let name = || match turn {
        Turn::Leader => Some("leader"),
        Turn::Above => Some("above"),
        Turn::Centre => Some("centre"),
        Turn::Officer | Turn::Citizen | Turn::Nobody => None,
    };
    name().filter(|_| turn != Turn::usual(report.status)).map(str::to_owned)
}

/// The `due_at` of what is open though nothing will happen to it by itself any more: the year 9999. So all that is open
/// stands in the index, and what is due by now never holds it.
pub const NEVER: i64 = 253_370_764_800_000;

/// The shard of all that is open of a unit. By the owner, not by ids: those are the phones', and one unit's are read at once.
pub fn due_shard(owner: &UnitId) -> String {
    due_partition(Sha256::digest(owner.as_str())[0] >> 4)
}

/// Shards over which what is due is spread.
pub const DUE_SHARDS: u8 = 16;

/// The partition of a shard.
pub fn due_partition(shard: u8) -> String {
    format!("due#{shard}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_reader_of_a_stream_can_read_when_nothing_happens_any_more() {
        assert!(jiff::Timestamp::from_millisecond(NEVER).is_ok());
    }

    #[test]
    fn in_a_storm_no_shard_of_what_is_open_takes_a_thousand_writes_a_second() {
        let unit = |n: u32| format!("ubnd-vn-{n}-2020").parse::<UnitId>().unwrap();
        // a thousand reports a second: 200 in one commune, the rest over 74; each comes, and one that came is accepted (2)
        for stormy in 31_300..31_375 {
            let mut writes = BTreeMap::<String, u32>::new();
            for n in 31_300..31_375 {
                let reports = if n == stormy { 200 } else { 11 };
                *writes.entry(due_shard(&unit(n))).or_default() += reports * 3;
            }
            assert!(writes.len() > 12, "spread over most of the 16: {writes:?}");
            assert!(writes.values().all(|writes| *writes < 1_000), "{stormy}: {writes:?}");
        }
    }
}
