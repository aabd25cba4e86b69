//! Pushes through SNS: a topic for each unit and each area followed ([`topics`]), an endpoint for each phone
//! ([`endpoints`]).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use aws_sdk_sns::{
    Client,
    operation::publish::{PublishError, builders::PublishFluentBuilder},
    types::MessageAttributeValue,
};

use serde_json::json;

use crate::{Access, Meter, StoreError};

pub use message::{Channel, Message, Said};

mod endpoints;
mod message;
mod topics;

/// The way to SNS.
#[derive(Clone)]
pub struct Push {
    client: Client,
    meter: Meter,
    prefix: String,
    /// ARNs of the topics that this process has asked for, by name.
    topics: Arc<Mutex<HashMap<String, String>>>,
    /// Held while one is made.
    making: Arc<tokio::sync::Mutex<()>>,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Taken by SNS.
    Sent,
    /// The endpoint is disabled or gone: its phone can't be reached by it any more.
    Unreachable,
}

impl Push {
    /// SNS with topics under that prefix.
    pub fn open(access: &Access, prefix: String) -> Result<Self, StoreError> {
        Ok(Self {
            client: access.sns()?,
            meter: access.meter.clone(),
            prefix,
            topics: Arc::default(),
            making: Arc::default(),
        })
    }

    /// Publishes to everybody on a topic; makes it anew where it was deleted meanwhile.
    pub async fn to_topic(&self, topic: &str, message: &Message) -> Result<Sent, StoreError> {
        let sent = self.publish(self.client.publish().topic_arn(topic), message).await?;
        if sent == Sent::Sent {
            return Ok(sent);
        }
        let topic = self.make_topic(topic.rsplit(':').next().unwrap_or(topic)).await?;
        match self.publish(self.client.publish().topic_arn(topic), message).await? {
            Sent::Sent => Ok(Sent::Sent),
            Sent::Unreachable => Err(StoreError::saying("publish", "the topic is gone as soon as it is made")),
        }
    }

    /// Publishes to one phone.
    pub async fn to_endpoint(&self, endpoint: &str, message: &Message) -> Result<Sent, StoreError> {
        self.publish(self.client.publish().target_arn(endpoint), message).await
    }

    async fn publish(&self, publish: PublishFluentBuilder, message: &Message) -> Result<Sent, StoreError> {
        let typed = |kind: &str, value: &str| {
            let value = MessageAttributeValue::builder().data_type(kind).string_value(value);
            value.build().map_err(StoreError::of("publish"))
        };
        let attribute = |value: &str| typed("String", value);
        // A filter lets a list through where one of it is wanted.
        let category = match message.categories.as_slice() {
            [one] => attribute(one)?,
            several => typed("String.Array", &json!(several).to_string())?,
        };
        let result = publish
            .message_structure("json")
            .message(&message.json)
            .message_attributes("AWS.SNS.MOBILE.APNS.COLLAPSE_ID", attribute(&message.collapse_id)?)
            .message_attributes("AWS.SNS.MOBILE.APNS.PUSH_TYPE", attribute("alert")?)
            .message_attributes("category", category)
            .send()
            .await;
        self.meter.push(result.is_ok());
        match result {
            Ok(_) => Ok(Sent::Sent),
            Err(error) if error.as_service_error().is_some_and(is_gone) => Ok(Sent::Unreachable),
            Err(error) => Err(StoreError::of("publish")(error)),
        }
    }
}

/// A topic that isn't there is `NotFound`, an endpoint an invalid parameter ("No endpoint found for the target arn").
fn is_gone(error: &PublishError) -> bool {
    match error {
        PublishError::EndpointDisabledException(_) | PublishError::NotFoundException(_) => true,
        PublishError::InvalidParameterException(invalid) => {
            invalid.message().is_some_and(|said| said.contains("No endpoint found"))
        }
        _ => false,
    }
}
