//! A report in the form for its reader: public, mine, staff. The only file that turns reports into answers.
//!
//! **Architecture Invariant**: no form has the reporter. What a form's type lacks can't leak: `person` is in none, staff
//! ids and inside notes are in the staff's only.

use domain::{
    Report,
    actor::Standing,
    alert::Alert,
    directory::{AreaId, CategoryCode, Directory, UnitId},
    history::{Action, Changes, RefusalReason},
    ids::ReportId,
    masking::{Writer, masked},
    recurrence::SamePlace,
    report::{Hidden, Status, Verdict, Visibility},
};
use serde::Serialize;

use aws::tables::photos::PhotoRow;

pub use feature::{FeatureCollection, GEO_JSON};
pub use history::history_page;
pub use merged::shows_of_target;
pub use open::OpenReport;
pub use photo::{Photo, shows};
use photo::{photo_of, photos};
pub(crate) use time::rfc3339;

mod again;
mod centre;
mod feature;
mod history;
mod merged;
mod open;
mod photo;
mod time;
mod words;

/// On which surface an answer is given: decides paths and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// For anyone.
    Public,
    /// For who sent it.
    Mine,
    /// For the unit that handles it, the unit above and the centre.
    Staff,
}

/// The unit that must handle a report.
#[derive(Debug, Serialize)]
pub struct Owner {
    unit: UnitId,
    name: String,
}

/// Which directory and which rule decided the owner.
#[derive(Debug, Serialize)]
pub struct RoutedBy {
    directory: String,
    rule: String,
}

/// A point in degrees.
#[derive(Debug, Serialize)]
pub struct Point {
    lat: f64,
    lng: f64,
    accuracy_m: u32,
}

/// What every reader of a report gets.
#[derive(Debug, Serialize)]
pub struct Core {
    id: ReportId,
    code: String,
    status: Status,
    version: u32,
    category: CategoryCode,
    area: AreaId,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_in: Vec<AreaId>,
    urgent: bool,
    visibility: Visibility,
    owner: Owner,
    received_at: String,
    receive_by: String,
    resolve_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_by: Option<String>,
    routed_by: RoutedBy,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<RefusalReason>,
    /// What the public does not see.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Hidden>,
    /// How the report is going that this one was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged: Option<Merged>,
    photos: Vec<Photo>,
}

/// What is shown of the report that another is merged into: never its text, its scene photos, its id or its reporter.
#[derive(Debug, Serialize)]
pub struct Merged {
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<Owner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolve_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<RefusalReason>,
}

/// The unit's answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Who answered for the unit, where that person has a name to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A report as anyone sees it.
#[derive(Debug, Serialize)]
pub struct PublicReport {
    #[serde(flatten)]
    core: Core,
}

/// A report as its reporter sees it.
#[derive(Debug, Serialize)]
pub struct MyReport {
    #[serde(flatten)]
    core: Core,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    /// How much is new since its reporter last looked; where they look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen: Option<usize>,
}

/// A report as who follows it sees it: what anyone sees, and how much of it is new to them.
#[derive(Debug, Serialize)]
pub struct FollowedReport {
    #[serde(flatten)]
    public: PublicReport,
    unseen: usize,
}

/// A report as the unit, the unit above and the centre see it.
#[derive(Debug, Serialize)]
pub struct StaffReport {
    #[serde(flatten)]
    core: Core,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    officer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<serde_json::Value>,
    answer_held: bool,
    bound: bool,
    /// The report that its reporter named as the same problem before, where the reader may see that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<ReportId>,
    /// Reports of the same problem that were dealt with in the 90 days before; for who decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recurrence_of: Vec<Earlier>,
}

/// A report of the same problem at the same place that was dealt with before.
#[derive(Debug, Serialize)]
pub struct Earlier {
    id: ReportId,
    code: String,
    status: Status,
    owner: Owner,
    received_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    by: SamePlace,
}

/// A report as the centre sees it: what staff see, and how it went through the units.
#[derive(Debug, Serialize)]
pub struct CentreReport {
    #[serde(flatten)]
    staff: StaffReport,
    /// The units that had it, in order.
    held_by: Vec<Held>,
    /// The alerts that were given, oldest first.
    alerts: Vec<Given>,
}

/// A unit's time with a report: a transfer does not move the citizen's deadline, so each owner's part of it is told.
#[derive(Debug, Serialize)]
pub struct Held {
    unit: UnitId,
    name: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// An alert that was given: of what, and to whom.
#[derive(Debug, Serialize)]
pub struct Given {
    at: String,
    #[serde(flatten)]
    alert: Alert,
}

/// One entry of the history, with what a reader needs to check the chain.
#[derive(Debug, Serialize)]
pub struct HistoryEntry {
    n: u32,
    at: String,
    by: Standing,
    action: Action,
    changes: Changes,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Who says the text for the unit, where that person has a name to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    staff: Option<String>,
    sealed: String,
    hash: String,
}

/// A report's history on one surface.
#[derive(Debug, Serialize)]
pub struct History {
    id: ReportId,
    version: u32,
    head: String,
    items: Vec<HistoryEntry>,
}

impl Core {
    fn of(report: &Report, directory: &Directory, surface: Surface, rows: Option<&[PhotoRow]>) -> Self {
        let first = report.submission();
        let shown = surface != Surface::Public;
        let text_shown = shown || !report.hidden.text;
        Self {
            id: report.id.clone(),
            code: report.code.clone(),
            status: report.status,
            version: report.version,
            category: report.category.clone(),
            area: report.area.clone(),
            also_in: report.also_in.clone(),
            urgent: report.urgent,
            visibility: report.visibility,
            owner: owner(report, directory),
            received_at: rfc3339(report.received_at),
            receive_by: rfc3339(report.receive_by),
            resolve_by: rfc3339(report.resolve_by),
            review_by: report.review_by.map(rfc3339),
            routed_by: RoutedBy { directory: report.directory.clone(), rule: report.rule.clone() },
            verdict: report.verdict,
            description: first
                .and_then(|e| readable(e.body.text.as_deref(), Writer::Citizen, surface))
                .filter(|_| text_shown),
            address: first
                .and_then(|e| readable(e.body.address.as_deref(), Writer::Citizen, surface))
                .filter(|_| text_shown),
            location: report.location.map(|l| Point { lat: l.lat(), lng: l.lng(), accuracy_m: l.accuracy_m }),
            answer: answer(report, surface),
            refusal: report.refusal(),
            hidden: Some(report.hidden.clone()).filter(|hidden| shown && *hidden != Hidden::default()),
            merged: None,
            photos: photos(report, surface, rows),
        }
    }
}

fn owner(report: &Report, directory: &Directory) -> Owner {
    let name = directory.unit(&report.owner).map_or_else(|| report.owner.to_string(), |u| u.name_vi.clone());
    Owner { unit: report.owner.clone(), name }
}

fn answer(report: &Report, surface: Surface) -> Option<Answer> {
    report.answer_entry().map(|e| Answer {
        at: rfc3339(e.at),
        text: readable(e.body.text.as_deref(), Writer::Unit, surface),
        name: e.body.name.clone(),
    })
}

/// A text for the readers of a surface: everybody's has telephone numbers and the like masked.
fn readable(text: Option<&str>, writer: Writer, surface: Surface) -> Option<String> {
    text.map(|text| if surface == Surface::Public { masked(text, writer) } else { text.to_owned() })
}

impl PublicReport {
    /// The public form; `None` for a confidential report, which has none.
    pub fn of(report: &Report, directory: &Directory, rows: Option<&[PhotoRow]>) -> Option<Self> {
        (report.visibility == Visibility::Public)
            .then(|| Self { core: Core::of(report, directory, Surface::Public, rows) })
    }
}

impl MyReport {
    /// The reporter's form.
    pub fn of(report: &Report, directory: &Directory, rows: Option<&[PhotoRow]>) -> Self {
        let asked = report.last(Action::Ask).filter(|_| report.status == Status::NeedsInfo);
        Self {
            core: Core::of(report, directory, Surface::Mine, rows),
            rating: report.rating,
            question: asked.and_then(|e| e.body.text.clone()),
            unseen: None,
        }
    }

    /// With how much is new to its reporter.
    #[must_use]
    pub fn news(self, unseen: usize) -> Self {
        Self { unseen: Some(unseen), ..self }
    }
}

impl PublicReport {
    /// For who follows it, to whom so much is new.
    pub fn followed(self, unseen: usize) -> FollowedReport {
        FollowedReport { public: self, unseen }
    }
}

impl StaffReport {
    /// The staff's form.
    pub fn of(report: &Report, directory: &Directory, rows: Option<&[PhotoRow]>) -> Self {
        let proposal = report.proposed().map(|(entry, proposal)| {
            serde_json::json!({"n": entry.n, "at": rfc3339(entry.at), "by": entry.by, "text": entry.body.text, "proposal": proposal})
        });
        Self {
            core: Core::of(report, directory, Surface::Staff, rows),
            rating: report.rating,
            officer: report.officer.clone(),
            proposal,
            answer_held: report.held().is_some(),
            bound: report.bound,
            previous: None,
            recurrence_of: Vec::new(),
        }
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Listed<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
