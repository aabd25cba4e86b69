//! Least permission, as it is used: the local stack refuses what the template does not let a function ask of AWS, so every
//! journey shows that nothing is missing; this run shows that nothing is over.

use std::collections::BTreeSet;

use local::template::Right;

use crate::functions::STORIES;
use crate::journeys::FOR_PERMISSIONS;
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

#[test]
fn no_function_has_a_permission_that_it_never_uses_or_lacks_one_that_it_needs() {
    let watched = watched::while_running(|| STORIES.iter().chain(FOR_PERMISSIONS).for_each(|journey| journey()));
    assert!(watched.refused.is_empty(), "not permitted:\n{:#?}", watched.refused);
    let over: BTreeSet<String> = watched
        .rights
        .difference(&watched.used)
        .filter(|(_, right)| !not_its_own(right))
        .map(|(by, right)| format!("{by}: {} on {}", right.action, right.resource))
        .collect();
    assert!(over.is_empty(), "never used: take it out of infra/template.yaml, or show its use\n{over:#?}");
    assert!(watched.used.len() > 100, "only {} rights were used: the run is not one", watched.used.len());
}

fn not_its_own(right: &Right) -> bool {
    NOT_THE_FUNCTIONS_OWN.iter().any(|(action, on, _)| right.action == *action && right.resource.contains(on))
}
