//! What somebody asks to be done to a report, already parsed.

use jiff::Timestamp;

use crate::{
    directory::{AreaId, CategoryCode, UnitId},
    history::{Action, RefusalReason},
    ids::{PhotoId, ReportId},
    location::Location,
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
    Correct {
        to: Box<Correction>,
        reason: Remark,
    },
    Merge {
        into: ReportId,
        reason: Option<Remark>,
    },
    Unmerge {
        reason: Remark,
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
    Hide {
        photos: Vec<PhotoId>,
        reason: Remark,
    },
    Unhide {
        photos: Vec<PhotoId>,
        reason: Remark,
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
    /// The system: the officer named has left or is away.
    ReleaseOfficer {
        officer: String,
    },
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

/// What a correction sets (rule 21).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Report, which says what they are")]
pub struct Correction {
    pub category: Option<CategoryCode>,
    pub area: Option<AreaId>,
    pub location: Option<Location>,
    pub urgent: Option<bool>,
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
            Self::Correct { .. } => Action::Correct,
            Self::Merge { .. } => Action::Merge,
            Self::Unmerge { .. } => Action::Unmerge,
            Self::Hide { .. } => Action::Hide,
            Self::Unhide { .. } => Action::Unhide,
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
            Self::ReleaseOfficer { .. } => Action::ReleaseOfficer,
            Self::Lapse => Action::Lapse,
            Self::Silence => Action::Silence,
            Self::Resume => Action::Resume,
            Self::Succeed => Action::Succeed,
        }
    }

    /// Whether the unit speaks to the citizen by it.
    pub fn speaks_to_citizen(&self) -> bool {
        matches!(
            self,
            Self::Ask { .. } | Self::Answer { .. } | Self::Refuse { .. } | Self::Uphold { .. } | Self::Update { .. }
        )
    }

    /// Whether what is known of the photos decides.
    pub fn answers_with_photos(&self) -> bool {
        matches!(self, Self::Answer { photos, .. } | Self::Inform { photos, .. } if !photos.is_empty())
    }

    /// The photos that it names.
    pub fn photos(&self) -> &[PhotoId] {
        match self {
            Self::Answer { photos, .. }
            | Self::Inform { photos, .. }
            | Self::Hide { photos, .. }
            | Self::Unhide { photos, .. } => photos,
            _ => &[],
        }
    }
}
