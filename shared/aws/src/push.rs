//! Pushes through SNS: a topic for each unit and each area followed, an endpoint for each phone.

use aws_sdk_sns::{Client, operation::publish::PublishError};

use domain::directory::{AreaId, CategoryCode};
use serde_json::json;

use crate::{Access, StoreError, tables::staff::OnTopic};

/// The way to SNS.
#[derive(Clone)]
pub struct Push {
    client: Client,
    prefix: String,
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
    /// The category, by which an officer's subscription may filter.
    pub category: String,
}

impl Push {
    /// SNS with topics under that prefix.
    pub fn open(access: &Access, prefix: String) -> Result<Self, StoreError> {
        Ok(Self { client: access.sns()?, prefix })
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
        let create = self.client.create_topic().name(format!("{}-{kind}-{id}", self.prefix));
        let out = create.send().await.map_err(StoreError::of("make topic"))?;
        out.topic_arn.ok_or_else(|| StoreError::saying("make topic", "no ARN"))
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

    /// Publishes to everybody on a topic.
    pub async fn to_topic(&self, topic: &str, message: &Message) -> Result<Sent, StoreError> {
        self.publish(self.client.publish().topic_arn(topic), message).await
    }

    /// Publishes to one phone.
    pub async fn to_endpoint(&self, endpoint: &str, message: &Message) -> Result<Sent, StoreError> {
        self.publish(self.client.publish().target_arn(endpoint), message).await
    }

    async fn publish(
        &self,
        publish: aws_sdk_sns::operation::publish::builders::PublishFluentBuilder,
        message: &Message,
    ) -> Result<Sent, StoreError> {
        let attribute = |value: &str| {
            aws_sdk_sns::types::MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value)
                .build()
                .map_err(StoreError::of("publish"))
        };
        let result = publish
            .message_structure("json")
            .message(&message.json)
            .message_attributes("AWS.SNS.MOBILE.APNS.COLLAPSE_ID", attribute(&message.collapse_id)?)
            .message_attributes("AWS.SNS.MOBILE.APNS.PUSH_TYPE", attribute("alert")?)
            .message_attributes("category", attribute(&message.category)?)
            .send()
            .await;
        match result {
            Ok(_) => Ok(Sent::Sent),
            Err(error) => match error.as_service_error() {
                Some(PublishError::EndpointDisabledException(_) | PublishError::NotFoundException(_)) => {
                    Ok(Sent::Unreachable)
                }
                _ => Err(StoreError::of("publish")(error)),
            },
        }
    }
}

/// SNS's filter policy over the message's attributes; an empty one takes the filter away.
fn filter(categories: &[CategoryCode]) -> String {
    let policy = if categories.is_empty() { json!({}) } else { json!({ "category": categories }) };
    policy.to_string()
}
