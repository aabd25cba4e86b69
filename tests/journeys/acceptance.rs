//! The two cases of the province's newspaper, 23 November 2020 (DOMAIN.md): the project's own acceptance cases.

use serde_json::{Value, json};

use super::phone::photo_id;
use super::picture::{has_exif, photo};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

fn topics(pushes: &[Value]) -> Vec<&str> {
    pushes.iter().filter_map(|push| push["topic"].as_str()).collect()
}

fn to_phone<'a>(pushes: &'a [Value], device: &str) -> Vec<&'a Value> {
    let token = format!("token-of-{device}");
    pushes.iter().filter(|push| push["device"]["token"] == token.as_str()).collect()
}

#[tokio::test]
async fn the_rubbish_on_chau_van_liem_street_is_reported_cleaned_shown_and_agreed_to() {
    let town = Town::in_2020().await;
    let (citizen, officer) = (town.citizen("mai").await, town.officer(WARD_UNIT).await);
    citizen.wants_pushes("phone", "fcm").await;
    officer.wants_pushes("desk", "apns").await;
    let (id, before, after) = (report_id(1), photo(1), photo(2));
    assert!(has_exif(&before) && has_exif(&after));

    let scene = citizen.upload(&id, "scene", &before).await;
    assert_eq!(scene, photo_id("scene", &before), "a phone can name its photo before asking");
    let report = citizen.submit(&rubbish(&id, std::slice::from_ref(&scene))).await.expect(201);
    assert_eq!(report["owner"], json!({"unit": WARD_UNIT, "name": "UBND Phường I"}));
    assert_eq!((&report["status"], &report["version"]), (&json!("submitted"), &json!(1)));
    // 8 working hours of receipt from Wednesday 08:00, then 3 working days
    assert!(report["receive_by"].as_str().unwrap().starts_with("2020-10-22T08:00:"), "{report}");
    assert!(report["resolve_by"].as_str().unwrap().starts_with("2020-10-27T08:00:"), "{report}");
    let pushes = town.pushes().await;
    assert_eq!(topics(&pushes), [format!("local-unit-{WARD_UNIT}")], "one push, at the unit's topic");
    let deliveries = pushes[0]["deliveries"].as_array().unwrap();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["token"], "token-of-desk");
    let waiting = officer.get("/v1/inbox").await.expect(200);
    assert_eq!(waiting["items"][0]["id"], id.as_str());
    officer.look_at(waiting["items"][0]["photos"][0]["thumb"].as_str().unwrap()).await;

    town.passes("PT30M").await;
    assert_eq!(officer.accept(&id, 1).await.expect(200)["status"], "in_progress");
    town.passes("PT3H").await;
    let evidence = officer.upload(&id, "evidence", &after).await;
    town.stack().settle().await;
    let text = "Đã thu gom rác và khử mùi trên đường Châu Văn Liêm.";
    let answered = officer.answer(&id, 2, text, std::slice::from_ref(&evidence)).await.expect(200);
    assert_eq!((&answered["status"], &answered["version"]), (&json!("answered"), &json!(3)));
    let pushes = town.pushes().await;
    assert_eq!(to_phone(&pushes, "phone").len(), 2, "accepted, answered");
    assert_eq!(topics(&pushes).len(), 1, "the unit isn't told of what it did itself");

    let own = citizen.read_own(&id).await.expect(200);
    assert_eq!(own["answer"]["text"], text);
    let closed = citizen.agree(&id, 3).await.expect(200);
    assert_eq!(
        (&closed["status"], &closed["verdict"], &closed["rating"]),
        (&json!("closed"), &json!("agreed"), &json!(5))
    );

    let public = town.anyone().read(&id).await.expect(200);
    assert_eq!((&public["status"], &public["verdict"]), (&json!("closed"), &json!("agreed")));
    let shown: Vec<_> = public["photos"].as_array().unwrap().iter().map(|photo| &photo["photo_id"]).collect();
    assert_eq!(shown, [&json!(evidence), &json!(scene)]);
    for photo in public["photos"].as_array().unwrap() {
        for size in ["thumb", "full"] {
            let jpeg = town.anyone().look_at(photo[size].as_str().unwrap()).await;
            assert_eq!(jpeg[..3], [0xff, 0xd8, 0xff]);
            assert!(!has_exif(&jpeg), "{size}");
        }
    }
    let history = town.anyone().get(&format!("/v1/reports/{id}/history")).await.expect(200);
    let actions: Vec<_> = history["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["submit", "accept", "answer", "agree"]);
    assert_eq!(town.listed().await, [("closed".to_owned(), 1)].into());
}

#[tokio::test]
async fn the_roads_of_two_communes_are_the_districts_answered_on_the_seventh_day_and_disagreed_to() {
    let town = Town::at("2020-09-14T16:21:00+07:00").await;
    let district = "ubnd-vn-932-2020";
    let (citizen, officer) = (town.citizen("tam").await, town.officer(district).await);
    citizen.wants_pushes("phone", "apns").await;
    officer.wants_pushes("desk", "fcm").await;
    let id = report_id(2);
    let roads = json!({
        "id": id, "category": "GT-DUO", "area": "vn-31345-2020", "also_in": ["vn-31342-2020"], "consent": "2020-02",
        "description": "Đường ở ấp 1A, xã Tân Hòa và ấp Tân Lợi, thị trấn Một Ngàn xuống cấp, đi lại rất khó khăn.",
    });
    let report = citizen.submit(&roads).await.expect(201);
    assert_eq!(report["owner"]["unit"], district, "the lowest parent that both communes have");
    assert_eq!(report["also_in"], json!(["vn-31342-2020"]));
    for commune in ["ubnd-vn-31345-2020", "ubnd-vn-31342-2020"] {
        town.officer(commune).await.accept(&id, 1).await.refused(404, "not_found");
    }
    assert_eq!(topics(&town.pushes().await), [format!("local-unit-{district}")]);

    officer.accept(&id, 1).await.expect(200);
    town.passes("P7D").await;
    let evidence = officer.upload(&id, "evidence", &photo(3)).await;
    town.stack().settle().await;
    let text = "UBND huyện đã cho dặm vá đoạn ấp 1A và đưa ấp Tân Lợi vào kế hoạch.";
    let answered = officer.answer(&id, 2, text, &[evidence]).await.expect(200);
    assert!(answered["answer"]["at"].as_str().unwrap().starts_with("2020-09-21"), "{answered}");
    assert_eq!(answered["resolve_by"], report["resolve_by"], "nothing has moved the deadline");

    let said = "Hoan nghênh câu trả lời, nhưng tôi chưa hoàn toàn đồng ý.";
    let closed = citizen.feedback(&id, &json!({"kind": "disagree", "version": 3, "text": said})).await.expect(200);
    assert_eq!((&closed["status"], &closed["verdict"]), (&json!("closed"), &json!("disagreed")));
    let pushes = town.pushes().await;
    let told = format!("local-unit-{district}");
    let told = pushes.iter().rfind(|push| push["topic"] == told.as_str());
    let title = |push: &Value| push["payloads"]["GCM"]["fcmV1Message"]["message"]["notification"]["title"].clone();
    assert_eq!(told.map(title), Some(json!("Người dân không đồng ý")), "the unit is told");

    // The newspaper's totals were two short of what was received. Ours add up.
    citizen.submit(&rubbish(&report_id(3), &[])).await.expect(201);
    citizen.submit(&rubbish(&report_id(4), &[])).await.expect(201);
    town.officer(WARD_UNIT).await.accept(&report_id(4), 1).await.expect(200);
    let counts = town.listed().await;
    assert_eq!(counts, [("closed".into(), 1), ("in_progress".into(), 1), ("submitted".into(), 1)].into());
    assert_eq!(counts.values().sum::<usize>(), 3);
}
