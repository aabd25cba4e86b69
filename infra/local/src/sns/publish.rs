//! Publishing: checked as SNS does, filtered by the subscriptions' policies, and recorded in place of being sent.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::state::{Endpoint, State, Subscription};
use super::xml::{Element, node, text};
use super::{Answer, Fault, Query, Sns};
use crate::ids;
use crate::pattern::Pattern;

/// SNS takes no larger message.
const MESSAGE_LIMIT: usize = 256 * 1024;
/// `PublishBatch` takes no more entries.
const BATCH_LIMIT: usize = 10;

impl Sns {
    pub(super) fn publish(&self, query: &Query) -> Answer {
        let id = self.publish_one(query, query.text("TopicArn").or(query.text("TargetArn")))?;
        Ok(vec![text("MessageId", id)])
    }

    /// Each entry stands for itself.
    pub(super) fn publish_batch(&self, query: &Query) -> Answer {
        let entries = query.members("PublishBatchRequestEntries", "member");
        if entries.is_empty() || entries.len() > BATCH_LIMIT {
            let (code, cause) = match entries.len() {
                0 => ("EmptyBatchRequest", "The batch request doesn't contain any entries."),
                _ => ("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible."),
            };
            return Err(Fault::new(code, StatusCode::BAD_REQUEST, cause));
        }
        let (mut successful, mut failed): (Vec<Element>, Vec<Element>) = (Vec::new(), Vec::new());
        for entry in &entries {
            let id = text("Id", entry.text("Id").unwrap_or_default());
            match self.publish_one(entry, query.text("TopicArn")) {
                Ok(message) => successful.push(node("member", vec![id, text("MessageId", message)])),
                Err(fault) => failed.push(node(
                    "member",
                    vec![
                        id,
                        text("Code", fault.code),
                        text("Message", fault.message),
                        text("SenderFault", (fault.status != StatusCode::INTERNAL_SERVER_ERROR).to_string()),
                    ],
                )),
            }
        }
        Ok(vec![node("Successful", successful), node("Failed", failed)])
    }

    fn publish_one(&self, query: &Query, target: Option<&str>) -> Result<String, Fault> {
        self.misbehave()?;
        let message = query.text("Message").unwrap_or_default();
        if message.is_empty() {
            return Err(Fault::invalid("Empty message"));
        }
        if message.len() > MESSAGE_LIMIT {
            return Err(Fault::invalid("Message too long"));
        }
        let target =
            target.ok_or_else(|| Fault::invalid("TopicArn or TargetArn Reason: no value for required parameter"))?;
        let payloads = payloads(query, message)?;
        let attributes = attributes(query);
        let state = self.state();
        let mut push = json!({
            "at": self.clock.now().to_string(),
            "id": ids::fresh().to_string(),
            "target": target,
            "message": message,
            "payloads": payloads,
            "attributes": attributes,
        });
        if let Some(subject) = query.text("Subject") {
            push["subject"] = json!(subject);
        }
        if let Some(endpoint) = state.endpoints.get(target) {
            if !endpoint.enabled {
                return Err(Fault::new("EndpointDisabled", StatusCode::BAD_REQUEST, "Endpoint is disabled"));
            }
            push["device"] = device(endpoint);
            push["deliveries"] = json!([delivery(endpoint, &payloads)]);
        } else if state.topics.contains(target) {
            push["topic"] = json!(target.rsplit(':').next());
            push["deliveries"] = deliveries(&state, target, &attributes, message, &payloads);
        } else if target.contains(":endpoint/") {
            let cause = "TargetArn Reason: No endpoint found for the target arn specified";
            return Err(Fault::invalid(cause));
        } else {
            return Err(Fault::not_found("Topic"));
        }
        drop(state);
        self.pushes.lock().unwrap_or_else(std::sync::PoisonError::into_inner).add(&push)?;
        Ok(push["id"].as_str().unwrap_or_default().to_owned())
    }
}

/// One payload per platform, each as JSON where it is JSON.
fn payloads(query: &Query, message: &str) -> Result<Map<String, Value>, Fault> {
    if query.text("MessageStructure") != Some("json") {
        return Ok(Map::from_iter([("default".to_owned(), json!(message))]));
    }
    let parts: BTreeMap<String, String> = serde_json::from_str(message)
        .map_err(|_| Fault::invalid("Message Structure - JSON message body failed to parse"))?;
    if !parts.contains_key("default") {
        return Err(Fault::invalid("Message Structure - No default entry in JSON message body"));
    }
    let parsed = |part: String| serde_json::from_str(&part).unwrap_or(Value::String(part));
    Ok(parts.into_iter().map(|(platform, part)| (platform, parsed(part))).collect())
}

/// Message attributes, as a filter policy sees them.
fn attributes(query: &Query) -> Value {
    let entries = query.members("MessageAttributes", "entry");
    let pairs = entries.iter().filter_map(|entry| {
        let text = entry.text("Value.StringValue").or(entry.text("Value.BinaryValue")).unwrap_or_default();
        let value = match entry.text("Value.DataType")? {
            "String.Array" | "Number" => serde_json::from_str(text).unwrap_or(json!(text)),
            _ => json!(text),
        };
        Some((entry.text("Name")?.to_owned(), value))
    });
    Value::Object(pairs.collect())
}

fn deliveries(state: &State, topic: &str, attributes: &Value, message: &str, payloads: &Map<String, Value>) -> Value {
    let wanted = state.of_topic(topic).filter(|subscription| wants(subscription, attributes, message));
    let endpoints = wanted.filter_map(|subscription| state.endpoints.get(&subscription.endpoint));
    endpoints.filter(|endpoint| endpoint.enabled).map(|endpoint| delivery(endpoint, payloads)).collect()
}

fn wants(subscription: &Subscription, attributes: &Value, message: &str) -> bool {
    let Some(Ok(policy)) = subscription.attributes.get("FilterPolicy").map(|policy| Pattern::parse(policy)) else {
        return true;
    };
    match subscription.attributes.get("FilterPolicyScope").map(String::as_str) {
        Some("MessageBody") => serde_json::from_str(message).is_ok_and(|body| policy.matches(&body)),
        _ => policy.matches(attributes),
    }
}

/// `GCM` of `arn:aws:sns:…:app/GCM/x`.
fn platform(endpoint: &Endpoint) -> &str {
    endpoint.application.split('/').nth(1).unwrap_or_default()
}

fn device(endpoint: &Endpoint) -> Value {
    json!({ "platform": platform(endpoint), "token": endpoint.token, "user_data": endpoint.user_data })
}

fn delivery(endpoint: &Endpoint, payloads: &Map<String, Value>) -> Value {
    let payload = payloads.get(platform(endpoint)).or(payloads.get("default"));
    json!({
        "endpoint": endpoint.arn,
        "platform": platform(endpoint),
        "token": endpoint.token,
        "payload": payload,
    })
}
