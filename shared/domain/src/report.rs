//! A report: what it is now. It is the sum of its history: [`Report::replay`] makes it of the entries alone.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    alert::Alerted,
    calendar,
    directory::{AreaId, CategoryCode, Directory, UnitId, category::Category},
    history::{Action, Changes, Draft, Entry, Idempotency},
    ids::{PhotoId, ReportId},
    location::Location,
    millis::Millis,
};

/// A reporter's pseudonym: the key's version and an HMAC of the token's subject. Stored, never shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Person(pub String);

/// The ten states (DOMAIN.md, lifecycle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Chờ tiếp nhận.
    Submitted,
    /// Đang xử lý.
    InProgress,
    /// Chờ người dân bổ sung thông tin.
    NeedsInfo,
    /// Đang phân công đơn vị xử lý.
    Coordinating,
    /// Đã trả lời, chờ người dân đánh giá.
    Answered,
    /// Người dân chưa đồng ý, đang xem xét lại.
    Disputed,
    /// Đã kết thúc.
    Closed,
    /// Không tiếp nhận.
    Refused,
    /// Đã gộp với phản ánh trùng.
    Merged,
    /// Người dân đã rút phản ánh.
    Withdrawn,
}

impl Status {
    /// All of them, in the order of DOMAIN.md.
    pub const ALL: [Self; 10] = [
        Self::Submitted,
        Self::InProgress,
        Self::NeedsInfo,
        Self::Coordinating,
        Self::Answered,
        Self::Disputed,
        Self::Closed,
        Self::Refused,
        Self::Merged,
        Self::Withdrawn,
    ];

    /// Whether somebody still has to do something: such reports stand in their unit's queue.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Refused | Self::Merged | Self::Withdrawn)
    }

    /// Whether the citizen waits for an answer, so that the deadline can be missed: the clock runs.
    pub fn is_awaited(self) -> bool {
        matches!(self, Self::Submitted | Self::InProgress | Self::Coordinating)
    }

    /// `closed` and `withdrawn` are final but for rules 23, 25 and 26.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn)
    }
}

/// Whether everybody or only those who must may see a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// On the map and in the lists.
    Public,
    /// For the reporter, the owner, the unit above and the centre only.
    Confidential,
}

/// The citizen's judgement of the answer, or what stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The citizen agrees.
    Agreed,
    /// The citizen does not.
    Disagreed,
    /// Nobody said anything for 7 days; never counted as satisfied (invariant 6).
    Silent,
    /// The reviewer upheld the answer; counted as disagreed.
    Upheld,
}

/// What the public does not see of a public report (rule 25).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hidden {
    /// The citizen's text and address.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub text: bool,
    /// Photos, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
}

impl Hidden {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A report as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its id, made by the phone.
    #[serde(rename = "report_id")]
    pub id: ReportId,
    /// Its tracking code.
    pub code: String,
    /// Who reported.
    pub person: Person,
    /// How many history entries there are; every write is conditional on it.
    pub version: u32,
    /// When it was submitted.
    pub received_at: Millis,
    /// The state.
    pub status: Status,
    /// The field.
    pub category: CategoryCode,
    /// The commune.
    pub area: AreaId,
    /// Further communes that the problem lies in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<AreaId>,
    /// The problem's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Whether the urgent track applies.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// The unit that must handle it; always exactly one.
    pub owner: UnitId,
    /// Until when the owner must accept, or the centre assign.
    pub receive_by: Millis,
    /// Until when it must be answered: the citizen's deadline.
    pub resolve_by: Millis,
    /// Until when a dispute must be reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Millis>,
    /// The directory version that routed it.
    pub directory: String,
    /// The rule that decided the owner.
    pub rule: String,
    /// Whether the centre assigned it, so that the owner may not pass it on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bound: bool,
    /// The officer it was named to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// The entry that holds the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<u32>,
    /// The citizen's verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The citizen's rating, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The report that this one is merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<ReportId>,
    /// Reports that were merged into this one; some may have been unmerged since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<ReportId>,
    /// What the public does not see.
    #[serde(default, skip_serializing_if = "Hidden::is_nothing")]
    pub hidden: Hidden,
    /// When the system must look again; `None` when nothing is due. Beside the history: it follows of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Millis>,
    /// The alerts given, oldest first. Beside the history: they change nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alerted>,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
}

impl Report {
    /// The report that a history tells of, but for what stands beside it; `None` where it doesn't begin with a whole submission.
    pub fn replay(id: ReportId, code: String, person: Person, history: &[Entry]) -> Option<Self> {
        let (first, rest) = history.split_first()?;
        let c = &first.changes;
        let mut report = Self {
            id,
            code,
            person,
            version: 1,
            received_at: first.at,
            status: c.status?,
            category: c.category.clone()?,
            area: c.area.clone()?,
            also_in: c.also_in.clone().unwrap_or_default(),
            location: c.location,
            urgent: c.urgent.unwrap_or_default(),
            visibility: c.visibility?,
            owner: c.owner.clone()?,
            receive_by: c.receive_by?,
            resolve_by: c.resolve_by?,
            review_by: None,
            directory: c.directory.clone()?,
            rule: c.rule.clone()?,
            bound: false,
            officer: None,
            answer: None,
            verdict: None,
            rating: None,
            merged_into: None,
            absorbed: Vec::new(),
            hidden: Hidden::default(),
            due_at: None,
            alerts: Vec::new(),
            history: vec![first.clone()],
        };
        for entry in rest {
            report.apply(entry.clone());
        }
        Some(report)
    }

    /// Takes one more entry in.
    pub fn apply(&mut self, entry: Entry) {
        let Changes {
            status,
            category,
            area,
            also_in,
            location,
            urgent,
            visibility,
            owner,
            receive_by,
            resolve_by,
            review_by,
            directory,
            rule,
            bound,
            answer,
            verdict,
            rating,
            hidden,
            ..
        } = entry.changes.clone();
        macro_rules! set {
            ($($field:ident),*) => { $(if let Some(value) = $field { self.$field = value; })* };
        }
        if owner.as_ref().is_some_and(|owner| *owner != self.owner) {
            self.officer = None;
            self.bound = false;
        }
        set!(
            status, category, area, also_in, urgent, visibility, owner, receive_by, resolve_by, directory, rule, bound,
            hidden
        );
        macro_rules! set_some {
            ($($field:ident),*) => { $(if $field.is_some() { self.$field = $field; })* };
        }
        let officer = entry.body.officer.clone();
        set_some!(location, review_by, officer, answer, verdict, rating);
        if entry.action == Action::ReleaseOfficer {
            self.officer = None;
        }
        if status.is_some_and(|status| status != Status::Merged) {
            self.merged_into = None;
        }
        let merged_into = entry.body.merged_into.clone();
        set_some!(merged_into);
        self.absorbed.extend(entry.body.absorbed.iter().cloned());
        self.version += 1;
        self.history.push(entry);
    }

    /// The report with one entry more. `salt` is 16 random bytes, never used before.
    #[must_use]
    pub fn grown(&self, draft: Draft, salt: [u8; 16], repeat: Option<Idempotency>) -> Self {
        let mut after = self.clone();
        after.due_at = draft.due_at;
        after.apply(draft.seal(self.history.last(), salt, repeat));
        after
    }

    /// The report as it was right after that version's entry; `None` where there was none.
    pub fn at_version(&self, version: u32) -> Option<Self> {
        let entries = self.history.get(..version as usize)?;
        Self::replay(self.id.clone(), self.code.clone(), self.person.clone(), entries)
    }

    /// The submission.
    pub fn submission(&self) -> Option<&Entry> {
        self.history.first()
    }

    /// The latest entry of that action.
    pub fn last(&self, action: Action) -> Option<&Entry> {
        self.history.iter().rev().find(|e| e.action == action)
    }

    /// How often that action was taken.
    pub fn times(&self, action: Action) -> usize {
        self.history.iter().filter(|e| e.action == action).count()
    }

    /// The entry that holds the answer's text and photos.
    pub fn answer_entry(&self) -> Option<&Entry> {
        self.history.get(self.answer?.checked_sub(1)? as usize)
    }

    /// When there last changed what the public finds it by, since it came: answer, place, what is hidden, whether it may be
    /// seen at all.
    pub fn reworded_at(&self) -> Option<Millis> {
        let rewords = |entry: &&Entry| {
            let Changes { answer, hidden, area, visibility, .. } = &entry.changes;
            entry.n > 1 && (answer.is_some() || hidden.is_some() || area.is_some() || visibility.is_some())
        };
        self.history.iter().rev().find(rewords).map(|entry| entry.at)
    }

    /// When the owner first accepted since it got the report.
    pub fn accepted_at(&self) -> Option<Timestamp> {
        self.last(Action::Accept).map(|e| e.at.at())
    }

    /// Whether one of its areas or its owner has ended, so that others must take over.
    pub fn has_outlived(&self, directory: &Directory, now: Timestamp) -> bool {
        let today = calendar::date_of(now);
        let mut areas = std::iter::once(&self.area).chain(&self.also_in);
        areas.any(|area| !directory.valid_on(area, today)) || !directory.unit_valid_on(&self.owner, today)
    }

    /// Whether the unit is the owner, or one whose work the owner took over when the map changed.
    pub fn acts_for(&self, unit: &str) -> bool {
        let mut owner = self.owner.as_str();
        let mut handed = self.history.iter().rev().filter(|e| e.changes.owner.is_some()).peekable();
        while owner != unit {
            let taken_over = handed.next().is_some_and(|e| e.action == Action::Succeed);
            let before = handed.peek().and_then(|e| e.changes.owner.as_ref());
            let Some(before) = before.filter(|_| taken_over) else { return false };
            owner = before.as_str();
        }
        true
    }

    /// The scene photos that the reporter named, and those added when informing.
    pub fn scene_photos(&self) -> impl Iterator<Item = &PhotoId> {
        self.history
            .iter()
            .filter(|e| matches!(e.action, Action::Submit | Action::Inform))
            .flat_map(|e| e.body.photos.iter())
    }

    /// The day on which it came, which decides the category's terms.
    pub fn day(&self) -> Date {
        calendar::date_of(self.received_at.at())
    }

    /// The category's terms as on the day it came.
    pub fn terms<'d>(&self, directory: &'d Directory) -> Option<&'d Category> {
        directory.category(&self.category, self.day())
    }
}
