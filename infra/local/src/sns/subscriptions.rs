//! Topics and who is subscribed to them.

use std::collections::BTreeMap;

use super::state::Subscription;
use super::xml::{attributes, node, text};
use super::{Answer, Change, Fault, Query, Sns};
use crate::ids;
use crate::pattern::Pattern;
use crate::template::{ACCOUNT, REGION};

/// SNS lists at most so many at once.
const PAGE: usize = 100;

impl Sns {
    pub(super) fn create_topic(&self, query: &Query) -> Answer {
        let name = query.text("Name").unwrap_or_default();
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        if name.is_empty() || name.len() > 256 || !name.chars().all(allowed) {
            return Err(Fault::invalid("Topic Name"));
        }
        let arn = format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}");
        let mut state = self.state();
        if !state.topics.contains(&arn) {
            state.change(Change::Topic(arn.clone()))?;
        }
        Ok(vec![text("TopicArn", arn)])
    }

    pub(super) fn subscribe(&self, query: &Query) -> Answer {
        let topic = query.text("TopicArn").unwrap_or_default();
        let endpoint = query.text("Endpoint").unwrap_or_default();
        let attributes = query.map("Attributes");
        check_filter(&attributes)?;
        let mut state = self.state();
        if !state.topics.contains(topic) {
            return Err(Fault::not_found("Topic"));
        }
        let protocol = query.text("Protocol").unwrap_or_default();
        if protocol != "application" {
            return Err(Fault::invalid(format!("Protocol: the local stack knows application, not {protocol}")));
        }
        if !state.endpoints.contains_key(endpoint) {
            let cause = format!("Endpoint Reason: Endpoint does not exist for endpoint arn {endpoint}");
            return Err(Fault::invalid(cause));
        }
        let known = state.of_topic(topic).find(|subscription| subscription.endpoint == endpoint).cloned();
        let arn = match known {
            Some(known) if known.attributes == attributes => known.arn,
            Some(_) => {
                let cause = "Attributes Reason: Subscription already exists with different attributes";
                return Err(Fault::invalid(cause));
            }
            None => {
                let arn = format!("{topic}:{}", ids::fresh());
                state.change(Change::Subscription(Subscription {
                    arn: arn.clone(),
                    topic: topic.to_owned(),
                    protocol: protocol.to_owned(),
                    endpoint: endpoint.to_owned(),
                    attributes,
                }))?;
                arn
            }
        };
        Ok(vec![text("SubscriptionArn", arn)])
    }

    /// Leaving twice is no error.
    pub(super) fn unsubscribe(&self, query: &Query) -> Answer {
        let arn = query.text("SubscriptionArn").unwrap_or_default();
        if arn.split(':').count() != 7 {
            return Err(Fault::invalid("SubscriptionArn Reason: An ARN must have at least 6 elements"));
        }
        let mut state = self.state();
        if state.subscriptions.contains_key(arn) {
            state.change(Change::Unsubscribed(arn.to_owned()))?;
        }
        Ok(vec![])
    }

    pub(super) fn list_subscriptions(&self, query: &Query) -> Answer {
        let topic = query.text("TopicArn").unwrap_or_default();
        let state = self.state();
        if !state.topics.contains(topic) {
            return Err(Fault::not_found("Topic"));
        }
        let after = query.text("NextToken").unwrap_or_default();
        let mut rest = state.of_topic(topic).filter(|subscription| subscription.arn.as_str() > after);
        let page: Vec<_> = rest.by_ref().take(PAGE).collect();
        let members = page.iter().map(|subscription| {
            node(
                "member",
                vec![
                    text("TopicArn", &subscription.topic),
                    text("Protocol", &subscription.protocol),
                    text("SubscriptionArn", &subscription.arn),
                    text("Owner", ACCOUNT),
                    text("Endpoint", &subscription.endpoint),
                ],
            )
        });
        let mut answer = vec![node("Subscriptions", members.collect())];
        if let (Some(last), Some(_)) = (page.last(), rest.next()) {
            answer.push(text("NextToken", &last.arn));
        }
        Ok(answer)
    }

    pub(super) fn subscription_attributes(&self, query: &Query) -> Answer {
        let state = self.state();
        let arn = query.text("SubscriptionArn").unwrap_or_default();
        let subscription = state.subscriptions.get(arn).ok_or_else(|| Fault::not_found("Subscription"))?;
        let mut all = subscription.attributes.clone();
        for (name, value) in [
            ("SubscriptionArn", arn),
            ("TopicArn", &subscription.topic),
            ("Protocol", &subscription.protocol),
            ("Endpoint", &subscription.endpoint),
            ("Owner", ACCOUNT),
            ("PendingConfirmation", "false"),
            ("ConfirmationWasAuthenticated", "true"),
        ] {
            all.insert(name.to_owned(), value.to_owned());
        }
        all.entry("RawMessageDelivery".to_owned()).or_insert_with(|| "false".to_owned());
        Ok(vec![attributes(&all)])
    }

    pub(super) fn set_subscription_attribute(&self, query: &Query) -> Answer {
        let mut state = self.state();
        let arn = query.text("SubscriptionArn").unwrap_or_default();
        let mut subscription = state.subscriptions.get(arn).cloned().ok_or_else(|| Fault::not_found("Subscription"))?;
        let name = query.text("AttributeName").unwrap_or_default();
        if !["FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "DeliveryPolicy", "RedrivePolicy"]
            .contains(&name)
        {
            return Err(Fault::invalid("AttributeName"));
        }
        match query.text("AttributeValue") {
            // an empty policy takes the filter away
            None | Some("" | "{}") => subscription.attributes.remove(name),
            Some(value) => subscription.attributes.insert(name.to_owned(), value.to_owned()),
        };
        check_filter(&subscription.attributes)?;
        state.change(Change::Subscription(subscription))?;
        Ok(vec![])
    }
}

fn check_filter(attributes: &BTreeMap<String, String>) -> Result<(), Fault> {
    match attributes.get("FilterPolicy").map(|policy| Pattern::parse(policy)) {
        Some(Err(cause)) => Err(Fault::invalid(format!("FilterPolicy: {cause}"))),
        Some(Ok(_)) | None => Ok(()),
    }
}
