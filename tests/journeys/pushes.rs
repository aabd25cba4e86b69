//! Who is told of what: the officer of the unit, the citizen, who follows; and how little a push says.

use serde_json::{Value, json};

use super::phone::send;
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// A push as it reached a phone: the title, and under which tag.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Got {
    title: String,
    tag: String,
}

/// What has reached a phone, oldest first, by topic or by itself.
async fn got(town: &Town, device: &str) -> Vec<Got> {
    let token = format!("token-of-{device}");
    let mut got = Vec::new();
    for push in town.pushes().await {
        let reached = push["deliveries"].as_array().unwrap().iter().filter(|to| to["token"] == token.as_str()).count();
        assert!(reached <= 1, "twice at once: {push}");
        let message = &push["payloads"]["GCM"]["fcmV1Message"]["message"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let tag = text(&message["android"]["notification"]["tag"]);
        assert_eq!(push["attributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"], tag.as_str(), "the same on both platforms");
        if reached == 1 {
            got.push(Got { title: text(&message["notification"]["title"]), tag });
        }
    }
    got
}

async fn titles(town: &Town, device: &str) -> Vec<String> {
    got(town, device).await.into_iter().map(|got| got.title).collect()
}

#[tokio::test]
async fn officer_citizen_and_follower_each_get_exactly_what_they_should() {
    let town = Town::in_2020().await;
    let (mai, lan) = (town.citizen("mai").await, town.citizen("lan").await);
    let (officer, leader) = (town.person("can-bo-phuong-1").await, town.person("lanh-dao-phuong-1").await);
    let other = town.officer(OTHER_UNIT).await;
    mai.wants_pushes("mai", "fcm").await;
    lan.wants_pushes("lan", "apns").await;
    officer.wants_pushes("officer", "fcm").await;
    other.wants_pushes("other", "fcm").await;
    let id = report_id(1);
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    assert_eq!(lan.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await.status, 204);
    officer.accept(&id, 1).await.expect(200);
    officer
        .respond(&id, &json!({"kind": "update", "version": 2, "text": "Xe rác sẽ đến lúc 15 giờ."}))
        .await
        .expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(2)).await;
    town.stack().settle().await;
    officer.answer(&id, 3, "Đã thu gom rác.", &[evidence]).await.expect(200);
    let again = json!({"kind": "reprocess", "version": 4, "text": "Rác vẫn còn."});
    mai.feedback(&id, &again).await.expect(200);
    leader.respond(&id, &json!({"kind": "reopen", "version": 5, "text": "Xử lý lại."})).await.expect(200);
    let transfer = json!({"action": "transfer", "version": 6, "unit": OTHER_UNIT, "reason": "Thuộc phường khác"});
    officer.assign(&id, &transfer).await.expect(200);

    let told = |both: &[&str], more: &[&str]| [both, more].concat().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let progress = ["Phản ánh đã được tiếp nhận", "Tiến độ xử lý phản ánh", "Phản ánh đã có trả lời"];
    let end = ["Phản ánh được xử lý lại", "Phản ánh được chuyển đơn vị xử lý"];
    assert_eq!(titles(&town, "mai").await, told(&progress, &end), "not of what she did herself");
    let asked = ["Phản ánh được yêu cầu xử lý lại", end[0], end[1]];
    assert_eq!(titles(&town, "lan").await, told(&progress, &asked));
    let of_unit = ["Phản ánh mới", "Người dân yêu cầu xử lý lại", "Phản ánh được mở lại"];
    assert_eq!(titles(&town, "officer").await, of_unit, "not of what the unit did, nor once it is another's");
    assert_eq!(titles(&town, "other").await, ["Phản ánh được chuyển đến"]);
    // each under a tag of its own, which a repeat would replace
    let all = got(&town, "lan").await;
    let mut tags: Vec<_> = all.iter().map(|got| &got.tag).collect();
    tags.sort();
    tags.dedup();
    assert_eq!((tags.len(), tags[0].len()), (all.len(), 32));
}

#[tokio::test]
async fn followers_hear_how_it_ends_and_the_reporter_alone_what_is_hidden() {
    let town = Town::in_2020().await;
    let (mai, lan, officer) = (town.citizen("mai").await, town.citizen("lan").await, town.officer(WARD_UNIT).await);
    mai.wants_pushes("mai", "fcm").await;
    lan.wants_pushes("lan", "fcm").await;
    let (id, other) = (report_id(1), report_id(2));
    for id in [&id, &other] {
        mai.submit(&rubbish(id, &[])).await.expect(201);
        // who follows what is theirs is told no more for it
        for phone in [&mai, &lan] {
            assert_eq!(phone.send("PUT", &format!("/v1/reports/{id}/follow"), &[], "").await.status, 204);
        }
    }
    let hide = json!({"kind": "hide", "version": 1, "reason": "personal_data", "text": "Có biển số xe."});
    let hidden = officer.respond(&id, &hide).await;
    assert_eq!(hidden.status, 200, "{}", hidden.text());
    mai.feedback(&other, &json!({"kind": "withdraw", "version": 1})).await.expect(200);
    officer.accept(&id, 2).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &photo(2)).await;
    town.stack().settle().await;
    officer.answer(&id, 3, "Đã thu gom rác.", &[evidence]).await.expect(200);
    mai.agree(&id, 4).await.expect(200);
    let progress = ["Phản ánh đã được tiếp nhận", "Phản ánh đã có trả lời"];
    assert_eq!(titles(&town, "mai").await, [&["Một phần phản ánh không còn công khai"], &progress[..]].concat());
    assert_eq!(
        titles(&town, "lan").await,
        [&["Phản ánh đã được rút"], &progress[..], &["Phản ánh đã kết thúc"]].concat()
    );
}

/// Description, address and answer, each with what must not be told.
const SECRETS: [&str; 6] = ["0912345678", "Nguyễn Văn A", "9.784", "105.47", "Châu Văn Liêm", "lấn chiếm"];

#[tokio::test]
async fn a_push_of_a_confidential_report_says_code_and_category_alone() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai-0912345678").await, town.officer(WARD_UNIT).await);
    mai.wants_pushes("mai", "fcm").await;
    officer.wants_pushes("officer", "apns").await;
    for (n, visibility) in [(1, "confidential"), (2, "public")] {
        let id = report_id(n);
        let mut report = rubbish(&id, &[]);
        report["visibility"] = json!(visibility);
        report["description"] = json!("Ông Nguyễn Văn A lấn chiếm, gọi 0912345678");
        report["location"] = json!({"lat": 9.784_312, "lng": 105.470_126, "accuracy_m": 12});
        let code = mai.submit(&report).await.expect(201)["code"].as_str().unwrap().to_owned();
        officer.accept(&id, 1).await.expect(200);
        officer
            .respond(&id, &json!({"kind": "ask", "version": 2, "text": "Ông Nguyễn Văn A ở đâu?"}))
            .await
            .expect(200);
        mai.feedback(&id, &json!({"kind": "inform", "version": 3, "text": "Gọi 0912345678"})).await.expect(200);
        town.passes("P12D").await;
        let pushes = town.pushes().await;
        let of_it: Vec<&Value> = pushes.iter().filter(|push| push.to_string().contains(&code)).collect();
        assert!(of_it.len() >= 6, "to unit and citizen, alerts too: {}", of_it.len());
        for push in of_it {
            // which phone it goes to is SNS's business; what it says is the message
            let said = format!("{}{}", push["message"], push["attributes"]);
            for secret in SECRETS {
                assert!(!said.contains(secret), "{secret}: {said}");
            }
            assert!(!said.contains("\"person\"") && !said.contains("mai-"), "{said}");
            let message = &push["payloads"]["GCM"]["fcmV1Message"]["message"];
            let place = if visibility == "public" { " · Phường I" } else { "" };
            assert_eq!(message["notification"]["body"], format!("{code} · Rác thải, vệ sinh môi trường{place}"));
            assert_eq!(message["notification"]["body"], push["payloads"]["APNS"]["aps"]["alert"]["body"]);
            let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&message["data"]), ["action", "code", "entry", "link", "report_id"]);
            assert_eq!(keys(&push["payloads"]["APNS"]), ["action", "aps", "code", "entry", "link", "report_id"]);
        }
    }
}

/// Speaks to SNS as an operator would.
async fn sns(town: &Town, form: &str) {
    let url = format!("{}/local/sns", town.api());
    let answer = send("POST", &url, &[("content-type", "application/x-www-form-urlencoded")], form.to_owned()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn a_phone_that_its_platform_gave_up_is_removed_and_keeps_nobody_from_being_told() {
    let town = Town::in_2020().await;
    let (mai, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    for device in ["disabled", "deleted", "good"] {
        mai.wants_pushes(device, "fcm").await;
    }
    let id = report_id(1);
    mai.submit(&rubbish(&id, &[])).await.expect(201);
    officer.accept(&id, 1).await.expect(200);
    let endpoint = async |device: &str| {
        let pushes = town.pushes().await;
        let token = format!("token-of-{device}");
        let push = pushes.iter().find(|push| push["device"]["token"] == token.as_str()).unwrap();
        push["target"].as_str().unwrap().to_owned()
    };
    let (disabled, deleted) = (endpoint("disabled").await, endpoint("deleted").await);
    let enabled = |value: &str| {
        format!(
            "Action=SetEndpointAttributes&EndpointArn={disabled}&Attributes.entry.1.key=Enabled&Attributes.entry.1.value={value}"
        )
    };
    sns(&town, &enabled("false")).await;
    sns(&town, &format!("Action=DeleteEndpoint&EndpointArn={deleted}")).await;
    officer.respond(&id, &json!({"kind": "update", "version": 2, "text": "Sáng mai."})).await.expect(200);
    town.stack().settle().await;
    officer.respond(&id, &json!({"kind": "update", "version": 3, "text": "Chiều mai."})).await.expect(200);
    assert_eq!(titles(&town, "good").await.len(), 3);
    for gone in ["disabled", "deleted"] {
        assert_eq!(titles(&town, gone).await, ["Phản ánh đã được tiếp nhận"], "{gone}");
    }
    // until the app says that it is still there
    mai.wants_pushes("disabled", "fcm").await;
    officer.respond(&id, &json!({"kind": "update", "version": 4, "text": "Xong."})).await.expect(200);
    assert_eq!(titles(&town, "disabled").await.len(), 2);
}
