//! Why the domain says no: a fact, with a stable code. The words for people are in the edge's catalogue.

use serde_json::{Map, Value, json};

use crate::{directory::AreaId, history::Action, report::Status};

/// A refusal by rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The action isn't one of this state's.
    WrongState {
        /// What was asked.
        action: Action,
        /// The rule's number in DOMAIN.md.
        rule: u8,
        /// The report's state.
        status: Status,
    },
    /// The action isn't this actor's.
    NotAllowed {
        /// What was asked.
        action: Action,
        /// The rule's number in DOMAIN.md.
        rule: u8,
    },
    /// The report has changed since the caller saw it.
    VersionConflict,
    /// A field is missing or can't be: code and pointer.
    Field(&'static str, &'static str),
    /// A guard of a rule, by its code.
    Rule(&'static str),
    /// A day without borders needs an area.
    AreaRequired,
    /// Location and area disagree.
    AreaMismatch {
        /// The area that the report names.
        claimed: AreaId,
        /// The area that the location lies in, where that is known.
        located: Option<AreaId>,
    },
    /// The area named is not valid that day.
    AreaNotValid {
        /// The area that took over, if one did.
        successor: Option<AreaId>,
    },
    /// A complaint, denunciation or emergency: there is another address for it.
    OtherChannel {
        /// The code.
        code: &'static str,
        /// Where to turn.
        address: String,
        /// The numbers to call, with who answers.
        hotlines: Vec<(String, String)>,
        /// Whether the text says so; else the sender did.
        by_text: bool,
    },
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongState { action, .. } => action.wrong_state(),
            Self::NotAllowed { action, .. } => action.not_allowed(),
            Self::VersionConflict => "version_conflict",
            Self::Field(code, _) | Self::Rule(code) | Self::OtherChannel { code, .. } => code,
            Self::AreaRequired => "area_required",
            Self::AreaMismatch { .. } => "area_mismatch",
            Self::AreaNotValid { .. } => "area_not_valid",
        }
    }

    /// The field it is about, by RFC 6901 pointer.
    pub fn pointer(&self) -> Option<&'static str> {
        match self {
            Self::Field(_, pointer) => Some(pointer),
            Self::AreaRequired | Self::AreaMismatch { .. } | Self::AreaNotValid { .. } => Some("/area"),
            Self::OtherChannel { by_text: true, .. } => Some("/description"),
            _ => None,
        }
    }

    /// What else the caller may know, as members of the problem.
    pub fn details(&self) -> Map<String, Value> {
        let details = match self {
            Self::WrongState { rule, status, .. } => json!({"rule": rule, "state": status}),
            Self::NotAllowed { rule, .. } => json!({"rule": rule}),
            Self::AreaMismatch { claimed, located } => {
                json!({"claimed": claimed, "located": located})
            }
            Self::AreaNotValid { successor: Some(successor) } => json!({"successor": successor}),
            Self::OtherChannel { address, hotlines, .. } if hotlines.is_empty() => json!({"address": address}),
            Self::OtherChannel { address, hotlines, .. } => {
                let hotlines = hotlines.iter().map(|(number, name)| json!({"number": number, "name": name}));
                json!({"address": address, "hotlines": hotlines.collect::<Vec<_>>()})
            }
            _ => json!({}),
        };
        match details {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}
