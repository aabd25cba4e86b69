//! When who reported goes by another name, or by none: the rows of their photos follow.

use aws_sdk_dynamodb::{error::SdkError, operation::update_item::UpdateItemError, types::ReturnConsumedCapacity};
use domain::{
    ids::{PhotoId, ReportId},
    report::Person,
};

use super::{PhotoRow, Photos, text};
use crate::StoreError;

impl Photos {
    /// A scene photo declared or claimed by `from` is `to`'s.
    pub async fn hand_over(
        &self,
        report: &ReportId,
        photo: &PhotoId,
        from: &Person,
        to: &Person,
    ) -> Result<(), StoreError> {
        for name in ["by", "claim"] {
            let update = self
                .update(report, photo)
                .update_expression("SET #n = :to")
                .condition_expression("#n = :from")
                .expression_attribute_names("#n", name)
                .expression_attribute_values(":from", text(&from.0))
                .expression_attribute_values(":to", text(&to.0));
            self.stored(update.send().await)?;
        }
        Ok(())
    }

    /// A scene photo is nobody's any more; when and where its reporter stood isn't known either.
    pub async fn erase_reporter(&self, report: &ReportId, row: &PhotoRow, marker: &Person) -> Result<(), StoreError> {
        let names: Vec<_> = [("by", row.by.is_some()), ("claim", row.claim.is_some())]
            .into_iter()
            .filter_map(|(name, there)| there.then_some(name))
            .collect();
        let sets: Vec<_> = names.iter().map(|name| format!("#{name} = :marker")).collect();
        let mut update = self
            .update(report, &row.photo_id)
            .update_expression(format!("SET {} REMOVE taken_at, near", sets.join(", ")))
            .condition_expression("attribute_exists(report_id)")
            .expression_attribute_values(":marker", text(&marker.0));
        for name in names {
            update = update.expression_attribute_names(format!("#{name}"), name);
        }
        let out: Result<_, SdkError<UpdateItemError>> = update.send().await;
        self.stored(out).map(|_| ())
    }

    /// Removes a photo's row; its files go with it (clear-photo). Removing what isn't there is as good.
    pub async fn remove(&self, report: &ReportId, photo: &PhotoId) -> Result<(), StoreError> {
        let delete = self.0.client.delete_item().table_name(&*self.0.name);
        let delete = delete.key("report_id", text(report.as_str())).key("photo_id", text(photo.as_str()));
        let out = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(&out.map_err(StoreError::of("remove photo"))?.consumed_capacity);
        Ok(())
    }
}
