//! What an officer proposes and a leader confirms: one mechanism for rules 8, 9 and 16.

use serde::{Deserialize, Serialize};

use crate::millis::Millis;

/// Why a report is not taken (rule 16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// Not within anyone's powers here.
    OutOfJurisdiction,
    /// Khiếu nại or tố cáo: there is another office for it, which the text names.
    ComplaintOrDenunciation,
    /// Nothing to go by.
    NotEnoughToVerify,
    /// Checked and found untrue.
    Untrue,
    /// Insults, spam.
    Abusive,
}

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proposal {
    /// Not to take the report (rule 16).
    Refuse {
        /// Why.
        reason: RefusalReason,
    },
    /// A later deadline (rule 8).
    Extend {
        /// Until when.
        until: Millis,
    },
    /// To answer without an evidence photo (rule 9); the proposing entry holds the answer.
    Waive,
}
