//! The chairman's page: a month's figures beside those of the month before, and what is overdue now. For printing, or
//! as CSV for a spreadsheet; in Vietnamese, as it goes into the office's own reports.

use aws::StoreError;
use domain::{
    Report,
    calendar::date_of,
    directory::{Directory, UnitId},
    statistics::{Basis, Figures, Month, Span, Tally},
    waiting::{Due, Waiting},
};
use edge::{
    Caller, Problem, Reply, Request,
    statistics::{Asked, Sums},
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{App, statistics};

mod lines;
mod page;
mod sheet;

/// Most overdue reports told one by one, those waiting longest first.
const MOST_TOLD: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Query {
    period: Option<String>,
    basis: BasisAsked,
    format: Format,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BasisAsked {
    #[default]
    Administrative,
    Calendar,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Html,
    Csv,
}

/// All that the page tells.
struct Summary<'d> {
    directory: &'d Directory,
    month: Month,
    days: Span,
    before: Span,
    now: Timestamp,
    /// Whose; all units together for the centre.
    unit: Option<UnitId>,
    sums: Sums,
    sums_before: Sums,
    overdue: Vec<Report>,
}

pub(crate) async fn answer(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let query: Query = request.query()?;
    let directory = app.directory.at(request.now).await?;
    let basis = match query.basis {
        BasisAsked::Administrative => Basis::Administrative,
        BasisAsked::Calendar => Basis::Calendar,
    };
    let month = month(query.period.as_deref(), basis, request.now)?;
    let unit = statistics::allowed(caller, None)?;
    let (days, before) = (month.days(basis), month.before().days(basis));
    let sums = |days: Span| sums(app, &directory, unit.clone(), days, request.now);
    let summary = Summary {
        directory: &directory,
        month,
        days,
        before,
        now: request.now,
        sums: sums(days).await?,
        sums_before: sums(before).await?,
        overdue: overdue(app, unit.as_ref(), request.now).await?,
        unit: unit.clone(),
    };
    match query.format {
        Format::Html => Ok(page::reply(&summary)),
        Format::Csv => sheet::reply(&summary),
    }
}

/// The month asked for, else the one that today is in. One that has not begun is refused.
fn month(period: Option<&str>, basis: Basis, now: Timestamp) -> Result<Month, Problem> {
    let today = date_of(now);
    let Some(period) = period else {
        let this = Month::of(today);
        return Ok(if this.days(basis).to < today { this.after() } else { this });
    };
    let month: Month = period.parse().map_err(|_| Problem::field("month_malformed", "/period", ""))?;
    if month.days(basis).from > today {
        return Err(Problem::field("period_in_future", "/period", ""));
    }
    Ok(month)
}

async fn sums(
    app: &App,
    directory: &Directory,
    unit: Option<UnitId>,
    days: Span,
    now: Timestamp,
) -> Result<Sums, Problem> {
    let asked = Asked { from: Some(days.from), to: Some(days.to), ..Asked::default() };
    // The month before the first is no one's fault.
    let mut wanted = asked.wanted(directory, now.max(domain::calendar::start_of(days.from)))?;
    wanted.unit = unit;
    Ok(statistics::sums(&app.statistics, &wanted).await?)
}

/// What waits for an answer past its deadline, the longest first: of the unit, or for the centre of every unit.
async fn overdue(app: &App, unit: Option<&UnitId>, now: Timestamp) -> Result<Vec<Report>, StoreError> {
    let is_overdue = |one: &Waiting| one.is_due(Due::Overdue, now);
    let page = app.reports.page_of_waiting(unit, None, MOST_TOLD, is_overdue).await?;
    // what the index holds may be older than the report
    Ok(page.reports.into_iter().filter(|report| is_overdue(&report.into())).collect())
}

impl Summary<'_> {
    fn figures(&self, tally: &Tally) -> Figures {
        Figures::of(tally, self.now.as_second().div_euclid(60))
    }

    /// Whose figures they are.
    fn whose(&self) -> String {
        match &self.unit {
            Some(unit) => self.unit_name(unit),
            None => "Tất cả các đơn vị".to_owned(),
        }
    }

    fn unit_name(&self, unit: &UnitId) -> String {
        self.directory.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name_vi.clone())
    }

    fn area_name(&self, report: &Report) -> String {
        self.directory.area(&report.area).map_or_else(|| report.area.to_string(), |area| area.full_name.to_string())
    }

    fn category_name(&self, code: &domain::directory::CategoryCode) -> String {
        edge::statistics::category_name(self.directory, code, edge::Language::Vietnamese)
            .unwrap_or_else(|| code.to_string())
    }

    /// Whole days since the deadline passed.
    fn days_over(&self, report: &Report) -> i64 {
        self.now.duration_since(report.resolve_by.at()).as_hours() / 24
    }
}

/// `21/10/2020`
fn day(day: jiff::civil::Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// `08:00 21/10/2020`
fn moment(at: Timestamp) -> String {
    domain::calendar::ZONE.to_datetime(at).strftime("%H:%M %d/%m/%Y").to_string()
}
