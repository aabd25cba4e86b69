//! Pictures seen before: what a unit has shown as evidence, one row per exact and per perceptual hash.
//!
//! A row is put only where there is none, or where it is of the same report: the first report to show a picture has
//! it, whatever comes twice or at once, and nothing is searched for.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::put_item::PutItemError,
    types::{AttributeValue, ReturnConsumedCapacity},
};
use domain::{ids::ReportId, photo::Picture};

use super::{Photos, look, text};
use crate::StoreError;

impl Photos {
    /// Notes what an evidence photo looks like before it is compared, so that of two photos that are looked at at once one
    /// sees the other; `false` where the row is gone, or was processed before.
    pub async fn note_look(&self, report: &ReportId, picture: &Picture<'_>) -> Result<bool, StoreError> {
        let Some(perceptual) = picture.perceptual else { return Ok(true) };
        let result = self
            .update(report, picture.id)
            .update_expression("SET perceptual = :look")
            .condition_expression("attribute_exists(#by) AND #state = :pending")
            .expression_attribute_names("#by", "by")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":look", look(perceptual))
            .expression_attribute_values(":pending", text("pending"))
            .send()
            .await;
        self.stored(result)
    }

    /// Whether the picture is evidence of another report of the unit; if not, it is now evidence of this one.
    ///
    /// The exact hash first, and the other only where that was free: of two copies at once one wins both.
    pub async fn seen_by_unit(&self, unit: &str, report: &ReportId, picture: &Picture<'_>) -> Result<bool, StoreError> {
        if !self.first_seen(unit, format!("exact#{}", picture.id.digest()), report).await? {
            return Ok(true);
        }
        match picture.perceptual {
            Some(look) => Ok(!self.first_seen(unit, format!("look#{look:016x}"), report).await?),
            None => Ok(false),
        }
    }

    /// Marks a photo as seen before, whether it is processed yet or not; nothing where the row is gone.
    pub async fn mark_seen(&self, report: &ReportId, picture: &Picture<'_>) -> Result<bool, StoreError> {
        let result = self
            .update(report, picture.id)
            .update_expression("SET seen_before = :seen")
            .condition_expression("attribute_exists(#by)")
            .expression_attribute_names("#by", "by")
            .expression_attribute_values(":seen", AttributeValue::Bool(true))
            .send()
            .await;
        self.stored(result)
    }

    /// Whether nobody but `report` has shown what `hash` stands for.
    async fn first_seen(&self, unit: &str, hash: String, report: &ReportId) -> Result<bool, StoreError> {
        let result = self
            .0
            .client
            .put_item()
            .table_name(&*self.0.name)
            .item("report_id", text(format!("seen#{unit}")))
            .item("photo_id", text(hash))
            .item("of_report", text(report.as_str()))
            .condition_expression("attribute_not_exists(report_id) OR of_report = :report")
            .expression_attribute_values(":report", text(report.as_str()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(out) => {
                self.0.meter.write(&out.consumed_capacity);
                Ok(true)
            }
            Err(SdkError::ServiceError(e)) if matches!(e.err(), PutItemError::ConditionalCheckFailedException(_)) => {
                self.0.meter.write(None);
                Ok(false)
            }
            Err(error) => Err(StoreError::of("put seen picture")(error)),
        }
    }
}
