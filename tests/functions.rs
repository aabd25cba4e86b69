//! Every function, handed its own `events/*.json` by the local stack as Lambda would: what is tried by hand works.
//!
//! The events tell the two acceptance cases, so they are given in the order in which those happened.

use std::collections::BTreeSet;

use local::{Options, Stack};
use serde_json::{Value, json};

use crate::watched::Watched;

/// The rubbish case: events in their order, with the status that each gets; 0 for what answers no request.
const RUBBISH: &[(&str, u16)] = &[
    ("read-directory", 200),
    ("read-directory.areas", 200),
    ("read-directory.categories", 200),
    ("read-directory.locate", 200),
    ("read-directory.units", 200),
    ("manage-staff", 200),
    ("manage-staff", 200),
    ("register-device", 200),
    ("register-device.staff", 200),
    ("upload-photo", 201),
    ("submit-report.unknown-field", 400),
    ("submit-report", 201),
    ("submit-report", 200),
    ("notify", 0),
    ("count-statistics", 0),
    ("count-statistics", 0),
    ("succeed-areas", 0),
    ("watch-deadlines", 0),
    ("process-photo", 0),
    ("clear-photo", 0),
    ("give-feedback.follow", 204),
    ("give-feedback.unfollow", 204),
    ("assign-report", 200),
    ("upload-photo.evidence", 201),
    ("read-inbox.photo", 404),
    (PROCESSED, 0),
    ("respond-to-report", 200),
    ("notify.answer", 0),
    ("give-feedback", 200),
    ("read-public", 200),
    ("index-reports", 0),
    ("read-public.search", 200),
    ("read-public.one", 200),
    ("read-public.history", 200),
    ("read-public.photo", 302),
    ("read-mine", 200),
    ("read-mine.one", 200),
    ("read-mine.history", 200),
    ("read-mine.photo", 302),
    ("read-inbox", 200),
    ("read-inbox.one", 200),
    ("read-inbox.history", 200),
    ("read-inbox.photo", 302),
    ("read-inbox.counts", 200),
    ("read-inbox.statistics", 200),
    ("read-inbox.summary", 200),
    ("nightly", 0),
    ("read-public.statistics", 200),
    ("register-device.forget", 204),
    ("link-identity", 201),
    ("link-identity.take", 422),
    ("link-identity.end", 204),
    ("manage-staff.suspend", 200),
    ("manage-staff.lift", 204),
    ("manage-person", 200),
    ("manage-person.erase", 200),
    ("manage-person.erase", 200),
    ("manage-person.later", 0),
    ("manage-person", 200),
    ("manage-staff.remove", 204),
];
/// The same, had the first unit passed it on.
const PASSED_ON: &[(&str, u16)] = &[("submit-report", 201), ("assign-report.transfer", 200), ("assign-report", 404)];
/// An administrator looks at the directory, tries a bad one, and names a version that was never published here.
const DIRECTORY: &[(&str, u16)] = &[
    ("manage-directory", 200),
    ("manage-directory.versions", 200),
    ("manage-directory.dry-run", 422),
    ("manage-directory.roll-back", 412),
];
/// Somebody new, seen by colleagues and the centre, away in November.
const STAFF: &[(&str, u16)] = &[
    ("manage-staff.one", 404),
    ("manage-staff", 200),
    ("manage-staff.one", 200),
    ("manage-staff.unit", 200),
    ("manage-staff.absence", 200),
    ("manage-staff.absence-of", 200),
    ("manage-staff.attention", 200),
    ("manage-staff.audit", 200),
    ("manage-staff.nightly", 0),
    ("manage-staff.remove", 204),
    ("manage-staff.unit", 403),
];
/// A storm: published, sent again, changed, read, called off.
const STORM: &[(&str, u16)] = &[
    ("read-public.alert", 404),
    ("publish-news", 201),
    ("publish-news", 200),
    ("announce-news", 0),
    ("publish-news.change", 200),
    ("read-public.news", 200),
    ("read-public.alert", 200),
    ("publish-news.withdraw", 204),
];
/// No event: the bytes that `upload-photo.evidence` declares are nobody's, so the row is set as processing would.
const PROCESSED: &str = "(the evidence photo is processed)";

fn event(name: &str) -> Value {
    let path = format!("{}/../events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// `give-feedback.disagree` is of give-feedback.
async fn call(stack: &Stack, name: &str, event: &Value) -> Value {
    let function = name.split('.').next().unwrap();
    let answer = stack.call(function, event).await.unwrap_or_else(|cause| panic!("{name}: {cause}"));
    serde_json::from_str(answer.get()).unwrap()
}

async fn tell(stack: &Stack, story: &[(&str, u16)]) {
    for (name, status) in story {
        if *name == PROCESSED {
            process(stack, "017548a9-d4b8-7c1e-9d42-5b8f3a6e1c07", "e-a9b18dd5ffa116f512e8b2ed92e1ae8e");
            continue;
        }
        let answer = call(stack, name, &event(name)).await;
        match status {
            // a stream's batch without failures, or nothing at all
            0 => assert!(answer.is_null() || answer["batchItemFailures"] == json!([]), "{name}: {answer}"),
            _ => assert_eq!(answer["statusCode"], *status, "{name}: {answer}"),
        }
    }
}

fn process(stack: &Stack, report: &str, photo: &str) {
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    let table = template.functions.iter().find_map(|function| function.environment.get("PHOTOS_TABLE")).unwrap();
    let update = json!({
        "TableName": table,
        "Key": {"report_id": {"S": report}, "photo_id": {"S": photo}},
        "UpdateExpression": "SET #s = :s",
        "ConditionExpression": "#s = :before",
        "ExpressionAttributeNames": {"#s": "state"},
        "ExpressionAttributeValues": {":s": {"S": "processed"}, ":before": {"S": "pending"}},
    });
    stack.database().update_item(serde_json::from_value(update).unwrap()).unwrap();
}

async fn stack() -> Watched {
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    Watched::new(Stack::start(Options { at, ..Options::ephemeral() }).await.unwrap())
}

/// All stories, for whoever watches what functions do in them.
pub(crate) const STORIES: &[fn()] = &[
    the_events_of_the_rubbish_case_tell_it_from_report_to_verdict,
    the_event_of_a_transfer_takes_the_report_from_the_first_unit,
    the_events_of_an_administrator_read_the_directory_and_refuse_what_is_not_there,
    the_events_of_a_person_of_staff_tell_from_the_first_day_to_the_last,
    the_events_of_a_storm_tell_it_from_the_alarm_to_its_end,
    at_sign_in_cognito_is_told_what_staff_says,
    the_events_of_the_two_commune_case_end_in_a_disagreement,
];

#[tokio::test]
async fn the_events_of_the_rubbish_case_tell_it_from_report_to_verdict() {
    let stack = stack().await;
    tell(&stack, RUBBISH).await;
    let one = call(&stack, "read-public.one", &event("read-public.one")).await;
    let report: Value = serde_json::from_str(one["body"].as_str().unwrap()).unwrap();
    assert_eq!((&report["status"], &report["verdict"]), (&json!("closed"), &json!("agreed")));
    assert_eq!(report["photos"][0]["photo_id"], "e-a9b18dd5ffa116f512e8b2ed92e1ae8e");
}

#[tokio::test]
async fn the_event_of_a_transfer_takes_the_report_from_the_first_unit() {
    let stack = stack().await;
    tell(&stack, PASSED_ON).await;
}

#[tokio::test]
async fn the_events_of_an_administrator_read_the_directory_and_refuse_what_is_not_there() {
    let stack = stack().await;
    tell(&stack, DIRECTORY).await;
}

#[tokio::test]
async fn the_events_of_a_person_of_staff_tell_from_the_first_day_to_the_last() {
    let stack = stack().await;
    tell(&stack, STAFF).await;
}

#[tokio::test]
async fn the_events_of_a_storm_tell_it_from_the_alarm_to_its_end() {
    let stack = stack().await;
    tell(&stack, STORM).await;
}

#[tokio::test]
async fn at_sign_in_cognito_is_told_what_staff_says() {
    let stack = stack().await;
    let claims = async || {
        let answer = call(&stack, "grant-claims", &event("grant-claims")).await;
        assert_eq!(answer["request"], event("grant-claims")["request"], "the event goes back as it came");
        answer["response"]["claimsAndScopeOverrideDetails"].clone()
    };
    let nobody = json!({"groupOverrideDetails": {"groupsToOverride": []}});
    assert_eq!(claims().await, nobody, "a citizen's");
    tell(&stack, &STAFF[1..2]).await;
    let shown = json!({"claimsToAddOrOverride": {"shown_as": "Nguyễn Thị Thảo"}});
    let officer = json!({
        "groupOverrideDetails": {"groupsToOverride": ["officers", "unit:ubnd-vn-31318-2020"]},
        "idTokenGeneration": shown, "accessTokenGeneration": shown,
    });
    assert_eq!(claims().await, officer);
    tell(&stack, &[("manage-staff.remove", 204)]).await;
    assert_eq!(claims().await, nobody, "a refresh gives a removed person nothing");
}

#[tokio::test]
async fn an_event_may_leave_out_what_it_has_none_of_or_say_null() {
    let stack = stack().await;
    for none in [None, Some(Value::Null)] {
        let mut event = event("read-directory");
        for part in ["pathParameters", "headers", "rawQueryString", "body"] {
            event.as_object_mut().unwrap().remove(part);
            if let Some(null) = &none {
                event[part] = null.clone();
            }
        }
        assert_eq!(call(&stack, "read-directory", &event).await["statusCode"], 200, "{event}");
    }
}

/// What has no event of its own in the two-commune case is the rubbish case's, told of the other report.
fn retold(name: &str, of: &Value, minutes: i64) -> Value {
    let mut event = event(name);
    event["pathParameters"] = of["pathParameters"].clone();
    let claims = &mut event["requestContext"]["authorizer"]["jwt"]["claims"];
    claims["cognito:groups"] = json!("[officers unit:ubnd-vn-932-2020]");
    let told = of["requestContext"]["timeEpoch"].as_i64().unwrap();
    event["requestContext"]["timeEpoch"] = json!(told - (60 - minutes) * 60_000);
    event
}

#[tokio::test]
async fn the_events_of_the_two_commune_case_end_in_a_disagreement() {
    let stack = stack().await;
    tell(&stack, &[("submit-report.two-communes", 201)]).await;
    let disagree = event("give-feedback.disagree");
    let id = disagree["pathParameters"]["id"].as_str().unwrap();
    for (minutes, name, status) in
        [(1, "assign-report", 200), (2, "upload-photo.evidence", 201), (3, "respond-to-report", 200)]
    {
        let answer = call(&stack, name, &retold(name, &disagree, minutes)).await;
        assert_eq!(answer["statusCode"], status, "{name}: {answer}");
        if name == "upload-photo.evidence" {
            process(&stack, id, "e-a9b18dd5ffa116f512e8b2ed92e1ae8e");
        }
    }
    let answer = call(&stack, "give-feedback.disagree", &disagree).await;
    let report: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!((&report["status"], &report["verdict"]), (&json!("closed"), &json!("disagreed")), "{answer}");
}

#[test]
fn every_event_is_told() {
    let told = RUBBISH
        .iter()
        .chain(PASSED_ON)
        .chain(DIRECTORY)
        .chain(STAFF)
        .chain(STORM)
        .map(|(name, _)| *name)
        .filter(|name| *name != PROCESSED);
    let told: BTreeSet<_> =
        told.chain(["submit-report.two-communes", "give-feedback.disagree", "grant-claims"]).collect();
    let folder = format!("{}/../events", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".json");
        assert!(told.contains(name), "events/{name}.json is handed to nobody: add it to its place in the story");
    }
}
