//! A person's own row, `own`: how far they have seen their reports, and whether there are former sign-ins to ask for. One
//! row, so that a page of one's own list reads it in the batch get of the reports themselves.
//!
//! Attributes `seen#<report>` hold the version and moment seen. Of what was looked at long ago only the latest moment is
//! kept, so the row stays within one read unit.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnConsumedCapacity},
};
use domain::{ids::ReportId, millis::Millis, report::Person, seen::Seen};
use jiff::Timestamp;

use super::People;
use crate::{
    StoreError,
    tables::{Item, TableAt, number, text},
};

/// Most reports that are remembered one by one; beyond, the longer half of them is forgotten.
const MOST_SEEN: usize = 60;
/// The row's sort key.
const OWN: &str = "own";

/// What a person's own lists need to know of them.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// Whether the person was somebody else before, once at least.
    pub was_another: bool,
    seen: HashMap<ReportId, Seen>,
    /// What happened until then counts as seen where nothing else is known.
    seen_until: Option<Millis>,
}

impl Own {
    /// How far the person has seen a report.
    pub fn seen(&self, report: &ReportId) -> Option<Seen> {
        let earlier = || self.seen_until.map(|at| Seen { version: 0, at });
        self.seen.get(report).copied().or_else(earlier)
    }

    /// Those to forget before one more is remembered, and the moment that stands for them.
    fn to_forget(&self) -> (Vec<&ReportId>, Option<Millis>) {
        if self.seen.len() < MOST_SEEN {
            return (Vec::new(), None);
        }
        let mut longest: Vec<_> = self.seen.iter().collect();
        longest.sort_by_key(|(id, seen)| (seen.at, *id));
        longest.truncate(MOST_SEEN / 2);
        let until = longest.last().map(|(_, seen)| seen.at);
        (longest.into_iter().map(|(id, _)| id).collect(), until.max(self.seen_until))
    }
}

impl People {
    /// The table and the key of that row, to be read in a batch with others.
    pub(crate) fn own_at(&self, person: &Person) -> (&TableAt, Item) {
        (&self.0, key(person))
    }

    /// Remembers how far the person has seen a report. What a slower request saw less of changes nothing.
    pub async fn mark_seen(&self, person: &Person, own: &Own, report: &ReportId, seen: Seen) -> Result<(), StoreError> {
        let (forgotten, until) = own.to_forget();
        let mut update = self
            .0
            .client
            .update_item()
            .table_name(&*self.0.name)
            .set_key(Some(key(person)))
            .condition_expression("attribute_not_exists(#seen) OR #seen[1] <= :at")
            .expression_attribute_names("#seen", seen_key(report))
            .expression_attribute_values(":seen", AttributeValue::L(vec![number(seen.version), millis(seen.at)]))
            .expression_attribute_values(":at", millis(seen.at))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut expression = "SET #seen = :seen".to_owned();
        if let Some(until) = until {
            let gone: Vec<_> = (0..forgotten.len()).map(|n| format!("#g{n}")).collect();
            expression = format!("{expression}, seen_until = :until REMOVE {}", gone.join(", "));
            update = update.expression_attribute_values(":until", millis(until));
            for (name, id) in gone.into_iter().zip(forgotten) {
                update = update.expression_attribute_names(name, seen_key(id));
            }
        }
        self.unless_newer(update.update_expression(expression).send().await)
    }

    /// Remembers how far a follower has seen a report; nothing where it isn't followed any more.
    pub async fn mark_followed_seen(&self, person: &Person, report: &ReportId, seen: Seen) -> Result<(), StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name);
        let update = update
            .key("person", text(&person.0))
            .key("item", text(super::follow_key(report.as_str())))
            .update_expression("SET seen = :seen")
            .condition_expression("attribute_exists(person) AND (attribute_not_exists(seen) OR seen[1] <= :at)")
            .expression_attribute_values(":seen", AttributeValue::L(vec![number(seen.version), millis(seen.at)]))
            .expression_attribute_values(":at", millis(seen.at))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        self.unless_newer(update.send().await)
    }

    /// Notes that former sign-ins are to be asked for.
    pub(super) async fn note_another(&self, person: &Person) -> Result<(), StoreError> {
        let update = self.0.client.update_item().table_name(&*self.0.name).set_key(Some(key(person)));
        let update = update
            .update_expression("SET was_another = :true")
            .expression_attribute_values(":true", AttributeValue::Bool(true))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let out = update.send().await.map_err(StoreError::of("link"))?;
        self.0.meter.write(&out.consumed_capacity);
        Ok(())
    }

    fn unless_newer<R>(
        &self,
        result: Result<
            aws_sdk_dynamodb::operation::update_item::UpdateItemOutput,
            aws_sdk_dynamodb::error::SdkError<UpdateItemError, R>,
        >,
    ) -> Result<(), StoreError>
    where
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        self.0.meter.write(result.as_ref().ok().and_then(|out| out.consumed_capacity.as_ref()));
        match result {
            Err(e) if !e.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
                Err(StoreError::of("mark seen")(e))
            }
            _ => Ok(()),
        }
    }
}

/// The row as a table gives it.
pub(crate) fn read(item: &Item) -> Own {
    let seen =
        |(name, value): (&String, &AttributeValue)| Some((name.strip_prefix("seen#")?.parse().ok()?, seen_of(value)?));
    Own {
        was_another: item.contains_key("was_another"),
        seen: item.iter().filter_map(seen).collect(),
        seen_until: item.get("seen_until").and_then(moment),
    }
}

/// What a row says was seen.
pub(super) fn seen_of(value: &AttributeValue) -> Option<Seen> {
    let [version, at] = value.as_l().ok()?.as_slice() else { return None };
    Some(Seen { version: version.as_n().ok()?.parse().ok()?, at: moment(at)? })
}

fn moment(value: &AttributeValue) -> Option<Millis> {
    Timestamp::from_millisecond(value.as_n().ok()?.parse().ok()?).ok().map(Millis::from)
}

fn millis(at: Millis) -> AttributeValue {
    number(at.at().as_millisecond())
}

fn key(person: &Person) -> Item {
    Item::from([("person".to_owned(), text(&person.0)), ("item".to_owned(), text(OWN))])
}

fn seen_key(report: &ReportId) -> String {
    format!("seen#{report}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> ReportId {
        format!("017548a9-d4b8-7c1e-9d42-{n:012x}").parse().unwrap()
    }

    fn at(ms: i64) -> Millis {
        Timestamp::from_millisecond(ms).unwrap().into()
    }

    #[test]
    fn what_was_seen_long_ago_is_remembered_by_one_moment() {
        let mut own = Own::default();
        for n in 0..MOST_SEEN - 1 {
            own.seen.insert(id(n), Seen { version: 2, at: at(i64::try_from(n).unwrap()) });
        }
        assert_eq!(own.to_forget(), (Vec::new(), None));
        own.seen.insert(id(MOST_SEEN), Seen { version: 2, at: at(1_000) });
        let (forgotten, until) = own.to_forget();
        assert_eq!((forgotten.len(), until), (MOST_SEEN / 2, Some(at(29))));
        assert!(forgotten.contains(&&id(0)) && !forgotten.contains(&&id(30)));
        own.seen_until = until;
        assert_eq!(own.seen(&id(MOST_SEEN)), Some(Seen { version: 2, at: at(1_000) }));
        assert_eq!(own.seen(&id(999)), Some(Seen { version: 0, at: at(29) }));
    }
}
