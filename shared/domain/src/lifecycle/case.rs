//! All that a guard or an effect may look at, and what an effect gives.

use jiff::{Timestamp, civil::Date};

use crate::{
    Refusal, Report,
    actor::{Actor, Standing},
    calendar::{self, Clock, Span},
    command::Command,
    directory::{Clocks, Directory, Track, UnitId, category::Category},
    history::{Action, Body, Changes, Entry, Proposal},
    ids::ReportId,
    millis::Millis,
    photo::PhotoFacts,
};

/// One request to one report at one moment.
pub(crate) struct Case<'a> {
    pub(crate) report: &'a Report,
    pub(crate) actor: &'a Actor,
    pub(crate) standing: Standing,
    pub(crate) command: &'a Command,
    pub(crate) now: Timestamp,
    pub(crate) directory: &'a Directory,
    pub(crate) photos: &'a [PhotoFacts],
    pub(crate) others: &'a [Report],
}

/// What an effect makes of a case: the entry's action (a refusal may become a proposal), changes and body.
pub(crate) struct Outcome {
    pub(crate) action: Action,
    pub(crate) changes: Changes,
    pub(crate) body: Body,
}

impl<'a> Case<'a> {
    /// Another report that the command is about.
    pub(crate) fn other(&self, id: &ReportId) -> Option<&'a Report> {
        self.others.iter().find(|other| other.id == *id)
    }

    pub(crate) fn today(&self) -> Date {
        calendar::date_of(self.now)
    }

    pub(crate) fn terms(&self) -> Result<&Category, Refusal> {
        self.report.terms(self.directory).ok_or(Refusal::Field("category_unknown", "/category"))
    }

    /// The handling time of the report's category and urgency.
    pub(crate) fn handling(&self) -> Result<Span, Refusal> {
        let terms = self.terms()?;
        Ok(span(terms.handle, self.report.urgent))
    }

    /// Whether the citizen's deadline counts working or clock time.
    pub(crate) fn clock(&self) -> Result<Clock, Refusal> {
        Ok(self.handling()?.clock())
    }

    /// The province's clocks.
    pub(crate) fn clocks(&self) -> &Clocks {
        &self.directory.settings().clocks
    }

    /// The monitoring centre's unit.
    pub(crate) fn centre(&self) -> Result<UnitId, Refusal> {
        self.directory.centre(self.today()).map(|u| u.id.clone()).ok_or(Refusal::Rule("no_centre"))
    }

    /// The end of a span that began at `start`.
    pub(crate) fn after(&self, start: Timestamp, span: Span) -> Timestamp {
        self.directory.calendar().add(start, span).at
    }

    /// The end of a span that begins now.
    pub(crate) fn due_in(&self, span: Span) -> Millis {
        self.directory.calendar().add(self.now, span).at.into()
    }

    /// The receipt deadline of a unit that gets the report now.
    pub(crate) fn receive_by(&self) -> Result<Millis, Refusal> {
        let terms = self.terms()?;
        Ok(self.due_in(span(terms.receive, self.report.urgent)))
    }

    /// The citizen's deadline moved by the time since `paused_at`.
    pub(crate) fn shifted(&self, paused_at: Timestamp) -> Result<Millis, Refusal> {
        let calendar = self.directory.calendar();
        Ok(calendar.shift(self.report.resolve_by.at(), paused_at, self.now, self.clock()?).into())
    }

    /// The number that this case's entry will have.
    pub(crate) fn next(&self) -> u32 {
        self.report.version + 1
    }

    /// Whether a unit ever owned the report.
    pub(crate) fn owned_before(&self, unit: &UnitId) -> bool {
        self.report.history.iter().any(|e| e.changes.owner.as_ref() == Some(unit))
    }

    /// How often the unit that had it passed it on.
    pub(crate) fn times_passed_on(&self) -> usize {
        let passed =
            |e: &&Entry| e.action == Action::Transfer || e.action == Action::Correct && e.changes.owner.is_some();
        self.report.history.iter().filter(passed).count()
    }

    /// An outcome with the command's text and photos, who acted, and by which name where it is said to the citizen.
    pub(crate) fn outcome(&self, action: Action, changes: Changes) -> Outcome {
        let body = Body {
            text: self.text().map(str::to_owned),
            photos: self.command.photos().to_vec(),
            staff: self.actor.staff_id().map(str::to_owned),
            name: self.actor.shown_name().filter(|_| self.command.speaks_to_citizen()).map(str::to_owned),
            ..Body::default()
        };
        Outcome { action, changes, body }
    }

    fn text(&self) -> Option<&str> {
        use Command as K;
        match self.command {
            K::Transfer { reason: text, .. }
            | K::Return { reason: text }
            | K::Extend { reason: text, .. }
            | K::Correct { reason: text, .. }
            | K::Unmerge { reason: text }
            | K::Hide { reason: text, .. }
            | K::Unhide { reason: text, .. }
            | K::Ask { text }
            | K::Answer { text, .. }
            | K::Refuse { text, .. }
            | K::Decline { text }
            | K::Reopen { text }
            | K::Uphold { text }
            | K::Recall { text }
            | K::Update { text }
            | K::Note { text }
            | K::Disagree { text }
            | K::Reprocess { text }
            | K::Inform { text, .. }
            | K::Contest { text } => Some(text.as_str()),
            K::Assign { reason: text, .. }
            | K::Merge { reason: text, .. }
            | K::Confirm { text }
            | K::Agree { text, .. }
            | K::Withdraw { text } => text.as_ref().map(super::super::text::Text::as_str),
            K::Accept
            | K::NameOfficer { .. }
            | K::MakeConfidential
            | K::Complete
            | K::Lapse
            | K::Silence
            | K::ReleaseOfficer { .. }
            | K::Resume
            | K::Succeed => None,
        }
    }
}

/// A track's time; where there is no urgent track, the ordinary one.
pub(crate) fn span(track: Track, urgent: bool) -> Span {
    track.of(urgent).unwrap_or(track.normal)
}

impl Report {
    /// The entry that waits for a leader, if one does: nothing since has judged it or moved the report.
    pub fn proposed(&self) -> Option<(&Entry, Proposal)> {
        let entry = self.pending(Action::Propose)?;
        Some((entry, entry.body.proposal?))
    }

    /// The answer that waits for its photos, if one does.
    pub fn held(&self) -> Option<&Entry> {
        self.pending(Action::Hold)
    }

    fn pending(&self, action: Action) -> Option<&Entry> {
        let ends = |e: &&Entry| {
            e.changes.status.is_some()
                || matches!(
                    e.action,
                    Action::Propose | Action::Confirm | Action::Decline | Action::Hold | Action::Lapse
                )
        };
        self.history.iter().rev().find(ends).filter(|e| e.action == action)
    }
}
