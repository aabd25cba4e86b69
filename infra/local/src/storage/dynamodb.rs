//! The DynamoDB API: dynoxide on an `SQLite` file, with the template's tables.

use std::path::Path;

use dynoxide::Database;
use dynoxide::storage::Storage;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::ids;
use crate::shutdown;
use crate::template::Table;

/// The database can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DynamoDbError {
    /// The file isn't a database, or not one of ours.
    #[error("data folder, {path}: damaged ({cause}). Remove the folder to start afresh")]
    Damaged {
        /// The file.
        path: String,
        /// What `SQLite` said.
        cause: String,
    },
    /// DynamoDB refuses the template's table.
    #[error("table {table}: {cause}")]
    Refused {
        /// The table.
        table: String,
        /// DynamoDB's words.
        cause: String,
    },
    /// The folder is from before a change of the template.
    #[error(
        "table {table} in the data folder has other keys or indexes than the template. Remove the folder to start afresh"
    )]
    Outdated {
        /// The table.
        table: String,
    },
}

/// dynoxide looks for the end of a stream at each write, and for its next records at each read, through all of them.
const INDEXES: &str = "
    CREATE INDEX IF NOT EXISTS local_stream_end ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS local_shard ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));
";

/// Opens the database: a file in `folder`, or memory.
pub(crate) fn open(folder: Option<&Path>) -> Result<Database, DynamoDbError> {
    let path = match folder {
        Some(folder) => folder.join("dynamodb.sqlite").to_string_lossy().into_owned(),
        // With a name, so that dynoxide opens the same memory.
        None => format!("file:{}?mode=memory&cache=shared", ids::fresh()),
    };
    let storage = Storage::new(&path).map_err(|cause| damaged(&path, &cause))?;
    storage.conn().execute_batch(INDEXES).map_err(|cause| damaged(&path, &cause))?;
    let database = Database::new(&path).map_err(|cause| damaged(&path, &cause))?;
    database.table_count().map_err(|cause| damaged(&path, &cause))?;
    Ok(database)
}

fn damaged(path: &str, cause: &dyn ToString) -> DynamoDbError {
    DynamoDbError::Damaged { path: path.to_owned(), cause: cause.to_string() }
}

/// Makes the tables that aren't there yet, and checks those that are.
pub(crate) fn create(database: &Database, tables: &[Table]) -> Result<(), DynamoDbError> {
    for table in tables {
        let refused = |cause: String| DynamoDbError::Refused { table: table.name.clone(), cause };
        let known = database.get_table_metadata(&table.name).map_err(|cause| refused(cause.to_string()))?;
        if known.is_some() {
            check(database, table)?;
            continue;
        }
        let request = serde_json::from_value(table.request.clone()).map_err(|cause| refused(cause.to_string()))?;
        database.create_table(request).map_err(|cause| refused(cause.to_string()))?;
        if let Some(attribute) = &table.expires_by {
            let request = json!({
                "TableName": table.name,
                "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": true },
            });
            let request = serde_json::from_value(request).map_err(|cause| refused(cause.to_string()))?;
            database.update_time_to_live(request).map_err(|cause| refused(cause.to_string()))?;
        }
    }
    Ok(())
}

fn check(database: &Database, table: &Table) -> Result<(), DynamoDbError> {
    let refused = |cause: String| DynamoDbError::Refused { table: table.name.clone(), cause };
    let request = serde_json::from_value(json!({ "TableName": table.name }));
    let request = request.map_err(|cause| refused(cause.to_string()))?;
    let found = database.describe_table(request).map_err(|cause| refused(cause.to_string()))?;
    let found = serde_json::to_value(found).map_err(|cause| refused(cause.to_string()))?;
    if shape(&found["Table"]) == shape(&table.request) {
        Ok(())
    } else {
        Err(DynamoDbError::Outdated { table: table.name.clone() })
    }
}

/// Key and indexes, for comparing.
fn shape(table: &Value) -> (String, Vec<(String, String)>) {
    let indexes = table["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    let mut indexes: Vec<_> =
        indexes.map(|index| (index["IndexName"].to_string(), index["KeySchema"].to_string())).collect();
    indexes.sort();
    (table["KeySchema"].to_string(), indexes)
}

/// Serves dynoxide's DynamoDB API until `stopping`.
pub(crate) async fn serve(listener: TcpListener, database: Database, stopping: watch::Receiver<bool>) {
    let stop = shutdown::wanted(stopping);
    if let Err(cause) = dynoxide::server::serve_with_shutdown(listener, database, stop).await {
        eprintln!("the DynamoDB API stopped: {cause}");
    }
}
