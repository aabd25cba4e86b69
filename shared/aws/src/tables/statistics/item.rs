//! A cell as an item: short names, as an item up to 1 KB costs one unit to write.
//!
//! `area`, `item` (`<day>#<category>#<unit>#<p or c>`), `unit`; `n` revision; `u` settled until; `c` settled counters by
//! code; `r` what is kept apart: the report's id in 22 characters to its mark.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::{
    ids::ReportId,
    statistics::{Cell, CellKey, Mark, Tally},
};

use super::{Item, number, text, whole};
use crate::StoreError;

pub(super) fn sort_key(key: &CellKey) -> String {
    let letter = if key.public { 'p' } else { 'c' };
    format!("{}#{}#{}#{letter}", key.day, key.category, key.unit)
}

/// The item that replaces the one that was read.
pub(super) fn of(cell: &Cell) -> Item {
    let mut item = super::key(&cell.key);
    item.insert("unit".to_owned(), text(cell.key.unit.as_str()));
    item.insert("n".to_owned(), whole(cell.revision + 1));
    if cell.settled_until > 0 {
        item.insert("u".to_owned(), number(cell.settled_until));
    }
    if !cell.settled.is_empty() {
        let counts = cell.settled.iter().map(|(counter, count)| (counter.to_string(), number(count)));
        item.insert("c".to_owned(), AttributeValue::M(counts.collect()));
    }
    if !cell.recent.is_empty() {
        let marks = cell.recent.iter().map(|(id, mark)| (short(id), text(mark.to_string())));
        item.insert("r".to_owned(), AttributeValue::M(marks.collect()));
    }
    item
}

pub(super) fn read(item: &Item) -> Result<Cell, StoreError> {
    let broken = || StoreError::saying("read statistics", "an item that is no cell");
    let key = key_of(item).ok_or_else(broken)?;
    let whole = |name: &str| item.get(name).and_then(|v| v.as_n().ok()).map(|n| n.parse());
    let map = |name: &str| item.get(name).and_then(|v| v.as_m().ok()).into_iter().flatten();
    let settled: Option<Tally> =
        map("c").map(|(code, count)| Some((code.parse().ok()?, count.as_n().ok()?.parse().ok()?))).collect();
    let recent: Option<_> = map("r").map(|(id, mark)| Some((long(id)?, mark_of(mark)?))).collect();
    Ok(Cell {
        key,
        revision: whole("n").and_then(|n: Result<i64, _>| u64::try_from(n.ok()?).ok()).ok_or_else(broken)?,
        settled_until: whole("u").unwrap_or(Ok(0)).map_err(|_| broken())?,
        settled: settled.ok_or_else(broken)?,
        recent: recent.ok_or_else(broken)?,
    })
}

/// The key of an item, or of an index's entry.
pub(super) fn key_of(item: &HashMap<String, AttributeValue>) -> Option<CellKey> {
    let area = item.get("area")?.as_s().ok()?.parse().ok()?;
    let mut parts = item.get("item")?.as_s().ok()?.split('#');
    let (day, category, unit) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(CellKey { day, area, category, unit, public: parts.next()? == "p" })
}

fn mark_of(value: &AttributeValue) -> Option<Mark> {
    value.as_s().ok()?.parse().ok()
}

/// A report's id in 22 characters.
fn short(id: &ReportId) -> String {
    let digits: String = id.as_str().split('-').collect();
    HEXLOWER.decode(digits.as_bytes()).map(|bytes| BASE64URL_NOPAD.encode(&bytes)).unwrap_or_default()
}

fn long(short: &str) -> Option<ReportId> {
    let hex = HEXLOWER.encode(&BASE64URL_NOPAD.decode(short.as_bytes()).ok()?);
    let part = |from, to| hex.get(from..to);
    format!("{}-{}-{}-{}-{}", part(0, 8)?, part(8, 12)?, part(12, 16)?, part(16, 20)?, part(20, 32)?).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_it_was_written() {
        let key = CellKey {
            day: "2026-11-02".parse().unwrap(),
            area: "vn-31318-2020".parse().unwrap(),
            category: "MT-RAC".parse().unwrap(),
            unit: "ubnd-vn-31318-2020".parse().unwrap(),
            public: false,
        };
        let mut cell = Cell::empty(key);
        cell.settled = [("s6".parse().unwrap(), 12), ("d29900000".parse().unwrap(), 1)].into_iter().collect();
        cell.settled_until = 29_900_000;
        let id: ReportId = "01754900-0000-7000-8000-0000000000ab".parse().unwrap();
        cell.recent.insert(id, "3 29900001 s4 a12 r20 i".parse().unwrap());
        let read = read(&of(&cell)).unwrap();
        assert_eq!(read, Cell { revision: 1, ..cell });
    }
}
