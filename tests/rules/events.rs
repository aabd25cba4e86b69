//! Every function can be tried with an event of the kind that calls it.

use data_encoding::BASE64;
use domain::{Report, history::verify};
use serde_json::{Value, json};

use super::source::{files, functions, text};
use super::template;

/// `events/give-feedback.disagree.json` is of give-feedback.
fn function_of(path: &str) -> &str {
    path.trim_start_matches("events/").trim_end_matches(".json").split('.').next().unwrap()
}

#[test]
fn every_function_has_an_event_and_every_event_a_function() {
    let events = files("events", ".json");
    for function in functions() {
        assert!(events.iter().any(|path| function_of(path) == function), "there is no events/{function}.json");
    }
    for path in events {
        assert!(functions().contains(function_of(&path)), "{path} is of no function");
    }
}

#[test]
fn an_http_event_has_a_route_of_its_function_and_claims_where_a_token_is_asked_for() {
    let template = template::functions();
    for path in files("events", ".json") {
        let event: Value = serde_json::from_str(&text(&path)).unwrap_or_else(|cause| panic!("{path}: {cause}"));
        let Some(route) = event["routeKey"].as_str() else { continue };
        let function = &template[function_of(&path)];
        let mut routes = template::events(function, "HttpApi");
        let of_template =
            routes.find(|event| route == format!("{} {}", text_of(&event["Method"]), text_of(&event["Path"])));
        let of_template = of_template.unwrap_or_else(|| panic!("{path}: {route} is not a route of this function"));
        assert_eq!(event["requestContext"]["routeKey"], route, "{path}");
        assert_eq!(event["version"], "2.0", "{path}");
        let open = of_template["Auth"]["Authorizer"] == "NONE";
        assert_eq!(event["requestContext"]["authorizer"].is_null(), open, "{path}");
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A DynamoDB value as plain JSON, bytes as numbers.
fn plain(value: &Value) -> Value {
    let (kind, inner) = value.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "M" => inner.as_object().unwrap().iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        "L" => inner.as_array().unwrap().iter().map(plain).collect(),
        "N" => serde_json::from_str(text_of(inner)).unwrap(),
        "B" => BASE64.decode(text_of(inner).as_bytes()).unwrap().into(),
        _ => inner.clone(),
    }
}

#[test]
fn a_report_in_a_stream_event_is_what_its_history_tells() {
    for path in files("events", ".json") {
        let event: Value = serde_json::from_str(&text(&path)).unwrap();
        for record in event["Records"].as_array().into_iter().flatten() {
            let images = [&record["dynamodb"]["OldImage"], &record["dynamodb"]["NewImage"]];
            for image in images.into_iter().filter(|image| image["history"].is_object()) {
                let report: Report = serde_json::from_value(plain(&json!({ "M": image }))).unwrap();
                assert_eq!(verify(&report.history), Ok(()), "{path}");
                let told =
                    Report::replay(report.id.clone(), report.code.clone(), report.person.clone(), &report.history);
                // The next look and the alerts stand beside the history.
                let told = told.map(|told| Report { due_at: report.due_at, alerts: report.alerts.clone(), ..told });
                assert_eq!(told, Some(report), "{path}");
            }
        }
    }
}
