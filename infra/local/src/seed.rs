//! What a fresh stack is filled with: the HMAC key behind the pseudonyms, the directory, and sample staff.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use aws::tables::directory::Versions;
use aws::tables::staff::{Staff, StaffTable};
use data_encoding::BASE64;
use domain::directory::{Directory, source};
use dynoxide::{Database, DynoxideError};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

/// Officer and leader of a few units of both trees, the centre, and an admin.
const SAMPLE_STAFF: &str = include_str!("../sample-staff.csv");
/// The province's source files.
const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../directory");

/// A table could not be filled.
#[derive(Debug, thiserror::Error)]
#[error("filling {what}: {cause}")]
pub struct SeedError {
    what: &'static str,
    cause: String,
}

impl SeedError {
    fn of(what: &'static str) -> impl Fn(&dyn ToString) -> Self {
        move |cause| Self { what, cause: cause.to_string() }
    }
}

/// Puts a new random HMAC key into the Keys table, unless it has one.
pub(crate) fn keys(database: &Database, table: &str) -> Result<(), SeedError> {
    let failed = SeedError::of("the Keys table");
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).map_err(|cause| failed(&cause))?;
    for item in [
        json!({ "key_id": { "S": "person-1" }, "secret": { "B": BASE64.encode(&secret) } }),
        json!({ "key_id": { "S": "current" }, "version": { "S": "1" } }),
    ] {
        let request = json!({
            "TableName": table,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(key_id)",
        });
        let request = serde_json::from_value(request).map_err(|cause| failed(&cause))?;
        match database.put_item(request) {
            Ok(_) | Err(DynoxideError::ConditionalCheckFailedException(..)) => {}
            Err(cause) => return Err(failed(&cause)),
        }
    }
    Ok(())
}

/// Publishes `infra/directory/`; gives its version.
pub(crate) async fn directory(versions: &Versions) -> Result<String, SeedError> {
    let directory = built()?;
    versions.publish(&directory).await.map_err(|cause| SeedError::of("the Directory table")(&cause))?;
    Ok(directory.version().to_owned())
}

/// Built once a process: several stacks share it.
fn built() -> Result<Arc<Directory>, SeedError> {
    static BUILT: OnceLock<Arc<Directory>> = OnceLock::new();
    if let Some(built) = BUILT.get() {
        return Ok(Arc::clone(built));
    }
    let failed = SeedError::of("the directory, infra/directory");
    let mut files = source::Files::new();
    for entry in Path::new(DIRECTORY).read_dir().map_err(|cause| failed(&cause))? {
        let path = entry.map_err(|cause| failed(&cause))?.path();
        if path.extension().is_some_and(|kind| kind == "csv" || kind == "geojson") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, std::fs::read_to_string(&path).map_err(|cause| failed(&cause))?);
        }
    }
    let directory = source::build(&files).map_err(|faults| match faults.first() {
        Some(first) => failed(&format!("{} faults, the first: {first:?}", faults.len())),
        None => failed(&"no directory, and no fault"),
    })?;
    Ok(Arc::clone(BUILT.get_or_init(|| Arc::new(directory))))
}

/// Writes the sample staff whose rows aren't there.
pub(crate) async fn staff(table: &StaffTable) -> Result<(), SeedError> {
    let failed = SeedError::of("the Staff table");
    for line in SAMPLE_STAFF.lines().skip(1).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').collect();
        let [staff_id, name, role, unit] = fields.as_slice() else {
            return Err(failed(&format!("infra/local/sample-staff.csv: `{line}`")));
        };
        if table.get(staff_id).await.map_err(|cause| failed(&cause))?.is_some() {
            continue;
        }
        let mut row = json!({ "staff_id": staff_id, "name": name, "role": role });
        if !unit.is_empty() {
            row["unit"] = Value::from(*unit);
        }
        let row: Staff = serde_json::from_value(row).map_err(|cause| failed(&cause))?;
        table.put(&row).await.map_err(|cause| failed(&cause))?;
    }
    Ok(())
}
