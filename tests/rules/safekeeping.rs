//! What must not get lost or seen: tables come back, buckets are closed, what fails waits somewhere.

use super::template::{document, events, functions, resources};

#[test]
fn every_table_is_protected_restorable_and_outlives_the_stack() {
    for (id, table) in resources("AWS::DynamoDB::Table") {
        assert_eq!(table["DeletionProtectionEnabled"], true, "{id}");
        assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true, "{id}");
        assert_eq!(table["BillingMode"], "PAY_PER_REQUEST", "{id}");
        let whole = &document()["Resources"][&id];
        assert_eq!(whole["DeletionPolicy"], "Retain", "{id}");
        assert_eq!(whole["UpdateReplacePolicy"], "Retain", "{id}");
    }
}

#[test]
fn every_bucket_is_closed_to_the_public_encrypted_and_reached_over_tls_only() {
    let policies = resources("AWS::S3::BucketPolicy");
    for (id, bucket) in resources("AWS::S3::Bucket") {
        let closed = bucket["PublicAccessBlockConfiguration"].as_object().unwrap();
        assert!(closed.len() == 4 && closed.values().all(|setting| setting == true), "{id}");
        assert!(bucket["BucketEncryption"].is_object(), "{id}");
        let policy = policies.values().find(|policy| policy["Bucket"]["Ref"] == id.as_str()).unwrap();
        let statement = &policy["PolicyDocument"]["Statement"][0];
        assert_eq!(statement["Effect"], "Deny", "{id}");
        assert_eq!(statement["Condition"]["Bool"]["aws:SecureTransport"], false, "{id}");
    }
}

#[test]
fn what_fails_is_kept_for_every_trigger_that_nobody_waits_for() {
    for (name, function) in functions() {
        for event in events(&function, "DynamoDB") {
            assert_eq!(event["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{name}");
            assert_eq!(event["BisectBatchOnFunctionError"], true, "{name}");
            assert!(
                event["MaximumRetryAttempts"].is_number() && event["MaximumRecordAgeInSeconds"].is_number(),
                "{name}"
            );
            // A queue would get only the record's position, gone after 24 hours.
            let bucket = event["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0].as_str().unwrap();
            assert!(resources("AWS::S3::Bucket").contains_key(bucket), "{name}");
        }
        for event in events(&function, "EventBridgeRule") {
            assert!(event["DeadLetterConfig"]["Arn"].is_object(), "{name}: an event that can't be delivered is lost");
            let failed = &function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"];
            assert!(failed.is_object(), "{name}: an event that the function fails on is lost");
        }
    }
}

#[test]
fn access_logs_tell_nobody_who_called() {
    let api = &resources("AWS::Serverless::HttpApi")["Api"];
    let format = api["AccessLogSettings"]["Format"].as_str().unwrap();
    for personal in
        ["identity", "authorizer", "$context.path", "claims", "domain", "userAgent", "sourceIp", "requestOverride"]
    {
        assert!(!format.contains(personal), "access logs must not hold {personal}");
    }
}
