//! The body of a submission, as the HTTP contract has it.

use domain::{
    Refusal,
    directory::{AreaId, CategoryCode, Directory, UnitId},
    ids::{PhotoId, ReportId},
    location::SentLocation,
    report::Visibility,
    submission::Submission,
    text::{Address, Description},
};
use edge::Problem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a report is said to be by who sends it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Nature {
    #[default]
    Report,
    Complaint,
    Denunciation,
    Emergency,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmitBody {
    id: ReportId,
    category: CategoryCode,
    description: Description,
    location: Option<SentLocation>,
    area: Option<AreaId>,
    #[serde(default)]
    also_in: Vec<AreaId>,
    address: Option<Address>,
    #[serde(default)]
    photos: Vec<PhotoId>,
    #[serde(default)]
    urgent: bool,
    visibility: Option<Visibility>,
    consent: String,
    observed_at: Option<Timestamp>,
    previous: Option<ReportId>,
    about_unit: Option<UnitId>,
    #[serde(default)]
    nature: Nature,
    #[serde(default)]
    send_anyway: bool,
}

impl SubmitBody {
    /// What tells the same content from other content under one id: of the parsed fields, so that neither the order
    /// of fields nor the composition of accents matters.
    pub(crate) fn digest(&self) -> Result<[u8; 16], Problem> {
        let bytes = serde_json::to_vec(self).map_err(Problem::internal)?;
        let mut digest = [0; 16];
        digest.copy_from_slice(&Sha256::digest(bytes)[..16]);
        Ok(digest)
    }

    pub(crate) fn parse(self, directory: &Directory) -> Result<Submission, Refusal> {
        if !directory.settings().knows_consent(&self.consent) {
            return Err(Refusal::Field("consent_unknown", "/consent"));
        }
        if self.nature != Nature::Report && !self.send_anyway {
            let code = if self.nature == Nature::Emergency { "emergency_elsewhere" } else { "complaint_elsewhere" };
            let settings = directory.settings();
            let emergency = settings.hotlines.iter().filter(|h| h.emergency).map(|h| h.number.as_str());
            let address = if self.nature == Nature::Emergency {
                emergency.collect::<Vec<_>>().join(", ")
            } else {
                settings.complaint_advice.vi.clone()
            };
            return Err(Refusal::OtherChannel { code, address });
        }
        Ok(Submission {
            id: self.id,
            category: self.category,
            description: self.description,
            location: self.location.map(|l| l.0),
            area: self.area,
            also_in: self.also_in,
            address: self.address,
            photos: self.photos,
            urgent: self.urgent,
            visibility: self.visibility,
            consent: self.consent,
            observed_at: self.observed_at,
            previous: self.previous,
            about_unit: self.about_unit,
        })
    }
}
