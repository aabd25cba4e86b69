//! What must not get lost or seen: tables come back, buckets are closed, what fails waits somewhere.

use serde_json::json;

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

/// Whatever other roles of the account may do (a Deny goes before any Allow).
#[test]
fn the_photos_bucket_is_written_and_its_metadata_read_by_the_functions_alone() {
    let policy = &resources("AWS::S3::BucketPolicy")["PhotosBucketPolicy"]["PolicyDocument"]["Statement"];
    let denied = |sid: &str| policy.as_array().unwrap().iter().find(|one| one["Sid"] == sid).unwrap().clone();
    let but = |function: &str| json!({"ArnNotEquals": {"aws:PrincipalArn": {"Fn::GetAtt": [format!("{function}FunctionRole"), "Arn"]}}});
    let under = |prefix: &str| json!({"Fn::Sub": format!("${{PhotosBucket.Arn}}/{prefix}/*")});
    let (incoming, original, rendered) = (under("incoming"), under("original"), under("rendered"));
    for (sid, action, which, what, condition) in [
        ("NothingElse", "s3:PutObject", "NotResource", json!([incoming, original, rendered]), json!(null)),
        ("UploadsBySignedUrlOnly", "s3:PutObject", "Resource", incoming.clone(), but("UploadPhoto")),
        (
            "UploadsForTenMinutes",
            "s3:PutObject",
            "Resource",
            incoming.clone(),
            json!({"NumericGreaterThan": {"s3:signatureAge": 600_000}}),
        ),
        ("KeptByProcessingOnly", "s3:PutObject", "Resource", json!([original, rendered]), but("ProcessPhoto")),
        ("MetadataSeenByProcessingOnly", "s3:GetObject", "Resource", json!([incoming, original]), but("ProcessPhoto")),
    ] {
        let statement = denied(sid);
        assert_eq!((&statement["Effect"], &statement["Principal"]), (&json!("Deny"), &json!("*")), "{sid}");
        assert_eq!(
            (&statement["Action"], &statement[which], &statement["Condition"]),
            (&json!(action), &what, &condition),
            "{sid}"
        );
    }
    assert_eq!(aws::photos::UPLOAD_SECONDS * 1000, 600_000, "as the URL itself says");
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
fn what_the_clock_calls_and_fails_is_kept_too() {
    for (name, function) in functions() {
        for event in events(&function, "Schedule").chain(events(&function, "ScheduleV2")) {
            assert!(event["DeadLetterConfig"]["Arn"].is_object(), "{name}: a call that can't be delivered is lost");
            let failed = &function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"];
            assert!(failed.is_object(), "{name}: a call that the function fails on is lost");
        }
    }
}

/// SAM calls a schedule by its names in the template unless told not to, and an account has each name once.
#[test]
fn a_second_stack_of_the_account_shares_no_name_with_the_first() {
    for (name, function) in functions() {
        for event in events(&function, "ScheduleV2") {
            assert_eq!(event["OmitName"], true, "{name}");
        }
    }
    let names =
        ["TableName", "LogGroupName", "UserPoolName", "TopicName", "QueueName", "BucketName", "DashboardName", "Name"];
    for (id, resource) in document()["Resources"].as_object().unwrap() {
        for name in names {
            let given = &resource["Properties"][name];
            assert!(given.is_null() || given.to_string().contains("AWS::StackName"), "{id}: {name} is {given}");
        }
    }
}

#[test]
fn what_calls_a_function_calls_what_was_released() {
    assert_eq!(document()["Globals"]["Function"]["AutoPublishAlias"], "live");
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

/// DynamoDB encrypts every table; a setting could only name another key, or be wrong.
#[test]
fn everything_is_encrypted_where_it_lies() {
    for (id, table) in resources("AWS::DynamoDB::Table") {
        assert!(table.get("SSESpecification").is_none_or(|setting| setting["SSEEnabled"] == true), "{id}");
    }
    for (id, bucket) in resources("AWS::S3::Bucket") {
        let rule = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        let algorithm = &rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"];
        assert!(["AES256", "aws:kms"].contains(&algorithm.as_str().unwrap()), "{id}");
    }
    for (id, queue) in resources("AWS::SQS::Queue") {
        assert!(queue["SqsManagedSseEnabled"] == true || queue["KmsMasterKeyId"].is_string(), "{id}");
    }
}

#[test]
fn every_log_ends_after_the_days_of_a_parameter() {
    let groups = resources("AWS::Logs::LogGroup");
    for (id, group) in &groups {
        assert_eq!(group["RetentionInDays"], json!({"Ref": "LogRetention"}), "{id}");
    }
    for (name, function) in functions() {
        let group =
            function["LoggingConfig"]["LogGroup"]["Ref"].as_str().unwrap_or_else(|| panic!("{name}: no log group"));
        assert!(groups.contains_key(group), "{name}: {group}");
    }
}

/// Statements of all resource policies and roles, wherever they stand.
fn all_statements(part: &serde_json::Value, found: &mut Vec<serde_json::Value>) {
    match part {
        serde_json::Value::Object(fields) => {
            if fields.contains_key("Effect") {
                found.push(part.clone());
            }
            fields.values().for_each(|inside| all_statements(inside, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| all_statements(item, found)),
        _ => {}
    }
}

#[test]
fn everybody_is_named_in_what_is_denied_only() {
    let mut statements = Vec::new();
    all_statements(&document()["Resources"], &mut statements);
    assert!(statements.len() > 50, "the template is not read");
    for statement in statements.iter().filter(|statement| statement["Effect"] == "Allow") {
        let principal = statement["Principal"].to_string();
        assert!(!principal.contains('*'), "{statement}");
        assert!(statement.get("NotPrincipal").is_none() && statement.get("NotAction").is_none(), "{statement}");
    }
}

#[test]
fn what_is_kept_how_long_is_told_for_every_table_and_bucket() {
    let told = super::source::text("docs/privacy.md");
    let row =
        |name: &str| told.lines().filter(|line| line.starts_with(&format!("| {name}"))).collect::<Vec<_>>().join("\n");
    for (id, table) in resources("AWS::DynamoDB::Table") {
        let row = row(id.trim_end_matches("Table"));
        assert!(!row.is_empty(), "docs/privacy.md has no row for {id}");
        let expires = table["TimeToLiveSpecification"]["AttributeName"].as_str();
        assert_eq!(row.contains("`expires_at`"), expires == Some("expires_at"), "{id}: {row}");
    }
    for (id, bucket) in resources("AWS::S3::Bucket") {
        let row = row(&id);
        assert!(!row.is_empty(), "docs/privacy.md has no row for {id}");
        let rules = bucket["LifecycleConfiguration"]["Rules"].as_array().unwrap().iter();
        for days in rules.filter_map(|rule| rule["ExpirationInDays"].as_u64()) {
            assert!(row.contains(&format!("{days} days")), "{id}, {days} days: {row}");
        }
    }
}
