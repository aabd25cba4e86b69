//! The audit tells what everybody may see of a report no more, or again: by whom of staff, never by whom of citizens.

use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

/// All entries on reports, the oldest first.
async fn told(town: &Town, desk: &Phone) -> Vec<Value> {
    town.stack().settle().await;
    let entries = desk.get("/v1/audit?limit=100").await.expect(200)["items"].as_array().unwrap().clone();
    for pair in entries.windows(2) {
        assert_eq!(pair[0]["previous"], pair[1]["hash"], "each follows from the one before");
    }
    entries.into_iter().rev().filter(|e| e["action"].as_str().unwrap().starts_with("report_")).collect()
}

#[tokio::test]
pub(super) async fn each_change_of_what_everybody_sees_is_an_entry_once() {
    let town = Town::in_2020().await;
    let (mai, officer, centre) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.centre().await);
    let id = report_id(1);
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    let hide = json!({"kind": "hide", "version": 1, "reason": "Có tên người khác."});
    officer.respond(&id, &hide).await.expect(200);
    officer.respond(&id, &json!({"kind": "note", "version": 2, "text": "Đã gọi."})).await.expect(200);
    let unhide = json!({"kind": "unhide", "version": 3, "reason": "Đã rõ."});
    centre.respond(&id, &unhide).await.expect(200);
    mai.feedback(&id, &json!({"kind": "make_confidential", "version": 4})).await.expect(200);

    let entries = told(&town, &centre).await;
    let said: Vec<_> = entries.iter().map(|e| (e["action"].as_str().unwrap(), e["by"].as_str().unwrap())).collect();
    let by_officer = format!("officer-{WARD_UNIT}");
    assert_eq!(
        said,
        [("report_hidden", by_officer.as_str()), ("report_shown", "centre-1"), ("report_confidential", "reporter")]
    );
    assert!(entries.iter().all(|e| e["subject"] == json!(id)));
    assert_eq!(entries[0]["before"], json!({"entry": 1, "visibility": "public", "hidden": {}}));
    assert_eq!(entries[0]["after"], json!({"entry": 2, "visibility": "public", "hidden": {"text": true}}));
    assert_eq!(entries[2]["after"], json!({"entry": 5, "visibility": "confidential", "hidden": {}}));
    // Neither why, which may name somebody, nor who reported.
    let text = json!(entries).to_string();
    assert!(!text.contains("Có tên") && !text.contains("mai") && !text.contains("person"), "{text}");

    // The stream comes again.
    let failed = town.stack().call("count-statistics", &records(&town)).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(failed.get()).unwrap()["batchItemFailures"], json!([]));
    assert_eq!(told(&town, &centre).await.len(), 3);
    assert_eq!(told(&town, &town.admin().await).await.len(), 3);
    officer.get("/v1/audit").await.refused(403, "centre_only");
}

/// A record of the stream with the report as it is now, and nothing of it known before.
fn records(town: &Town) -> Value {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    let table = template.functions.iter().find_map(|function| function.environment.get("REPORTS_TABLE")).unwrap();
    let get = json!({"TableName": table, "Key": {"report_id": {"S": report_id(1)}}});
    let row = town.stack().database().get_item(serde_json::from_value(get).unwrap()).unwrap();
    let row = serde_json::to_value(row).unwrap()["Item"].clone();
    json!({"Records": [{
        "eventID": "1", "eventName": "MODIFY", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
        "awsRegion": "ap-southeast-1", "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:000000000000:table/x/stream/1",
        "dynamodb": {"ApproximateCreationDateTime": 1_603_245_600, "Keys": {"report_id": {"S": report_id(1)}},
            "NewImage": row, "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    }]})
}

#[tokio::test]
async fn a_field_that_is_always_confidential_is_told_by_who_corrected_it() {
    let town = Town::in_2020().await;
    let (officer, admin) = (town.officer(WARD_UNIT).await, town.admin().await);
    town.citizen("mai").await.submit(&rubbish(&report_id(1), &[])).await.expect(201);
    let correct = json!({"action": "correct", "version": 1, "category": "AN-TRT", "reason": "Là việc an ninh."});
    officer.assign(&report_id(1), &correct).await.expect(200);
    let entries = told(&town, &admin).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (&entries[0]["action"], &entries[0]["after"]["visibility"]),
        (&json!("report_confidential"), &json!("confidential"))
    );
}
