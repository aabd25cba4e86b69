//! The routes that the template sends to a function are those that the function matches.

use std::collections::BTreeSet;

use super::source::{code, functions, list, strings, without_list};
use super::template;

fn routes_in_template(function: &serde_json::Value) -> BTreeSet<String> {
    template::events(function, "HttpApi")
        .map(|event| format!("{} {}", event["Method"].as_str().unwrap(), event["Path"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_functions_routes_are_those_of_the_template() {
    let template = template::functions();
    for function in functions() {
        let code = list(&code(&format!("functions/{function}")), "ROUTES").unwrap_or_default();
        assert_eq!(code, routes_in_template(&template[&function]), "{function}: left its ROUTES, right the template's");
    }
}

#[test]
fn a_function_matches_no_route_that_it_does_not_list() {
    for function in functions() {
        let code = code(&format!("functions/{function}"));
        let listed = list(&code, "ROUTES").unwrap_or_default();
        for text in strings(&without_list(&code, "ROUTES")).filter(|text| text.contains(" /v1/")) {
            assert!(listed.contains(&text), "{function} matches {text}");
        }
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

#[test]
fn every_route_has_a_rate_and_one_of_its_own_is_lower() {
    let api = &template::resources("AWS::Serverless::HttpApi")["Api"];
    let default = &api["DefaultRouteSettings"];
    assert_eq!(default["ThrottlingRateLimit"]["Ref"], "RequestsASecond");
    assert_eq!(default["ThrottlingBurstLimit"]["Ref"], "RequestsInABurst");
    let routes: BTreeSet<String> = template::functions().values().flat_map(routes_in_template).collect();
    let own = api["RouteSettings"].as_object().unwrap();
    assert!(!own.is_empty());
    for (route, limits) in own {
        assert!(routes.contains(route), "{route} is no route: its deployment would fail");
        let (rate, burst) = (limits["ThrottlingRateLimit"].as_u64(), limits["ThrottlingBurstLimit"].as_u64());
        assert!(rate.is_some_and(|rate| rate < 1_000) && burst.is_some_and(|burst| burst < 2_000), "{route}");
    }
}
