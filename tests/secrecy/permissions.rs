//! Least permission, as it is used: the local stack refuses what the template does not let a function ask of AWS, so every
//! journey shows that nothing is missing; this run shows that nothing is over.

use std::collections::BTreeSet;

use local::template::Right;
use serde_json::{Value, json};

use crate::functions::STORIES;
use crate::journeys::FOR_PERMISSIONS;
use crate::journeys::town::{Town, report_id, rubbish};
use crate::watched;

/// Rights that no function uses itself, and why it has them: action, what the resource's ARN contains, reason.
const NOT_THE_FUNCTIONS_OWN: [(&str, &str, &str); 9] = [
    ("dynamodb:DescribeStream", "/stream/", "Lambda reads the stream in the function's name"),
    ("dynamodb:GetRecords", "/stream/", "Lambda reads the stream in the function's name"),
    ("dynamodb:GetShardIterator", "/stream/", "Lambda reads the stream in the function's name"),
    ("s3:PutObject", "failedeventsbucket", "Lambda stores what the function gave up"),
    ("s3:ListBucket", "failedeventsbucket", "Lambda asks for it with the one before"),
    ("logs:CreateLogStream", "", "Lambda writes the log in the function's name"),
    ("logs:PutLogEvents", "", "Lambda writes the log in the function's name"),
    ("xray:PutTraceSegments", "", "Lambda sends traces in the function's name"),
    ("xray:PutTelemetryRecords", "", "Lambda sends traces in the function's name"),
];

/// Rights that a function has for what no journey of this run does: function, action, what the resource's ARN ends with, for
/// what. Each is looked at when it is written here; one that the run uses after all must go.
const RARELY_USED: [(&str, &str, &str, &str); 5] = [
    ("give-feedback", "dynamodb:Query", "table/local-photos", "photos that come with information (rule 7)"),
    ("process-photo", "s3:DeleteObject", "/original/*", "a photo that expired while it was processed"),
    ("process-photo", "s3:DeleteObject", "/rendered/*", "a photo that expired while it was processed"),
    ("read-inbox", "dynamodb:Query", "index/by-cell", "what is there again: journeys::lists::again"),
    (
        "respond-to-report",
        "dynamodb:Query",
        "local-staff/index/by-unit",
        "the unit above in a missing leader's place: staff_rules",
    ),
];

/// What no other journey does with the directory.
#[tokio::test]
async fn a_directory_is_tried_published_and_gone_back_from() {
    let town = Town::in_2020().await;
    town.citizen("mai").await.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    let admin = town.admin().await;
    let now = admin.get("/v1/directory").await;
    let (mut files, first) = (now.expect(200)["files"].clone(), now.header("etag").to_owned());
    let categories = files["categories.csv"].as_str().unwrap();
    let changed = categories.replacen(",commune,department:moi-truong,", ",department:moi-truong,commune,", 1);
    files["categories.csv"] = json!(changed);
    let put = async |query: &str, matches: &str, body: Value| {
        let headers = [("content-type", "application/json"), ("if-match", matches)];
        admin.send("PUT", &format!("/v1/directory{query}"), &headers, body.to_string()).await
    };
    let files = json!({ "files": files });
    assert_eq!(put("?dry_run=true", &first, files.clone()).await.expect(200)["would_change"], 1);
    let published = put("", &first, files).await;
    assert_eq!(published.expect(200)["changed"], true);
    let back = json!({"version": first.trim_matches('"')});
    put("", published.header("etag"), back).await.expect(200);
    let versions = admin.get("/v1/directory/versions").await.expect(200);
    assert_eq!(versions["items"].as_array().unwrap().len(), 3);
}

#[test]
fn no_function_has_a_permission_that_it_never_uses_or_lacks_one_that_it_needs() {
    let watched = watched::while_running(|| {
        let own: [fn(); 1] = [a_directory_is_tried_published_and_gone_back_from];
        STORIES.iter().chain(FOR_PERMISSIONS).chain(&own).for_each(|journey| journey());
    });
    assert!(watched.refused.is_empty(), "not permitted:\n{:#?}", watched.refused);
    let used: BTreeSet<String> = watched.used.iter().map(|(by, right)| told(by, right)).collect();
    let own = watched.rights.iter().filter(|(_, right)| !not_its_own(right));
    let (rare, own): (Vec<_>, Vec<_>) = own.partition(|(by, right)| is_rare(by, right));
    let needless: Vec<String> =
        rare.iter().map(|(by, right)| told(by, right)).filter(|right| used.contains(right)).collect();
    assert!(needless.is_empty(), "used after all: take it out of RARELY_USED\n{needless:#?}");
    assert_eq!(rare.len(), RARELY_USED.len(), "RARELY_USED names what the template does not have");
    let own = own.iter().map(|(by, right)| told(by, right));
    let over: Vec<String> = own.filter(|right| !used.contains(right)).collect();
    assert!(over.is_empty(), "never used: take it out of infra/template.yaml, or show its use\n{over:#?}");
    assert!(watched.used.len() > 100, "only {} rights were used: the run is not one", watched.used.len());
}

/// A right in a line. Phones of one platform are treated as those of another.
fn told(by: &str, right: &Right) -> String {
    let resource = right.resource.replace("/APNS_SANDBOX/", "/GCM/").replace("/APNS/", "/GCM/");
    format!("{by}: {} on {resource}", right.action)
}

fn is_rare(by: &str, right: &Right) -> bool {
    let is_it = |(function, action, on, _): &(&str, &str, &str, &str)| {
        by == *function && right.action == *action && right.resource.ends_with(on)
    };
    RARELY_USED.iter().any(is_it)
}

fn not_its_own(right: &Right) -> bool {
    NOT_THE_FUNCTIONS_OWN.iter().any(|(action, on, _)| right.action == *action && right.resource.contains(on))
}
