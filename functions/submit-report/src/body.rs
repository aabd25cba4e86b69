//! The body of a submission, as the HTTP contract has it.

use domain::{
    Refusal,
    directory::{AreaId, CategoryCode, Directory, UnitId, settings::Text},
    ids::{PhotoId, ReportId},
    location::SentLocation,
    nature::{self, Nature},
    report::Visibility,
    submission::Submission,
    text::{Address, Description},
};
use edge::{Language, Problem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

    pub(crate) fn parse(self, directory: &Directory, language: Language) -> Result<Submission, Refusal> {
        if !directory.settings().knows_consent(&self.consent) {
            return Err(Refusal::Field("consent_unknown", "/consent"));
        }
        if !self.send_anyway {
            self.belongs_here(directory, language)?;
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
    /// An emergency, a complaint or a denunciation has another address, by its sender's word or by its own.
    fn belongs_here(&self, directory: &Directory, language: Language) -> Result<(), Refusal> {
        let by_text = self.nature == Nature::Report;
        let nature = if by_text { nature::of_text(self.description.as_str()) } else { self.nature };
        let settings = directory.settings();
        let said = |text: &Text| if language == Language::English { text.en.clone() } else { text.vi.clone() };
        let (code, address, hotlines) = match nature {
            Nature::Report => return Ok(()),
            Nature::Complaint | Nature::Denunciation => {
                ("complaint_elsewhere", said(&settings.complaint_advice), Vec::new())
            }
            Nature::Emergency => {
                let emergency = settings.hotlines.iter().filter(|h| h.emergency);
                let hotlines: Vec<_> = emergency.map(|h| (h.number.clone(), said(&h.name))).collect();
                let numbers: Vec<_> = hotlines.iter().map(|(number, _)| number.as_str()).collect();
                ("emergency_elsewhere", numbers.join(", "), hotlines)
            }
        };
        Err(Refusal::OtherChannel { code, address, hotlines, by_text })
    }
}
