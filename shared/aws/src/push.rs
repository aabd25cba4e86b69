//! Pushes through SNS: a topic for each unit and each area followed, an endpoint for each phone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_sns::{
    Client,
    operation::publish::{PublishError, builders::PublishFluentBuilder},
    types::MessageAttributeValue,
};

use domain::directory::{AreaId, CategoryCode};
use serde_json::json;

use crate::{Access, StoreError, tables::staff::OnTopic};

/// The way to SNS.
#[derive(Clone)]
pub struct Push {
    client: Client,
    prefix: String,
    /// Topics made before, by name: a publish takes one request.
    topics: Arc<Mutex<HashMap<String, String>>>,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Taken by SNS.
    Sent,
    /// The endpoint is disabled or gone: its phone can't be reached by it any more.
    Unreachable,
}

/// One push in the forms of both platforms.
#[derive(Debug, Clone)]
pub struct Message {
    /// The SNS message of structure `json`.
    pub json: String,
    /// By which a repeat replaces the first on iOS (`AWS.SNS.MOBILE.APNS.COLLAPSE_ID`).
    pub collapse_id: String,
    /// The categories that it is about, at least one, by which an officer's subscription may filter.
    pub categories: Vec<String>,
}

impl Push {
    /// SNS with topics under that prefix.
    pub fn open(access: &Access, prefix: String) -> Result<Self, StoreError> {
        Ok(Self { client: access.sns()?, prefix, topics: Arc::default() })
    }

    /// A unit's topic, made on first use; the same ARN each time.
    pub async fn unit_topic(&self, unit: &str) -> Result<String, StoreError> {
        self.topic("unit", unit).await
    }

    /// The topic of those who follow an area, made on first use; the same ARN each time.
    pub async fn area_topic(&self, area: &AreaId) -> Result<String, StoreError> {
        self.topic("area", area.as_str()).await
    }

    async fn topic(&self, kind: &str, id: &str) -> Result<String, StoreError> {
        let name = format!("{}-{kind}-{id}", self.prefix);
        let known = self.topics.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(arn) = known {
            return Ok(arn);
        }
        let out = self.client.create_topic().name(&name).send().await.map_err(StoreError::of("make topic"))?;
        let arn = out.topic_arn.ok_or_else(|| StoreError::saying("make topic", "no ARN"))?;
        self.topics.lock().unwrap_or_else(PoisonError::into_inner).insert(name, arn.clone());
        Ok(arn)
    }

    /// The endpoint of a phone's token, enabled.
    pub async fn endpoint(&self, application: &str, token: &str) -> Result<String, StoreError> {
        let create = self.client.create_platform_endpoint().platform_application_arn(application).token(token);
        let out = create.send().await.map_err(StoreError::of("make endpoint"))?;
        let arn = out.endpoint_arn.ok_or_else(|| StoreError::saying("make endpoint", "no ARN"))?;
        let enable = self.client.set_endpoint_attributes().endpoint_arn(&arn);
        let enable = enable.attributes("Enabled", "true").attributes("Token", token);
        enable.send().await.map_err(StoreError::of("enable endpoint"))?;
        Ok(arn)
    }

    /// Subscribes an endpoint to a topic, for these categories (none named: all); the same subscription each time.
    pub async fn subscribe(
        &self,
        topic: &str,
        endpoint: &str,
        categories: &[CategoryCode],
    ) -> Result<String, StoreError> {
        let filter = (!categories.is_empty()).then(|| [("FilterPolicy".to_owned(), filter(categories))].into());
        let subscribe = self
            .client
            .subscribe()
            .topic_arn(topic)
            .protocol("application")
            .endpoint(endpoint)
            .set_attributes(filter)
            .return_subscription_arn(true);
        let out = subscribe.send().await.map_err(StoreError::of("subscribe"))?;
        out.subscription_arn.ok_or_else(|| StoreError::saying("subscribe", "no ARN"))
    }

    /// Ends a subscription; deleting an endpoint would leave it.
    pub async fn unsubscribe(&self, subscription: &str) -> Result<(), StoreError> {
        self.client.unsubscribe().subscription_arn(subscription).send().await.map_err(StoreError::of("unsubscribe"))?;
        Ok(())
    }

    /// Lets a subscription have these categories only (none named: all), within minutes.
    pub async fn refilter(&self, subscription: &str, categories: &[CategoryCode]) -> Result<(), StoreError> {
        let set = self.client.set_subscription_attributes().subscription_arn(subscription);
        let set = set.attribute_name("FilterPolicy").attribute_value(filter(categories));
        set.send().await.map_err(StoreError::of("filter subscription"))?;
        Ok(())
    }

    /// Takes a phone of staff off its unit's topic. One whose subscription was being made is found by making it again.
    pub async fn leave(&self, on: &OnTopic, endpoint: &str) -> Result<(), StoreError> {
        let found = match &on.subscription {
            Some(subscription) => subscription.clone(),
            None => self.subscribe(&on.topic, endpoint, &on.categories).await?,
        };
        self.unsubscribe(&found).await
    }

    /// Removes an endpoint.
    pub async fn remove_endpoint(&self, endpoint: &str) -> Result<(), StoreError> {
        self.client.delete_endpoint().endpoint_arn(endpoint).send().await.map_err(StoreError::of("remove endpoint"))?;
        Ok(())
    }

    /// Publishes to everybody on a topic. One that somebody has deleted is made again at the next try.
    pub async fn to_topic(&self, topic: &str, message: &Message) -> Result<(), StoreError> {
        let result = self.publish(message)?.topic_arn(topic).send().await;
        if result.as_ref().is_err_and(|e| e.as_service_error().is_some_and(PublishError::is_not_found_exception)) {
            self.topics.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, arn| arn != topic);
        }
        result.map(|_| ()).map_err(StoreError::of("publish"))
    }

    /// Publishes to one phone.
    pub async fn to_endpoint(&self, endpoint: &str, message: &Message) -> Result<Sent, StoreError> {
        match self.publish(message)?.target_arn(endpoint).send().await {
            Ok(_) => Ok(Sent::Sent),
            Err(error) if error.as_service_error().is_some_and(is_gone) => Ok(Sent::Unreachable),
            Err(error) => Err(StoreError::of("publish")(error)),
        }
    }

    fn publish(&self, message: &Message) -> Result<PublishFluentBuilder, StoreError> {
        let attribute = |kind: &str, value: String| {
            MessageAttributeValue::builder()
                .data_type(kind)
                .string_value(value)
                .build()
                .map_err(StoreError::of("publish"))
        };
        // A filter lets a list through where one of it is wanted.
        let category = match message.categories.as_slice() {
            [one] => attribute("String", one.clone())?,
            several => attribute("String.Array", json!(several).to_string())?,
        };
        Ok(self
            .client
            .publish()
            .message_structure("json")
            .message(&message.json)
            .message_attributes("AWS.SNS.MOBILE.APNS.COLLAPSE_ID", attribute("String", message.collapse_id.clone())?)
            .message_attributes("AWS.SNS.MOBILE.APNS.PUSH_TYPE", attribute("String", "alert".to_owned())?)
            .message_attributes("category", category))
    }
}

/// Whether an endpoint is disabled or deleted. SNS says of one that was deleted that its ARN is no valid parameter.
fn is_gone(error: &PublishError) -> bool {
    match error {
        PublishError::EndpointDisabledException(_) | PublishError::NotFoundException(_) => true,
        PublishError::InvalidParameterException(e) => e.message().is_some_and(|why| why.contains("No endpoint found")),
        _ => false,
    }
}

/// SNS's filter policy over the message's attributes; an empty one takes the filter away.
fn filter(categories: &[CategoryCode]) -> String {
    let policy = if categories.is_empty() { json!({}) } else { json!({ "category": categories }) };
    policy.to_string()
}
