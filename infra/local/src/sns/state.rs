//! What SNS knows: topics, subscriptions, devices. Each change is a line of a journal, read again at the next start.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::journal::Journal;
use crate::stored::StoredError;

/// A subscription to a topic.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Subscription {
    pub(super) arn: String,
    pub(super) topic: String,
    pub(super) protocol: String,
    pub(super) endpoint: String,
    /// `FilterPolicy` and the like, as set.
    pub(super) attributes: BTreeMap<String, String>,
}

/// A device's endpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Endpoint {
    pub(super) arn: String,
    pub(super) application: String,
    pub(super) token: String,
    pub(super) user_data: String,
    pub(super) enabled: bool,
}

/// One change. Thing by thing, the newest one holds.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    Topic(String),
    Subscription(Subscription),
    Unsubscribed(String),
    Endpoint(Endpoint),
    EndpointDeleted(String),
}

/// Everything by its ARN.
pub(super) struct State {
    pub(super) topics: BTreeSet<String>,
    pub(super) subscriptions: BTreeMap<String, Subscription>,
    pub(super) endpoints: BTreeMap<String, Endpoint>,
    journal: Journal,
}

impl State {
    pub(super) fn open(folder: Option<&Path>) -> Result<Self, StoredError> {
        let journal = Journal::open(folder, "sns.jsonl")?;
        let changes = journal.all()?;
        let mut state =
            Self { topics: BTreeSet::new(), subscriptions: BTreeMap::new(), endpoints: BTreeMap::new(), journal };
        for change in changes {
            let place = folder.unwrap_or(Path::new("")).join("sns.jsonl");
            state.apply(serde_json::from_str(change.get()).map_err(|cause| StoredError::damaged(&place, &cause))?);
        }
        Ok(state)
    }

    /// Keeps a change, then makes it.
    pub(super) fn change(&mut self, change: Change) -> Result<(), StoredError> {
        self.journal.add(&change)?;
        self.apply(change);
        Ok(())
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Topic(arn) => {
                self.topics.insert(arn);
            }
            Change::Subscription(subscription) => {
                self.subscriptions.insert(subscription.arn.clone(), subscription);
            }
            Change::Unsubscribed(arn) => {
                self.subscriptions.remove(&arn);
            }
            Change::Endpoint(endpoint) => {
                self.endpoints.insert(endpoint.arn.clone(), endpoint);
            }
            Change::EndpointDeleted(arn) => {
                self.endpoints.remove(&arn);
            }
        }
    }

    /// A topic's subscriptions, by ARN.
    pub(super) fn of_topic<'a>(&'a self, topic: &'a str) -> impl Iterator<Item = &'a Subscription> {
        self.subscriptions.values().filter(move |subscription| subscription.topic == topic)
    }
}
