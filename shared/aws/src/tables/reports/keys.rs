//! The index keys of a report. Sparse: what a list must never show has no key in its index.
//!
//! **Architecture Invariant**: a confidential report has no key in a public list, so no list can leak or be shortened by it.
//! No key takes more than 1,000 writes a second at 1,000 submissions a second: `due_shard` is spread over 16 by hash.

use domain::{Report, ids::ReportId, report::Visibility};
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
    if report.due_at.is_some() {
        keys.push(("due_shard", due_shard(&report.id)));
    }
    if report.reworded_at().is_some() {
        keys.push(("wording", REWORDED.to_owned()));
    }
    keys
}

/// A unit's open reports, or those that are done.
pub fn queue(unit: &domain::directory::UnitId, open: bool) -> String {
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

/// One of 16 shards of what is due, by hash: ids are the phones', so their digits can't be trusted to spread.
pub fn due_shard(id: &ReportId) -> String {
    due_partition(Sha256::digest(id.as_str())[0] >> 4)
}

/// Shards over which what is due is spread.
pub const DUE_SHARDS: u8 = 16;

/// The partition of a shard.
pub fn due_partition(shard: u8) -> String {
    format!("due#{shard}")
}
