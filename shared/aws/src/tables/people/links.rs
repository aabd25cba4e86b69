//! Links: a person who signs in as somebody new keeps the reports of the old one.
//!
//! `link#<hash of the secret>` is what the old one offers, `linked#<old>` beside the new one what came of it. `offer#<hash>` and
//! `linker#<new>` beside the old one say the same from its end, so that all of it is found when either is erased.

use aws_sdk_dynamodb::{
    operation::{transact_write_items::TransactWriteItemsOutput, update_item::UpdateItemError},
    types::{Put, ReturnConsumedCapacity, ReturnValue, TransactWriteItem},
};
use domain::report::Person;
use jiff::Timestamp;

use super::People;
use crate::{
    StoreError,
    tables::{
        keys::{Known, Pseudonyms},
        number, text,
    },
};

impl People {
    /// Stores what `from` offers under the hash of a secret, until `expires_at` (seconds since 1970): at both ends or at none.
    /// Nothing is under the hash of a new secret, and the SDK's token makes a repeat of the call harmless.
    pub async fn offer_link(&self, hash: &str, from: &Person, expires_at: i64) -> Result<(), StoreError> {
        let put = |person: String, item: String| {
            let put = Put::builder().table_name(&*self.0.name).item("person", text(person)).item("item", text(item));
            put.item("expires_at", number(expires_at))
        };
        let offer = put(format!("link#{hash}"), "offer".to_owned()).item("offered_by", text(&from.0));
        let other_end = put(from.0.clone(), format!("offer#{hash}"));
        let mut transaction = self.0.client.transact_write_items();
        for put in [offer, other_end] {
            let put = put.build().map_err(StoreError::of("offer link"))?;
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        let out = transaction.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await;
        self.0.meter.write(out.as_ref().ok().into_iter().flat_map(TransactWriteItemsOutput::consumed_capacity));
        out.map(drop).map_err(StoreError::of("offer link"))
    }

    /// Takes an offer back, from both ends; taking back what isn't there is as good.
    pub async fn withdraw_link(&self, hash: &str, from: &Person) -> Result<(), StoreError> {
        self.remove(&format!("link#{hash}"), "offer").await?;
        self.remove(&from.0, &format!("offer#{hash}")).await
    }

    /// Takes an offer for `by`, once; the same person may take it again. Gives who offered; `None` where there is no such
    /// offer, it is too late, or somebody else has it.
    pub async fn take_link(&self, hash: &str, by: &Person, now: Timestamp) -> Result<Option<Person>, StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name);
        let update = update
            .key("person", text(format!("link#{hash}")))
            .key("item", text("offer"))
            .update_expression("SET taken_by = :by")
            .condition_expression(
                "attribute_exists(offered_by) AND offered_by <> :by AND expires_at > :now \
                 AND (attribute_not_exists(taken_by) OR taken_by = :by)",
            )
            .expression_attribute_values(":by", text(&by.0))
            .expression_attribute_values(":now", number(now.as_second()))
            .return_values(ReturnValue::AllNew)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = update.send().await;
        self.0.meter.write(out.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match out {
            Ok(out) => {
                let offered = out.attributes.as_ref().and_then(|item| item.get("offered_by")?.as_s().ok().cloned());
                Ok(offered.map(Person))
            }
            Err(e) if e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Ok(None)
            }
            Err(e) => Err(StoreError::of("take link")(e)),
        }
    }

    /// Remembers that `old` is `person` too, since when that was agreed to, by the offer of that hash; first that there is
    /// somebody to ask for, so that a list that is read in between asks in vain at worst.
    pub async fn link(&self, person: &Person, old: &Person, hash: &str, at: Timestamp) -> Result<(), StoreError> {
        self.note_another(person).await?;
        // The end by which it is found first.
        for (partition, item) in [(old, linker(person)), (person, linked(old))] {
            let put = self.0.client.put_item().table_name(&*self.0.name);
            let put = put
                .item("person", text(&partition.0))
                .item("item", text(item))
                .item("offer", text(hash))
                .item("consented_at", number(at.as_millisecond()))
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let out = put.send().await.map_err(StoreError::of("link"))?;
            self.0.meter.write(&out.consumed_capacity);
        }
        Ok(())
    }

    /// Who the person was before: one read.
    pub async fn linked(&self, person: &Person) -> Result<Vec<Person>, StoreError> {
        let query = self.0.client.query().table_name(&*self.0.name);
        let query = query
            .key_condition_expression("person = :p AND begins_with(#i, :l)")
            .expression_attribute_names("#i", "item")
            .expression_attribute_values(":p", text(&person.0))
            .expression_attribute_values(":l", text("linked#"))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = query.send().await.map_err(StoreError::of("list links"))?;
        self.0.meter.read(&out.consumed_capacity);
        let items = out.items.unwrap_or_default();
        let old =
            |item: &crate::tables::Item| item.get("item")?.as_s().ok()?.strip_prefix("linked#").map(str::to_owned);
        Ok(items.iter().filter_map(old).map(Person).collect())
    }

    /// Under whom the person's reports may be stored besides the pseudonym that is written now: who they were before, and
    /// while keys are changed all of these under either key. One read, and one for each key more.
    pub async fn former(&self, person: &Known, keys: &Pseudonyms) -> Result<Vec<Person>, StoreError> {
        let mut former = person.others.clone();
        for known in person.each() {
            for old in self.linked(known).await?.iter().flat_map(|old| keys.later(old)) {
                if !person.is(&old) && !former.contains(&old) {
                    former.push(old);
                }
            }
        }
        Ok(former)
    }

    /// Ends it at both ends, the one by which it is found last; ending what isn't there is as good.
    pub async fn unlink(&self, person: &Person, old: &Person) -> Result<(), StoreError> {
        self.remove(&old.0, &linker(person)).await?;
        self.remove(&person.0, &linked(old)).await
    }
}

fn linked(old: &Person) -> String {
    format!("linked#{}", old.0)
}

fn linker(person: &Person) -> String {
    format!("linker#{}", person.0)
}
