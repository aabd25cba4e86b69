//! A report whose reporter is erased, or goes by another name: the only writes that don't append.

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::ReturnConsumedCapacity,
};
use domain::{Report, ids::ReportId, report::Person};

use super::{Reports, item};
use crate::{
    StoreError,
    tables::{number, text},
};

impl Reports {
    /// Stores who reported and the history as `after` has them, `version` as it was; false where `before` is no longer what
    /// is stored.
    pub async fn erase(&self, before: &Report, after: &Report) -> Result<bool, StoreError> {
        let history = item(after)?.remove("history");
        let history = history.ok_or_else(|| StoreError::saying("erase report", "no history"))?;
        let update = self
            .renaming(&before.id, &before.person, &after.person)
            .update_expression("SET person = :to, history = :history")
            .condition_expression("person = :from AND version = :version")
            .expression_attribute_values(":history", history)
            .expression_attribute_values(":version", number(before.version));
        self.renamed(update).await
    }

    /// Stores another name of who reported; false where that isn't `from` any more.
    pub async fn rename(&self, report: &ReportId, from: &Person, to: &Person) -> Result<bool, StoreError> {
        let update = self.renaming(report, from, to);
        let update = update.update_expression("SET person = :to").condition_expression("person = :from");
        self.renamed(update).await
    }

    fn renaming(&self, report: &ReportId, from: &Person, to: &Person) -> UpdateItemFluentBuilder {
        let update = self.0.client.update_item().table_name(&*self.0.name).key("report_id", text(report.as_str()));
        update
            .expression_attribute_values(":from", text(&from.0))
            .expression_attribute_values(":to", text(&to.0))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
    }

    async fn renamed(&self, update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
        let out = update.send().await;
        self.0.meter.write(out.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match out {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("rename reporter")(e)),
        }
    }
}
