//! Every metric, in one place: name, unit and the one dimension that it has. CloudWatch's embedded metric format.
//!
//! **Invariant**: no value of a dimension names a person, a report, a place or a unit. Each pair of a name and a value is a
//! series to pay for, so whatever is looked for rarely stands as a property beside the metrics, which costs nothing:
//! Logs Insights finds it (`infra/template.yaml`, the queries).

use jiff::Timestamp;
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::{Value, json};

use crate::Env;

/// What tells the series of a metric apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Nothing: one series.
    Nothing,
    /// `Function`.
    Function,
    /// `Function` and `Outcome`: `ok`, `4xx` and `5xx` where it answers HTTP, else `ok` and `failed`.
    Outcome,
    /// `Category`: a field of the directory.
    Category,
}

/// A metric.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name in CloudWatch.
    pub name: &'static str,
    /// CloudWatch's name of its unit.
    pub unit: &'static str,
    /// Its dimension.
    pub by: By,
}

const fn counts(name: &'static str, by: By) -> Metric {
    Metric { name, unit: "Count", by }
}

const fn lasts(name: &'static str, by: By) -> Metric {
    Metric { name, unit: "Milliseconds", by }
}

/// Invocations by how they ended.
pub const INVOCATIONS: Metric = counts("Invocations", By::Outcome);
/// How long they took.
pub const DURATION: Metric = lasts("Duration", By::Function);
/// First invocations of an instance.
pub const COLD_STARTS: Metric = counts("ColdStarts", By::Function);
/// Attempts after the first at a call of AWS.
pub const RETRIES: Metric = counts("Retries", By::Function);
/// Read units that `DynamoDB` said it took.
pub const READ_UNITS: Metric = counts("ReadUnits", By::Function);
/// Write units that `DynamoDB` said it took.
pub const WRITE_UNITS: Metric = counts("WriteUnits", By::Function);
/// Invocations of any function that failed, or answered 5xx.
pub const FAILURES: Metric = counts("Failures", By::Nothing);
/// Looks at the directory that failed.
pub const DIRECTORY_FAILURES: Metric = counts("DirectoryFailures", By::Nothing);

/// Reports received.
pub const RECEIVED: Metric = counts("Received", By::Category);
/// Answers given.
pub const ANSWERED: Metric = counts("Answered", By::Category);
/// Those of them after the deadline.
pub const LATE: Metric = counts("Late", By::Category);
/// Those of them by a deadline that was never extended.
pub const IN_TIME: Metric = counts("InTime", By::Nothing);
/// Reports accepted.
pub const ACCEPTED: Metric = counts("Accepted", By::Nothing);
/// Disputes that were found right.
pub const REOPENED: Metric = counts("Reopened", By::Nothing);
/// Reports refused.
pub const REFUSED: Metric = counts("Refused", By::Nothing);
/// Reports whose citizen waits longer than promised, looked at each hour.
pub const OVERDUE: Metric = counts("Overdue", By::Nothing);

/// Publishes that SNS took.
pub const PUSHES_SENT: Metric = counts("PushesSent", By::Nothing);
/// Publishes that failed, or whose phone can't be reached any more.
pub const PUSHES_FAILED: Metric = counts("PushesFailed", By::Nothing);
/// Times that a unit had nobody there for a report that came.
pub const UNREACHABLE_UNITS: Metric = counts("UnreachableUnits", By::Nothing);
/// From the moment that a report was sent to the push of its unit.
pub const SUBMISSION_TO_PUSH: Metric = lasts("SubmissionToPush", By::Nothing);
/// Photos that processing would not take.
pub const PHOTOS_REJECTED: Metric = counts("PhotosRejected", By::Nothing);
/// Counters that the recount found wrong.
pub const STATISTICS_MENDED: Metric = counts("StatisticsMended", By::Nothing);

/// All of them, technical ones first.
pub const ALL: [&Metric; 22] = [
    &INVOCATIONS,
    &DURATION,
    &COLD_STARTS,
    &RETRIES,
    &READ_UNITS,
    &WRITE_UNITS,
    &FAILURES,
    &DIRECTORY_FAILURES,
    &RECEIVED,
    &ANSWERED,
    &LATE,
    &IN_TIME,
    &ACCEPTED,
    &REOPENED,
    &REFUSED,
    &OVERDUE,
    &PUSHES_SENT,
    &PUSHES_FAILED,
    &UNREACHABLE_UNITS,
    &SUBMISSION_TO_PUSH,
    &PHOTOS_REJECTED,
    &STATISTICS_MENDED,
];

/// Emits one figure of the whole service.
pub fn figure(env: &Env, metric: &'static Metric, value: u64, now: Timestamp) {
    emit(env, now, &[(metric, json!(value))], &[]);
}

/// Emits one figure of a field.
pub fn of_category(env: &Env, metric: &'static Metric, category: &str, value: u64, now: Timestamp) {
    emit(env, now, &[(metric, json!(value))], &[("Category", json!(category))]);
}

/// Tells how many of a unit's reports are overdue: a line of the log for Logs Insights, and no metric, as units are many.
pub fn by_unit(env: &Env, unit: &str, overdue: u64, now: Timestamp) {
    env.emit(&json!({"Unit": unit, "OverdueOfUnit": overdue, "At": now.as_millisecond()}).to_string());
}

/// One line: the figures, and properties, among which are the values of their dimensions.
pub(crate) fn emit(env: &Env, now: Timestamp, figures: &[(&Metric, Value)], properties: &[(&str, Value)]) {
    let directives = [By::Outcome, By::Function, By::Category, By::Nothing].into_iter().filter_map(|by| {
        let metrics = figures.iter().filter(|(metric, _)| metric.by == by);
        let metrics: Vec<_> = metrics.map(|(metric, _)| Named { name: metric.name, unit: metric.unit }).collect();
        let directive = Directive { namespace: env.namespace(), dimensions: [by.dimensions()], metrics };
        (!directive.metrics.is_empty()).then_some(directive)
    });
    let aws = Aws { timestamp: now.as_millisecond(), metrics: directives.collect() };
    let line = Line { aws, properties, figures };
    env.emit(&serde_json::to_string(&line).unwrap_or_default());
}

struct Line<'a> {
    aws: Aws<'a>,
    properties: &'a [(&'a str, Value)],
    figures: &'a [(&'a Metric, Value)],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("_aws", &self.aws)?;
        // What is a figure as well stands there.
        let is_figure = |name: &str| self.figures.iter().any(|(metric, _)| metric.name == name);
        for (name, value) in self.properties.iter().filter(|(name, _)| !is_figure(name)) {
            line.serialize_entry(name, value)?;
        }
        for (metric, value) in self.figures {
            line.serialize_entry(metric.name, value)?;
        }
        line.end()
    }
}

#[derive(Serialize)]
struct Aws<'a> {
    #[serde(rename = "Timestamp")]
    timestamp: i64,
    #[serde(rename = "CloudWatchMetrics")]
    metrics: Vec<Directive<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    namespace: &'a str,
    dimensions: [&'static [&'static str]; 1],
    metrics: Vec<Named>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    name: &'static str,
    unit: &'static str,
}

impl By {
    /// The names of its dimensions.
    pub fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::Nothing => &[],
            Self::Function => &["Function"],
            Self::Outcome => &["Function", "Outcome"],
            Self::Category => &["Category"],
        }
    }
}
