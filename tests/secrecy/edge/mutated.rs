//! Requests made wrong: an event in which a few things are others, at random.

use std::fmt::Write;

use data_encoding::BASE64;
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Text that breaks what is not careful.
const TEXTS: [&str; 40] = [
    "",
    " ",
    "\u{0}",
    "\u{feff}",
    "\u{202e}txt",
    "a\u{301}",
    "Ra\u{301}c tha\u{309}i",
    "👨‍👩‍👧‍👦",
    "\u{1f1fb}",
    "\u{200b}",
    "null",
    "{}",
    "[]",
    "NaN",
    "-1",
    "0",
    "1e309",
    "-0",
    "99999999999999999999999999",
    "0x10",
    "../../etc/passwd",
    "%00",
    "%",
    "%zz",
    "'; --",
    "${jndi:x}",
    "<script>",
    "\r\nx-injected: 1",
    "\"",
    "\\",
    "\\ud800",
    "true",
    "a,b,c",
    "*/*;q=x",
    "gzip;q=",
    "Bearer x",
    "W/\"\"",
    "unit:",
    "[officers unit:ubnd-vn-31318-2020]",
    "[admins centre leaders]",
];
/// Words and ids of the field itself, which get further.
const WORDS: [&str; 52] = [
    "accept",
    "transfer",
    "return",
    "assign",
    "correct",
    "merge",
    "unmerge",
    "name_officer",
    "ask",
    "answer",
    "extend",
    "refuse",
    "confirm",
    "decline",
    "reopen",
    "uphold",
    "recall",
    "update",
    "note",
    "hide",
    "unhide",
    "agree",
    "disagree",
    "reprocess",
    "inform",
    "contest",
    "withdraw",
    "make_confidential",
    "public",
    "confidential",
    "MT-RAC",
    "DT-TRT",
    "CB-THA",
    "vn-31318-2020",
    "vn-930-2020",
    "ubnd-vn-31318-2020",
    "ubnd-vn-31321-2020",
    "centre",
    "scene",
    "evidence",
    "fcm",
    "apns",
    "officer",
    "leader",
    "2020-10-21",
    "2020-10-21T08:00:00+07:00",
    "017548a9-d4b8-7c1e-9d42-5b8f3a6e1c07",
    "s-ec7bee875ca53f6e0e40e74595333e42",
    "thumb",
    "untrue",
    "complaint",
    "image/jpeg",
];
const HEADERS: [&str; 9] = [
    "content-type",
    "accept",
    "accept-language",
    "accept-encoding",
    "if-none-match",
    "if-match",
    "idempotency-key",
    "host",
    "x-forwarded-for",
];
const PARAMETERS: [&str; 20] = [
    "area", "category", "status", "from", "to", "bbox", "near", "radius_m", "code", "cursor", "limit", "q", "due",
    "assignee", "urgent", "unit", "at", "lat", "lng", "dry_run",
];

/// A request, and what was done to it.
pub(super) struct Mutant {
    pub(super) event: Value,
    pub(super) what: String,
}

fn text(random: &mut Rng) -> String {
    match random.u8(..12) {
        0 => TEXTS[random.usize(..TEXTS.len())].repeat(random.usize(1..4)),
        1 => "Rác ".repeat(random.usize(..2_500)),
        2 => (0..random.usize(..40)).map(|_| random.char(..)).collect(),
        3 => format!("a{}", "\u{316}".repeat(random.usize(..5_000))),
        4 => format!("017548a9-d4b8-7c1e-9d42-{:012x}", random.u64(..9)),
        5 => random.i64(..).to_string(),
        6..9 => TEXTS[random.usize(..TEXTS.len())].to_owned(),
        _ => WORDS[random.usize(..WORDS.len())].to_owned(),
    }
}

fn value(random: &mut Rng) -> Value {
    match random.u8(..14) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!([i64::MIN, i64::MAX, 0, -1, 1, 2, 3][random.usize(..7)]),
        3 => json!(u64::MAX),
        4 => json!([1e308, -0.0, 1e-320, 0.5, 91.0, -181.0, 9.78, 105.47][random.usize(..8)]),
        5 => json!({}),
        6 => json!([]),
        7 => (0..random.usize(..20)).map(|_| json!(text(random))).collect(),
        8 => (0..random.usize(..40))
            .fold(json!("deep"), |inside, n| if n % 2 == 0 { json!([inside]) } else { json!({"x": inside}) }),
        9 => {
            json!({"lat": random.f64() * 200.0 - 100.0, "lng": random.f64() * 400.0 - 200.0, "accuracy_m": random.i32(-5..100_000)})
        }
        _ => json!(text(random)),
    }
}

/// Some part of `tree` becomes another.
fn in_tree(tree: &mut Value, random: &mut Rng) {
    match tree {
        Value::Object(fields) if !fields.is_empty() && random.u8(..8) > 0 => in_object(fields, random),
        Value::Array(items) if !items.is_empty() && random.u8(..4) > 0 => {
            let at = random.usize(..items.len());
            in_tree(&mut items[at], random);
        }
        other => *other = value(random),
    }
}

fn in_object(fields: &mut Map<String, Value>, random: &mut Rng) {
    let names: Vec<String> = fields.keys().cloned().collect();
    let name = &names[random.usize(..names.len())];
    match random.u8(..8) {
        0 => drop(fields.remove(name)),
        1 => drop(fields.insert(text(random), value(random))),
        2 => {
            let moved = fields.remove(name).unwrap_or_default();
            fields.insert(names[random.usize(..names.len())].clone(), moved);
        }
        _ => in_tree(fields.get_mut(name).unwrap(), random),
    }
}

/// Bytes cut, doubled, changed.
fn in_bytes(bytes: &mut Vec<u8>, random: &mut Rng) {
    for _ in 0..random.usize(1..4) {
        let at = random.usize(..=bytes.len());
        match random.u8(..5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.u8(..)),
            2 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
            3 => bytes.extend_from_within(at..),
            _ => drop(bytes.splice(at..at, text(random).into_bytes())),
        }
    }
}

fn in_body(event: &mut Value, random: &mut Rng) {
    let body = event["body"].as_str().unwrap_or_default().to_owned();
    match random.u8(..10) {
        0 => event["body"] = json!("x".repeat(random.usize(60_000..70_000))),
        1 => {
            let mut bytes = body.into_bytes();
            in_bytes(&mut bytes, random);
            event["body"] = json!(BASE64.encode(&bytes));
            event["isBase64Encoded"] = json!(true);
        }
        2 => event["isBase64Encoded"] = json!(true),
        3 => drop(event.as_object_mut().unwrap().remove("body")),
        4 => {
            let mut bytes = body.into_bytes();
            in_bytes(&mut bytes, random);
            event["body"] = json!(String::from_utf8_lossy(&bytes));
        }
        _ => {
            let mut tree: Value = serde_json::from_str(&body).unwrap_or_default();
            for _ in 0..random.usize(1..4) {
                in_tree(&mut tree, random);
            }
            event["body"] = json!(tree.to_string());
        }
    }
}

fn query(random: &mut Rng) -> String {
    let pairs = std::iter::repeat_with(|| {
        let name = PARAMETERS[random.usize(..PARAMETERS.len())];
        let value = text(random).chars().take(60).collect::<String>();
        // as a client writes it, or as one that does not know how
        if random.bool() {
            format!("{name}={value}")
        } else {
            format!("{name}={}", value.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat())
        }
    });
    pairs.take(2).collect::<Vec<_>>().join("&")
}

/// The event with one to three things changed.
pub(super) fn event(seed: &Value, random: &mut Rng) -> Mutant {
    let (mut event, mut what) = (seed.clone(), Vec::new());
    let claims = &mut event["requestContext"]["authorizer"]["jwt"]["claims"];
    // one person would soon be over every limit
    if claims.is_object() && claims.get("cognito:groups").is_none() && random.bool() {
        claims["sub"] = json!(format!("mai-{}", random.u8(..20)));
    }
    for _ in 0..random.usize(1..4) {
        match random.u8(..16) {
            0..=6 => {
                in_body(&mut event, random);
                what.push("body");
            }
            7 | 8 => {
                event["rawQueryString"] = json!(query(random));
                what.push("query");
            }
            9 | 10 => {
                let name = HEADERS[random.usize(..HEADERS.len())];
                event["headers"][name] = json!(text(random));
                what.push("header");
            }
            11 | 12 => {
                for (_, parameter) in event["pathParameters"].as_object_mut().into_iter().flatten() {
                    *parameter = json!(text(random));
                }
                what.push("path");
            }
            13 => {
                let claims = &mut event["requestContext"]["authorizer"]["jwt"]["claims"];
                if claims.is_object() {
                    let name = ["sub", "iss", "cognito:groups"][random.usize(..3)];
                    claims[name] = if random.u8(..3) == 0 { value(random) } else { json!(text(random)) };
                    what.push("claim");
                }
            }
            14 => {
                let context = event["requestContext"].as_object_mut().unwrap();
                if random.bool() {
                    context.remove("authorizer");
                }
                what.push("authorizer");
            }
            _ => {
                event["headers"] = json!({});
                what.push("headers");
            }
        }
    }
    Mutant { event, what: what.join(", ") }
}

/// The request of an event as bytes, some of them others.
pub(super) fn bytes(seed: &Value, random: &mut Rng) -> Vec<u8> {
    let Mutant { event, .. } = event(seed, random);
    let method = event["requestContext"]["http"]["method"].as_str().unwrap_or("GET");
    let mut path = event["rawPath"].as_str().unwrap_or("/").to_owned();
    if random.u8(..4) == 0 {
        let tail = text(random);
        path = format!(
            "{path}/{}",
            tail.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).take(80).collect::<String>()
        );
    }
    let query = event["rawQueryString"].as_str().filter(|query| !query.is_empty()).map(|query| format!("?{query}"));
    let query = query.unwrap_or_default().replace([' ', '\n', '\r', '\0'], "+");
    let body = event["body"].as_str().unwrap_or_default();
    let mut head = format!("{method} {path}{query} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in event["headers"].as_object().into_iter().flatten() {
        if !["host", "content-length", "connection"].contains(&name.as_str()) {
            write!(head, "{name}: {}\r\n", value.as_str().unwrap_or_default().replace(['\r', '\n', '\0'], " "))
                .unwrap();
        }
    }
    write!(head, "content-length: {}\r\n\r\n", body.len()).unwrap();
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body.as_bytes());
    if random.u8(..4) == 0 {
        let at = random.usize(..bytes.len());
        bytes[at] = random.u8(..);
        // whatever it asks for now, nothing more comes
        bytes.extend_from_slice(b"\r\n\r\n");
    }
    bytes
}
