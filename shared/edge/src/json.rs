//! Bodies and queries into types: malformed is told apart from wrong, and a wrong field is pointed at (RFC 6901).

use serde::de::DeserializeOwned;

use crate::{Problem, catalogue};

/// Deepest nesting of a body; the deepest legal one has 2.
const DEEPEST: usize = 8;

pub(crate) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if depth(bytes) > DEEPEST {
        return Err(Problem::new("malformed_body"));
    }
    // serde would take a struct's fields as an array too, by their order
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        let said = serde_json::from_slice::<serde::de::IgnoredAny>(bytes);
        return Err(said.map_or_else(|_| Problem::new("malformed_body"), |_| Problem::field("invalid_field", "", "")));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let pointer = pointer(e.path());
        let inner = e.into_inner();
        if inner.is_data() { wrong("invalid_field", &pointer, &inner) } else { Problem::new("malformed_body") }
    })?;
    reader.end().map_err(|_| Problem::new("malformed_body"))?;
    Ok(value)
}

pub(crate) fn query<T: DeserializeOwned>(raw: &str) -> Result<T, Problem> {
    let mut fields = serde_json::Map::new();
    if raw.len() > 2048 {
        return Err(Problem::new("query_too_long"));
    }
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        if value.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
            return Err(Problem::field("invalid_parameter", &format!("/{name}"), "control or broken characters"));
        }
        if fields.insert(name.clone().into_owned(), value.into_owned().into()).is_some() {
            return Err(Problem::field("invalid_parameter", &format!("/{name}"), "given twice"));
        }
    }
    serde_path_to_error::deserialize(serde_json::Value::Object(fields)).map_err(|e| {
        let at = pointer(e.path());
        wrong("invalid_parameter", &at, e.inner())
    })
}

/// A value's own parser may say a code of the catalogue; what serde says itself goes under `otherwise`.
fn wrong(otherwise: &str, pointer: &str, error: &serde_json::Error) -> Problem {
    let said = tidy(error);
    if catalogue::knows(&said) {
        return Problem::field(&said, pointer, "");
    }
    // of a field that is missing or comes twice serde gives the path of what it is missing in
    let field = ["missing field `", "duplicate field `"].iter().find_map(|start| said.strip_prefix(start));
    match field.and_then(|field| field.split('`').next()) {
        Some(field) => Problem::field(otherwise, &format!("{pointer}/{field}"), &said),
        None => Problem::field(otherwise, pointer, &said),
    }
}

/// What serde says, without the place in the text, which the pointer tells better.
fn tidy(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut in_text, mut escaped) = (0usize, 0usize, false, false);
    for &b in bytes {
        match (in_text, b) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'[' | b'{') => {
                now += 1;
                most = most.max(now);
            }
            (false, b']' | b'}') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}
