//! Categories (lĩnh vực): who owns a kind of problem, by when it is handled, what closing it takes.
//!
//! The rules hold for a period: a code can have several sets, one a day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{CategoryCode, Directory, Period};
use crate::calendar::Span;

/// One category's rules for a period: data/README.md has each column's meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its key.
    pub code: CategoryCode,
    /// For people, in Vietnamese.
    pub name_vi: String,
    /// For people, in English.
    pub name_en: String,
    /// Words that hint at it, in Vietnamese.
    pub keywords_vi: Vec<SmolStr>,
    /// Who owns it.
    pub owner: OwnerRule,
    /// Who owns it where the owner can't be found.
    pub fallback_owner: OwnerRule,
    /// How soon it must be received.
    pub receive: Track,
    /// How soon it must be handled, counted from receipt's deadline (DOMAIN.md, rule 1).
    pub handle: Track,
    /// Who may see it.
    pub confidential: Confidential,
    /// The proof that an answer needs.
    pub photo_to_close: PhotoToClose,
    /// When these rules hold.
    pub valid: Period,
}

/// A length of time for ordinary and for urgent reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// For ordinary reports.
    pub normal: Span,
    /// For urgent ones; none: the category can't be urgent, and `urgent: true` is refused.
    pub urgent: Option<Span>,
}

impl Track {
    /// The length for a report; none if it is urgent and the category can't be.
    pub fn of(&self, urgent: bool) -> Option<Span> {
        if urgent { self.urgent } else { Some(self.normal) }
    }
}

/// Who may see a report of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidential {
    /// All, unless the citizen asks otherwise.
    Optional,
    /// Staff only, unless the citizen says public.
    Default,
    /// Staff only.
    Always,
}

/// The proof that an answer needs: DOMAIN.md, rule 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoToClose {
    /// An evidence photo.
    Required,
    /// An evidence photo, or a waiver that a leader confirms.
    Waivable,
    /// None.
    None,
}

/// Who owns a category, read from the report's commune upwards: data/README.md, "Owner".
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OwnerRule {
    /// Its People's Committee.
    Commune,
    /// Its police.
    Police,
    /// Its district's committee; nobody where the tree has no districts.
    District,
    /// The department of a kind, as `moi-truong`.
    Department(String),
    /// The utility of a kind, as `dien-luc`.
    Utility(String),
    /// The unit above the one that the report is about, never that one.
    Parent,
    /// The centre.
    Centre,
}

/// Not an owner: `commune`, `police`, `district`, `department:x`, `utility:x`, `parent` or `centre`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an owner is commune, police, district, department:x, utility:x, parent or centre")]
pub struct BadOwner;

impl OwnerRule {
    /// The kind of unit that it looks for by name, if it does.
    pub(crate) fn kind(&self) -> Option<String> {
        matches!(self, Self::Department(_) | Self::Utility(_)).then(|| self.to_string())
    }
}

impl FromStr for OwnerRule {
    type Err = BadOwner;

    fn from_str(text: &str) -> Result<Self, BadOwner> {
        Ok(match (text, text.split_once(':')) {
            ("commune", _) => Self::Commune,
            ("police", _) => Self::Police,
            ("district", _) => Self::District,
            ("parent", _) => Self::Parent,
            ("centre", _) => Self::Centre,
            (_, Some(("department", kind))) if !kind.is_empty() => Self::Department(kind.to_owned()),
            (_, Some(("utility", kind))) if !kind.is_empty() => Self::Utility(kind.to_owned()),
            _ => return Err(BadOwner),
        })
    }
}

impl fmt::Display for OwnerRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commune => f.write_str("commune"),
            Self::Police => f.write_str("police"),
            Self::District => f.write_str("district"),
            Self::Department(kind) => write!(f, "department:{kind}"),
            Self::Utility(kind) => write!(f, "utility:{kind}"),
            Self::Parent => f.write_str("parent"),
            Self::Centre => f.write_str("centre"),
        }
    }
}

impl Directory {
    /// All categories of all times, by code, then by the day they hold from.
    pub fn categories(&self) -> &[Category] {
        &self.content.categories
    }

    /// Whether there is a category of that code, whenever.
    pub fn knows_category(&self, code: &CategoryCode) -> bool {
        self.content.categories.iter().any(|category| category.code == *code)
    }

    /// The categories that hold on a day, by code.
    pub fn categories_on(&self, day: Date) -> impl Iterator<Item = &Category> {
        self.content.categories.iter().filter(move |category| category.valid.contains(day))
    }

    /// A category as its rules are on a day.
    pub fn category(&self, code: &CategoryCode, day: Date) -> Option<&Category> {
        self.categories_on(day).find(|category| category.code == *code)
    }
}
