//! What waits in an inbox: whose turn a report is, what needs somebody now, and how many there are under each tab.
//!
//! It is told of a few attributes that an index holds, so that no report is read for a count or for what a tab leaves out.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::{
    Report,
    actor::{Actor, Role, Standing, is_centre},
    calendar::{date_of, start_of},
    directory::{CategoryCode, UnitId},
    ids::ReportId,
    millis::Millis,
    report::Status,
};

/// How far on "soon" looks.
const SOON: SignedDuration = SignedDuration::from_hours(72);

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The owner's officer: to accept, to answer.
    Officer,
    /// The owner's leader: a proposal, a dispute.
    Leader,
    /// The leader of the unit above: a leader's own proposal, a dispute of a leader's own answer.
    Above,
    /// The centre: to assign, or to judge what the unit above proposed.
    Centre,
    /// The citizen: a question, an answer.
    Citizen,
    /// Nobody: it is over.
    Nobody,
}

impl Turn {
    /// Whose turn a report in that state is, unless a proposal or the answer's author make it somebody else's.
    pub fn usual(status: Status) -> Self {
        match status {
            Status::Submitted | Status::InProgress => Self::Officer,
            Status::Disputed => Self::Leader,
            Status::Coordinating => Self::Centre,
            Status::NeedsInfo | Status::Answered => Self::Citizen,
            Status::Closed | Status::Refused | Status::Merged | Status::Withdrawn => Self::Nobody,
        }
    }
}

impl Report {
    /// Whose turn it is.
    pub fn turn(&self) -> Turn {
        let judged = match self.status {
            Status::Submitted | Status::InProgress => self.proposed().map(|(entry, _)| entry.by),
            Status::Disputed => self.answer_entry().map(|entry| entry.by),
            _ => None,
        };
        match judged {
            Some(Standing::Leader) => Turn::Above,
            Some(Standing::Above) => Turn::Centre,
            Some(_) => Turn::Leader,
            None => Turn::usual(self.status),
        }
    }
}

/// An open report as its inbox tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which one.
    pub id: ReportId,
    /// Whose.
    pub owner: UnitId,
    /// In which state.
    pub status: Status,
    /// Whose turn it is.
    pub turn: Turn,
    /// Of which field.
    pub category: CategoryCode,
    /// Whether the urgent track applies.
    pub urgent: bool,
    /// The officer it is named to.
    pub officer: Option<String>,
    /// The citizen's deadline.
    pub resolve_by: Millis,
}

/// When something is due, as an inbox asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Past its deadline.
    Overdue,
    /// From now to the end of the day.
    Today,
    /// From now to 72 hours on.
    Soon,
}

impl Due {
    /// The deadlines that it means, both included: milliseconds since 1970.
    pub fn between(self, now: Timestamp) -> (i64, i64) {
        let from = now.as_millisecond();
        match self {
            Self::Overdue => (0, from - 1),
            Self::Today => (from, start_of(date_of(now).saturating_add(1.day())).as_millisecond() - 1),
            Self::Soon => (from, now.saturating_add(SOON).unwrap_or(now).as_millisecond()),
        }
    }
}

impl From<&Report> for Waiting {
    fn from(report: &Report) -> Self {
        Self {
            id: report.id.clone(),
            owner: report.owner.clone(),
            status: report.status,
            turn: report.turn(),
            category: report.category.clone(),
            urgent: report.urgent,
            officer: report.officer.clone(),
            resolve_by: report.resolve_by,
        }
    }
}

impl Waiting {
    /// Whether it is due then. What is answered, disputed or with the citizen has no deadline that could be missed.
    pub fn is_due(&self, due: Due, now: Timestamp) -> bool {
        let (from, to) = due.between(now);
        self.status.is_awaited() && (from..=to).contains(&self.resolve_by.at().as_millisecond())
    }

    /// Whether it needs that person of staff now: an officer what is theirs or nobody's yet; a leader what a leader decides,
    /// what is named to them and what is overdue, of units below what their own leaders may not judge; the centre what is
    /// the centre's.
    pub fn needs(&self, who: &Actor, now: Timestamp) -> bool {
        let Actor::Staff { id, role, unit, .. } = who else { return false };
        let own = unit.as_ref() == Some(&self.owner);
        let named = self.officer.as_ref() == Some(id);
        match role {
            Role::Officer => own && self.turn == Turn::Officer && (named || self.officer.is_none()),
            Role::Leader if own => {
                let late = named || self.is_due(Due::Overdue, now);
                self.turn == Turn::Leader || (self.turn == Turn::Officer && late)
            }
            Role::Leader => self.turn == Turn::Above,
            Role::Centre => {
                let handles = is_centre(&self.owner) && matches!(self.turn, Turn::Officer | Turn::Leader | Turn::Above);
                self.turn == Turn::Centre || handles
            }
            _ => false,
        }
    }
}

/// How many are under each tab of an inbox. Each is the length of the list that the same word asks for.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All that are open.
    pub open: u32,
    /// Those that need the caller now.
    pub needs_me: u32,
    /// By state: the six in which a report is open.
    pub by_state: BTreeMap<Status, u32>,
    /// By whose turn it is.
    pub by_turn: BTreeMap<Turn, u32>,
    /// Past their deadline.
    pub overdue: u32,
    /// Due today.
    pub today: u32,
    /// Due within 72 hours.
    pub soon: u32,
    /// On the urgent track.
    pub urgent: u32,
    /// Named to the caller.
    pub mine: u32,
    /// Named to nobody yet.
    pub unassigned: u32,
    /// By field.
    pub by_category: BTreeMap<CategoryCode, u32>,
}

impl Counts {
    /// The counts of these, as `who` sees them.
    pub fn of<'a>(waiting: impl IntoIterator<Item = &'a Waiting>, who: &Actor, now: Timestamp) -> Self {
        let open = Status::ALL.into_iter().filter(|status| status.is_open());
        let mut counts = Self { by_state: open.map(|status| (status, 0)).collect(), ..Self::default() };
        for one in waiting {
            counts.open += 1;
            *counts.by_state.entry(one.status).or_default() += 1;
            *counts.by_turn.entry(one.turn).or_default() += 1;
            *counts.by_category.entry(one.category.clone()).or_default() += 1;
            counts.needs_me += u32::from(one.needs(who, now));
            counts.overdue += u32::from(one.is_due(Due::Overdue, now));
            counts.today += u32::from(one.is_due(Due::Today, now));
            counts.soon += u32::from(one.is_due(Due::Soon, now));
            counts.urgent += u32::from(one.urgent);
            counts.mine += u32::from(one.officer.as_deref().is_some_and(|officer| Some(officer) == who.staff_id()));
            counts.unassigned += u32::from(one.officer.is_none());
        }
        counts
    }
}
