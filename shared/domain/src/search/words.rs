//! What somebody looks for: words, each the beginning of a word in the report, in any order.

use memchr::memmem::Finder;

use crate::fold::fold;

/// Most letters that may be typed.
const LONGEST: usize = 200;
/// Most words looked for at once.
const MOST: usize = 12;

/// Why a query is not taken. Displays as the stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SearchFault {
    /// Only punctuation, or nothing.
    #[error("search_without_words")]
    WithoutWords,
    /// More letters or words than one may look for.
    #[error("search_too_long")]
    TooLong,
}

/// The words, longest first: the longest is likely the rarest.
#[derive(Debug)]
pub struct Words(Vec<Finder<'static>>);

impl Words {
    /// The words of what was typed.
    pub fn parse(typed: &str) -> Result<Self, SearchFault> {
        // counted before folding, which may make letters more
        if typed.chars().nth(LONGEST).is_some() {
            return Err(SearchFault::TooLong);
        }
        let folded = fold(typed);
        // a blank before each, as it stands before each word of a line
        let mut words: Vec<String> = folded.split_whitespace().map(|word| format!(" {word}")).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        // what another word begins with is found with it
        let mut kept: Vec<String> = Vec::new();
        for word in words {
            if !kept.iter().any(|longer| longer.starts_with(&word)) {
                kept.push(word);
            }
        }
        match kept.len() {
            0 => Err(SearchFault::WithoutWords),
            1..=MOST => Ok(Self(kept.iter().map(|word| Finder::new(word).into_owned()).collect())),
            _ => Err(SearchFault::TooLong),
        }
    }

    /// Whether all words stand in these texts.
    pub fn stand_in<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> bool {
        let text = folded(texts);
        self.0.iter().all(|word| word.find(text.as_bytes()).is_some())
    }

    /// The first word, and the others.
    pub(super) fn split(&self) -> (&Finder<'static>, &[Finder<'static>]) {
        let (first, others) = self.0.split_first().unwrap_or_else(|| unreachable!("a query without words is refused"));
        (first, others)
    }
}

/// Texts as they are searched: folded, with a blank before each word.
pub(super) fn folded<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut all = String::new();
    for text in texts {
        let text = fold(text);
        if !text.is_empty() {
            all.push(' ');
            all.push_str(&text);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, text: &str) -> bool {
        Words::parse(typed).unwrap().stand_in([text])
    }

    #[test]
    fn accents_and_the_place_of_the_tone_do_not_matter() {
        let text = "Ổ gà ở ấp 1A, xã Tân Hoà";
        for typed in ["Hòa", "Hoà", "hoa", "HOÀ", "Ho\u{e0}", "Hoa\u{300}", "o ga", "ổ gà", "xa tan hoa", "1a"] {
            assert!(finds(typed, text), "{typed}");
        }
        assert!(!finds("huyện", text));
    }

    #[test]
    fn a_word_is_found_by_its_beginning_and_never_by_its_middle() {
        let text = "Đường Châu Văn Liêm";
        assert!(finds("li", text) && finds("châ đư", text));
        assert!(!finds("iem", text) && !finds("hau", text));
    }

    #[test]
    fn all_words_must_stand_there_in_any_order() {
        let text = "Rác thải, mùi hôi trên đường Châu Văn Liêm";
        assert!(finds("liêm rác", text) && finds("hôi, hôi; HÔI", text));
        assert!(!finds("rác Nguyễn", text));
    }

    #[test]
    fn a_query_without_words_or_of_too_many_is_refused() {
        for typed in ["", " ", "…!?", "%", "👍", "\u{301}", "--"] {
            assert_eq!(Words::parse(typed).unwrap_err(), SearchFault::WithoutWords, "{typed:?}");
        }
        assert!(Words::parse(&"ạ".repeat(LONGEST)).is_ok());
        assert_eq!(Words::parse(&"ạ".repeat(LONGEST + 1)).unwrap_err(), SearchFault::TooLong);
        assert_eq!(Words::parse("a b c d e f g h i k l m n").unwrap_err(), SearchFault::TooLong);
        assert!(Words::parse("a a a a a a a a a a a a a a a").is_ok(), "one word");
    }
}
