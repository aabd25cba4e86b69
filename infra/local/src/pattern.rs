//! Event patterns: the one grammar that EventBridge rules, Lambda's stream filters and SNS filter policies share.
//!
//! Source: Amazon EventBridge, "Comparison operators for use in event patterns". An operator that isn't known is
//! an error when the pattern is read, so that nothing is let through or held back by a rule not understood.

use serde_json::{Map, Number, Value};

/// A rule over a JSON document.
#[derive(Clone, Debug)]
pub struct Pattern(Vec<Rule>);

#[derive(Clone, Debug)]
enum Rule {
    /// The field's own rules hold.
    Inside(String, Pattern),
    /// The field's value passes one of these.
    OneOf(String, Vec<Test>),
    /// One of these patterns holds (`$or`).
    Any(Vec<Pattern>),
}

#[derive(Clone, Debug)]
enum Test {
    Equals(Value),
    Prefix(String),
    Suffix(String),
    IgnoringCase(String),
    Wildcard(Vec<String>),
    Not(Vec<Test>),
    Exists(bool),
    Numeric(Vec<(Comparison, f64)>),
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Pattern {
    /// Reads a pattern from its JSON text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value = serde_json::from_str(text).map_err(|cause| format!("the pattern is not JSON: {cause}"))?;
        Self::of(&value)
    }

    /// Reads a pattern.
    pub fn of(value: &Value) -> Result<Self, String> {
        let fields = value.as_object().ok_or("a pattern must be an object")?;
        fields.iter().map(|(name, rule)| Rule::of(name, rule)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `document` passes.
    pub fn matches(&self, document: &Value) -> bool {
        self.0.iter().all(|rule| rule.holds(document))
    }
}

impl Rule {
    fn of(name: &str, rule: &Value) -> Result<Self, String> {
        match rule {
            Value::Array(patterns) if name == "$or" => {
                patterns.iter().map(Pattern::of).collect::<Result<_, _>>().map(Self::Any)
            }
            Value::Array(tests) if tests.is_empty() => Err(format!("`{name}`: no value would pass")),
            Value::Array(tests) => {
                let tests = tests.iter().map(Test::of).collect::<Result<_, _>>()?;
                Ok(Self::OneOf(name.to_owned(), tests))
            }
            Value::Object(_) => Pattern::of(rule).map(|pattern| Self::Inside(name.to_owned(), pattern)),
            _ => Err(format!("`{name}` must be an object or an array")),
        }
    }

    fn holds(&self, document: &Value) -> bool {
        match self {
            Self::Inside(name, pattern) => pattern.matches(document.get(name).unwrap_or(&Value::Null)),
            Self::Any(patterns) => patterns.iter().any(|pattern| pattern.matches(document)),
            Self::OneOf(name, tests) => match document.get(name) {
                Some(Value::Array(items)) if !items.is_empty() => {
                    items.iter().any(|item| tests.iter().any(|test| test.passes(Some(item))))
                }
                value => tests.iter().any(|test| test.passes(value)),
            },
        }
    }
}

impl Test {
    fn of(written: &Value) -> Result<Self, String> {
        let Value::Object(operator) = written else {
            return Ok(Self::Equals(written.clone()));
        };
        let (name, argument) = only_entry(operator)?;
        match (name, argument) {
            ("prefix", Value::String(text)) => Ok(Self::Prefix(text.clone())),
            ("suffix", Value::String(text)) => Ok(Self::Suffix(text.clone())),
            ("equals-ignore-case", Value::String(text)) => Ok(Self::IgnoringCase(text.to_lowercase())),
            ("wildcard", Value::String(text)) => Ok(Self::Wildcard(text.split('*').map(str::to_owned).collect())),
            ("exists", Value::Bool(wanted)) => Ok(Self::Exists(*wanted)),
            ("anything-but", Value::Array(others)) => {
                others.iter().map(Self::of).collect::<Result<_, _>>().map(Self::Not)
            }
            ("anything-but", other) => Ok(Self::Not(vec![Self::of(other)?])),
            ("numeric", Value::Array(bounds)) => bounds
                .chunks(2)
                .map(|bound| match bound {
                    [Value::String(sign), Value::Number(limit)] => comparison(sign, limit),
                    _ => Err("`numeric` wants pairs of a sign and a number".to_owned()),
                })
                .collect::<Result<_, _>>()
                .map(Self::Numeric),
            _ => Err(format!("`{name}` is not an operator that the local stack understands")),
        }
    }

    fn passes(&self, value: Option<&Value>) -> bool {
        let text = value.and_then(Value::as_str);
        match self {
            Self::Equals(wanted) => value.is_some_and(|value| equal(wanted, value)),
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Suffix(suffix) => text.is_some_and(|text| text.ends_with(suffix)),
            Self::IgnoringCase(wanted) => text.is_some_and(|text| text.to_lowercase() == *wanted),
            Self::Wildcard(parts) => text.is_some_and(|text| wildcard(parts, text)),
            Self::Not(others) => value.is_some() && !others.iter().any(|other| other.passes(value)),
            Self::Exists(wanted) => value.is_some() == *wanted,
            Self::Numeric(bounds) => value
                .and_then(Value::as_f64)
                .is_some_and(|number| bounds.iter().all(|(comparison, limit)| comparison.holds(number, *limit))),
        }
    }
}

impl Comparison {
    fn holds(self, number: f64, limit: f64) -> bool {
        match self {
            Self::Less => number < limit,
            Self::AtMost => number <= limit,
            Self::Equal => (number - limit).abs() < f64::EPSILON,
            Self::AtLeast => number >= limit,
            Self::More => number > limit,
        }
    }
}

fn comparison(sign: &str, limit: &Number) -> Result<(Comparison, f64), String> {
    let comparison = match sign {
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        "=" => Comparison::Equal,
        ">=" => Comparison::AtLeast,
        ">" => Comparison::More,
        _ => return Err(format!("`{sign}` is not a comparison")),
    };
    Ok((comparison, limit.as_f64().unwrap_or_default()))
}

/// `1` and `1.0` are one number.
fn equal(wanted: &Value, value: &Value) -> bool {
    match (wanted.as_f64(), value.as_f64()) {
        (Some(wanted), Some(value)) => Comparison::Equal.holds(value, wanted),
        _ => wanted == value,
    }
}

fn wildcard(parts: &[String], text: &str) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return false;
    };
    if parts.len() == 1 {
        return text == first;
    }
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    for part in &parts[1..parts.len() - 1] {
        let Some(at) = rest.find(part.as_str()) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last.as_str())
}

fn only_entry(map: &Map<String, Value>) -> Result<(&str, &Value), String> {
    match (map.len(), map.iter().next()) {
        (1, Some((name, argument))) => Ok((name, argument)),
        _ => Err("a test must have exactly one operator".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passes(pattern: &Value, document: &Value) -> bool {
        Pattern::of(pattern).unwrap().matches(document)
    }

    #[test]
    fn a_value_passes_if_it_is_one_of_those_listed() {
        let pattern = json!({"eventName": ["INSERT", "MODIFY"]});
        assert!(passes(&pattern, &json!({"eventName": "MODIFY"})));
        assert!(!passes(&pattern, &json!({"eventName": "REMOVE"})));
        assert!(!passes(&pattern, &json!({})));
    }

    #[test]
    fn a_rule_reaches_into_objects_and_arrays() {
        let pattern = json!({"detail": {"object": {"key": [{"prefix": "incoming/"}]}}});
        assert!(passes(&pattern, &json!({"detail": {"object": {"key": "incoming/a"}}})));
        assert!(!passes(&pattern, &json!({"detail": {"object": {"key": "rendered/a"}}})));
        assert!(passes(&json!({"tags": ["b"]}), &json!({"tags": ["a", "b"]})));
    }

    #[test]
    fn every_operator_does_what_its_name_says() {
        for (test, yes, no) in [
            (json!({"suffix": ".jpg"}), json!("a.jpg"), json!("a.png")),
            (json!({"equals-ignore-case": "Á"}), json!("á"), json!("a")),
            (json!({"wildcard": "a/*/c*"}), json!("a/b/cd"), json!("a/b")),
            (json!({"anything-but": ["MT-RAC"]}), json!("DT-DUONG"), json!("MT-RAC")),
            (json!({"anything-but": {"prefix": "MT"}}), json!("DT"), json!("MT-RAC")),
            (json!({"numeric": [">", 1, "<=", 3]}), json!(3), json!(4)),
            (json!(5), json!(5.0), json!(6)),
        ] {
            let pattern = json!({ "a": [test] });
            assert!(passes(&pattern, &json!({ "a": yes })), "{pattern}");
            assert!(!passes(&pattern, &json!({ "a": no })), "{pattern}");
        }
        assert!(passes(&json!({"a": [{"exists": false}]}), &json!({})));
        assert!(passes(&json!({"$or": [{"a": [1]}, {"b": [1]}]}), &json!({"b": 1})));
    }

    #[test]
    fn an_unknown_operator_is_an_error() {
        let cause = Pattern::parse(r#"{"a": [{"cidr": "10.0.0.0/8"}]}"#).unwrap_err();
        assert!(cause.contains("cidr"), "{cause}");
    }
}
