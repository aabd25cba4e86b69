//! A function is told what it asks for: no less, or it can't start; no more, or the template says what nobody reads.

use std::collections::BTreeSet;

use super::source::{code, functions, strings};
use super::template;

fn settings_in_template(function: &str) -> BTreeSet<String> {
    let variables = &template::functions()[function]["Environment"]["Variables"];
    variables.as_object().unwrap().keys().cloned().collect()
}

/// What looks like a setting's name in a function's code, `"REPORTS_TABLE"`, and the tables named by their schema,
/// `schema::REPORTS.setting`. `AWS_*` are Lambda's own.
fn settings_in_code(function: &str) -> BTreeSet<String> {
    let code = code(&format!("functions/{function}"));
    let is_name = |text: &str| text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let mut names: BTreeSet<String> = strings(&code).filter(|text| is_name(text) && !text.starts_with("AWS_")).collect();
    let tables = aws::schema::ALL.iter().map(|table| table.setting);
    names.extend(tables.filter(|name| code.contains(&format!("schema::{}.setting", name.trim_end_matches("_TABLE")))).map(str::to_owned));
    names
}

#[test]
fn a_functions_settings_are_those_of_the_template() {
    for function in functions() {
        let code = settings_in_code(&function);
        assert_eq!(code, settings_in_template(&function), "{function}: left the code's, right the template's");
    }
}
