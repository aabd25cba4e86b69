//! The tables, indexes and keys that the code names are those that the template makes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::source::{code, list, strings, without_list};
use super::template;

/// `REPORTS_TABLE/by-person: person S, received_at N`, a line for each table and index of the template.
fn schema_in_template() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (id, table) in template::resources("AWS::DynamoDB::Table") {
        let name = id.trim_end_matches("Table").to_uppercase() + "_TABLE";
        lines.insert(format!("{name}: {}", keys(&table, &table["KeySchema"])));
        for index in table["GlobalSecondaryIndexes"].as_array().into_iter().flatten() {
            let index_name = index["IndexName"].as_str().unwrap();
            lines.insert(format!("{name}/{index_name}: {}", keys(&table, &index["KeySchema"])));
        }
    }
    lines
}

fn keys(table: &Value, schema: &Value) -> String {
    let keys = schema.as_array().unwrap().iter().map(|key| {
        let mut types = table["AttributeDefinitions"].as_array().unwrap().iter();
        let of = types.find(|definition| definition["AttributeName"] == key["AttributeName"]).unwrap();
        format!("{} {}", key["AttributeName"].as_str().unwrap(), of["AttributeType"].as_str().unwrap())
    });
    keys.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_codes_schema_is_the_templates() {
    let schema = list(&code("shared/aws"), "SCHEMA").expect("shared/aws has no `pub const SCHEMA: &[&str]`");
    assert_eq!(schema, schema_in_template(), "left the code's, right the template's");
}

#[test]
fn every_index_that_the_code_queries_is_in_the_template() {
    let schema = schema_in_template();
    let indexes: BTreeSet<&str> = schema.iter().filter_map(|line| line.split(['/', ':']).nth(1)).collect();
    for name in strings(&without_list(&code("shared/aws"), "SCHEMA")).filter(|text| text.starts_with("by-")) {
        assert!(indexes.contains(name.as_str()), "there is no index {name}");
    }
}

#[test]
fn every_index_holds_keys_only() {
    for (id, table) in template::resources("AWS::DynamoDB::Table") {
        for index in table["GlobalSecondaryIndexes"].as_array().into_iter().flatten() {
            assert_eq!(index["Projection"]["ProjectionType"], "KEYS_ONLY", "{id}, {}", index["IndexName"]);
        }
    }
}
