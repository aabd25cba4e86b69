//! What stands in the tables, item by item: for what no answer tells.

use serde_json::{Value, json};

use super::town::Town;

/// All items of a table of the stack, as DynamoDB's JSON.
pub(crate) fn items(town: &Town, table: &str) -> Vec<Value> {
    let (mut items, mut start) = (Vec::new(), Value::Null);
    loop {
        let mut request = json!({ "TableName": format!("local-{table}") });
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let page = town.stack().database().scan(serde_json::from_value(request).unwrap()).unwrap();
        let page = serde_json::to_value(page).unwrap();
        items.extend(page["Items"].as_array().unwrap().iter().cloned());
        start = page["LastEvaluatedKey"].clone();
        if start.is_null() {
            return items;
        }
    }
}

/// Items of the tables that may name somebody, in which a text stands.
pub(crate) fn naming(town: &Town, text: &str) -> Vec<Value> {
    let tables = ["reports", "photos", "people", "staff", "statistics", "audit-trail", "news-items"];
    let all = tables.into_iter().flat_map(|table| items(town, table));
    all.filter(|item| item.to_string().contains(text)).collect()
}
