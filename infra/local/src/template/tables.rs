//! DynamoDB tables: the template's properties are, but for a few, the `CreateTable` request.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{TemplateError, intrinsics::Scope, resources::Resource, typed};

/// Settings that change nothing on one machine.
const CLOUD_ONLY: [&str; 9] = [
    "ContributorInsightsSpecification",
    "DeletionProtectionEnabled",
    "KinesisStreamSpecification",
    "OnDemandThroughput",
    "PointInTimeRecoverySpecification",
    "ResourcePolicy",
    "SSESpecification",
    "Tags",
    "WarmThroughput",
];

/// A table of the template.
#[derive(Debug)]
pub struct Table {
    /// Its name in the template: `ReportsTable`.
    pub logical_id: String,
    /// What `!Ref` gives.
    pub name: String,
    /// The `CreateTable` request.
    pub request: Value,
    /// The attribute with the second after which an item may be deleted.
    pub expires_by: Option<String>,
    /// Names of the key's attributes, hash key first.
    pub key: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct TimeToLive {
    attribute_name: String,
    enabled: bool,
}

pub(super) fn read(resources: &[Resource<'_>], scope: &Scope<'_>) -> Result<Vec<Table>, TemplateError> {
    let tables = resources.iter().filter(|resource| resource.kind == "AWS::DynamoDB::Table");
    tables.map(|resource| table(resource, scope)).collect()
}

fn table(resource: &Resource<'_>, scope: &Scope<'_>) -> Result<Table, TemplateError> {
    let place = resource.logical_id;
    let name = scope.physical_name(place, place)?;
    let mut properties = scope.resolve(resource.properties, place)?;
    let request = properties.as_object_mut().ok_or_else(|| TemplateError::at(place, "it has no Properties"))?;
    for setting in CLOUD_ONLY {
        request.remove(setting);
    }
    for index in request.get_mut("GlobalSecondaryIndexes").and_then(Value::as_array_mut).into_iter().flatten() {
        for setting in CLOUD_ONLY {
            index.as_object_mut().and_then(|index| index.remove(setting));
        }
    }
    let expires_by = match request.remove("TimeToLiveSpecification") {
        Some(setting) => {
            let setting: TimeToLive = typed(setting, place)?;
            setting.enabled.then_some(setting.attribute_name)
        }
        None => None,
    };
    if let Some(stream) = request.get_mut("StreamSpecification") {
        stream["StreamEnabled"] = json!(true);
    }
    request.insert("TableName".to_owned(), json!(name));
    let key = request
        .get("KeySchema")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|part| part["AttributeName"].as_str().map(str::to_owned))
        .collect();
    Ok(Table { logical_id: place.to_owned(), name, request: properties, expires_by, key })
}
