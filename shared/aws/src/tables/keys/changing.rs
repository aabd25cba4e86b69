//! How the keys are changed: one is added, then written with, then the older ones are dropped. Each step is one the
//! functions can live with on either side of it (RUNBOOK.md); doing it again changes nothing.

use aws_sdk_dynamodb::{
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    primitives::Blob,
    types::AttributeValue,
};

use super::{Keys, Versions, missing};
use crate::{StoreError, tables::text};

impl Keys {
    /// Adds a key over the newest one, to be known and not written with yet; gives its version. Nothing happens where one
    /// was added already that isn't written with.
    pub async fn add(&self, secret: [u8; 32]) -> Result<usize, StoreError> {
        let Versions { current, newest, .. } = self.versions().await?;
        if newest > current {
            return Ok(newest);
        }
        let before = self.secrets(newest).await?;
        let before = before.into_iter().map(|secret| AttributeValue::B(Blob::new(secret))).collect();
        let put = self.0.client.put_item().table_name(&*self.0.name);
        let put = put
            .item("key_id", text(format!("person-{}", newest + 1)))
            .item("secret", AttributeValue::B(Blob::new(secret)))
            .item("before", AttributeValue::L(before))
            .condition_expression("attribute_not_exists(key_id)");
        match put.send().await {
            Err(e) if !e.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                return Err(StoreError::of("add key")(e));
            }
            // It is there already where somebody was interrupted here.
            _ => {}
        }
        self.set(current, "newest", newest + 1).await?;
        Ok(newest + 1)
    }

    /// Lets the newest key be written with; gives its version.
    pub async fn switch(&self) -> Result<usize, StoreError> {
        let Versions { current, oldest, newest } = self.versions().await?;
        // Said before it is the case: until then it follows of `version`.
        self.set(current, "oldest", oldest).await?;
        self.set(current, "version", newest).await?;
        Ok(newest)
    }

    /// Drops the older keys, once nothing is stored under them; gives the version of the one that is left.
    pub async fn drop_older(&self) -> Result<usize, StoreError> {
        let Versions { current, .. } = self.versions().await?;
        self.set(current, "oldest", current).await?;
        for version in 1..current {
            let delete = self.0.client.delete_item().table_name(&*self.0.name);
            let delete = delete.key("key_id", text(format!("person-{version}")));
            delete.send().await.map_err(StoreError::of("drop key"))?;
        }
        Ok(current)
    }

    async fn set(&self, current: usize, name: &str, version: usize) -> Result<(), StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name).key("key_id", text("current"));
        let update = update
            .update_expression("SET #n = :n")
            .condition_expression("#v = :v")
            .expression_attribute_names("#n", name)
            .expression_attribute_names("#v", "version")
            .expression_attribute_values(":n", text(version.to_string()))
            .expression_attribute_values(":v", text(current.to_string()));
        match update.send().await {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Err(missing())
            }
            Err(e) => Err(StoreError::of("change keys")(e)),
        }
    }
}
