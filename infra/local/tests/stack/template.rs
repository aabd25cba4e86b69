//! Reading the template: what is understood, and that the rest is told.

use std::path::Path;

use local::template::{self, Trigger};

fn fault(resources: &str) -> String {
    let text = format!("Resources:\n{resources}");
    template::parse(&text, Path::new("template.yaml")).unwrap_err().to_string()
}

fn with_event(event: &str) -> String {
    fault(&format!(
        "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: f\n      Events:\n        E: {event}\n"
    ))
}

#[test]
fn the_services_own_template_is_understood() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
    let template = template::read(&path).unwrap();
    assert!(template.functions.len() >= 12);
    let submit = template.functions.iter().find(|function| function.logical_id == "SubmitReportFunction").unwrap();
    assert_eq!(submit.crate_name, "submit-report");
    assert!(submit.environment["REPORTS_TABLE"].len() >= 11, "boto3 refuses shorter stream shards");
    assert_eq!(submit.environment["REPORTS_AN_HOUR"], "10");
    let notify = template.functions.iter().find(|function| function.crate_name == "notify").unwrap();
    assert!(matches!(&notify.triggers[..], [Trigger::Stream(stream)] if stream.bisects && stream.reports_failures));
    let device = template.functions.iter().find(|function| function.crate_name == "register-device").unwrap();
    assert!(device.environment["FCM_APPLICATION_ARN"].ends_with(":app/GCM/local"));
}

#[test]
fn the_tests_template_is_read_with_its_conditions_globals_and_intrinsic_functions() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stack/template.yaml");
    let template = template::read(&path).unwrap();
    let hello = template.functions.iter().find(|function| function.crate_name == "hello").unwrap();
    for (name, value) in [
        ("STAGE", "dev"),
        ("GREETING", "xin chào"),
        ("ITEMS_TABLE", "local-ItemsTable"),
        ("TOPIC", "arn:aws:sns:ap-southeast-1:000000000000:local-x"),
    ] {
        assert_eq!(hello.environment[name], value);
    }
    assert_eq!(template.tables[0].expires_by.as_deref(), Some("expires_at"));
    assert_eq!(template.api.authorizers["Token"].audience, ["app"]);
}

#[test]
fn a_trigger_that_is_not_understood_is_named() {
    for (event, words) in [
        ("{ Type: SQS, Properties: { Queue: x } }", "`SQS`"),
        ("{ Type: S3, Properties: { Bucket: x, Events: y } }", "`S3`"),
        ("{ Type: HttpApi, Properties: { Path: /, Method: GET, Colour: red } }", "`Colour`"),
        ("{ Type: ScheduleV2, Properties: { ScheduleExpression: 'sometimes' } }", "sometimes"),
        ("{ Type: Schedule, Properties: { Schedule: 'cron(0 0 99 * ? *)' } }", "cron"),
        ("{ Type: EventBridgeRule, Properties: { Pattern: { source: [aws.ec2] } } }", "Object Created"),
        (
            "{ Type: DynamoDB, Properties: { Stream: 'a/t/stream/x', StartingPosition: LATEST, TumblingWindowInSeconds: 9 } }",
            "TumblingWindow",
        ),
        (
            "{ Type: DynamoDB, Properties: { Stream: 'a/t/stream/x', StartingPosition: LATEST, FilterCriteria: { Filters: [{ Pattern: '{\"a\": [{\"cidr\": \"x\"}]}' }] } } }",
            "cidr",
        ),
    ] {
        let fault = with_event(event);
        assert!(fault.contains("F, event E") && fault.contains(words), "{fault}");
    }
    for kind in ["AWS::Lambda::EventSourceMapping", "AWS::Events::Rule", "AWS::ApiGatewayV2::Route"] {
        let fault = fault(&format!("  Other:\n    Type: {kind}\n"));
        assert!(fault.contains("Other") && fault.contains(kind), "{fault}");
    }
}

#[test]
fn what_a_value_refers_to_must_be_there() {
    let variable = |value: &str| {
        fault(&format!(
            "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: f\n      Environment: {{ Variables: {{ A: {value} }} }}\n"
        ))
    };
    for (value, words) in [
        ("!Ref Nothing", "`Nothing`"),
        ("!GetAtt Nothing.Arn", "`Nothing`"),
        ("!Sub 'x-${Nothing}'", "`Nothing`"),
        ("!If [Nothing, 1, 2]", "`Nothing`"),
        ("!ImportValue x", "Fn::ImportValue"),
    ] {
        let fault = variable(value);
        assert!(fault.contains("F: ") && fault.contains(words), "{fault}");
    }
}

#[test]
fn text_that_is_no_yaml_is_told_with_its_place() {
    let fault = template::parse("a: [b", Path::new("template.yaml")).unwrap_err().to_string();
    assert!(fault.contains("template.yaml") && fault.contains("line"), "{fault}");
    assert!(!fault.contains('\n'), "{fault}");
}
