//! Tables: there, and with what the template gives them.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;
use aws_sdk_dynamodb::types::{
    IndexStatus, PointInTimeRecoveryStatus, StreamViewType, TableDescription, TableStatus, TimeToLiveStatus,
};
use serde_json::Value;

use super::{Finding, fault, unanswered, well};
use crate::template::Table;

pub(super) async fn look(client: &Client, wanted: &Table, name: &str) -> Vec<Finding> {
    let described = match client.describe_table().table_name(name).send().await {
        Ok(out) => out.table,
        Err(cause) if cause.as_service_error().is_some_and(DescribeTableError::is_resource_not_found_exception) => {
            return vec![fault(format!("{name}: is not there; `sam deploy`, or give its name as --table"))];
        }
        Err(cause) => return vec![unanswered(name, &cause)],
    };
    let mut wrong: Vec<String> = described.iter().flat_map(|table| shape(table, wanted)).collect();
    wrong.extend(time_to_live(client, wanted, name).await);
    wrong.extend(backups(client, name).await);
    if wrong.is_empty() {
        return vec![well(format!("{name}: stream, indexes, time to live, backups and protection as in the template"))];
    }
    wrong.into_iter().map(|what| fault(format!("{name}: {what}"))).collect()
}

fn shape(table: &TableDescription, wanted: &Table) -> Vec<String> {
    let mut wrong = Vec::new();
    if table.table_status != Some(TableStatus::Active) {
        wrong.push("is not active yet".to_owned());
    }
    if table.deletion_protection_enabled != Some(true) {
        wrong.push("anybody may delete it; RUNBOOK.md, Restore a table".to_owned());
    }
    let stream = wanted.request["StreamSpecification"]["StreamViewType"].as_str();
    let has = table.stream_specification.as_ref().filter(|stream| stream.stream_enabled);
    let has = has.and_then(|stream| stream.stream_view_type.as_ref()).map(StreamViewType::as_str);
    if has != stream {
        wrong.push(format!(
            "stream {has:?}, not {stream:?}: pushes and figures stand still; RUNBOOK.md, Restore a table"
        ));
    }
    let indexes = wanted.request["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    for index in indexes.filter_map(|index: &Value| index["IndexName"].as_str()) {
        let has = table.global_secondary_indexes().iter().find(|has| has.index_name() == Some(index));
        if has.and_then(|has| has.index_status.as_ref()) != Some(&IndexStatus::Active) {
            wrong.push(format!("index {index} is not there, or not active yet"));
        }
    }
    wrong
}

async fn time_to_live(client: &Client, wanted: &Table, name: &str) -> Option<String> {
    let attribute = wanted.expires_by.as_deref()?;
    let told = client.describe_time_to_live().table_name(name).send().await;
    let told = match told {
        Ok(out) => out.time_to_live_description,
        Err(cause) => return Some(unanswered("time to live", &cause).what),
    };
    let on = told.is_some_and(|told| {
        let enabled = matches!(told.time_to_live_status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling));
        enabled && told.attribute_name() == Some(attribute)
    });
    (!on).then(|| format!("nothing expires by {attribute}; RUNBOOK.md, Restore a table"))
}

async fn backups(client: &Client, name: &str) -> Option<String> {
    let told = match client.describe_continuous_backups().table_name(name).send().await {
        Ok(out) => out.continuous_backups_description,
        Err(cause) => return Some(unanswered("backups", &cause).what),
    };
    let recovery = told.and_then(|told| told.point_in_time_recovery_description);
    let on = recovery.and_then(|recovery| recovery.point_in_time_recovery_status)
        == Some(PointInTimeRecoveryStatus::Enabled);
    (!on).then(|| "can't be restored to a point in time; RUNBOOK.md, Restore a table".to_owned())
}
