//! What must be in the tables before the first request: that it is there, never what it is.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Select};

use super::{Finding, fault, unanswered, well};

const FIRST: &str = "`python3 infra/first_deploy.py STACK` makes it";

pub(super) async fn look(client: &Client, named: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(table) = named("KeysTable") {
        findings.push(keys(client, &table).await);
    }
    if let Some(table) = named("DirectoryTable") {
        findings.push(match text(client, &table, ["item", "current"], "version").await {
            Ok(Some(version)) => well(format!("{table}: version {version} is in force")),
            Ok(None) => fault(format!("{table}: no directory is in force; {FIRST}")),
            Err(finding) => finding,
        });
    }
    if let Some(table) = named("StaffTable") {
        findings.push(administrators(client, &table).await);
    }
    findings
}

async fn keys(client: &Client, table: &str) -> Finding {
    let query = client.query().table_name(table).key_condition_expression("key_id = :current");
    let query = query.expression_attribute_values(":current", AttributeValue::S("current".to_owned()));
    // That there are secrets is asked for, not what they are.
    let query = query.filter_expression("attribute_exists(secrets)").projection_expression("#version");
    match query.expression_attribute_names("#version", "version").send().await {
        Ok(out) => match out.items().first().and_then(|item| item.get("version")?.as_s().ok()) {
            Some(version) => well(format!("{table}: key {version} of pseudonyms is there")),
            None => fault(format!("{table}: no key of pseudonyms; {FIRST}")),
        },
        Err(cause) => unanswered(table, &cause),
    }
}

async fn administrators(client: &Client, table: &str) -> Finding {
    let query = client.query().table_name(table).index_name("by-role").select(Select::Count);
    let query = query.key_condition_expression("#role = :admin").expression_attribute_names("#role", "role");
    match query.expression_attribute_values(":admin", AttributeValue::S("admin".to_owned())).send().await {
        Ok(out) if out.count > 0 => well(format!("{table}: {} of the staff are administrators", out.count)),
        Ok(_) => fault(format!("{table}: no administrator; `python3 infra/first_deploy.py STACK --admin …` makes one")),
        Err(cause) => unanswered(table, &cause),
    }
}

/// One attribute of one item.
async fn text(
    client: &Client,
    table: &str,
    [key, value]: [&str; 2],
    attribute: &str,
) -> Result<Option<String>, Finding> {
    let get = client.get_item().table_name(table).key(key, AttributeValue::S(value.to_owned()));
    let get = get.projection_expression("#wanted").expression_attribute_names("#wanted", attribute);
    let out = get.send().await.map_err(|cause| unanswered(table, &cause))?;
    let found = out.item.as_ref().and_then(|item| item.get(attribute));
    Ok(found.and_then(|value| value.as_s().ok()).cloned())
}
