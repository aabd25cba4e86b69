//! Emergencies, complaints and denunciations are told where to turn, and may be sent anyway.

use serde_json::{Value, json};

use super::town::{Town, report_id, rubbish};

fn says(text: &str) -> Value {
    let mut report = rubbish(&report_id(1), &[]);
    report["description"] = json!(text);
    report
}

#[tokio::test]
async fn what_belongs_elsewhere_gets_the_address_and_is_stored_only_when_sent_anyway() {
    let town = Town::in_2020().await;
    let mai = town.citizen("mai").await;
    let fire = mai.submit(&says("Cháy nhà ở hẻm 5, có người bên trong")).await.refused(422, "emergency_elsewhere");
    assert_eq!((&fire["address"], &fire["errors"][0]["pointer"]), (&json!("113, 114, 115"), &json!("/description")));
    assert_eq!(fire["hotlines"][2], json!({"number": "115", "name": "Cấp cứu y tế"}));
    let complaint = says("Tôi khiếu nại quyết định thu hồi đất");
    let problem = mai.submit(&complaint).await.refused(422, "complaint_elsewhere");
    assert!(problem["address"].as_str().unwrap().contains("Ban Tiếp công dân"), "{problem}");
    let headers = [("content-type", "application/json"), ("accept-language", "en")];
    let english = mai.send("POST", "/v1/reports", &headers, complaint.to_string()).await;
    assert!(english.refused(422, "complaint_elsewhere")["address"].as_str().unwrap().contains("citizen reception"));
    mai.submit(&says("Xin tố cáo cán bộ địa chính nhận tiền")).await.refused(422, "complaint_elsewhere");
    for nature in ["complaint", "denunciation", "emergency"] {
        let mut report = says("Rác thải trên đường");
        report["nature"] = json!(nature);
        assert_eq!(mai.submit(&report).await.status, 422, "{nature}");
    }
    assert!(town.listed().await.is_empty());
    let mut anyway = complaint;
    anyway["send_anyway"] = json!(true);
    mai.submit(&anyway).await.expect(201);
    assert_eq!(town.listed().await.values().sum::<usize>(), 1);
}
