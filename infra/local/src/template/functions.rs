//! Lambda functions: which crate they are, what they are told, and what calls them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    TemplateError, Trigger,
    intrinsics::{Scope, text_of},
    resources::Resource,
    rights::{self, Right},
    triggers, typed,
};

/// A Lambda function of the template.
#[derive(Debug)]
pub struct FunctionSpec {
    /// Its name in the template: `SubmitReportFunction`.
    pub logical_id: String,
    /// Its crate: the last part of `CodeUri`, `submit-report`.
    pub crate_name: String,
    /// How long one invocation may take.
    pub timeout: Duration,
    /// What the template tells it, `Globals` included.
    pub environment: BTreeMap<String, String>,
    /// Calls after the first of an asynchronous event that failed (`EventInvokeConfig`).
    pub async_retries: u32,
    /// What calls it.
    pub triggers: Vec<Trigger>,
    /// What it may ask of AWS; `None` where the template says nothing of it.
    pub rights: Option<Vec<Right>>,
}

/// Lambda's own default.
const TIMEOUT_S: u64 = 3;
/// Lambda's own default.
const ASYNC_RETRIES: u32 = 2;

/// Properties that would call the function, or change how it is called, in ways that aren't read here.
const UNREAD: [&str; 4] = ["DeadLetterQueue", "DurableConfig", "FunctionUrlConfig", "InlineCode"];

/// The destination is a queue, which one machine has not: what was given up is told on stderr instead.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct EventInvokeConfig {
    maximum_retry_attempts: Option<u32>,
    #[serde(rename = "MaximumEventAgeInSeconds")]
    _maximum_event_age_in_seconds: Option<u32>,
    #[serde(default, rename = "DestinationConfig")]
    _destination_config: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    r#type: String,
    #[serde(default)]
    properties: Value,
}

pub(super) fn read(
    document: &Value,
    resources: &[Resource<'_>],
    scope: &Scope<'_>,
) -> Result<Vec<FunctionSpec>, TemplateError> {
    let globals = &document["Globals"]["Function"];
    let functions = resources.iter().filter(|resource| resource.kind == "AWS::Serverless::Function");
    functions.map(|resource| function(resource, resources, globals, scope)).collect()
}

fn function(
    resource: &Resource<'_>,
    resources: &[Resource<'_>],
    globals: &Value,
    scope: &Scope<'_>,
) -> Result<FunctionSpec, TemplateError> {
    let place = resource.logical_id;
    let own = resource.properties;
    if let Some(name) = UNREAD.iter().find(|name| own.get(name).is_some() || globals.get(name).is_some()) {
        return Err(TemplateError::at(place, format!("the local stack does not understand `{name}`")));
    }
    let code = scope.resolve(own.get("CodeUri").or(globals.get("CodeUri")).unwrap_or(&Value::Null), place)?;
    let timeout = match own.get("Timeout").or(globals.get("Timeout")) {
        Some(seconds) => typed(scope.resolve(seconds, place)?, place)?,
        None => TIMEOUT_S,
    };
    let invocation: EventInvokeConfig = match own.get("EventInvokeConfig").or(globals.get("EventInvokeConfig")) {
        Some(config) => typed(scope.resolve(config, place)?, place)?,
        None => EventInvokeConfig::default(),
    };
    let mut environment = BTreeMap::new();
    for settings in [globals, own] {
        let variables = scope.resolve(&settings["Environment"]["Variables"], place)?;
        for (name, value) in variables.as_object().unwrap_or(&Map::new()) {
            environment.insert(name.clone(), text_of(value));
        }
    }
    let mut found = Vec::new();
    for (name, event) in own["Events"].as_object().unwrap_or(&Map::new()) {
        let place = format!("{place}, event {name}");
        let event: Event = typed(scope.resolve(event, &place)?, &place)?;
        found.extend(triggers::read(&event.r#type, event.properties, &place)?);
    }
    Ok(FunctionSpec {
        logical_id: place.to_owned(),
        crate_name: crate_name(&text_of(&code)).ok_or_else(|| TemplateError::at(place, "it has no CodeUri"))?,
        timeout: Duration::from_secs(timeout),
        environment,
        async_retries: invocation.maximum_retry_attempts.unwrap_or(ASYNC_RETRIES),
        triggers: found,
        rights: rights::read(resource, resources, scope)?,
    })
}

/// `../target/lambda/submit-report/bootstrap.zip` and `functions/submit-report/` are both `submit-report`.
fn crate_name(code: &str) -> Option<String> {
    let mut parts = code.split('/').filter(|part| !part.is_empty() && !part.starts_with("bootstrap"));
    parts.next_back().map(|part| part.trim_end_matches(".zip").to_owned())
}
