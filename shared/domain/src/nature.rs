//! What does not belong in this channel: emergencies, which nobody must wait with; khiếu nại and tố cáo, which the law
//! sends elsewhere (DOMAIN.md, "Law"). The sender says so, or the words do.
//!
//! Words are weighed for few false alarms, as each keeps somebody from reporting: "xe cấp cứu", "nguy cơ cháy", "đã khiếu
//! nại nhiều lần" and "cây to cao" are ordinary. Whoever was misunderstood sends it anyway.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::fold::fold;

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
    words: Vec<String>,
    plain: bool,
}

fn clauses(text: &str) -> Vec<Clause> {
    let plain = !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let text: String = text.to_lowercase().nfc().collect();
    let parts = text.split(['.', ',', ';', ':', '!', '?', '\n', '(', ')', '"', '“', '”']);
    let is_word = |w: &&str| !w.is_empty();
    let words = |part: &str| part.split(|c: char| !c.is_alphanumeric()).filter(is_word).map(str::to_owned).collect();
    parts.map(|part| Clause { words: words(part), plain }).filter(|clause| !clause.words.is_empty()).collect()
}

/// How many words the phrase has, where these begin with it.
fn begin(words: &[String], phrase: &str, plain: bool) -> Option<usize> {
    // Most end here, before the phrase is taken apart.
    if !words.first()?.chars().zip(phrase.chars()).take(1).all(agree) {
        return None;
    }
    let mut parts = 0;
    for part in phrase.split(' ') {
        if !words.get(parts).is_some_and(|word| is_same(word, part, plain)) {
            return None;
        }
        parts += 1;
    }
    Some(parts)
}

/// Whether the letters may be the same: those without accents are.
fn agree((a, b): (char, char)) -> bool {
    a == b || !a.is_ascii() || !b.is_ascii()
}

/// What takes long comes last: a text is held against hundreds of words.
fn is_same(word: &str, part: &str, plain: bool) -> bool {
    word.chars().zip(part.chars()).all(agree)
        && word.chars().count() == part.chars().count()
        && if plain { word == fold(part) } else { tone_behind(word) == tone_behind(part) }
}

/// A word with its tone behind it, so that "hỏa" and "hoả" are one.
fn tone_behind(word: &str) -> String {
    let is_tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let (tones, letters): (Vec<char>, Vec<char>) = word.nfd().partition(is_tone);
    letters.into_iter().chain(tones).collect()
}

impl Clause {
    /// Whether one of the phrases stands among these words of it.
    fn has_any(&self, words: &[String], phrases: &[&str]) -> bool {
        let stands = |phrase: &&str| (0..words.len()).any(|at| begin(&words[at..], phrase, self.plain).is_some());
        phrases.iter().any(stands)
    }
}

impl phrases::List {
    fn is_in(&self, clause: &Clause, ordinary: bool) -> bool {
        let found = |phrases: &[&str]| phrases.iter().any(|phrase| self.stands_in(phrase, clause));
        found(self.certain) || (!clause.plain && !ordinary && found(self.accented)) || self.opens(clause)
    }

    /// Whether the phrase is said in earnest somewhere in the clause.
    fn stands_in(&self, phrase: &str, clause: &Clause) -> bool {
        let end = |at: usize| begin(&clause.words[at..], phrase, clause.plain).map(|length| at + length);
        (0..clause.words.len()).any(|at| end(at).is_some_and(|end| !self.is_waived(clause, at, end)))
    }

    /// Whether the clause begins with what the list is about.
    fn opens(&self, clause: &Clause) -> bool {
        self.opening.iter().any(|phrase| {
            begin(&clause.words, phrase, clause.plain)
                .is_some_and(|end| clause.words.len() > end && !self.is_waived(clause, 0, end))
        })
    }

    /// Whether what stands around it makes it ordinary.
    fn is_waived(&self, clause: &Clause, start: usize, end: usize) -> bool {
        const CLOSE: usize = 5;
        let before = &clause.words[start.saturating_sub(CLOSE)..start];
        let after = &clause.words[end..clause.words.len().min(end + CLOSE)];
        let next = |phrase: &&str| begin(after, phrase, clause.plain).is_some();
        clause.has_any(before, self.waived_before)
            || clause.has_any(after, self.waived_after)
            || self.waived_next.iter().any(next)
    }
}

#[cfg(test)]
mod tests;
