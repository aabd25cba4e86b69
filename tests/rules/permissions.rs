//! Each function may do what it does, to what it does it to, and nothing else.

use std::collections::BTreeSet;

use serde_json::Value;

use super::template::{each, events, functions, statements};

/// Functions of units and of the public: they must not learn who reported.
const BLIND: [&str; 12] = [
    "announce-news",
    "assign-report",
    "count-statistics",
    "grant-claims",
    "index-reports",
    "manage-directory",
    "nightly",
    "publish-news",
    "read-directory",
    "read-inbox",
    "read-public",
    "respond-to-report",
];

/// Logical ids of the tables and buckets that a piece of the template names; a table's stream is not the table.
fn stores(part: &Value) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    match part {
        Value::Array(items) => ids.extend(items.iter().flat_map(stores)),
        Value::Object(map) if map.contains_key("Ref") => ids.extend(map["Ref"].as_str().map(str::to_owned)),
        Value::Object(map) if map.contains_key("Fn::GetAtt") && map["Fn::GetAtt"][1] == "Arn" => {
            ids.extend(map["Fn::GetAtt"][0].as_str().map(str::to_owned));
        }
        Value::Object(map) if map.contains_key("Fn::Sub") => {
            let text = map["Fn::Sub"].as_str().unwrap();
            ids.extend(text.split("${").skip(1).map(|piece| piece.split(['.', '}']).next().unwrap().to_owned()));
        }
        Value::Object(map) => ids.extend(map.values().flat_map(stores)),
        _ => {}
    }
    ids.retain(|id| id.ends_with("Table") || id.ends_with("Bucket"));
    ids
}

#[test]
fn every_permission_names_exact_actions_and_exact_things() {
    for (function, properties) in functions() {
        let statements = statements(&properties);
        assert!(!statements.is_empty(), "{function} may do nothing");
        for statement in statements {
            assert_eq!(statement["Effect"], "Allow", "{function}");
            for action in each(&statement["Action"]) {
                let action = action.as_str().unwrap().to_owned();
                assert!(!action.contains('*'), "{function}: {action}");
                for resource in each(&statement["Resource"]) {
                    // Traces have no ARN.
                    assert!(resource != "*" || action.starts_with("xray:"), "{function}: {action} on everything");
                }
            }
        }
    }
}

#[test]
fn no_function_may_scan_or_delete_a_table() {
    let never = ["dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:PartiQLSelect"];
    for (function, properties) in functions() {
        for statement in statements(&properties) {
            for action in each(&statement["Action"]) {
                assert!(!never.contains(&action.as_str().unwrap()), "{function}: {action}");
            }
        }
    }
}

#[test]
fn every_index_may_be_read_by_some_function() {
    let allowed: String =
        functions().values().map(|properties| Value::Array(statements(properties)).to_string()).collect();
    for (table, properties) in super::template::resources("AWS::DynamoDB::Table") {
        for index in properties["GlobalSecondaryIndexes"].as_array().into_iter().flatten() {
            let arn = format!("${{{table}.Arn}}/index/{}", index["IndexName"].as_str().unwrap());
            assert!(allowed.contains(&arn), "nobody may query {arn}");
        }
    }
}

#[test]
fn a_function_is_told_of_exactly_the_tables_and_buckets_that_it_may_touch() {
    for (function, properties) in functions() {
        let told = stores(&properties["Environment"]);
        let mut may = stores(&Value::Array(statements(&properties)));
        // Written by Lambda in the function's name, not by the function.
        for event in events(&properties, "DynamoDB") {
            for store in stores(&event["DestinationConfig"]) {
                may.remove(&store);
            }
        }
        assert_eq!(told, may, "{function}: left what its settings name, right what its permissions name");
    }
}

#[test]
fn no_function_of_a_unit_or_of_the_public_may_touch_people_or_keys() {
    for function in BLIND {
        let may = stores(&Value::Array(statements(&functions()[function])));
        assert!(!may.contains("PeopleTable") && !may.contains("KeysTable"), "{function}");
    }
}

#[test]
fn managing_staff_touches_of_people_one_row_at_a_time_to_suspend_somebody_and_no_keys() {
    let statements = statements(&functions()["manage-staff"]);
    assert!(!stores(&Value::Array(statements.clone())).contains("KeysTable"));
    let on_people: Vec<_> = statements.iter().filter(|s| stores(&s["Resource"]).contains("PeopleTable")).collect();
    let actions: Vec<_> = on_people.iter().flat_map(|s| each(&s["Action"])).collect();
    assert_eq!(actions, ["dynamodb:GetItem", "dynamodb:UpdateItem"]);
}

#[test]
fn a_row_that_says_who_somebody_is_is_written_by_manage_staff_alone() {
    let writes = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];
    for (function, properties) in functions().into_iter().filter(|(function, _)| function != "manage-staff") {
        for statement in statements(&properties) {
            let written = each(&statement["Action"]).iter().any(|a| writes.contains(&a.as_str().unwrap()));
            if written && stores(&statement).contains("StaffTable") {
                let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
                let none_of_a_person = [serde_json::json!(["phones#*"]), serde_json::json!(["digest#*"])];
                assert!(none_of_a_person.contains(keys), "{function}: {keys}");
            }
        }
    }
}

#[test]
fn no_function_may_change_or_remove_what_the_audit_says() {
    for (function, properties) in functions() {
        for statement in statements(&properties).iter().filter(|s| stores(&s["Resource"]).contains("AuditTable")) {
            let may: Vec<_> = each(&statement["Action"]);
            assert_eq!(may, ["dynamodb:Query", "dynamodb:PutItem"], "{function}");
        }
    }
}

#[test]
fn cognito_asks_the_function_that_grants_claims_and_may() {
    let pool = &super::template::resources("AWS::Cognito::UserPool")["UserPool"];
    let trigger = &pool["LambdaConfig"]["PreTokenGenerationConfig"];
    assert_eq!(trigger["LambdaVersion"], "V2_0", "version 1 leaves the access token as it is");
    // A version takes what the template said when it was made; the function itself is what nobody has released yet.
    let released = serde_json::json!({"Ref": "GrantClaimsFunction.Alias"});
    assert_eq!(trigger["LambdaArn"], released);
    let permission = &super::template::resources("AWS::Lambda::Permission")["GrantClaimsPermission"];
    assert_eq!(permission["FunctionName"], released);
    assert_eq!(permission["SourceArn"]["Fn::GetAtt"][0], "UserPool");
    let may = statements(&functions()["grant-claims"]);
    assert_eq!((may.len(), &may[0]["Action"]), (1, &serde_json::json!("dynamodb:GetItem")), "one read, no more");
}

#[test]
fn only_processing_reads_a_photo_that_still_has_its_metadata() {
    for (function, properties) in functions().into_iter().filter(|(function, _)| function != "process-photo") {
        for statement in statements(&properties) {
            let reads = each(&statement["Action"]).iter().any(|action| action == "s3:GetObject");
            let raw = ["incoming", "original"].iter().any(|prefix| statement["Resource"].to_string().contains(prefix));
            assert!(!(reads && raw), "{function}");
        }
    }
}
