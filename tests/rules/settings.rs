//! A function is told what it asks for: no less, or it can't start; no more, or the template says what nobody reads.

use std::collections::BTreeSet;

use super::source::{code, functions, list};
use super::template;

fn settings_in_template(function: &str) -> BTreeSet<String> {
    let variables = &template::functions()[function]["Environment"]["Variables"];
    variables.as_object().unwrap().keys().cloned().collect()
}

/// The settings that a piece of code asks its `env` for: `env.get("REPORTS_TABLE")`.
fn settings_in(code: &str) -> BTreeSet<String> {
    let calls = code.split("env.").skip(1).filter_map(|call| call.split_once("(\""));
    let asks = calls.filter(|(method, _)| matches!(*method, "get" | "optional" | "number"));
    asks.map(|(_, rest)| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn a_functions_settings_are_those_of_the_template() {
    for function in functions() {
        let settings = list(&code(&format!("functions/{function}")), "SETTINGS");
        let settings = settings.unwrap_or_else(|| panic!("{function} has no `pub const SETTINGS: &[&str]`"));
        assert_eq!(settings, settings_in_template(&function), "{function}: left its SETTINGS, right the template's");
    }
}

#[test]
fn a_function_reads_the_settings_that_it_lists_and_no_others() {
    for function in functions() {
        let code = code(&format!("functions/{function}"));
        let read = settings_in(&code);
        let listed = list(&code, "SETTINGS").unwrap_or_default();
        assert_eq!(read, listed, "{function}: left what it reads, right its SETTINGS");
    }
}
