//! Who follows a report: those who asked to, and the reporters of what was merged into it. The report's own rows, so that
//! one query tells whom to push to.

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    types::{ConsumedCapacity, ReturnConsumedCapacity},
};
use domain::{ids::ReportId, report::Person};

use super::People;
use crate::{
    StoreError,
    tables::{Item, text},
};

/// Somebody to tell of a report's progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Whom.
    pub person: Person,
    /// Their own report, id and code, where that is why they follow: they are told of it, never of the other one.
    pub own: Option<(ReportId, String)>,
}

impl People {
    /// The followers of a report, page by page until the last.
    pub async fn followers(&self, report: &ReportId) -> Result<Vec<Follower>, StoreError> {
        let (mut found, mut start) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).key_condition_expression("person = :p");
            let query = query.expression_attribute_values(":p", text(partition(report))).set_exclusive_start_key(start);
            let out = query.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
            let out = out.map_err(StoreError::of("list followers"))?;
            self.0.meter.read(&out.consumed_capacity);
            found.extend(out.items.unwrap_or_default().iter().filter_map(read));
            start = out.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// Lets the reporter of a merged report be told of its target. Doing it again changes nothing, and an event that comes
    /// late brings nobody back who goes by another name by now.
    pub async fn follow_target(&self, target: &ReportId, own: &domain::Report) -> Result<(), StoreError> {
        let put = self.0.client.put_item().table_name(&*self.0.name);
        let put = put.item("person", text(partition(target))).item("item", text(merged(&own.id)));
        let put = put.item("reporter", text(&own.person.0)).item("code", text(&own.code));
        let put = put
            .condition_expression("attribute_not_exists(reporter) OR reporter = :own")
            .expression_attribute_values(":own", text(&own.person.0));
        let out = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.written("follow target", out.map(|out| out.consumed_capacity))
    }

    /// Whoever follows the target for a report of their own goes by another name from now on.
    pub async fn rename_follower(&self, target: &ReportId, own: &domain::Report) -> Result<(), StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name);
        let update = update.key("person", text(partition(target))).key("item", text(merged(&own.id)));
        let update = update
            .update_expression("SET reporter = :now")
            .condition_expression("attribute_exists(reporter)")
            .expression_attribute_values(":now", text(&own.person.0));
        let out = update.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.written("rename follower", out.map(|out| out.consumed_capacity))
    }

    /// A write that its condition may refuse.
    fn written<E, R>(
        &self,
        call: &'static str,
        out: Result<Option<ConsumedCapacity>, SdkError<E, R>>,
    ) -> Result<(), StoreError>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        match out {
            Ok(capacity) => self.0.meter.write(&capacity),
            Err(e) if e.code() == Some("ConditionalCheckFailedException") => self.0.meter.write(None),
            Err(e) => return Err(StoreError::of(call)(e)),
        }
        Ok(())
    }

    /// Ends it; ending what isn't there is as good.
    pub async fn unfollow_target(&self, target: &ReportId, own: &ReportId) -> Result<(), StoreError> {
        let delete = self.0.client.delete_item().table_name(&*self.0.name);
        let delete = delete.key("person", text(partition(target))).key("item", text(merged(own)));
        let out = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(&out.map_err(StoreError::of("unfollow target"))?.consumed_capacity);
        Ok(())
    }
}

pub(super) fn partition(report: &ReportId) -> String {
    format!("followers#{report}")
}

fn merged(report: &ReportId) -> String {
    format!("merged#{report}")
}

fn read(item: &Item) -> Option<Follower> {
    let attribute = |name: &str| item.get(name).and_then(|v| v.as_s().ok());
    let key = attribute("item")?;
    let Some(own) = key.strip_prefix("merged#") else {
        return Some(Follower { person: Person(key.clone()), own: None });
    };
    let person = Person(attribute("reporter")?.clone());
    Some(Follower { person, own: Some((own.parse().ok()?, attribute("code")?.clone())) })
}
