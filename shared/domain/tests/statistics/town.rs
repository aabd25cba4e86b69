//! Reports that change at random, and a stream of what changed, told to cells as a stream's reader tells them.

use std::collections::BTreeMap;

use domain::{
    Report,
    actor::Standing,
    history::{Action, Changes, Draft, RefusalReason},
    millis::Millis,
    report::{Person, Status, Verdict, Visibility},
    statistics::{Cell, CellKey, Counted, Tally, Turn, counted},
};
use jiff::{SignedDuration, Timestamp};

/// What is stored: cells by key.
pub(crate) type Cells = BTreeMap<CellKey, Cell>;

pub(crate) const UNITS: [&str; 3] = ["ubnd-vn-1", "ubnd-vn-2", "centre"];
pub(crate) const AREAS: [&str; 2] = ["vn-1", "vn-2"];
pub(crate) const FIELDS: [&str; 2] = ["MT-RAC", "GT-DUO"];

/// A step of a report's life, allowed or not: statistics must add up whatever the rules will be one day.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Accept,
    Answer,
    Close(Verdict, Option<u8>),
    Refuse,
    Reopen,
    Extend,
    Withdraw,
    Transfer(usize),
    Place(usize),
    Field(usize),
    Hide,
    Note,
}

pub(crate) fn day() -> Timestamp {
    "2026-11-02T08:00:00+07:00".parse().unwrap()
}

/// A new report, `minutes` after eight.
pub(crate) fn report(n: u32, minutes: i64) -> Report {
    let at = day() + SignedDuration::from_mins(minutes);
    let changes = Changes {
        status: Some(Status::Submitted),
        category: Some(FIELDS[0].parse().unwrap()),
        area: Some(AREAS[0].parse().unwrap()),
        visibility: Some(Visibility::Public),
        owner: Some(UNITS[0].parse().unwrap()),
        receive_by: Some((at + SignedDuration::from_hours(8)).into()),
        resolve_by: Some((at + SignedDuration::from_hours(72)).into()),
        directory: Some("d".into()),
        rule: Some("r".into()),
        ..Changes::default()
    };
    let entry = draft(at, Action::Submit, changes).seal(None, [0; 16], None);
    let id = format!("01754900-0000-7000-8000-{n:012x}").parse().unwrap();
    Report::replay(id, String::new(), Person(String::new()), &[entry]).unwrap()
}

fn draft(at: Timestamp, action: Action, changes: Changes) -> Draft {
    Draft { at: at.into(), by: Standing::System, action, changes, body: domain::history::Body::default(), due_at: None }
}

/// The report after a step, `minutes` after its last one.
pub(crate) fn after(report: &Report, step: Step, minutes: i64) -> Report {
    let last = report.history.last().unwrap().at.at();
    let at = last + SignedDuration::from_mins(minutes);
    let none = Changes::default;
    let to = |status| Changes { status: Some(status), ..none() };
    let (action, changes) = match step {
        Step::Accept => (Action::Accept, to(Status::InProgress)),
        Step::Answer => (Action::Answer, Changes { answer: Some(report.version + 1), ..to(Status::Answered) }),
        Step::Close(verdict, rating) => {
            (Action::Agree, Changes { verdict: Some(verdict), rating, ..to(Status::Closed) })
        }
        Step::Refuse => (Action::Confirm, Changes { refusal: Some(RefusalReason::Untrue), ..to(Status::Refused) }),
        Step::Reopen => (Action::Reopen, to(Status::InProgress)),
        Step::Extend => {
            let until: Millis = (report.resolve_by.at() + SignedDuration::from_hours(24)).into();
            (Action::Confirm, Changes { resolve_by: Some(until), ..none() })
        }
        Step::Withdraw => (Action::Withdraw, to(Status::Withdrawn)),
        Step::Transfer(n) => {
            (Action::Transfer, Changes { owner: Some(UNITS[n].parse().unwrap()), ..to(Status::Submitted) })
        }
        Step::Place(n) => (Action::Transfer, Changes { area: Some(AREAS[n].parse().unwrap()), ..none() }),
        Step::Field(n) => (Action::Transfer, Changes { category: Some(FIELDS[n].parse().unwrap()), ..none() }),
        Step::Hide => (Action::MakeConfidential, Changes { visibility: Some(Visibility::Confidential), ..none() }),
        Step::Note => (Action::Note, none()),
    };
    let mut after = report.clone();
    after.apply(draft(at, action, changes).seal(report.history.last(), [0; 16], None));
    after
}

/// Tells the cells a turn, as far as `reaches` says: a crash may come between two cells.
pub(crate) fn tell(cells: &mut Cells, turn: &Turn, reaches: usize) {
    for key in turn.cells().take(reaches) {
        cells.entry(key.clone()).or_insert_with(|| Cell::empty(key.clone())).take(turn);
    }
}

/// What the cells say, by key, empty ones left out.
pub(crate) fn told(cells: &Cells) -> BTreeMap<CellKey, Tally> {
    let tallies = cells.iter().map(|(key, cell)| (key.clone(), cell.tally()));
    tallies.filter(|(_, tally)| !tally.is_empty()).collect()
}

/// What the reports themselves say.
pub(crate) fn recounted<'r>(reports: impl IntoIterator<Item = &'r Report>) -> BTreeMap<CellKey, Tally> {
    let mut tallies = BTreeMap::<CellKey, Tally>::new();
    for Counted { key, counters, .. } in reports.into_iter().map(counted) {
        tallies.entry(key).or_default().add(&counters);
    }
    tallies
}
