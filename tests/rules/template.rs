//! The template as written: references stay references, so that a rule can ask which table a permission names.
//!
//! The local stack's reader resolves them to what they are on one machine and leaves permissions alone.

use std::collections::BTreeMap;

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// `infra/template.yaml` as JSON, short tags in their long form: `!Ref X` is `{"Ref": "X"}`.
pub(super) fn document() -> Value {
    let text = super::source::text("infra/template.yaml");
    json_of(&Yaml::load_from_str(&text).unwrap()[0])
}

/// The properties of each resource of one kind, by logical id.
pub(super) fn resources(kind: &str) -> BTreeMap<String, Value> {
    let document = document();
    let of_kind = document["Resources"].as_object().unwrap().iter().filter(|(_, resource)| resource["Type"] == kind);
    of_kind.map(|(id, resource)| (id.clone(), resource["Properties"].clone())).collect()
}

/// The functions of the template by crate name: the last folder of `CodeUri`.
pub(super) fn functions() -> BTreeMap<String, Value> {
    let functions = resources("AWS::Serverless::Function").into_values();
    functions
        .map(|properties| {
            let code = properties["CodeUri"].as_str().unwrap().trim_end_matches('/').to_owned();
            (code.rsplit('/').next().unwrap().to_owned(), properties)
        })
        .collect()
}

/// Properties of each of a function's events of one type.
pub(super) fn events<'a>(function: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    let events = function["Events"].as_object().into_iter().flat_map(Map::values);
    events.filter(move |event| event["Type"] == kind).map(|event| &event["Properties"])
}

/// Statements of a function's policies, wherever they stand.
pub(super) fn statements(function: &Value) -> Vec<Value> {
    let own_role = function["Role"]["Fn::GetAtt"][0].as_str().map(|role| resources("AWS::IAM::Role")[role].clone());
    let policies = match &own_role {
        Some(role) => &role["Policies"],
        None => &function["Policies"],
    };
    let policies = policies.as_array().into_iter().flatten();
    policies
        .flat_map(|policy| [&policy["Statement"], &policy["PolicyDocument"]["Statement"]])
        .flat_map(|statements| statements.as_array().into_iter().flatten().cloned())
        .collect()
}

/// A value that may be one thing or a list of them.
pub(super) fn each(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

fn json_of(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(items) => items.iter().map(json_of).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.as_str().unwrap().to_owned(), json_of(value)));
            Value::Object(entries.collect())
        }
        Yaml::Tagged(tag, inner) => long_form(&tag.suffix, &json_of(inner)),
        other => panic!("not YAML that a template may have: {other:?}"),
    }
}

fn long_form(tag: &str, value: &Value) -> Value {
    match (tag, value.as_str().and_then(|text| text.split_once('.'))) {
        ("Ref" | "Condition", _) => json!({ tag: value }),
        ("GetAtt", Some((resource, attribute))) => json!({ "Fn::GetAtt": [resource, attribute] }),
        _ => json!({ format!("Fn::{tag}"): value }),
    }
}
