//! What notify gives up on while SNS is down waits in a bucket, and is pushed once it is given to it again.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use local::{Asked, Options, ReplayError, Stack};
use serde_json::Value;

use super::phone::{Phone, send};
use super::town::{WARD_UNIT, report_id, rubbish};

/// `cargo run -p local -- replay …` against the stack.
async fn replay(stack: &Stack) -> Result<String, ReplayError> {
    let s3 = stack.aws().into_iter().find(|(name, _)| name == "AWS_ENDPOINT_URL_S3").unwrap().1;
    let url = stack.url();
    match local::parse(["replay", "--url", &url, "--s3-url", &s3].map(Into::into)) {
        Ok(Asked::Replay(errand)) => errand.run().await,
        _ => panic!("not a replay"),
    }
}

/// The collapse ids of what was pushed to the ward: units above are told as well, as nobody of the ward has a phone. A
/// repeat has the collapse id of the first, which it replaces on the phone.
async fn pushes(stack: &Stack) -> BTreeSet<String> {
    stack.settle().await;
    let pushes = send("GET", &format!("{}/local/pushes", stack.url()), &[], "").await.expect(200);
    let ward = pushes.as_array().unwrap().iter().filter(|push| push["topic"] == format!("local-unit-{WARD_UNIT}"));
    let id = |push: &Value| push["attributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"].as_str().unwrap().to_owned();
    ward.map(id).collect()
}

#[tokio::test]
async fn while_sns_fails_one_publish_in_three_every_push_comes_and_shows_once() {
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    let stack = Stack::start(Options { at, failing_sns: NonZeroU32::new(3), ..Options::ephemeral() }).await.unwrap();
    let mai = Phone::of_citizen(&stack.url(), "mai").await;
    for n in 1..=8 {
        mai.submit(&rubbish(&report_id(n), &[])).await.expect(201);
    }
    let pushed = pushes(&stack).await;
    assert_eq!(pushed.len(), 8, "{pushed:?}");
}

#[tokio::test]
async fn what_was_given_up_while_sns_was_down_is_pushed_by_a_replay_and_then_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    let failing = Options { at, failing_sns: Some(NonZeroU32::MIN), ..Options::kept_in(folder.path()) };
    let stack = Stack::start(failing).await.unwrap();
    let mai = Phone::of_citizen(&stack.url(), "mai").await;
    mai.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    assert!(pushes(&stack).await.is_empty(), "SNS takes nothing");
    let again = replay(&stack).await.unwrap_err();
    assert!(again.to_string().contains("1 of 1 failed again"), "{again}");
    stack.stop().await;

    let stack = Stack::start(Options::kept_in(folder.path())).await.unwrap();
    assert!(pushes(&stack).await.is_empty(), "the stream goes on behind it");
    let told = replay(&stack).await.unwrap();
    assert!(told.contains("NotifyFunction, 1 records") && told.ends_with("1 replayed"), "{told}");
    assert_eq!(pushes(&stack).await.len(), 1);
    assert_eq!(replay(&stack).await.unwrap(), "nothing to replay");
}
