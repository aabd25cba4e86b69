//! Lines, newest first, looked through without being taken apart: what is not found costs no more than passing over it.

use memchr::{memchr, memrchr};

use super::{Line, Place, Words};

/// The lines of a month, or those that changed lately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf(Vec<u8>);

impl Shelf {
    /// The lines put in order.
    pub fn of(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut lines: Vec<Line> = lines.into_iter().collect();
        lines.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut bytes = Vec::new();
        for line in &lines {
            line.write(&mut bytes);
        }
        Self(bytes)
    }

    /// As written by [`Self::bytes`].
    pub fn read(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// To be stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The lines, in order; what is no line is passed over.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        self.0.split(|byte| *byte == b'\n').filter_map(Line::read)
    }

    /// The places of lines with all these words, after a place if any, of areas that are wanted; newest first.
    pub fn find<'s>(
        &'s self,
        words: &'s Words,
        after: Option<&Place>,
        is_wanted: impl Fn(&str) -> bool + 's,
    ) -> impl Iterator<Item = Place> + 's {
        let bytes = self.0.as_slice();
        let (first, others) = words.split();
        let mut from = after.map_or(0, |place| self.after(place));
        std::iter::from_fn(move || {
            loop {
                let hit = from + first.find(&bytes[from..])?;
                let start = memrchr(b'\n', &bytes[..hit]).map_or(0, |end| end + 1);
                let end = memchr(b'\n', &bytes[hit..]).map_or(bytes.len(), |end| hit + end);
                from = end;
                let line = &bytes[start..end];
                if others.iter().all(|word| word.find(line).is_some())
                    && let Some((place, area)) = head(line)
                    && is_wanted(area)
                {
                    return Some(place);
                }
            }
        })
    }

    /// Where the first line after that place begins.
    fn after(&self, place: &Place) -> usize {
        let bytes = self.0.as_slice();
        let (mut low, mut high) = (0, bytes.len());
        // all before `low` are at that place or newer, all from `high` on are older
        while low < high {
            let middle = low + (high - low) / 2;
            let start = memrchr(b'\n', &bytes[low..middle]).map_or(low, |end| low + end + 1);
            let end = memchr(b'\n', &bytes[middle..]).map_or(bytes.len(), |end| middle + end + 1);
            let older = head(&bytes[start..end]).is_some_and(|(found, _)| found < *place);
            if older {
                high = start;
            } else {
                low = end;
            }
        }
        low
    }
}

/// Place and area of a line.
fn head(line: &[u8]) -> Option<(Place, &str)> {
    let tabs = memchr::memchr_iter(b'\t', line).nth(2)?;
    let mut parts = std::str::from_utf8(&line[..tabs]).ok()?.splitn(3, '\t');
    let place = Place { at: parts.next()?.parse().ok()?, id: parts.next()?.parse().ok()? };
    Some((place, parts.next()?))
}
