//! The tables, indexes and keys that the code names are those that the template makes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::source::{code, strings};
use super::template;

/// `REPORTS_TABLE/by-person: person, received_at`: a line for each table and index.
fn line(table: &str, index: &str, keys: &[&str]) -> String {
    format!("{table}{index}: {}", keys.join(", "))
}

fn schema_in_template() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (id, table) in template::resources("AWS::DynamoDB::Table") {
        let name = id.trim_end_matches("Table").to_uppercase() + "_TABLE";
        lines.insert(line(&name, "", &keys(&table["KeySchema"])));
        for index in indexes(&table) {
            lines.insert(line(
                &name,
                &format!("/{}", index["IndexName"].as_str().unwrap()),
                &keys(&index["KeySchema"]),
            ));
        }
    }
    lines
}

fn schema_in_code() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for table in aws::schema::ALL {
        let keys: Vec<&str> = [table.partition].into_iter().chain(table.sort).collect();
        lines.insert(line(table.setting, "", &keys));
        for (index, partition, sort) in table.indexes {
            let keys: Vec<&str> = [*partition].into_iter().chain(*sort).collect();
            lines.insert(line(table.setting, &format!("/{index}"), &keys));
        }
    }
    lines
}

fn keys(schema: &Value) -> Vec<&str> {
    schema.as_array().unwrap().iter().map(|key| key["AttributeName"].as_str().unwrap()).collect()
}

fn indexes(table: &Value) -> impl Iterator<Item = &Value> {
    table["GlobalSecondaryIndexes"].as_array().into_iter().flatten()
}

#[test]
fn the_codes_schema_is_the_templates() {
    assert_eq!(schema_in_code(), schema_in_template(), "left the code's, right the template's");
}

#[test]
fn every_index_that_the_code_names_is_in_the_template() {
    let schema = schema_in_template();
    let indexes: BTreeSet<&str> = schema.iter().filter_map(|line| line.split(['/', ':']).nth(1)).collect();
    for name in strings(&code("shared/aws")).filter(|text| text.starts_with("by-")) {
        assert!(indexes.contains(name.as_str()), "there is no index {name}");
    }
}

#[test]
fn every_index_holds_keys_only_but_for_the_map_what_is_open_and_those_of_staff_and_news_which_hold_whole_rows() {
    for (id, table) in template::resources("AWS::DynamoDB::Table") {
        for index in indexes(&table) {
            let holds = match (id.as_str(), index["IndexName"].as_str().unwrap()) {
                (_, "by-lease" | "by-reach") => "KEYS_ONLY",
                ("StaffTable" | "NewsTable", _) => "ALL",
                (_, "by-cell" | "by-due") => "INCLUDE",
                _ => "KEYS_ONLY",
            };
            assert_eq!(index["Projection"]["ProjectionType"], holds, "{id}, {}", index["IndexName"]);
        }
    }
}

#[test]
fn a_number_sorts_as_a_number() {
    for (id, table) in template::resources("AWS::DynamoDB::Table") {
        for attribute in table["AttributeDefinitions"].as_array().unwrap() {
            let name = attribute["AttributeName"].as_str().unwrap();
            let moment = name.ends_with("_at") || name.ends_with("_by");
            assert_eq!(attribute["AttributeType"], if moment { "N" } else { "S" }, "{id}, {name}");
        }
    }
}
