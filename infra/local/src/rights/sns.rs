//! What a request to SNS asks for.
//!
//! Source: Service authorization reference, "Actions, resources, and condition keys for Amazon SNS".

use super::Asked;
use crate::template::{ACCOUNT, REGION};

/// What `action` asks for, by the request's parameters.
pub(crate) fn asked<'a>(action: &str, parameter: impl Fn(&str) -> Option<&'a str>) -> Asked {
    let named = ["TopicArn", "TargetArn", "SubscriptionArn", "EndpointArn", "PlatformApplicationArn"];
    let resource = match named.into_iter().find_map(&parameter) {
        Some(arn) => arn.to_owned(),
        None => format!("arn:aws:sns:{REGION}:{ACCOUNT}:{}", parameter("Name").unwrap_or_default()),
    };
    // each of a batch is published
    let action = if action == "PublishBatch" { "Publish" } else { action };
    Asked::new(format!("sns:{action}"), resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_on_what_it_names() {
        let topic = "arn:aws:sns:ap-southeast-1:000000000000:local-unit-x";
        assert_eq!(
            asked("CreateTopic", |name| (name == "Name").then_some("local-unit-x")),
            Asked::new("sns:CreateTopic", topic)
        );
        assert_eq!(
            asked("PublishBatch", |name| (name == "TopicArn").then_some(topic)),
            Asked::new("sns:Publish", topic)
        );
        let both = |name: &str| match name {
            "TopicArn" => Some(topic),
            "Endpoint" => Some("arn:endpoint"),
            _ => None,
        };
        assert_eq!(asked("Subscribe", both), Asked::new("sns:Subscribe", topic));
    }
}
