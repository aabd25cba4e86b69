//! The routes that the template sends to a function are those that the function matches.

use std::collections::BTreeSet;

use super::source::{code, functions, strings};
use super::template;

fn routes_in_template(function: &serde_json::Value) -> BTreeSet<String> {
    template::events(function, "HttpApi")
        .map(|event| format!("{} {}", event["Method"].as_str().unwrap(), event["Path"].as_str().unwrap()))
        .collect()
}

/// `"POST /v1/reports"` and the like, wherever a function's code has one.
fn routes_in_code(function: &str) -> BTreeSet<String> {
    let is_route = |text: &String| text.split_once(' ').is_some_and(|(method, path)| METHODS.contains(&method) && path.starts_with("/v"));
    strings(&code(&format!("functions/{function}"))).filter(is_route).collect()
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

#[test]
fn a_functions_routes_are_those_of_the_template() {
    let template = template::functions();
    for function in functions() {
        let code = routes_in_code(&function);
        assert_eq!(code, routes_in_template(&template[&function]), "{function}: left the code's, right the template's");
    }
}

#[test]
fn no_route_is_given_to_two_functions() {
    let mut seen = BTreeSet::new();
    for (function, properties) in template::functions() {
        for route in routes_in_template(&properties) {
            assert!(seen.insert(route.clone()), "{function}: {route} is another function's too");
        }
    }
}

/// The whole list: a public route is a decision, not an omission.
const PUBLIC: [&str; 2] = ["read-directory", "read-public"];

#[test]
fn only_the_public_functions_take_no_token_and_none_of_their_routes_takes_one() {
    for (function, properties) in template::functions() {
        for event in template::events(&properties, "HttpApi") {
            let open = event["Auth"]["Authorizer"] == "NONE";
            assert_eq!(open, PUBLIC.contains(&function.as_str()), "{function}: {}", event["Path"]);
        }
    }
}

#[test]
fn the_api_asks_for_a_token_unless_told_otherwise() {
    let api = &template::resources("AWS::Serverless::HttpApi")["Api"];
    let default = api["Auth"]["DefaultAuthorizer"].as_str().unwrap();
    assert!(api["Auth"]["Authorizers"][default]["JwtConfiguration"].is_object());
}
