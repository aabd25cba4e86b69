//! How the keys are changed: one is added, then written with, then the older ones are known no more. Each step is one the
//! functions can live with on either side of it (RUNBOOK.md); doing it again changes nothing.

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    primitives::Blob,
    types::AttributeValue,
};

use super::{Keys, missing};
use crate::{StoreError, tables::text};

impl Keys {
    /// Adds a key over the newest one, to be known and not written with yet; gives its version. Nothing happens where one
    /// was added already that isn't written with.
    pub async fn add(&self, secret: [u8; 32]) -> Result<usize, StoreError> {
        let keys = self.load().await?;
        let newest = keys.secrets.len();
        if newest > keys.current {
            return Ok(newest);
        }
        let update = self.update(keys.current);
        let update = update
            .update_expression("SET secrets = list_append(secrets, :added)")
            .condition_expression("#version = :current AND size(secrets) = :known")
            .expression_attribute_values(":added", AttributeValue::L(vec![AttributeValue::B(Blob::new(secret))]))
            .expression_attribute_values(":known", AttributeValue::N(newest.to_string()));
        changed(update).await?;
        Ok(newest + 1)
    }

    /// Lets the newest key be written with; gives its version.
    pub async fn switch(&self) -> Result<usize, StoreError> {
        let keys = self.load().await?;
        let newest = keys.secrets.len();
        let update = self.update(keys.current);
        let update = update
            .update_expression("SET oldest = :oldest, #version = :newest")
            .condition_expression("#version = :current")
            .expression_attribute_values(":oldest", text(keys.oldest.to_string()))
            .expression_attribute_values(":newest", text(newest.to_string()));
        changed(update).await?;
        Ok(newest)
    }

    /// Knows nobody by the older keys any more, once nothing is stored under them; gives the version of the one that is left.
    /// They stay, as those after them lie over them.
    pub async fn drop_older(&self) -> Result<usize, StoreError> {
        let current = self.load().await?.current;
        let update = self.update(current).update_expression("SET oldest = :current");
        changed(update.condition_expression("#version = :current")).await?;
        Ok(current)
    }

    fn update(&self, current: usize) -> UpdateItemFluentBuilder {
        let update = self.0.client.update_item().table_name(&*self.0.name).key("key_id", text("current"));
        let update = update.expression_attribute_names("#version", "version");
        update.expression_attribute_values(":current", text(current.to_string()))
    }
}

async fn changed(update: UpdateItemFluentBuilder) -> Result<(), StoreError> {
    match update.send().await {
        Ok(_) => Ok(()),
        Err(e) if e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
            Err(missing())
        }
        Err(e) => Err(StoreError::of("change keys")(e)),
    }
}
