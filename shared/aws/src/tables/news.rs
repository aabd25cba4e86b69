//! News: one item each. What may still be listed stands on one shelf, sorted by its end, so that a list is one query over
//! what is not over; how far ahead news may end bounds it (`domain::news::rules::LONGEST`).

use aws_sdk_dynamodb::{
    operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
    types::{Put, ReturnConsumedCapacity, TransactWriteItem},
};
use domain::{audit::Entry, ids::NewsId, news::News};
use jiff::Timestamp;
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::{Item, TableAt, audit::Audit, number, text};
use crate::StoreError;

/// The News table.
#[derive(Clone)]
pub struct NewsTable(pub(super) TableAt);

/// The one shelf.
const SHELF: &str = "news";

impl NewsTable {
    /// One item, as last written.
    pub async fn get(&self, id: &NewsId) -> Result<Option<News>, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).key("news_id", text(id.as_str()));
        let get = get.consistent_read(true).return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = get.send().await.map_err(StoreError::of("get news"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.item.map(|item| from_item(item).map_err(StoreError::of("read news"))).transpose()
    }

    /// All that is neither withdrawn nor over: one query a MB. May be a moment old.
    pub async fn live(&self, now: Timestamp) -> Result<Vec<News>, StoreError> {
        let (mut news, mut after) = (Vec::new(), None);
        loop {
            let query = self.0.client.query().table_name(&*self.0.name).index_name("by-end");
            let query = query
                .key_condition_expression("shelf = :shelf AND ends_at > :now")
                .expression_attribute_values(":shelf", text(SHELF))
                .expression_attribute_values(":now", number(now.as_millisecond()))
                .set_exclusive_start_key(after)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let out = query.send().await.map_err(StoreError::of("list news"))?;
            self.0.meter.read(&out.consumed_capacity);
            for item in out.items.unwrap_or_default() {
                news.push(from_item(item).map_err(StoreError::of("read news"))?);
            }
            after = out.last_evaluated_key;
            if after.is_none() {
                return Ok(news);
            }
        }
    }

    /// Stores `after` in place of the version before, with its entry in the audit; false where either was not as it was
    /// read.
    pub async fn put(&self, audit: &Audit, entry: &Entry, after: &News) -> Result<bool, StoreError> {
        let put = Put::builder().table_name(&*self.0.name).set_item(Some(item(after)?));
        let put = match after.version {
            1 => put.condition_expression("attribute_not_exists(news_id)"),
            version => put
                .condition_expression("version = :before")
                .expression_attribute_values(":before", number(version - 1)),
        };
        let put = put.build().map_err(StoreError::of("write news"))?;
        let parts = vec![TransactWriteItem::builder().put(put).build(), audit.adding(entry)?];
        let transaction = self.0.client.transact_write_items().set_transact_items(Some(parts));
        let result = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(result.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        match result {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(TransactWriteItemsError::is_transaction_canceled_exception) => {
                Ok(false)
            }
            Err(e) => Err(StoreError::of("write news")(e)),
        }
    }
}

/// The item: the news, and its place on the shelf unless withdrawn.
fn item(news: &News) -> Result<Item, StoreError> {
    let mut item: Item = to_item(news).map_err(StoreError::of("write news"))?;
    if news.withdrawn_at.is_none() {
        item.insert("shelf".to_owned(), text(SHELF));
        item.insert("ends_at".to_owned(), number(news.content.valid_until.at().as_millisecond()));
    }
    Ok(item)
}
