//! What a request to DynamoDB asks for.
//!
//! Source: Service authorization reference, "Actions, resources, and condition keys for Amazon DynamoDB".

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Asked;
use crate::template::{ACCOUNT, REGION, Table};

/// The hash key's attribute of each table, by the table's name.
pub(crate) type HashKeys = BTreeMap<String, String>;

/// Of the template's tables.
pub(crate) fn hash_keys(tables: &[Table]) -> HashKeys {
    tables.iter().filter_map(|table| Some((table.name.clone(), table.key.first()?.clone()))).collect()
}

/// What `operation` with that body asks for.
pub(crate) fn asked(operation: &str, body: &Value, keys: &HashKeys) -> Vec<Asked> {
    match operation {
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flat_map(Map::keys);
            tables.map(|table| Asked::new(format!("dynamodb:{operation}"), arn(table))).collect()
        }
        // a transaction needs the rights of its parts
        "TransactWriteItems" | "TransactGetItems" => {
            let parts = body["TransactItems"].as_array().into_iter().flatten();
            let parts = parts.flat_map(|part| part.as_object().into_iter().flatten());
            parts.map(|(kind, part)| of_item(&format!("{}Item", kind.trim_end_matches("Check")), part, keys)).collect()
        }
        _ => vec![of_item(operation, body, keys)],
    }
}

fn of_item(operation: &str, request: &Value, keys: &HashKeys) -> Asked {
    // a condition in a transaction has a right of its own
    let action = if operation == "ConditionItem" { "ConditionCheckItem" } else { operation };
    let table = request["TableName"].as_str().unwrap_or_default();
    let resource = match (request["IndexName"].as_str(), request["StreamArn"].as_str()) {
        (Some(index), _) => format!("{}/index/{index}", arn(table)),
        (None, Some(stream)) => stream.to_owned(),
        (None, None) => arn(table),
    };
    let leading = keys.get(table).and_then(|key| {
        let item = request.get("Key").or(request.get("Item"))?;
        item[key]["S"].as_str().map(str::to_owned)
    });
    Asked { leading_keys: leading.into_iter().collect(), ..Asked::new(format!("dynamodb:{action}"), resource) }
}

fn arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(operation: &str, body: &Value) -> Vec<(String, String)> {
        let keys = HashKeys::from([("staff".to_owned(), "staff_id".to_owned())]);
        let asked = asked(operation, body, &keys).into_iter();
        asked
            .map(|one| {
                (one.action, format!("{} {}", one.resource.rsplit(':').next().unwrap(), one.leading_keys.join(",")))
            })
            .collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(action, on)| ((*action).to_owned(), (*on).to_owned())).collect()
    }

    #[test]
    fn an_index_is_another_thing_than_its_table() {
        let query = json!({"TableName": "staff", "IndexName": "by-unit"});
        assert_eq!(of("Query", &query), pairs(&[("dynamodb:Query", "table/staff/index/by-unit ")]));
        assert_eq!(of("Query", &json!({"TableName": "staff"})), pairs(&[("dynamodb:Query", "table/staff ")]));
    }

    #[test]
    fn a_transaction_asks_for_each_of_its_parts() {
        let parts = json!({"TransactItems": [
            {"Put": {"TableName": "staff", "Item": {"staff_id": {"S": "lan"}}}},
            {"ConditionCheck": {"TableName": "other", "Key": {}}},
        ]});
        let wanted = [("dynamodb:PutItem", "table/staff lan"), ("dynamodb:ConditionCheckItem", "table/other ")];
        assert_eq!(of("TransactWriteItems", &parts), pairs(&wanted));
    }

    #[test]
    fn a_batch_asks_for_each_of_its_tables() {
        let batch = json!({"RequestItems": {"a": {"Keys": []}, "b": {"Keys": []}}});
        let wanted = [("dynamodb:BatchGetItem", "table/a "), ("dynamodb:BatchGetItem", "table/b ")];
        assert_eq!(of("BatchGetItem", &batch), pairs(&wanted));
    }
}
