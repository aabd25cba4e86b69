//! A function is told what it asks for: no less, or it can't start; no more, or the template says what nobody reads.

use std::collections::BTreeSet;

use super::source::{code, functions, list, strings, without_list};
use super::template;

fn settings_in_template(function: &str) -> BTreeSet<String> {
    let variables = &template::functions()[function]["Environment"]["Variables"];
    variables.as_object().unwrap().keys().cloned().collect()
}

/// Lambda sets these itself; the local stack sets them too.
fn is_lambdas_own(name: &str) -> bool {
    name.starts_with("AWS_")
}

/// What looks like a setting's name in a piece of code: `"REPORTS_TABLE"`.
fn named_in(code: &str) -> BTreeSet<String> {
    let is_name = |text: &String| text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    strings(code).filter(is_name).filter(|name| !is_lambdas_own(name)).collect()
}

#[test]
fn a_functions_settings_are_those_of_the_template() {
    for function in functions() {
        let settings = list(&code(&format!("functions/{function}")), "SETTINGS")
            .unwrap_or_else(|| panic!("{function}: lib.rs has no `pub const SETTINGS: &[&str]`"));
        assert_eq!(settings, settings_in_template(&function), "{function}: left its SETTINGS, right the template's");
    }
}

#[test]
fn a_function_reads_every_setting_that_it_lists_and_lists_every_one_that_it_reads() {
    let shared = named_in(&code("shared/edge")).into_iter().chain(named_in(&code("shared/aws"))).collect::<BTreeSet<_>>();
    for function in functions() {
        let code = code(&format!("functions/{function}"));
        let listed = list(&code, "SETTINGS").unwrap_or_default();
        let read = named_in(&without_list(&code, "SETTINGS"));
        let unlisted: Vec<_> = read.difference(&listed).collect();
        assert!(unlisted.is_empty(), "{function} reads what its SETTINGS lack: {unlisted:?}");
        let unread: Vec<_> = listed.iter().filter(|name| !read.contains(*name) && !shared.contains(*name)).collect();
        assert!(unread.is_empty(), "{function} lists what nothing reads: {unread:?}");
    }
}
