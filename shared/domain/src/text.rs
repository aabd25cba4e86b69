//! Texts that people write: NFC whatever the phone sends, counted in graphemes as people count, bounded in bytes.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Most bytes of any text, in UTF-8 after normalising: bounds the item, whatever is piled on one grapheme.
pub const MOST_BYTES: usize = 8_000;

/// Why a text is not taken. `Display` gives the stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing in it but space.
    #[error("text_empty")]
    Empty,
    /// No letter or digit: only emoji or punctuation.
    #[error("text_without_words")]
    WithoutWords,
    /// More graphemes than this text may have, or more bytes than any may.
    #[error("text_too_long")]
    TooLong,
    /// Control characters other than line breaks and tabs.
    #[error("text_control_characters")]
    ControlCharacters,
}

/// A text of 1 to `MOST` graphemes, in NFC, trimmed, with a word in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<const MOST: usize>(String);

/// What the problem is, in the citizen's words: 1 to 2,000 graphemes.
pub type Description = Text<2_000>;
/// Answers, reasons, questions: 1 to 1,000 graphemes.
pub type Remark = Text<1_000>;
/// An address as people give it: 1 to 200 graphemes.
pub type Address = Text<200>;

impl<const MOST: usize> Text<MOST> {
    /// Takes what was typed, or says why not.
    pub fn parse(typed: &str) -> Result<Self, TextFault> {
        if typed.len() > 4 * MOST_BYTES {
            return Err(TextFault::TooLong);
        }
        let text = composed(typed).replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(TextFault::Empty);
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(TextFault::ControlCharacters);
        }
        // No text has more graphemes than bytes.
        if text.len() > MOST_BYTES || (text.len() > MOST && text.graphemes(true).count() > MOST) {
            return Err(TextFault::TooLong);
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(TextFault::WithoutWords);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text in NFC, as it mostly comes.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Text<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_vietnamese_is_stored_composed() {
        let nfd = "Ra\u{301}c tha\u{309}i, mu\u{300}i ho\u{302}i";
        assert_eq!(Remark::parse(nfd).unwrap().as_str(), "Rác thải, mùi hôi");
    }

    #[test]
    fn names_of_any_shape_are_words() {
        for name in ["Nguyễn Thị Thảo", "Trần Đ.", "K'Rêh", "李", "O'Brien", "ổ gà 2"] {
            assert!(Remark::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn each_fault_has_its_own_name() {
        assert_eq!(Remark::parse(" \n\u{a0} "), Err(TextFault::Empty));
        assert_eq!(Remark::parse("👍👍 !!!"), Err(TextFault::WithoutWords));
        assert_eq!(Remark::parse("a\u{0}b"), Err(TextFault::ControlCharacters));
        assert_eq!(Remark::parse(&"ạ".repeat(1_001)), Err(TextFault::TooLong));
        assert!(Remark::parse(&"a\u{323}".repeat(1_000)).is_ok(), "1,000 graphemes, whatever their code points");
        assert_eq!(Remark::parse(&format!("a{}", "\u{301}".repeat(9_000))), Err(TextFault::TooLong));
    }
}
