//! What does not belong in this channel: emergencies, which nobody must wait with; khiếu nại and tố cáo, which the law
//! sends elsewhere (DOMAIN.md, "Law"). The sender says so, or the words do.
//!
//! Words are weighed for few false alarms, as each keeps somebody from reporting: "xe cấp cứu", "nguy cơ cháy", "đã khiếu
//! nại nhiều lần" and "cây to cao" are ordinary. Whoever was misunderstood sends it anyway.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{fold::fold, text::composed};

mod phrases;

/// What a report is said to be, or reads like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Phản ánh.
    #[default]
    Report,
    /// Khiếu nại.
    Complaint,
    /// Tố cáo.
    Denunciation,
    /// 113, 114, 115.
    Emergency,
}

/// What the text reads like; an emergency before all else.
pub fn of_text(text: &str) -> Nature {
    let clauses = clauses(text);
    let reads_like = |list: &phrases::List| {
        let ordinary = clauses.iter().any(|clause| clause.has_any(&clause.words, list.ordinary_with));
        clauses.iter().any(|clause| list.is_in(clause, ordinary))
    };
    if reads_like(&phrases::EMERGENCY) {
        Nature::Emergency
    } else if reads_like(&phrases::DENUNCIATION) {
        Nature::Denunciation
    } else if reads_like(&phrases::COMPLAINT) {
        Nature::Complaint
    } else {
        Nature::Report
    }
}

/// The words between two marks of punctuation, and whether the whole text was typed without accents.
struct Clause {
    words: Vec<Word>,
    plain: bool,
    /// Those of all its words.
    initials: u32,
}

/// A word, which hundreds of phrases are held against.
struct Word {
    letters: String,
    initial: u32,
}

fn clauses(text: &str) -> Vec<Clause> {
    let plain = !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let text = text.to_lowercase();
    let text = composed(&text);
    let parts = text.split(['.', ',', ';', ':', '!', '?', '\n', '(', ')', '"', '“', '”']);
    let is_word = |w: &&str| !w.is_empty();
    let word = |letters: &str| Word::of(letters, plain);
    let words = |part: &str| part.split(|c: char| !c.is_alphanumeric()).filter(is_word).map(word).collect();
    parts.map(|part| Clause::of(words(part), plain)).filter(|clause| !clause.words.is_empty()).collect()
}

/// The bit of the first letter without accents; two letters may share one.
fn initial(word: &str, plain: bool) -> u32 {
    let letter = match word.chars().next() {
        Some('đ') if plain => Some('d'),
        Some(letter) if letter.is_ascii() => Some(letter),
        letter => letter.into_iter().nfd().next(),
    };
    letter.map_or(0, |letter| 1 << (u32::from(letter) % 32))
}

/// A word's letters with its tone behind them, so that "hỏa" and "hoả" are one.
fn tone_behind(word: &str) -> impl Iterator<Item = char> {
    let is_tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    word.nfd().filter(move |c| !is_tone(c)).chain(word.nfd().filter(is_tone))
}

/// Whether two composed words may be one, by their length and their letters without accents: most are not.
fn alike(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars(), other.chars());
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) if a == b || !a.is_ascii() || !b.is_ascii() => {}
            (ended, also) => return ended.is_none() && also.is_none(),
        }
    }
}

impl Word {
    fn of(letters: &str, plain: bool) -> Self {
        Self { letters: letters.to_owned(), initial: initial(letters, plain) }
    }

    /// What takes long comes last.
    fn is(&self, part: &str, plain: bool) -> bool {
        let word = &*self.letters;
        let spelled_so = || if plain { word == fold(part) } else { tone_behind(word).eq(tone_behind(part)) };
        alike(word, part) && (word == part || spelled_so())
    }
}

impl Clause {
    fn of(words: Vec<Word>, plain: bool) -> Self {
        Self { initials: words.iter().fold(0, |all, word| all | word.initial), words, plain }
    }

    /// How many words the phrase has, where these of it begin with it.
    fn begin(&self, words: &[Word], phrase: &str) -> Option<usize> {
        let mut parts = 0;
        for part in phrase.split(' ') {
            if !words.get(parts).is_some_and(|word| word.is(part, self.plain)) {
                return None;
            }
            parts += 1;
        }
        Some(parts)
    }

    /// Where the phrase stands among these words of it: its first, and the one after its last.
    fn places<'a>(&'a self, words: &'a [Word], phrase: &'a str) -> impl Iterator<Item = (usize, usize)> {
        let first = initial(phrase, self.plain);
        // Most of hundreds of phrases end here.
        let words = if self.initials & first == 0 { &[] } else { words };
        let starts = words.iter().enumerate().filter(move |(_, word)| word.initial == first);
        starts.filter_map(move |(at, _)| Some((at, at + self.begin(&words[at..], phrase)?)))
    }

    /// Whether one of the phrases stands among these words of it.
    fn has_any(&self, words: &[Word], phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.places(words, phrase).next().is_some())
    }
}

impl phrases::List {
    fn is_in(&self, clause: &Clause, ordinary: bool) -> bool {
        let found = |phrases: &[&str]| phrases.iter().any(|phrase| self.stands_in(phrase, clause));
        found(self.certain) || (!clause.plain && !ordinary && found(self.accented)) || self.opens(clause)
    }

    /// Whether the phrase is said in earnest somewhere in the clause.
    fn stands_in(&self, phrase: &str, clause: &Clause) -> bool {
        clause.places(&clause.words, phrase).any(|(start, end)| !self.is_waived(clause, start, end))
    }

    /// Whether the clause begins with what the list is about.
    fn opens(&self, clause: &Clause) -> bool {
        let opens = |end: usize| clause.words.len() > end && !self.is_waived(clause, 0, end);
        self.opening.iter().any(|phrase| clause.begin(&clause.words, phrase).is_some_and(opens))
    }

    /// Whether what stands around it makes it ordinary.
    fn is_waived(&self, clause: &Clause, start: usize, end: usize) -> bool {
        const CLOSE: usize = 5;
        let before = &clause.words[start.saturating_sub(CLOSE)..start];
        let after = &clause.words[end..clause.words.len().min(end + CLOSE)];
        clause.has_any(before, self.waived_before)
            || clause.has_any(after, self.waived_after)
            || self.waived_next.iter().any(|phrase| clause.begin(after, phrase).is_some())
    }
}

#[cfg(test)]
mod tests;
