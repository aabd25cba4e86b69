//! Each night, the months in which something changed: counters are held against the reports and mended, and the month's
//! figures and open data made anew.
//!
//! What changed is what count-statistics noted, day by day. A row of it is forgotten once its months are done, so a
//! night that failed is made up for by the next. Everything is made whole and anew: a repeat gives the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use aws::{
    StoreError, Tables,
    open_data::OpenData,
    tables::{
        directory::{Current, Versions},
        reports::Reports,
        statistics::{Changed, Statistics},
    },
};
use domain::{calendar::date_of, statistics::Month};
use edge::{Env, Function, StartError, batch::Happened, metrics};
use jiff::civil::Date;
use serde::{Deserialize, de::IgnoredAny};

mod month;
mod open_data;
mod recount;

/// It answers no route.
pub const ROUTES: &[&str] = &[];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["REPORTS_TABLE", "STATISTICS_TABLE", "DIRECTORY_TABLE", "OPEN_DATA_BUCKET"];

const NAME: &str = "nightly";

struct App {
    env: Env,
    reports: Reports,
    statistics: Statistics,
    directory: Current,
    open_data: OpenData,
}

/// The schedule's event, or one by hand that names months: all their days are recounted then.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Asked {
    Months { months: Vec<String> },
    Nothing(IgnoredAny),
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        statistics: Statistics::open(&tables, env.get("STATISTICS_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
        open_data: OpenData::open(&access, env.get("OPEN_DATA_BUCKET")?)?,
        env: env.clone(),
    };
    Ok(edge::batch::single(env, NAME, app, handle))
}

async fn handle(app: Arc<App>, event: Happened<Asked>) -> Result<(), StoreError> {
    let changed = app.statistics.changed().await?;
    let mut work = by_month(&changed);
    if let Asked::Months { months } = &event.detail {
        for month in months {
            let month: Month = month.parse().map_err(StoreError::of("read the event"))?;
            work.insert(month, days_of(month));
        }
    }
    let directory = app.directory.at(event.time).await?;
    let (mut mended, mut failed) = (0, 0);
    for (month, days) in &work {
        let done = month::remake(&app, *month, days, &directory, event.time).await?;
        mended += done.mended;
        failed += done.too_late;
    }
    metrics::figure(&app.env, &metrics::STATISTICS_MENDED, mended, event.time);
    // What somebody wrote meanwhile stays noted, and so does today: it is not over.
    let today = date_of(event.time);
    for row in changed.iter().filter(|row| failed == 0 && row.on < today) {
        app.statistics.forget_changed(row).await?;
    }
    Ok(())
}

fn by_month(changed: &[Changed]) -> BTreeMap<Month, BTreeSet<Date>> {
    let mut months = BTreeMap::<Month, BTreeSet<Date>>::new();
    for day in changed.iter().flat_map(|row| &row.days) {
        months.entry(Month::of(*day)).or_default().insert(*day);
    }
    months
}

fn days_of(month: Month) -> BTreeSet<Date> {
    let days = month.days(domain::statistics::Basis::Calendar);
    days.from.series(jiff::ToSpan::days(1)).take_while(|day| *day <= days.to).collect()
}
