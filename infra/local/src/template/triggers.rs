//! What calls a function. Every setting that changes when or how it is called is read or refused.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::{TemplateError, typed};
use crate::pattern::Pattern;

mod schedules;

pub use schedules::{Schedule, ScheduleExpression};

/// One thing that calls a function.
#[derive(Debug)]
pub enum Trigger {
    /// A route of the HTTP API.
    Route(Route),
    /// A table's stream.
    Stream(StreamSource),
    /// "Object Created" of a bucket, by EventBridge.
    Objects(ObjectRule),
    /// The clock.
    Schedule(Schedule),
}

/// A route of the HTTP API.
#[derive(Debug)]
pub struct Route {
    /// `GET`, or `ANY`.
    pub method: String,
    /// `/v1/reports/{id}`, or `$default`.
    pub path: String,
    /// The authorizer's name: the API's default unless the event names one; `NONE` for a public route.
    pub authorizer: Option<String>,
    /// Scopes of which a token needs one.
    pub scopes: Vec<String>,
    /// How long the gateway waits for the function.
    pub timeout: Duration,
}

/// A table's stream, and what is done with a batch that fails.
#[derive(Debug)]
pub struct StreamSource {
    /// The table whose stream it is.
    pub table: String,
    /// Records in one call, at most.
    pub batch_size: usize,
    /// How long to wait for a batch to fill.
    pub window: Duration,
    /// Calls with the same record after the first; `None` until it is too old.
    pub retries: Option<u32>,
    /// A record older than this is given up; `None` never.
    pub max_age: Option<Duration>,
    /// Whether a failed batch is halved.
    pub bisects: bool,
    /// Whether the answer says which records failed (`ReportBatchItemFailures`).
    pub reports_failures: bool,
    /// Records wanted; all of them where this is empty.
    pub filters: Vec<Pattern>,
    /// The bucket that gets what was given up.
    pub failed_to: Option<String>,
    /// Whether the first start reads what is in the stream already.
    pub from_start: bool,
}

/// Which "Object Created" events a function gets.
#[derive(Debug)]
pub struct ObjectRule {
    /// The rule over the whole event.
    pub pattern: Pattern,
}

/// The gateway waits at most this long, whatever the template says.
const GATEWAY_TIMEOUT: Duration = Duration::from_secs(30);

pub(super) fn read(kind: &str, properties: Value, place: &str) -> Result<Option<Trigger>, TemplateError> {
    match kind {
        "HttpApi" => route(typed(properties, place)?, place).map(|route| Some(Trigger::Route(route))),
        "DynamoDB" => stream(typed(properties, place)?, place).map(|stream| stream.map(Trigger::Stream)),
        "EventBridgeRule" => objects(&typed(properties, place)?, place).map(|rule| rule.map(Trigger::Objects)),
        "Schedule" | "ScheduleV2" => {
            schedules::read(kind, properties, place).map(|schedule| schedule.map(Trigger::Schedule))
        }
        _ => Err(TemplateError::at(place, format!("the local stack does not understand the trigger `{kind}`"))),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(dead_code, reason = "allowed in a route, without effect on one machine")]
struct HttpApi {
    #[serde(default)]
    api_id: Value,
    #[serde(default)]
    auth: Auth,
    method: Option<String>,
    path: Option<String>,
    payload_format_version: Option<String>,
    #[serde(default)]
    route_settings: Value,
    timeout_in_millis: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Auth {
    authorizer: Option<String>,
    #[serde(default)]
    authorization_scopes: Vec<String>,
}

fn route(event: HttpApi, place: &str) -> Result<Route, TemplateError> {
    if event.payload_format_version.as_deref().is_some_and(|version| version != "2.0") {
        return Err(TemplateError::at(place, "only PayloadFormatVersion 2.0 is understood"));
    }
    let timeout = event.timeout_in_millis.map_or(GATEWAY_TIMEOUT, Duration::from_millis);
    let method = event.method.unwrap_or_else(|| "ANY".to_owned()).to_ascii_uppercase();
    Ok(Route {
        method: if method == "X-AMAZON-APIGATEWAY-ANY-METHOD" || method == "*" { "ANY".to_owned() } else { method },
        path: event.path.unwrap_or_else(|| "$default".to_owned()),
        authorizer: event.auth.authorizer,
        scopes: event.auth.authorization_scopes,
        timeout: timeout.min(GATEWAY_TIMEOUT),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DynamoDb {
    stream: String,
    starting_position: String,
    batch_size: Option<usize>,
    maximum_batching_window_in_seconds: Option<u64>,
    maximum_retry_attempts: Option<i64>,
    maximum_record_age_in_seconds: Option<i64>,
    #[serde(default)]
    bisect_batch_on_function_error: bool,
    #[serde(default)]
    function_response_types: Vec<String>,
    filter_criteria: Option<FilterCriteria>,
    destination_config: Option<DestinationConfig>,
    /// Several batches of one shard at once, each item's records still in order: here always one, which is allowed.
    #[serde(rename = "ParallelizationFactor")]
    _parallelization_factor: Option<u32>,
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FilterCriteria {
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Filter {
    pattern: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DestinationConfig {
    on_failure: OnFailure,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct OnFailure {
    r#type: Option<String>,
    destination: String,
}

fn stream(event: DynamoDb, place: &str) -> Result<Option<StreamSource>, TemplateError> {
    if event.enabled == Some(false) {
        return Ok(None);
    }
    let table = event.stream.split('/').nth(1).map(str::to_owned);
    let table = table.ok_or_else(|| TemplateError::at(place, format!("`{}` is not a table's stream", event.stream)))?;
    let mut reports_failures = false;
    for kind in &event.function_response_types {
        match kind.as_str() {
            "ReportBatchItemFailures" => reports_failures = true,
            other => return Err(TemplateError::at(place, format!("FunctionResponseTypes: unknown `{other}`"))),
        }
    }
    let failed_to = match event.destination_config {
        Some(config) => Some(bucket_of(&config.on_failure).ok_or_else(|| {
            TemplateError::at(
                place,
                "DestinationConfig: only an S3 bucket gets the whole record, so only that is understood",
            )
        })?),
        None => None,
    };
    let mut filters = Vec::new();
    for filter in event.filter_criteria.into_iter().flat_map(|criteria| criteria.filters) {
        filters.push(Pattern::parse(&filter.pattern).map_err(|cause| TemplateError::at(place, cause))?);
    }
    Ok(Some(StreamSource {
        table,
        batch_size: event.batch_size.unwrap_or(100),
        window: Duration::from_secs(event.maximum_batching_window_in_seconds.unwrap_or(0)),
        retries: event.maximum_retry_attempts.and_then(|attempts| u32::try_from(attempts).ok()),
        max_age: event
            .maximum_record_age_in_seconds
            .and_then(|seconds| u64::try_from(seconds).ok())
            .map(Duration::from_secs),
        bisects: event.bisect_batch_on_function_error,
        reports_failures,
        filters,
        failed_to,
        from_start: event.starting_position == "TRIM_HORIZON",
    }))
}

fn bucket_of(destination: &OnFailure) -> Option<String> {
    let named_s3 = destination.r#type.as_deref().is_none_or(|kind| kind == "S3");
    let bucket = destination.destination.strip_prefix("arn:aws:s3:::")?;
    named_s3.then(|| bucket.to_owned())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(dead_code, reason = "allowed in a rule, without effect on one machine")]
struct EventBridgeRule {
    pattern: Value,
    #[serde(default)]
    retry_policy: RetryPolicy,
    state: Option<String>,
    event_bus_name: Option<String>,
    rule_name: Option<String>,
    #[serde(default)]
    dead_letter_config: Value,
}

/// How often EventBridge tries to hand an event over: here it always can. What the function makes of it is another
/// matter (`EventInvokeConfig`).
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct RetryPolicy {
    #[serde(rename = "MaximumRetryAttempts")]
    _maximum_retry_attempts: Option<u32>,
    #[serde(rename = "MaximumEventAgeInSeconds")]
    _maximum_event_age_in_seconds: Option<u32>,
}

fn objects(event: &EventBridgeRule, place: &str) -> Result<Option<ObjectRule>, TemplateError> {
    let of_s3 =
        event.pattern["source"].as_array().is_some_and(|sources| sources.iter().all(|source| source == "aws.s3"));
    let kinds = event.pattern["detail-type"].as_array();
    let created = kinds.is_some_and(|kinds| kinds.iter().all(|kind| kind == "Object Created"));
    if !of_s3 || !created {
        let cause = "only a rule for \"Object Created\" of aws.s3 is understood";
        return Err(TemplateError::at(place, cause));
    }
    if event.state.as_deref() == Some("DISABLED") {
        return Ok(None);
    }
    let pattern = Pattern::of(&event.pattern).map_err(|cause| TemplateError::at(place, cause))?;
    Ok(Some(ObjectRule { pattern }))
}
