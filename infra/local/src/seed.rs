//! What a fresh stack is filled with: the HMAC key behind the pseudonyms, the directory, and sample staff.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use ring::rand::{SecureRandom, SystemRandom};

use crate::staff::Staff;
use crate::tokens::Role;

/// Officer and leader of a few units of both trees, the centre, and an admin.
const SAMPLE_STAFF: &str = include_str!("../sample-staff.csv");

/// A table could not be filled.
#[derive(Debug, thiserror::Error)]
#[error("filling {what}: {cause}")]
pub struct SeedError {
    what: &'static str,
    cause: String,
}

/// Puts a new random HMAC key into the Keys table, unless it has one.
pub async fn keys(client: &Client, table: &str) -> Result<(), SeedError> {
    let failed = |cause: String| SeedError { what: "the Keys table", cause };
    let mut secret = [0; 32];
    SystemRandom::new().fill(&mut secret).map_err(|cause| failed(cause.to_string()))?;
    let items = [
        ("person-1", "secret", AttributeValue::B(Blob::new(secret))),
        ("current", "version", AttributeValue::S("1".to_owned())),
    ];
    for (key_id, name, value) in items {
        let put = client
            .put_item()
            .table_name(table)
            .item("key_id", AttributeValue::S(key_id.to_owned()))
            .item(name, value)
            .condition_expression("attribute_not_exists(key_id)")
            .send()
            .await;
        match put.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error) {
            Ok(_) => {}
            Err(cause) if cause.is_conditional_check_failed_exception() => {}
            Err(cause) => return Err(failed(DisplayErrorContext(&cause).to_string())),
        }
    }
    Ok(())
}

/// Loads `infra/directory/` into the Directory table, unless this very version is there.
///
/// Wired when the directory's own loader and table module are on the same branch: one call of each.
#[expect(clippy::unused_async, reason = "writes a table once it is wired")]
pub async fn directory(_client: &Client, _table: &str) -> Result<(), SeedError> {
    Ok(())
}

/// Writes the sample staff; rows that are there keep what they have beside role and unit.
pub async fn staff(staff: &Staff) -> Result<(), SeedError> {
    let failed = |cause: String| SeedError { what: "the Staff table", cause };
    for line in SAMPLE_STAFF.lines().skip(1).filter(|line| !line.is_empty()) {
        let wrong = || failed(format!("infra/local/sample-staff.csv: `{line}`"));
        let fields: Vec<&str> = line.split(',').collect();
        let [staff_id, name, role, unit] = fields.as_slice() else { return Err(wrong()) };
        let role: Role =
            serde_json::from_value(serde_json::Value::String((*role).to_owned())).map_err(|_| wrong())?;
        let unit = (!unit.is_empty()).then_some(*unit);
        staff.put(staff_id, name, role, unit).await.map_err(|cause| failed(cause.to_string()))?;
    }
    Ok(())
}
