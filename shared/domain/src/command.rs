//! What somebody asks to be done to a report, already parsed.

use jiff::Timestamp;

use crate::{
    directory::UnitId,
    history::{Action, RefusalReason},
    ids::PhotoId,
    text::Remark,
};

/// A request to change a report.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each variant is the action of that name; fields are named as in the HTTP contract")]
pub enum Command {
    Accept,
    Transfer {
        unit: UnitId,
        reason: Remark,
    },
    Return {
        reason: Remark,
    },
    Assign {
        unit: UnitId,
        reason: Option<Remark>,
    },
    NameOfficer {
        officer: String,
    },
    Ask {
        text: Remark,
    },
    Answer {
        text: Remark,
        photos: Vec<PhotoId>,
        waiver: Option<Remark>,
    },
    Extend {
        until: Timestamp,
        reason: Remark,
    },
    Refuse {
        reason: RefusalReason,
        text: Remark,
    },
    Confirm {
        text: Option<Remark>,
    },
    Decline {
        text: Remark,
    },
    Reopen {
        text: Remark,
    },
    Uphold {
        text: Remark,
    },
    Recall {
        text: Remark,
    },
    Update {
        text: Remark,
    },
    Note {
        text: Remark,
    },
    Agree {
        rating: Option<u8>,
        text: Option<Remark>,
    },
    Disagree {
        text: Remark,
    },
    Reprocess {
        text: Remark,
    },
    Inform {
        text: Remark,
        photos: Vec<PhotoId>,
    },
    Contest {
        text: Remark,
    },
    Withdraw {
        text: Option<Remark>,
    },
    MakeConfidential,
    /// The system: a held answer's photos are all processed.
    Complete,
    /// The system: a held answer's photos did not come or were rejected.
    Lapse,
    /// The system: nobody said anything for 7 days.
    Silence,
    /// The system: no information came for 5 working days.
    Resume,
    /// The system: the report's area or owner has ended, another took over.
    Succeed,
}

impl Command {
    /// The action that it asks for.
    pub fn action(&self) -> Action {
        match self {
            Self::Accept => Action::Accept,
            Self::Transfer { .. } => Action::Transfer,
            Self::Return { .. } => Action::Return,
            Self::Assign { .. } => Action::Assign,
            Self::NameOfficer { .. } => Action::NameOfficer,
            Self::Ask { .. } => Action::Ask,
            Self::Answer { .. } | Self::Complete => Action::Answer,
            Self::Extend { .. } => Action::Extend,
            Self::Refuse { .. } => Action::Refuse,
            Self::Confirm { .. } => Action::Confirm,
            Self::Decline { .. } => Action::Decline,
            Self::Reopen { .. } => Action::Reopen,
            Self::Uphold { .. } => Action::Uphold,
            Self::Recall { .. } => Action::Recall,
            Self::Update { .. } => Action::Update,
            Self::Note { .. } => Action::Note,
            Self::Agree { .. } => Action::Agree,
            Self::Disagree { .. } => Action::Disagree,
            Self::Reprocess { .. } => Action::Reprocess,
            Self::Inform { .. } => Action::Inform,
            Self::Contest { .. } => Action::Contest,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::MakeConfidential => Action::MakeConfidential,
            Self::Lapse => Action::Lapse,
            Self::Silence => Action::Silence,
            Self::Resume => Action::Resume,
            Self::Succeed => Action::Succeed,
        }
    }

    /// The photos that it names.
    pub fn photos(&self) -> &[PhotoId] {
        match self {
            Self::Answer { photos, .. } | Self::Inform { photos, .. } => photos,
            _ => &[],
        }
    }
}
