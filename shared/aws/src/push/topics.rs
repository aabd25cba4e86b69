//! Topics: a unit's and an area's, made on first use, and who is on them.

use std::sync::PoisonError;

use aws_sdk_sns::operation::{subscribe::SubscribeError, unsubscribe::UnsubscribeError};
use domain::directory::{AreaId, CategoryCode};
use serde_json::json;

use super::Push;
use crate::{
    StoreError,
    tables::{people::Device, staff::OnTopic},
};

impl Push {
    /// A unit's topic, made on first use; the same ARN each time.
    pub async fn unit_topic(&self, unit: &str) -> Result<String, StoreError> {
        self.topic(&format!("{}-unit-{unit}", self.prefix)).await
    }

    /// The topic of those who follow an area, made on first use; the same ARN each time.
    pub async fn area_topic(&self, area: &AreaId) -> Result<String, StoreError> {
        self.topic(&format!("{}-area-{area}", self.prefix)).await
    }

    /// Asked of SNS once an instance: it takes 30 such requests a second, and a storm has more pushes.
    async fn topic(&self, name: &str) -> Result<String, StoreError> {
        let known = || self.topics.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(arn) = known() {
            return Ok(arn);
        }
        // Of a batch's many pushes to a new topic one asks, and the others wait for it.
        let _one = self.making.lock().await;
        match known() {
            Some(arn) => Ok(arn),
            None => self.make_topic(name).await,
        }
    }

    pub(super) async fn make_topic(&self, name: &str) -> Result<String, StoreError> {
        let out = self.client.create_topic().name(name).send().await.map_err(StoreError::of("make topic"))?;
        let arn = out.topic_arn.ok_or_else(|| StoreError::saying("make topic", "no ARN"))?;
        self.topics.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), arn.clone());
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
        let result = subscribe.send().await;
        if result.as_ref().is_err_and(|e| e.as_service_error().is_some_and(SubscribeError::is_not_found_exception)) {
            // Somebody has deleted the topic: the next try makes it anew.
            self.topics.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, known| known != topic);
        }
        let out = result.map_err(StoreError::of("subscribe"))?;
        out.subscription_arn.ok_or_else(|| StoreError::saying("subscribe", "no ARN"))
    }

    /// Ends a subscription, which deleting an endpoint would leave; one that is over already is as good.
    pub async fn unsubscribe(&self, subscription: &str) -> Result<(), StoreError> {
        match self.client.unsubscribe().subscription_arn(subscription).send().await {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(UnsubscribeError::is_not_found_exception) => Ok(()),
            Err(e) => Err(StoreError::of("unsubscribe")(e)),
        }
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

    /// Ends what SNS holds of a citizen's phone: its subscriptions first, as deleting the endpoint would leave them.
    pub async fn forget(&self, device: &Device) -> Result<(), StoreError> {
        for subscription in device.topics.values().filter(|made| !made.is_empty()) {
            self.unsubscribe(subscription).await?;
        }
        for over in &device.leaving {
            self.end(over).await?;
        }
        self.remove_endpoint(&device.endpoint).await
    }

    /// Ends a subscription, or an endpoint: whichever has that ARN.
    pub async fn end(&self, arn: &str) -> Result<(), StoreError> {
        if arn.contains(":endpoint/") { self.remove_endpoint(arn).await } else { self.unsubscribe(arn).await }
    }
}

/// SNS's filter policy over the message's attributes; an empty one takes the filter away.
fn filter(categories: &[CategoryCode]) -> String {
    let policy = if categories.is_empty() { json!({}) } else { json!({ "category": categories }) };
    policy.to_string()
}
