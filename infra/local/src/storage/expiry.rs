//! Time to live: what DynamoDB deletes by itself within days, the stack deletes by its own clock.

use std::time::Duration;

use dynoxide::Database;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::shutdown;
use crate::template::Table;

/// How often tables are looked through.
const EVERY: Duration = Duration::from_mins(1);

/// The tables whose items expire.
pub(crate) struct Expiry {
    database: Database,
    tables: Vec<Table>,
    clock: Clock,
}

impl Expiry {
    /// Those of `tables` that have an attribute for it.
    pub(crate) fn new(database: Database, tables: Vec<Table>, clock: Clock) -> Self {
        let tables = tables.into_iter().filter(|table| table.expires_by.is_some()).collect();
        Self { database, tables, clock }
    }

    /// Looks through them each minute until `stopping`.
    pub(crate) async fn run(&self, stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => self.sweep(),
                () = shutdown::wanted(stopping.clone()) => return,
            }
        }
    }

    /// Deletes every item whose time has come.
    pub(crate) fn sweep(&self) {
        for table in &self.tables {
            if let Some(attribute) = &table.expires_by
                && let Err(cause) = sweep_table(&self.database, table, attribute, self.clock.now().as_second())
            {
                eprintln!("time to live of {}: {cause}", table.name);
            }
        }
    }
}

type SweepError = Box<dyn std::error::Error + Send + Sync>;

fn sweep_table(database: &Database, table: &Table, attribute: &str, now_s: i64) -> Result<(), SweepError> {
    let mut start = Value::Null;
    loop {
        let mut names = json!({ "#expires": attribute });
        let mut projection = Vec::new();
        for (position, part) in table.key.iter().enumerate() {
            names[format!("#k{position}")] = json!(part);
            projection.push(format!("#k{position}"));
        }
        let mut request = json!({
            "TableName": table.name,
            "FilterExpression": "#expires < :now",
            "ProjectionExpression": projection.join(", "),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": { ":now": { "N": now_s.to_string() } },
        });
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let page = serde_json::to_value(database.scan(serde_json::from_value(request)?)?)?;
        for key in page["Items"].as_array().into_iter().flatten() {
            delete(database, table, attribute, key, now_s)?;
        }
        start = page["LastEvaluatedKey"].clone();
        if start.is_null() {
            return Ok(());
        }
    }
}

fn delete(database: &Database, table: &Table, attribute: &str, key: &Value, now_s: i64) -> Result<(), SweepError> {
    let request = json!({
        "TableName": table.name,
        "Key": key,
        "ConditionExpression": "#expires < :now",
        "ExpressionAttributeNames": { "#expires": attribute },
        "ExpressionAttributeValues": { ":now": { "N": now_s.to_string() } },
    });
    match database.delete_item(serde_json::from_value(request)?) {
        // it was renewed since it was read
        Ok(_) | Err(dynoxide::DynoxideError::ConditionalCheckFailedException(..)) => Ok(()),
        Err(cause) => Err(cause.into()),
    }
}
