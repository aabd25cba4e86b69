//! What a province says of itself: names, hotlines, consent, texts, clocks.
//!
//! The categories' own deadlines are in the categories; here are the clocks that are the same for all of them.

use serde::{Deserialize, Serialize};

use super::AreaId;
use crate::calendar::{QuietHours, Span};

/// A text for people in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// What the app and the rules take from the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The province, as "Hậu Giang".
    pub province: Text,
    /// The service, as the app shows it.
    pub service: Text,
    /// The areas that the service covers, with all that is in them.
    pub service_area: Vec<AreaId>,
    /// How to take a photo that helps.
    pub photo_advice: Text,
    /// Where khiếu nại and tố cáo are to be sent (DOMAIN.md, rule 16 and "Law").
    pub complaint_advice: Text,
    /// The oldest version of the app that is still served.
    pub oldest_client: String,
    /// Numbers to call, the most urgent first.
    pub hotlines: Vec<Hotline>,
    /// What the reporter agrees to, the newest last. Never empty.
    pub consents: Vec<Consent>,
    /// The clocks that are no category's.
    pub clocks: Clocks,
    /// When staff are pushed what is urgent only; never where there are none.
    pub quiet: Option<QuietHours>,
}

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hotline {
    /// As dialled.
    pub number: String,
    /// Who answers.
    pub name: Text,
    /// Is it one to call instead of reporting, when life is in danger?
    pub emergency: bool,
}

/// A version of what the reporter agrees to: Luật 91/2025/QH15, recorded with version and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// As `2026-01`.
    pub version: String,
    /// The text itself.
    pub text: Text,
}

/// Lengths of time of the lifecycle: DOMAIN.md, the tables of states and actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// For the centre to assign a `coordinating` report.
    pub coordinate: Span,
    /// For the reviewer of a `disputed` report.
    pub review: Span,
    /// For a leader to confirm or decline a proposal.
    pub confirm: Span,
    /// For the citizen to give the information asked for, before the clock goes on without (rule 7).
    pub inform: Span,
    /// For the citizen's verdict, before silence closes the report (rules 12, 13).
    pub verdict: Span,
    /// For a late verdict on a report closed by silence (rule 23).
    pub late_verdict: Span,
    /// For the citizen to contest a refusal (rule 17).
    pub contest: Span,
    /// For a held answer's photos (rule 9).
    pub held_answer: Span,
    /// For a leader to recall an answer (rule 22).
    pub recall: Span,
    /// A report closed for longer takes no merges (rule 18).
    pub merge: Span,
    /// An urgent report not accepted goes to the leader after this.
    pub urgent_leader: Span,
    /// An urgent report not accepted goes to the unit above and the centre after this.
    pub urgent_above: Span,
}

impl Settings {
    /// The consent that is asked for now.
    pub fn consent(&self) -> Option<&Consent> {
        self.consents.last()
    }

    /// Was the version ever asked for? A report written offline may name an older one.
    pub fn knows_consent(&self, version: &str) -> bool {
        self.consents.iter().any(|consent| consent.version == version)
    }
}
