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
    let parts = text.split(['.', ',', ';', ':', '!', '?', '\n', '(', ')', '"', '“', '”']);
    let words = |part: &str| part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(word).collect();
    parts.map(|part| Clause { words: words(part), plain }).filter(|clause| !clause.words.is_empty()).collect()
}

/// A word with its tone behind it, so that "hỏa" and "hoả" are one.
fn word(text: &str) -> String {
    let is_tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let letters: Vec<char> = text.to_lowercase().nfd().collect();
    let (tones, letters): (Vec<char>, Vec<char>) = letters.into_iter().partition(is_tone);
    letters.into_iter().chain(tones).nfc().collect()
}

impl Clause {
    /// Whether one of the phrases stands among these words of it.
    fn has_any(&self, words: &[String], phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| {
            let phrase = of_phrase(phrase, self.plain);
            words.windows(phrase.len()).any(|w| w == phrase)
        })
    }
}

impl phrases::List {
    fn is_in(&self, clause: &Clause, ordinary: bool) -> bool {
        let found = |phrases: &[&str]| phrases.iter().any(|phrase| self.stands_in(phrase, clause));
        found(self.certain) || (!clause.plain && !ordinary && found(self.accented)) || self.opens(clause)
    }

    /// Whether the phrase is said in earnest somewhere in the clause.
    fn stands_in(&self, phrase: &str, clause: &Clause) -> bool {
        let phrase = of_phrase(phrase, clause.plain);
        let here = |at: &usize| clause.words[*at..].starts_with(&phrase);
        let mut places = (0..clause.words.len()).filter(here);
        places.any(|at| !self.is_waived(clause, at, at + phrase.len()))
    }

    /// Whether the clause begins with what the list is about.
    fn opens(&self, clause: &Clause) -> bool {
        self.opening.iter().any(|phrase| {
            let phrase = of_phrase(phrase, clause.plain);
            clause.words.starts_with(&phrase)
                && clause.words.len() > phrase.len()
                && !self.is_waived(clause, 0, phrase.len())
        })
    }

    /// Whether what stands around it makes it ordinary.
    fn is_waived(&self, clause: &Clause, start: usize, end: usize) -> bool {
        const CLOSE: usize = 5;
        let before = &clause.words[start.saturating_sub(CLOSE)..start];
        let after = &clause.words[end..clause.words.len().min(end + CLOSE)];
        let next = |phrase: &&str| after.starts_with(&of_phrase(phrase, clause.plain));
        clause.has_any(before, self.waived_before)
            || clause.has_any(after, self.waived_after)
            || self.waived_next.iter().any(next)
    }
}

fn of_phrase(phrase: &str, plain: bool) -> Vec<String> {
    phrase.split(' ').map(|part| if plain { fold(part) } else { word(part) }).collect()
}

#[cfg(test)]
mod tests;
