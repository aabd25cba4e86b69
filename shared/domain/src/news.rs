//! News of the province: to all of it or to some areas, for a time, ordinary or an emergency.
//!
//! [`Content`] is what the desk says, [`News`] what is stored; [`rules`] decides what may be published, changed and
//! withdrawn, and who is told. An emergency is also an alert of the Common Alerting Protocol: [`alert`].

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::{directory::AreaId, history::Bytes16, ids::NewsId, millis::Millis, text::Text};

pub mod alert;
mod picture;
pub mod rules;

pub use alert::Alert;
pub use picture::Picture;

/// Words of one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 1 to 200 graphemes.
    pub title: Text<200>,
    /// 1 to 2,000 graphemes.
    pub text: Text<2_000>,
}

/// How much it matters at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Read when the app is opened.
    #[default]
    Ordinary,
    /// Pushed at once to every device that follows the area, and given as an alert.
    Emergency,
}

/// What the desk says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// In Vietnamese.
    pub vi: Words,
    /// In English, if the desk has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<Words>,
    /// A picture on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// For whom: sorted, each once. Empty is the whole province.
    pub areas: Vec<AreaId>,
    /// Listed from then on.
    pub valid_from: Millis,
    /// Listed until then, not included.
    pub valid_until: Millis,
    /// How much it matters.
    pub severity: Severity,
    /// What an emergency says as an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Alert>,
}

/// A news item as stored. What is withdrawn stays, so that a repeat is known and the alert can be called off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// Its id.
    pub news_id: NewsId,
    /// Counts its changes and its withdrawal, from 1.
    pub version: u32,
    /// What it says.
    pub content: Content,
    /// When it was published first.
    pub published_at: Millis,
    /// When this version was made.
    pub changed_at: Millis,
    /// When the version before was made, if that was an emergency: the alert that this one updates or calls off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerted_at: Option<Millis>,
    /// When it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Millis>,
    /// The hash of the first request, by which a repeat is known.
    pub sent: Bytes16,
}

/// At most so many graphemes and bytes of a text, an ellipsis for the rest, never a grapheme in halves.
pub fn cut(text: &str, graphemes: usize, bytes: usize) -> String {
    const MORE: char = '…';
    if text.len() <= bytes && text.graphemes(true).count() <= graphemes {
        return text.to_owned();
    }
    let mut short = String::new();
    for grapheme in text.graphemes(true).take(graphemes.saturating_sub(1)) {
        if short.len() + grapheme.len() + MORE.len_utf8() > bytes {
            break;
        }
        short.push_str(grapheme);
    }
    short.push(MORE);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_graphemes() {
        let family = "👨‍👩‍👧";
        assert_eq!(cut("bão số 9", 8, 100), "bão số 9");
        assert_eq!(cut("bão số 9", 4, 100), "bão…");
        assert_eq!(cut(&format!("a{family}b"), 10, 12), "a…", "not part of a family");
        assert_eq!(cut(&"ệ".repeat(9), 100, 10), "ệệ…");
    }
}
