//! Values of the template's parameters on one machine: their defaults, but for what only a cloud account has.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::TemplateError;

/// The region that the service is deployed to, and so the one that local ARNs name.
pub(crate) const REGION: &str = "ap-southeast-1";
/// No real account: twelve zeros, as every emulator uses.
pub(crate) const ACCOUNT: &str = "000000000000";
/// Stands for the stack in the names of its resources.
pub(crate) const STACK: &str = "local";

/// Parameters whose default is empty because each deployment has its own: here the SNS recorder's applications.
const LOCAL_VALUES: [(&str, &str); 3] =
    [("FcmApplication", "local"), ("ApnsApplication", "local"), ("ApnsSandboxApplication", "local")];

/// The value of every parameter and of every pseudo parameter.
pub(super) fn values(document: &Value) -> Result<BTreeMap<String, Value>, TemplateError> {
    let mut values: BTreeMap<String, Value> = [
        ("AWS::AccountId", ACCOUNT),
        ("AWS::Region", REGION),
        ("AWS::Partition", "aws"),
        ("AWS::StackName", STACK),
        ("AWS::URLSuffix", "amazonaws.com"),
        ("AWS::StackId", "arn:aws:cloudformation:ap-southeast-1:000000000000:stack/local/1"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), json!(value)))
    .collect();
    let none = Map::new();
    for (name, parameter) in document["Parameters"].as_object().unwrap_or(&none) {
        values.insert(name.clone(), value(name, parameter)?);
    }
    Ok(values)
}

fn value(name: &str, parameter: &Value) -> Result<Value, TemplateError> {
    let default = parameter.get("Default");
    let is_list =
        parameter["Type"].as_str().is_some_and(|kind| kind == "CommaDelimitedList" || kind.starts_with("List<"));
    match default {
        Some(Value::String(text)) if is_list => Ok(text.split(',').map(|item| json!(item.trim())).collect()),
        Some(value) if value != "" => Ok(value.clone()),
        _ => match LOCAL_VALUES.iter().find(|(known, _)| *known == name) {
            Some((_, local)) => Ok(json!(local)),
            None => default.cloned().ok_or_else(|| {
                TemplateError::at(
                    format!("parameter {name}"),
                    "it has no Default, and the local stack has no value for it",
                )
            }),
        },
    }
}
