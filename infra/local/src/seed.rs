//! What a fresh stack is filled with: the HMAC key behind the pseudonyms, the directory, and sample staff.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use aws::tables::audit::Audit;
use aws::tables::directory::Versions;
use aws::tables::staff::StaffTable;
use data_encoding::BASE64;
use domain::directory::Directory;
use domain::directory::source::Files;
use domain::staff::Staff;
use dynoxide::{Database, DynoxideError};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use crate::clock::Clock;
use crate::directory::{self, ErrandError, watch};
use crate::staff;

/// Officer and leader of a few units of both trees, the centre, and an admin.
const SAMPLE_STAFF: &[u8] = include_bytes!("../../staff.csv");

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
    let secrets = json!({ "L": [{ "B": BASE64.encode(&secret) }] });
    let request = json!({
        "TableName": table,
        "Item": { "key_id": { "S": "current" }, "version": { "S": "1" }, "secrets": secrets },
        "ConditionExpression": "attribute_not_exists(key_id)",
    });
    let request = serde_json::from_value(request).map_err(|cause| failed(&cause))?;
    match database.put_item(request) {
        Ok(_) | Err(DynoxideError::ConditionalCheckFailedException(..)) => Ok(()),
        Err(cause) => Err(failed(&cause)),
    }
}

/// Publishes a folder's directory; gives its version.
pub(crate) async fn directory(
    versions: &Versions,
    audit: &Audit,
    folder: &Path,
    clock: &Clock,
) -> Result<String, SeedError> {
    let built = built(folder)?;
    let failed = SeedError::of("the Directory table");
    watch::publish(versions, audit, clock, &built.0, &built.1).await.map_err(|cause| failed(&cause))?;
    Ok(built.0.version().to_owned())
}

/// The province's own is built once a process: several stacks share it.
fn built(folder: &Path) -> Result<Arc<(Directory, Files)>, SeedError> {
    static PROVINCE: OnceLock<Arc<(Directory, Files)>> = OnceLock::new();
    let own = folder == Path::new(directory::PROVINCE);
    if let Some(built) = PROVINCE.get().filter(|_| own) {
        return Ok(Arc::clone(built));
    }
    let failed = SeedError::of("the directory");
    let built = directory::built(folder).map(Arc::new).map_err(|cause| match cause {
        ErrandError::Faults(faults) => failed(&faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        other => failed(&other),
    })?;
    Ok(if own { Arc::clone(PROVINCE.get_or_init(|| built)) } else { built })
}

/// Writes the sample staff whose rows aren't there.
pub(crate) async fn staff(table: &StaffTable) -> Result<(), SeedError> {
    let failed = SeedError::of("the Staff table");
    let lines = |faults: Vec<staff::Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let rows = staff::read("staff.csv", SAMPLE_STAFF).map_err(|faults| failed(&lines(faults)))?;
    for row in rows {
        if table.get(&row.id).await.map_err(|cause| failed(&cause))?.is_some() {
            continue;
        }
        let row = json!({
            "staff_id": row.id, "name": row.name, "role": row.role, "unit": row.unit, "categories": row.categories,
            "deputy": row.deputy, "version": 1,
        });
        let row: Staff = serde_json::from_value(row).map_err(|cause| failed(&cause))?;
        table.seed(&row).await.map_err(|cause| failed(&cause))?;
    }
    Ok(())
}
