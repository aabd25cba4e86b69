//! From the Reports stream: counters per day, commune, category and unit, each report exactly once.
//!
//! A batch is counted cell by cell: one read and one conditional write each, however many of its records the cell
//! concerns. A record may come again, a batch may fail halfway between the two cells of a report that moved: a cell
//! knows what it has counted, so the repeat does what is missing and nothing else.
//!
//! It also tells the audit what everybody may see of a report no more, or again (`audit.rs`).

use std::{
    collections::{BTreeMap, BTreeSet},
    future::{Ready, ready},
    sync::{Arc, Mutex, PoisonError},
};

use aws::{
    StoreError, Tables,
    tables::{audit::Audit, statistics::Statistics},
};
use domain::{
    calendar::date_of,
    statistics::{CellKey, Turn},
};
use edge::{Env, Function, StartError, batch::Change};
use jiff::civil::Date;

mod audit;
mod business;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["STATISTICS_TABLE", "AUDIT_TABLE"];

/// Times that a cell is read anew because another instance, at another shard, was quicker.
const TRIES: usize = 20;

struct App {
    env: Env,
    statistics: Statistics,
    audit: Audit,
    noted: Mutex<Noted>,
}

/// The days that this instance has noted as changed, on the last day that it counted: saves writes, and nothing more.
#[derive(Default)]
struct Noted {
    on: Option<Date>,
    days: BTreeSet<Date>,
}

/// Starts the function.
pub fn start(env: Env) -> Ready<Result<Function, StartError>> {
    ready(open(env))
}

fn open(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let statistics = Statistics::open(&tables, env.get("STATISTICS_TABLE")?);
    let audit = Audit::open(&tables, env.get("AUDIT_TABLE")?);
    let app = App { env: env.clone(), statistics, audit, noted: Mutex::default() };
    Ok(edge::batch::stream_by_batch(env, "count-statistics", app, handle))
}

async fn handle(app: Arc<App>, changes: Vec<Change>) -> Result<(), StoreError> {
    let mut by_cell: BTreeMap<CellKey, Vec<Turn>> = BTreeMap::new();
    let mut days: BTreeSet<Date> = BTreeSet::new();
    for change in &changes {
        // An alert stands beside the history: no entry, nothing to count.
        let Some(new) = change.new.as_ref().filter(|_| !change.entries().is_empty()) else { continue };
        let turn = Turn::between(change.old.as_ref(), new);
        days.insert(turn.is.key.day);
        for key in turn.cells() {
            by_cell.entry(key.clone()).or_default().push(turn.clone());
        }
    }
    // Noted first: whatever happens then, the recount looks at the day. Noted on the day of counting, not of the change:
    // a record may come hours after its change, when the night that ends that day is over.
    let on = date_of(app.env.time());
    for day in days {
        note(&app, on, day).await?;
    }
    for (key, turns) in by_cell {
        count(&app.statistics, &key, &turns).await?;
    }
    audit::tell(&app.audit, &changes).await?;
    business::tell(&app.env, &changes);
    Ok(())
}

/// Tells a cell its turns. Shards are read by several instances at once: who was slower reads again.
async fn count(statistics: &Statistics, key: &CellKey, turns: &[Turn]) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let mut cell = statistics.get(key).await?;
        let mut changed = false;
        for turn in turns {
            changed |= cell.take(turn);
        }
        if !changed || statistics.put(&cell).await? {
            return Ok(());
        }
    }
    Err(StoreError::saying("count statistics", "a cell is written by too many at once"))
}

async fn note(app: &App, on: Date, day: Date) -> Result<(), StoreError> {
    if app.noted().has(on, day) {
        return Ok(());
    }
    app.statistics.note_changed(on, day).await?;
    app.noted().add(on, day);
    Ok(())
}

impl App {
    fn noted(&self) -> std::sync::MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Noted {
    fn has(&self, on: Date, day: Date) -> bool {
        self.on == Some(on) && self.days.contains(&day)
    }

    fn add(&mut self, on: Date, day: Date) {
        if self.on != Some(on) {
            *self = Self { on: Some(on), days: BTreeSet::new() };
        }
        self.days.insert(day);
    }
}
