//! YAML with CloudFormation's short tags, turned into the long form as JSON: `!Ref X` is `{"Ref": "X"}`.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Number, Value, json};

/// The first document of `text`. The error has line and column.
pub(super) fn load(text: &str) -> Result<Value, String> {
    let documents = Yaml::load_from_str(text).map_err(|cause| cause.to_string())?;
    documents.first().map_or(Ok(Value::Null), json_of)
}

fn json_of(node: &Yaml<'_>) -> Result<Value, String> {
    Ok(match node {
        Yaml::Value(scalar) => scalar_json(scalar),
        Yaml::Sequence(items) => Value::Array(items.iter().map(json_of).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                map.insert(key_text(key)?, json_of(value)?);
            }
            Value::Object(map)
        }
        Yaml::Tagged(tag, inner) => long_form(&tag.suffix, json_of(inner)?),
        Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => {
            return Err("a value that is not YAML 1.2's core schema".to_owned());
        }
    })
}

fn scalar_json(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => json!(value),
        Scalar::Integer(value) => json!(value),
        Scalar::FloatingPoint(value) => Number::from_f64(value.into_inner()).map_or(Value::Null, Value::Number),
        Scalar::String(value) => json!(value),
    }
}

/// Status codes and the like may be keys: `200:`.
fn key_text(key: &Yaml<'_>) -> Result<String, String> {
    match key {
        Yaml::Value(Scalar::String(text)) => Ok(text.clone().into_owned()),
        Yaml::Value(Scalar::Integer(number)) => Ok(number.to_string()),
        Yaml::Value(Scalar::Boolean(flag)) => Ok(flag.to_string()),
        other => Err(format!("a mapping's key must be text: {other:?}")),
    }
}

fn long_form(tag: &str, value: Value) -> Value {
    match tag {
        "Ref" | "Condition" => json!({ tag: value }),
        "GetAtt" => {
            let value = match value.as_str().and_then(|text| text.split_once('.')) {
                Some((resource, attribute)) => json!([resource, attribute]),
                None => value,
            };
            json!({ "Fn::GetAtt": value })
        }
        _ => json!({ format!("Fn::{tag}"): value }),
    }
}
