//! A change to a report, the same way for every function: load, decide, save, answer.
//!
//! One read (one more where photos or somebody's absence decide) and one conditional write. A repeat under the same `Idempotency-Key` gets
//! the first answer, whatever has happened since: the report is replayed to the version that the request made.

use aws::tables::{
    photos::{PhotoRow, Photos},
    reports::{Reports, Saved},
    staff::StaffTable,
};
use domain::{
    Report,
    actor::Actor,
    calendar::date_of,
    command::Command,
    decide::Around,
    directory::Directory,
    history::{Action, Idempotency},
    ids::ReportId,
    lifecycle::merging,
    report::{Status, Visibility},
    staff::standing_in::{Rows, asks, decide_knowing},
};

use crate::{
    Problem, Reply, Request,
    forms::{MyReport, StaffReport},
    salt,
};

/// Where a change happens: the tables and the directory in force.
pub struct Place<'a> {
    /// Reports.
    pub reports: &'a Reports,
    /// Photos, where commands may name some.
    pub photos: Option<&'a Photos>,
    /// Staff, where absence may decide who may act.
    pub staff: Option<&'a StaffTable>,
    /// The directory in force.
    pub directory: &'a Directory,
}

/// A change that a request asks for.
pub struct Wanted {
    /// Of which report.
    pub id: ReportId,
    /// The version that the caller saw.
    pub version: u32,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub command: Command,
}

impl Place<'_> {
    /// Makes the change, or says why not.
    pub async fn change(&self, request: &Request, wanted: &Wanted) -> Result<Reply, Problem> {
        let report = self.reports.get(&wanted.id).await?.ok_or_else(Problem::not_found)?;
        let repeat = request.idempotency()?;
        if let Some(answer) = self.answered_before(&report, repeat, &wanted.actor).await? {
            return Ok(answer);
        }
        self.visible(&report, wanted, request)?;
        if wanted.version != report.version {
            return Err(self.conflict(&report, &wanted.actor));
        }
        let rows = self.rows(wanted).await?;
        let facts: Vec<_> = rows.iter().filter_map(PhotoRow::facts).collect();
        let others = self.others(&report, wanted).await?;
        let around = Around { now: request.now, directory: self.directory, photos: &facts, others: &others };
        let staff = self.staff(&report, wanted, around).await?;
        let draft = decide_knowing(&report, &wanted.actor, &wanted.command, around, &staff);
        let draft = draft.ok_or_else(Problem::not_found)??;
        let after = report.grown(draft, salt()?, repeat);
        match self.save(&report, &after, wanted, &around).await? {
            None => self.answer(&after, others.first(), &wanted.actor),
            Some(now) => {
                if let Some(answer) = self.answered_before(&now, repeat, &wanted.actor).await? {
                    return Ok(answer);
                }
                self.visible(&now, wanted, request)?;
                Err(self.conflict(&now, &wanted.actor))
            }
        }
    }

    /// Stores the change, with what it makes of other reports; `Some` is the report as it is now where somebody was quicker.
    async fn save(
        &self,
        report: &Report,
        after: &Report,
        wanted: &Wanted,
        around: &Around<'_>,
    ) -> Result<Option<Box<Report>>, Problem> {
        let along = merging::along(report, &wanted.actor, &wanted.command, around);
        if along.is_empty() {
            return Ok(match self.reports.save(report, after).await? {
                Saved::Stored => None,
                Saved::Lost(now) => Some(now),
            });
        }
        let mut changes = vec![(report, after.clone())];
        for (other, draft) in along {
            changes.push((other, other.grown(draft, salt()?, None)));
        }
        if self.reports.save_all(&changes).await? {
            return Ok(None);
        }
        let now = self.reports.get(&report.id).await?.ok_or_else(Problem::not_found)?;
        Ok(Some(Box::new(now)))
    }

    /// The other reports that the change is about; none but where reports are merged.
    async fn others(&self, report: &Report, wanted: &Wanted) -> Result<Vec<Report>, Problem> {
        let mut ids: Vec<&ReportId> = Vec::new();
        match &wanted.command {
            Command::Merge { into, .. } => ids.extend(std::iter::once(into).chain(&report.absorbed)),
            Command::Withdraw { .. } => ids.extend(&report.absorbed),
            _ if report.status == Status::Merged => ids.extend(&report.merged_into),
            _ => {}
        }
        let mut others = Vec::new();
        for id in ids {
            others.extend(self.reports.get(id).await?);
        }
        Ok(others)
    }

    /// Who has no standing gets what a report that doesn't exist gets, but for citizens and public reports.
    fn visible(&self, report: &Report, wanted: &Wanted, request: &Request) -> Result<(), Problem> {
        if wanted.actor.standing(report, self.directory, date_of(request.now)).is_some() {
            return Ok(());
        }
        let known = matches!(wanted.actor, Actor::Citizen(_)) && report.visibility == Visibility::Public;
        Err(if known { Problem::new("not_the_reporter") } else { Problem::not_found() })
    }

    /// The staff that the decision hangs on: none for all but a few.
    async fn staff(&self, report: &Report, wanted: &Wanted, around: Around<'_>) -> Result<Rows, Problem> {
        let mut rows = Rows::default();
        let Some(staff) = self.staff else { return Ok(rows) };
        while let Some(unit) = asks(report, &wanted.actor, &wanted.command, around, &rows) {
            let found = staff.of_unit(&unit).await?;
            rows.learn(unit, found);
        }
        Ok(rows)
    }

    async fn rows(&self, wanted: &Wanted) -> Result<Vec<PhotoRow>, Problem> {
        match self.photos {
            Some(photos) if wanted.command.answers_with_photos() => Ok(photos.of(&wanted.id).await?),
            _ => Ok(Vec::new()),
        }
    }

    async fn answered_before(
        &self,
        report: &Report,
        repeat: Option<Idempotency>,
        actor: &Actor,
    ) -> Result<Option<Reply>, Problem> {
        let Some(repeat) = repeat else { return Ok(None) };
        let Some(entry) = report.history.iter().find(|e| e.made_by(&repeat.key)) else { return Ok(None) };
        if !entry.same_body(&repeat.body) {
            return Err(Problem::new("idempotency_conflict"));
        }
        let then = report.at_version(entry.n).ok_or_else(|| Problem::internal("a history that can't be replayed"))?;
        let target = self.reports.target_of(&then).await?;
        self.answer(&then, target.as_ref(), actor).map(Some)
    }

    fn answer(&self, report: &Report, target: Option<&Report>, actor: &Actor) -> Result<Reply, Problem> {
        let waits = report.history.last().is_some_and(|e| matches!(e.action, Action::Propose | Action::Hold));
        let status = if waits { 202 } else { 200 };
        match actor {
            Actor::Citizen(_) => {
                Reply::json(status, &MyReport::of(report, self.directory, None).merged(target, self.directory))
            }
            _ => Reply::json(status, &StaffReport::of(report, self.directory, None).merged(target, self.directory)),
        }
    }

    /// 412, with the state as it is now for the caller to look at.
    fn conflict(&self, report: &Report, actor: &Actor) -> Problem {
        let problem = Problem::new("version_conflict");
        match actor {
            Actor::Citizen(_) => problem.with("report", MyReport::of(report, self.directory, None)),
            _ => problem.with("report", StaffReport::of(report, self.directory, None)),
        }
    }
}
