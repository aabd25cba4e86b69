//! Up to which morning units have had their digests: `digest#<unit>` for one that was told, `digest#all` once all were.
//!
//! The mark is set after the push: a crash in between makes the push come again under the same collapse id.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::ReturnConsumedCapacity};
use domain::directory::UnitId;
use jiff::Timestamp;

use super::StaffTable;
use crate::{
    StoreError,
    tables::{number, text},
};

/// Whose digests.
#[derive(Debug, Clone, Copy)]
pub enum Told<'u> {
    /// One unit's.
    Unit(&'u UnitId),
    /// All units'.
    All,
}

impl Told<'_> {
    fn key(self) -> String {
        match self {
            Self::Unit(unit) => format!("digest#{unit}"),
            Self::All => "digest#all".to_owned(),
        }
    }
}

impl StaffTable {
    /// The morning up to which digests were given; `None` before the first.
    pub async fn digested(&self, whose: Told<'_>) -> Result<Option<Timestamp>, StoreError> {
        let item = self.item(&whose.key()).await?;
        let until = item.as_ref().and_then(|item| item.get("until")?.as_n().ok()?.parse().ok());
        Ok(until.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }

    /// Notes that they were given up to that morning, unless a later one stands there.
    pub async fn set_digested(&self, whose: Told<'_>, until: Timestamp) -> Result<(), StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name).key("staff_id", text(whose.key()));
        let update = update
            .update_expression("SET #until = :until")
            .condition_expression("attribute_not_exists(#until) OR #until < :until")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":until", number(until.as_millisecond()));
        let result = update.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Ok(())
            }
            Err(e) => Err(StoreError::of("note digest")(e)),
        }
    }
}
