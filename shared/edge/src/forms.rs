//! A report in the form for its reader: public, mine, staff. The only file that turns reports into answers.
//!
//! **Architecture Invariant**: no form has the reporter. What a form's type lacks can't leak: `person` is in none, staff
//! ids and inside notes are in the staff's only.

use data_encoding::HEXLOWER;
use domain::{
    Report,
    actor::Standing,
    directory::{AreaId, CategoryCode, Directory, UnitId},
    history::{Action, Changes, Entry, RefusalReason},
    ids::{PhotoId, PhotoKind, ReportId},
    photo::PhotoState,
    report::{Status, Verdict, Visibility},
};
use serde::Serialize;

use aws::tables::photos::PhotoRow;

pub use open::OpenReport;
pub(crate) use time::rfc3339;

mod open;
mod time;

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

/// A photo and the stable paths to it on this surface.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the contract's name")]
pub struct Photo {
    photo_id: PhotoId,
    kind: PhotoKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<PhotoState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    thumb: String,
    full: String,
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
    photos: Vec<Photo>,
}

/// The unit's answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
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
        let name = directory.unit(&report.owner).map_or_else(|| report.owner.to_string(), |u| u.name_vi.clone());
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
            owner: Owner { unit: report.owner.clone(), name },
            received_at: rfc3339(report.received_at),
            receive_by: rfc3339(report.receive_by),
            resolve_by: rfc3339(report.resolve_by),
            review_by: report.review_by.map(rfc3339),
            routed_by: RoutedBy { directory: report.directory.clone(), rule: report.rule.clone() },
            verdict: report.verdict,
            description: first.and_then(|e| e.body.text.clone()),
            address: first.and_then(|e| e.body.address.clone()),
            location: report.location.map(|l| Point { lat: l.lat(), lng: l.lng(), accuracy_m: l.accuracy_m }),
            answer: report.answer_entry().map(|e| Answer { at: rfc3339(e.at), text: e.body.text.clone() }),
            refusal: report
                .history
                .iter()
                .rev()
                .find_map(|e| e.changes.refusal)
                .filter(|_| report.status == Status::Refused),
            photos: photos(report, surface, rows),
        }
    }
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
        }
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
        }
    }
}

/// The history on a surface, oldest first.
fn history(report: &Report, surface: Surface) -> Vec<HistoryEntry> {
    report.history.iter().map(|e| entry(e, surface)).collect()
}

fn entry(entry: &Entry, surface: Surface) -> HistoryEntry {
    let open = match surface {
        Surface::Public => matches!(entry.action, Action::Submit | Action::Answer | Action::Update | Action::Uphold),
        Surface::Mine => !matches!(
            entry.action,
            Action::Note | Action::Propose | Action::Decline | Action::Hold | Action::NameOfficer
        ),
        Surface::Staff => true,
    };
    HistoryEntry {
        n: entry.n,
        at: rfc3339(entry.at),
        by: entry.by,
        action: entry.action,
        changes: entry.changes.clone(),
        text: entry.body.text.clone().filter(|_| open),
        staff: entry.body.staff.clone().filter(|_| surface == Surface::Staff),
        sealed: HEXLOWER.encode(&entry.seal_hash().0),
        hash: entry.hash.hex(),
    }
}

/// The photos of a report: of the rows where they were read, else those that the report names.
fn photos(report: &Report, surface: Surface, rows: Option<&[PhotoRow]>) -> Vec<Photo> {
    let answer: &[PhotoId] = report.answer_entry().map_or(&[], |e| &e.body.photos);
    let Some(rows) = rows else {
        return report.scene_photos().chain(answer).map(|id| photo(report, surface, id.clone(), None)).collect();
    };
    let own = |row: &&PhotoRow| row.by.as_deref() == Some(&report.person.0) && row.photo_id.kind() == PhotoKind::Scene;
    rows.iter()
        .filter(|row| shows(report, row) || surface == Surface::Mine && own(row))
        .map(|row| photo(report, surface, row.photo_id.clone(), (surface == Surface::Mine).then_some(row)))
        .collect()
}

fn photo(report: &Report, surface: Surface, id: PhotoId, row: Option<&PhotoRow>) -> Photo {
    let base = match surface {
        Surface::Public => "/v1/reports",
        Surface::Mine => "/v1/me/reports",
        Surface::Staff => "/v1/inbox",
    };
    let path = format!("{base}/{}/photos/{id}", report.id);
    Photo {
        kind: id.kind(),
        photo_id: id,
        state: row.map(|r| r.state),
        reason: row.and_then(|r| r.reason.clone()),
        thumb: format!("{path}/thumb"),
        full: format!("{path}/full"),
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

/// A report's history as answered: the entries, and the head by which a tail cut off is found.
pub fn history_page(report: &Report, surface: Surface) -> History {
    History {
        id: report.id.clone(),
        version: report.version,
        head: report.history.last().map(|e| e.hash.hex()).unwrap_or_default(),
        items: history(report, surface),
    }
}

/// Whether a photo may be shown with its report: claimed and processed, and evidence only once it is in the answer.
pub fn shows(report: &Report, row: &PhotoRow) -> bool {
    let answer: &[PhotoId] = report.answer_entry().map_or(&[], |e| &e.body.photos);
    row.shown() && (row.photo_id.kind() == PhotoKind::Scene || answer.contains(&row.photo_id))
}
