//! S3 buckets: their names, who may call them from a web page, and whether they tell EventBridge.

use serde::Deserialize;

use super::{TemplateError, intrinsics::Scope, resources::Resource, typed};
use crate::template::api::Cors;

/// A bucket of the template.
#[derive(Debug)]
pub struct Bucket {
    /// What `!Ref` gives.
    pub name: String,
    /// The rules for browsers, merged into one; `None` where the template gives none.
    pub cors: Option<Cors>,
    /// Whether "Object Created" goes to EventBridge.
    pub tells_event_bridge: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CorsRules {
    cors_rules: Vec<CorsRule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(dead_code, reason = "`Id` is allowed in a rule, and read by nobody")]
struct CorsRule {
    #[serde(default)]
    allowed_headers: Vec<String>,
    allowed_methods: Vec<String>,
    allowed_origins: Vec<String>,
    #[serde(default)]
    exposed_headers: Vec<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    max_age: Option<u64>,
}

pub(super) fn read(resources: &[Resource<'_>], scope: &Scope<'_>) -> Result<Vec<Bucket>, TemplateError> {
    let buckets = resources.iter().filter(|resource| resource.kind == "AWS::S3::Bucket");
    buckets.map(|resource| bucket(resource, scope)).collect()
}

fn bucket(resource: &Resource<'_>, scope: &Scope<'_>) -> Result<Bucket, TemplateError> {
    let place = resource.logical_id;
    let name = scope.physical_name(place, place)?;
    let notifications = scope.resolve(&resource.properties["NotificationConfiguration"], place)?;
    for setting in notifications.as_object().into_iter().flat_map(|map| map.keys()) {
        if setting != "EventBridgeConfiguration" {
            let cause = format!("NotificationConfiguration: the local stack does not understand `{setting}`");
            return Err(TemplateError::at(place, cause));
        }
    }
    let tells_event_bridge = notifications["EventBridgeConfiguration"]["EventBridgeEnabled"] != false
        && notifications.get("EventBridgeConfiguration").is_some();
    let cors = match resource.properties.get("CorsConfiguration") {
        Some(rules) => {
            let rules: CorsRules = typed(scope.resolve(rules, place)?, place)?;
            Some(merged(rules))
        }
        None => None,
    };
    Ok(Bucket { name, cors, tells_event_bridge })
}

fn merged(rules: CorsRules) -> Cors {
    let mut cors = Cors::default();
    for rule in rules.cors_rules {
        cors.origins.extend(rule.allowed_origins);
        cors.methods.extend(rule.allowed_methods);
        cors.headers.extend(rule.allowed_headers);
        cors.exposed.extend(rule.exposed_headers);
        cors.max_age_s = cors.max_age_s.max(rule.max_age);
    }
    cors
}
