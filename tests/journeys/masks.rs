//! What people type of themselves and others into a public report: for the unit and the reporter, not for everybody.

use serde_json::{Value, json};

use super::picture::photo;
use super::town::{Town, WARD_UNIT, report_id, rubbish};

const TEXT: &str = "Xe 95A-123.45 đổ rác trước nhà 12/3, gọi chú Ba 0912.345.678 hoặc ba@gmail.com, CCCD 087123456789";
const SHOWN: &str = "Xe ••• đổ rác trước nhà 12/3, gọi chú Ba ••• hoặc •••, CCCD •••";
const ADDRESS: &str = "12/3 Châu Văn Liêm, sđt +84 912 345 678";
const ANSWER: &str = "Đã dọn, chủ xe 95A-123.45 đã nhận lỗi. Mọi việc xin gọi UBND phường 0293 3876 543.";

#[tokio::test]
async fn everybody_reads_a_report_without_numbers_and_the_unit_and_the_reporter_with_them() {
    let town = Town::in_2020().await;
    let (mai, officer, anyone) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.anyone());
    let id = report_id(1);
    let mut report = rubbish(&id, &[]);
    (report["description"], report["address"]) = (json!(TEXT), json!(ADDRESS));
    report["location"] = json!({"lat": 9.784_312, "lng": 105.470_126});
    assert_eq!(mai.submit(&report).await.expect(201)["description"], TEXT);
    officer.accept(&id, 1).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(1)).await;
    town.stack().settle().await;
    officer.answer(&id, 2, ANSWER, &[evidence]).await.expect(200);

    for (seen, text, address, answer) in [
        (anyone.read(&id).await.expect(200), SHOWN, "12/3 Châu Văn Liêm, sđt •••", ANSWER.replace("95A-123.45", "•••")),
        (mai.read_own(&id).await.expect(200), TEXT, ADDRESS, ANSWER.to_owned()),
        (officer.read_in_inbox(&id).await.expect(200), TEXT, ADDRESS, ANSWER.to_owned()),
    ] {
        assert_eq!((&seen["description"], &seen["address"]), (&json!(text), &json!(address)));
        assert_eq!(seen["answer"]["text"], answer);
    }
    let public = [
        anyone.get("/v1/reports").await.text(),
        anyone.get("/v1/reports?near=9.7843,105.4701&radius_m=500").await.text(),
        anyone.send("GET", "/v1/reports", &[("accept", "application/geo+json")], "").await.text(),
        anyone.get(&format!("/v1/reports/{id}/history")).await.text(),
    ];
    for text in public {
        assert!(text.contains("Châu Văn Liêm") || text.contains("đổ rác"), "{text}");
        for private in ["95A", "123.45", "912.345", "912 345", "gmail", "087123456789"] {
            assert!(!text.contains(private), "{private}: {text}");
        }
    }
    let own = mai.get(&format!("/v1/me/reports/{id}/history")).await.expect(200);
    assert_eq!(own["items"][0]["text"], TEXT);
}

#[tokio::test]
async fn the_reporter_of_a_merged_report_reads_the_others_answer_without_numbers() {
    let town = Town::in_2020().await;
    let (mai, tam, officer) = (town.citizen("mai").await, town.citizen("tam").await, town.officer(WARD_UNIT).await);
    let (target, follower) = (report_id(1), report_id(2));
    mai.submit(&rubbish(&target, &[])).await.expect(201);
    tam.submit(&rubbish(&follower, &[])).await.expect(201);
    officer.accept(&target, 1).await.expect(200);
    officer.assign(&follower, &json!({"action": "merge", "version": 1, "into": target})).await.expect(200);
    let version = officer.read_in_inbox(&target).await.expect(200)["version"].as_u64().unwrap();
    let evidence = officer.upload(&target, "evidence", &photo(1)).await;
    town.stack().settle().await;
    officer.answer(&target, version, "Đã gọi chị 0912 345 678 và dọn sạch.", &[evidence]).await.expect(200);
    let text = |report: Value| report["merged"]["answer"]["text"].clone();
    assert_eq!(text(tam.read_own(&follower).await.expect(200)), "Đã gọi chị ••• và dọn sạch.");
    assert_eq!(text(officer.read_in_inbox(&follower).await.expect(200)), "Đã gọi chị 0912 345 678 và dọn sạch.");
}
