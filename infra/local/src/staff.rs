//! The Staff table's rows, as far as signing in here needs them.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::Value;

use crate::tokens::Role;

/// The Staff table.
#[derive(Clone)]
pub struct Staff {
    client: Client,
    table: String,
}

/// DynamoDB would not.
#[derive(Debug, thiserror::Error)]
#[error("the Staff table: {0}")]
pub struct StaffError(String);

impl Staff {
    /// The table `table`, by `client`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Role and unit of `subject`; `None` if there is no row.
    pub async fn find(&self, subject: &str) -> Result<Option<(Role, Option<String>)>, StaffError> {
        let key = AttributeValue::S(subject.to_owned());
        let got = self.client.get_item().table_name(&self.table).key("staff_id", key).consistent_read(true).send().await;
        let Some(row) = got.map_err(|cause| failed(&cause))?.item else {
            return Ok(None);
        };
        let text = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).cloned();
        let role = text("role").unwrap_or_default();
        let role = serde_json::from_value(Value::String(role.clone()))
            .map_err(|_| StaffError(format!("{subject} has the unknown role `{role}`")))?;
        Ok(Some((role, text("unit"))))
    }

    /// Writes the row of `subject`; what else it has (name, categories, absence) stays.
    pub async fn put(&self, subject: &str, name: &str, role: Role, unit: Option<&str>) -> Result<(), StaffError> {
        let role = serde_json::to_value(role).ok().and_then(|role| role.as_str().map(str::to_owned));
        let mut write = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("staff_id", AttributeValue::S(subject.to_owned()))
            .expression_attribute_names("#role", "role")
            .expression_attribute_names("#name", "name")
            .expression_attribute_names("#unit", "unit")
            .expression_attribute_values(":role", AttributeValue::S(role.unwrap_or_default()))
            .expression_attribute_values(":name", AttributeValue::S(name.to_owned()));
        let set = "SET #role = :role, #name = if_not_exists(#name, :name)";
        write = match unit {
            Some(unit) => write
                .update_expression(format!("{set}, #unit = :unit"))
                .expression_attribute_values(":unit", AttributeValue::S(unit.to_owned())),
            None => write.update_expression(format!("{set} REMOVE #unit")),
        };
        write.send().await.map_err(|cause| failed(&cause))?;
        Ok(())
    }
}

fn failed(cause: &(impl std::error::Error + 'static)) -> StaffError {
    StaffError(DisplayErrorContext(cause).to_string())
}
