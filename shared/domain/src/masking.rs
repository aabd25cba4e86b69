//! What everybody may read of a text: telephone numbers, addresses of e-mail, numbers of identity papers and of vehicles
//! are masked, for people type their own and their neighbours' into reports (Luật 91/2025/QH15).
//!
//! Vietnamese forms, found by shape: `0912 345 678`, `+84…`, `0912.345.678`, digit by digit; CCCD of 12 and CMND of 9
//! digits; `95A-123.45`, `95-B1 234.56`. House numbers, lengths, dates and sums of money stay. What is spelled in words,
//! and names, nobody finds by shape: staff hide such a text (rule 25). The original stays in the history.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::fold::fold;

mod mail;
mod numbers;
mod plates;

/// What stands in place of what is masked: no word, or a search would find it.
pub const MASK: &str = "•••";

/// Who wrote a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A citizen.
    Citizen,
    /// A unit, whose own landline and address of e-mail under `gov.vn` are there to be read.
    Unit,
}

/// The text as everybody may read it. Masking what is masked changes nothing.
pub fn masked(text: &str, writer: Writer) -> String {
    let mut shown = text.to_owned();
    // Each round takes away a digit or an `@` at least and brings none, so this ends.
    while let Some(next) = once(&shown, writer) {
        shown = next;
    }
    shown
}

/// With whatever is found at first sight masked; `None` where that is nothing.
fn once(text: &str, writer: Writer) -> Option<String> {
    if !text.chars().any(|c| c == '@' || digit(c).is_some()) {
        return None;
    }
    let text = Text::of(text);
    let mut found = mail::find(&text, writer);
    found.extend(plates::find(&text));
    found.extend(numbers::find(&text, writer));
    if found.is_empty() {
        return None;
    }
    found.sort_by_key(|span| (span.start, usize::MAX - span.end));
    let (mut shown, mut at) = (String::new(), 0);
    for span in found {
        if span.start >= at {
            shown.extend(&text.0[at..span.start]);
            shown.push_str(MASK);
            at = span.end;
        }
    }
    shown.extend(&text.0[at..]);
    Some(shown)
}

/// A text to search in; spans count its characters.
struct Text(Vec<char>);

type Span = Range<usize>;

impl Text {
    fn of(text: &str) -> Self {
        Self(text.chars().collect())
    }

    fn at(&self, i: usize) -> Option<char> {
        self.0.get(i).copied()
    }

    fn before(&self, i: usize) -> Option<char> {
        self.at(i.checked_sub(1)?)
    }

    /// Whether one of these words stands close before `i`, in the same line.
    fn follows(&self, i: usize, words: &[&str]) -> bool {
        const CLOSE: usize = 24;
        let near = &self.0[i.saturating_sub(CLOSE)..i];
        let line = near.rsplit(|c| *c == '\n').next().unwrap_or_default();
        let line = format!(" {} ", fold(&line.iter().collect::<String>()));
        words.iter().any(|word| line.contains(&format!(" {word} ")))
    }

    /// Whether the word that begins at `i`, or after one space, is one of these.
    fn precedes(&self, i: usize, words: &[&str]) -> bool {
        let start = if self.at(i) == Some(' ') { i + 1 } else { i };
        let word: String = self.0[start.min(self.0.len())..].iter().take_while(|c| c.is_alphanumeric()).collect();
        words.contains(&fold(&word).as_str())
    }
}

/// A digit, however it is drawn: `9`, `９`, `𝟗`.
fn digit(c: char) -> Option<u8> {
    let plain = if c.is_ascii() { Some(c) } else { std::iter::once(c).nfkd().next() };
    plain.and_then(|c| c.to_digit(10)).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests;
