//! CloudFormation's intrinsic functions, with the values that things have on one machine.
//!
//! Only what the local stack reads is resolved (environment, triggers, tables, buckets), so a function that is
//! used for an alarm alone need not be known here; one that isn't known is an error.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::TemplateError;
use super::parameters::{self, ACCOUNT, REGION, STACK};

/// Names and values that a template may refer to.
pub(super) struct Scope<'a> {
    document: &'a Value,
    values: BTreeMap<String, Value>,
}

/// What a property becomes: nothing, where `AWS::NoValue` stands.
type Resolved = Result<Option<Value>, TemplateError>;

impl<'a> Scope<'a> {
    pub(super) fn new(document: &'a Value) -> Result<Self, TemplateError> {
        let values = parameters::values(document)?;
        Ok(Self { document, values })
    }

    /// `value` with every intrinsic function replaced by its result. `place` is for messages.
    pub(super) fn resolve(&self, value: &Value, place: &str) -> Result<Value, TemplateError> {
        Ok(self.part(value, place)?.unwrap_or(Value::Null))
    }

    /// Whether the named condition holds.
    pub(super) fn holds(&self, condition: &str, place: &str) -> Result<bool, TemplateError> {
        let rule = self.document["Conditions"]
            .get(condition)
            .ok_or_else(|| TemplateError::at(place, format!("no condition `{condition}`")))?;
        self.truth(rule, place)
    }

    fn part(&self, value: &Value, place: &str) -> Resolved {
        match value {
            Value::Object(map) => {
                if let Some((name, argument)) = only_entry(map)
                    && (name == "Ref" || name == "Condition" || name.starts_with("Fn::"))
                {
                    return self.call(name, argument, place);
                }
                let mut resolved = Map::new();
                for (key, value) in map {
                    if let Some(value) = self.part(value, place)? {
                        resolved.insert(key.clone(), value);
                    }
                }
                Ok(Some(Value::Object(resolved)))
            }
            Value::Array(items) => {
                let mut resolved = Vec::new();
                for item in items {
                    resolved.extend(self.part(item, place)?);
                }
                Ok(Some(Value::Array(resolved)))
            }
            plain => Ok(Some(plain.clone())),
        }
    }

    fn call(&self, name: &str, argument: &Value, place: &str) -> Resolved {
        let wrong = |cause: &str| TemplateError::at(place, format!("{name}: {cause}"));
        match name {
            "Ref" if argument == "AWS::NoValue" => Ok(None),
            "Ref" => self.reference(argument.as_str().unwrap_or_default(), place).map(Some),
            // a policy statement's own `Condition` is not the intrinsic one
            "Condition" if !argument.is_string() => Ok(Some(json!({ "Condition": self.resolve(argument, place)? }))),
            "Condition" => Ok(Some(json!(self.holds(argument.as_str().unwrap_or_default(), place)?))),
            "Fn::If" => {
                let [condition, yes, no] = arguments(argument).ok_or_else(|| wrong("three arguments"))?;
                let holds = self.holds(condition.as_str().unwrap_or_default(), place)?;
                self.part(if holds { yes } else { no }, place)
            }
            "Fn::GetAtt" => {
                let [resource, attribute] = arguments(argument).ok_or_else(|| wrong("two arguments"))?;
                let (resource, attribute) = (resource.as_str(), attribute.as_str());
                self.attribute(resource.unwrap_or_default(), attribute.unwrap_or_default(), place).map(Some)
            }
            "Fn::Sub" => self.substitute(argument, place).map(|text| Some(json!(text))),
            "Fn::Join" => {
                let [separator, parts] = arguments(argument).ok_or_else(|| wrong("two arguments"))?;
                let parts = self.resolve(parts, place)?;
                let parts: Vec<String> = parts.as_array().into_iter().flatten().map(text_of).collect();
                Ok(Some(json!(parts.join(separator.as_str().unwrap_or_default()))))
            }
            "Fn::Split" => {
                let [separator, text] = arguments(argument).ok_or_else(|| wrong("two arguments"))?;
                let text = text_of(&self.resolve(text, place)?);
                let parts: Vec<&str> = text.split(separator.as_str().unwrap_or_default()).collect();
                Ok(Some(json!(parts)))
            }
            "Fn::Select" => {
                let [index, items] = arguments(argument).ok_or_else(|| wrong("two arguments"))?;
                let index: usize = text_of(index).parse().map_err(|_| wrong("the index"))?;
                let items = self.resolve(items, place)?;
                items.get(index).cloned().map(Some).ok_or_else(|| wrong("no such item"))
            }
            "Fn::FindInMap" => {
                let found = self.resolve(argument, place)?;
                let [map, top, second] = arguments(&found).ok_or_else(|| wrong("three arguments"))?;
                let found = &self.document["Mappings"][text_of(map)][text_of(top)][text_of(second)];
                if found.is_null() {
                    return Err(wrong("no such entry"));
                }
                Ok(Some(found.clone()))
            }
            "Fn::Base64" => {
                let text = text_of(&self.resolve(argument, place)?);
                Ok(Some(json!(BASE64.encode(text.as_bytes()))))
            }
            "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" => {
                let rule = json!({ name: argument });
                self.truth(&rule, place).map(|truth| Some(json!(truth)))
            }
            _ => Err(TemplateError::at(place, format!("`{name}` is not known to the local stack"))),
        }
    }

    fn truth(&self, rule: &Value, place: &str) -> Result<bool, TemplateError> {
        let Some((name, argument)) = rule.as_object().and_then(only_entry) else {
            return Err(TemplateError::at(place, format!("not a condition: {rule}")));
        };
        let all = || -> Result<Vec<bool>, TemplateError> {
            let rules = argument.as_array().into_iter().flatten();
            rules.map(|rule| self.truth(rule, place)).collect()
        };
        match name {
            "Condition" => self.holds(argument.as_str().unwrap_or_default(), place),
            "Fn::And" => Ok(all()?.into_iter().all(|truth| truth)),
            "Fn::Or" => Ok(all()?.into_iter().any(|truth| truth)),
            "Fn::Not" => Ok(all()?.into_iter().all(|truth| !truth)),
            "Fn::Equals" => {
                let sides = self.resolve(argument, place)?;
                Ok(text_of(&sides[0]) == text_of(&sides[1]))
            }
            _ => Err(TemplateError::at(place, format!("`{name}` is not known in a condition"))),
        }
    }

    fn reference(&self, name: &str, place: &str) -> Result<Value, TemplateError> {
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        self.physical_name(name, place).map(|name| json!(name))
    }

    /// What `!Ref` of a resource gives: its name, of its own choice or made from the logical id.
    pub(super) fn physical_name(&self, logical_id: &str, place: &str) -> Result<String, TemplateError> {
        let resource = self.document["Resources"]
            .get(logical_id)
            .ok_or_else(|| TemplateError::at(place, format!("`{logical_id}` is neither a parameter nor a resource")))?;
        let kind = resource["Type"].as_str().unwrap_or_default();
        let named = match kind {
            "AWS::DynamoDB::Table" => "TableName",
            "AWS::S3::Bucket" => "BucketName",
            "AWS::Serverless::Function" => "FunctionName",
            _ => "Name",
        };
        match resource["Properties"].get(named) {
            Some(name) => Ok(text_of(&self.resolve(name, place)?)),
            None if kind == "AWS::S3::Bucket" => Ok(format!("{STACK}-{}", logical_id.to_ascii_lowercase())),
            None => Ok(format!("{STACK}-{logical_id}")),
        }
    }

    fn attribute(&self, logical_id: &str, attribute: &str, place: &str) -> Result<Value, TemplateError> {
        let name = self.physical_name(logical_id, place)?;
        let kind = self.document["Resources"][logical_id]["Type"].as_str().unwrap_or_default();
        let value = match (kind, attribute) {
            ("AWS::DynamoDB::Table", "Arn") => format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"),
            ("AWS::DynamoDB::Table", "StreamArn") => stream_arn(&name),
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{name}"),
            ("AWS::Serverless::Function", "Arn") => {
                format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
            }
            ("AWS::Cognito::UserPool", "ProviderURL") => {
                format!("https://cognito-idp.{REGION}.amazonaws.com/{name}")
            }
            ("AWS::SQS::Queue", "QueueName") => name,
            (_, "Arn") => format!("arn:aws:local:{REGION}:{ACCOUNT}:{name}"),
            _ => {
                let cause = format!("!GetAtt {logical_id}.{attribute} has no value on one machine");
                return Err(TemplateError::at(place, cause));
            }
        };
        Ok(json!(value))
    }

    fn substitute(&self, argument: &Value, place: &str) -> Result<String, TemplateError> {
        let (pattern, own) = match arguments(argument) {
            Some([pattern, own]) => (pattern.as_str(), self.resolve(own, place)?),
            None => (argument.as_str(), Value::Null),
        };
        let mut rest = pattern.unwrap_or_default();
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) =
                after.split_once('}').ok_or_else(|| TemplateError::at(place, "Fn::Sub: a `${` without its `}`"))?;
            text.push_str(before);
            rest = after;
            let value = match (name.strip_prefix('!'), own.get(name), name.split_once('.')) {
                (Some(literal), ..) => json!(format!("${{{literal}}}")),
                (_, Some(own), _) => own.clone(),
                (_, _, Some((resource, attribute))) => self.attribute(resource, attribute, place)?,
                _ => self.reference(name, place)?,
            };
            text.push_str(&text_of(&value));
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// The stream of a table, as the template's `!GetAtt Table.StreamArn` gives it on one machine.
pub(crate) fn stream_arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/local")
}

/// A scalar as the text that CloudFormation would make of it.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn only_entry(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    match (map.len(), map.iter().next()) {
        (1, Some((name, argument))) => Some((name, argument)),
        _ => None,
    }
}

fn arguments<const N: usize>(value: &Value) -> Option<&[Value; N]> {
    value.as_array()?.as_slice().try_into().ok()
}
