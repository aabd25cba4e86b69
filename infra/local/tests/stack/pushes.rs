//! SNS, by the real SDK.

use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use serde_json::{Value, json};

use crate::client::{get, options, sns, stack};

const FCM: &str = "arn:aws:sns:ap-southeast-1:000000000000:app/GCM/local";

fn text(value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder().data_type("String").string_value(value).build().unwrap()
}

async fn pushes(stack: &local::Stack) -> Vec<Value> {
    let pushes = get(&format!("{}/local/pushes", stack.url())).await.json();
    assert_eq!(pushes.as_array().unwrap().len(), stack.pushes().unwrap().len());
    pushes.as_array().unwrap().clone()
}

async fn device(client: &aws_sdk_sns::Client, token: &str) -> String {
    let made = client.create_platform_endpoint().platform_application_arn(FCM).token(token);
    made.custom_user_data("vi").send().await.unwrap().endpoint_arn.unwrap()
}

#[tokio::test]
async fn a_devices_endpoint_is_made_once_and_other_attributes_are_an_error_that_names_it() {
    let stack = stack(vec![]).await;
    let client = sns(&stack);
    let arn = device(&client, "t1").await;
    assert_eq!(device(&client, "t1").await, arn);
    assert_ne!(device(&client, "t2").await, arn);
    let other = client.create_platform_endpoint().platform_application_arn(FCM).token("t1").custom_user_data("en");
    let cause = other.send().await.unwrap_err().into_service_error();
    assert_eq!(cause.code(), Some("InvalidParameter"));
    let words = format!("Endpoint {arn} already exists with the same Token, but different attributes");
    assert!(cause.message().unwrap().contains(&words), "{cause:?}");

    let set =
        client.set_endpoint_attributes().endpoint_arn(&arn).attributes("Token", "t9").attributes("Enabled", "false");
    set.send().await.unwrap();
    let got = client.get_endpoint_attributes().endpoint_arn(&arn).send().await.unwrap();
    let got = got.attributes().unwrap();
    assert_eq!((got["Token"].as_str(), got["Enabled"].as_str(), got["CustomUserData"].as_str()), ("t9", "false", "vi"));

    let refused = client.publish().target_arn(&arn).message("x").send().await.unwrap_err().into_service_error();
    assert!(refused.is_endpoint_disabled_exception(), "{refused:?}");
    client.delete_endpoint().endpoint_arn(&arn).send().await.unwrap();
    client.delete_endpoint().endpoint_arn(&arn).send().await.unwrap();
    let gone = client.get_endpoint_attributes().endpoint_arn(&arn).send().await.unwrap_err().into_service_error();
    assert!(gone.is_not_found_exception(), "{gone:?}");
}

#[tokio::test]
async fn a_topic_reaches_whose_filter_lets_the_message_through() {
    let stack = stack(vec![]).await;
    let client = sns(&stack);
    let topic = client.create_topic().name("local-unit-x").send().await.unwrap().topic_arn.unwrap();
    assert_eq!(client.create_topic().name("local-unit-x").send().await.unwrap().topic_arn.unwrap(), topic);
    let (all, some) = (device(&client, "all").await, device(&client, "some").await);
    let subscribe = |endpoint: &str| client.subscribe().topic_arn(&topic).protocol("application").endpoint(endpoint);
    let first = subscribe(&all).return_subscription_arn(true).send().await.unwrap().subscription_arn.unwrap();
    assert_eq!(subscribe(&all).send().await.unwrap().subscription_arn.unwrap(), first, "the same one each time");
    let policy = r#"{"category":[{"anything-but":["MT-RAC"]}]}"#;
    let filtered = subscribe(&some).attributes("FilterPolicy", policy).send().await.unwrap().subscription_arn.unwrap();
    let got = client.get_subscription_attributes().subscription_arn(&filtered).send().await.unwrap();
    assert_eq!(got.attributes().unwrap()["FilterPolicy"], policy);
    let listed = client.list_subscriptions_by_topic().topic_arn(&topic).send().await.unwrap();
    assert_eq!(listed.subscriptions().len(), 2);

    let message = json!({ "default": "d", "GCM": "{\"fcm\":1}" }).to_string();
    for category in ["MT-RAC", "GT-DUO"] {
        let publish = client.publish().topic_arn(&topic).message_structure("json").message(&message);
        publish.message_attributes("category", text(category)).subject("s").send().await.unwrap();
    }
    let pushes = pushes(&stack).await;
    let reached = |push: &Value| -> Vec<String> {
        let deliveries = push["deliveries"].as_array().unwrap();
        deliveries.iter().map(|delivery| delivery["token"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(reached(&pushes[0]), ["all"]);
    assert_eq!(reached(&pushes[1]), ["all", "some"]);
    for (pointer, wanted) in [
        ("/topic", json!("local-unit-x")),
        ("/target", json!(topic)),
        ("/payloads/GCM/fcm", json!(1)),
        ("/payloads/default", json!("d")),
        ("/attributes/category", json!("MT-RAC")),
        ("/subject", json!("s")),
        ("/deliveries/0/payload", json!({ "fcm": 1 })),
    ] {
        assert_eq!(pushes[0].pointer(pointer), Some(&wanted), "{pointer}");
    }

    client.unsubscribe().subscription_arn(&first).send().await.unwrap();
    let unset = client.set_subscription_attributes().subscription_arn(&filtered).attribute_name("FilterPolicy");
    unset.attribute_value("{}").send().await.unwrap();
    client.publish().topic_arn(&topic).message("plain").send().await.unwrap();
    assert_eq!(reached(crate::pushes::pushes(&stack).await.last().unwrap()), ["some"]);
}

#[tokio::test]
async fn a_topic_without_subscribers_is_recorded_too() {
    let stack = stack(vec![]).await;
    let client = sns(&stack);
    let topic = client.create_topic().name("empty").send().await.unwrap().topic_arn.unwrap();
    let entry = |id: &str, text: &str| PublishBatchRequestEntry::builder().id(id).message(text).build().unwrap();
    let batch = client.publish_batch().topic_arn(&topic);
    let batch = batch.publish_batch_request_entries(entry("1", "a")).publish_batch_request_entries(entry("2", ""));
    let answer = batch.send().await.unwrap();
    assert_eq!((answer.successful().len(), answer.failed().len()), (1, 1));
    assert_eq!(answer.failed()[0].code(), "InvalidParameter");
    let pushes = pushes(&stack).await;
    assert_eq!((pushes.len(), &pushes[0]["message"], &pushes[0]["deliveries"]), (1, &json!("a"), &json!([])));
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_refused_as_by_aws() {
    let stack = stack(vec![]).await;
    let client = sns(&stack);
    let nowhere = "arn:aws:sns:ap-southeast-1:000000000000:nowhere";
    let gone = client.publish().topic_arn(nowhere).message("x").send().await.unwrap_err().into_service_error();
    assert!(gone.is_not_found_exception(), "{gone:?}");
    let gone = client.list_subscriptions_by_topic().topic_arn(nowhere).send().await.unwrap_err().into_service_error();
    assert!(gone.is_not_found_exception(), "{gone:?}");
    let name = client.create_topic().name("đơn vị").send().await.unwrap_err().into_service_error();
    assert!(name.is_invalid_parameter_exception(), "{name:?}");
    let no_app = client.create_platform_endpoint().platform_application_arn(nowhere).token("t").send().await;
    assert!(no_app.unwrap_err().into_service_error().is_not_found_exception());
    let topic = client.create_topic().name("x").send().await.unwrap().topic_arn.unwrap();
    let no_default = client.publish().topic_arn(&topic).message_structure("json").message("{}").send().await;
    assert!(no_default.unwrap_err().into_service_error().is_invalid_parameter_exception());
}

/// What SNS answers to publishes, one after the other, while it fails one in `n`.
async fn answers(n: u32, publishes: usize) -> Vec<String> {
    let failing_sns = std::num::NonZeroU32::new(n);
    let stack = local::Stack::start(local::Options { failing_sns, ..options(vec![]) }).await.unwrap();
    let client = sns(&stack);
    let topic = client.create_topic().name("x").send().await.unwrap().topic_arn.unwrap();
    let mut answers = Vec::new();
    for _ in 0..publishes {
        let result = client.publish().topic_arn(&topic).message("x").send().await;
        let code = |cause: aws_sdk_sns::error::SdkError<_>| {
            let cause: aws_sdk_sns::operation::publish::PublishError = cause.into_service_error();
            cause.code().unwrap_or_default().to_owned()
        };
        answers.push(result.map_or_else(code, |_| "sent".to_owned()));
    }
    let sent = answers.iter().filter(|answer| *answer == "sent").count();
    assert_eq!(pushes(&stack).await.len(), sent, "what fails isn't recorded");
    answers
}

#[tokio::test]
async fn failing_sns_fails_every_publish_or_one_in_so_many() {
    assert_eq!(answers(1, 3).await, ["Throttling", "InternalError", "Throttling"]);
    assert_eq!(answers(3, 5).await, ["Throttling", "sent", "sent", "InternalError", "sent"]);
}
