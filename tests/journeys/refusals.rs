//! Whatever is sent wrong is refused with a stable code, told where it is wrong, and leaves nothing behind.

use serde_json::{Value, json};

use super::phone::{Answer, Phone};
use super::town::{Town, WARD_UNIT, report_id, rubbish};

/// Sent body, then status, code and pointer (empty: none) of the answer.
type Case<'a> = (Value, u16, &'a str, &'a str);

/// What is wrong with `answer` as a refusal, if anything.
pub(super) fn unlike(answer: &Answer, status: u16, code: &str, pointer: &str) -> Option<String> {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let at = problem["errors"][0]["pointer"].as_str().unwrap_or_default();
    let right = answer.status == status
        && answer.header("content-type") == "application/problem+json"
        && problem["code"] == code
        && at == pointer;
    (!right).then(|| format!("wanted {status} {code} {pointer}, got {} {}", answer.status, answer.text()))
}

#[track_caller]
pub(super) fn all_right(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Nothing was stored: not in a list, not in the table, nothing pushed.
async fn nothing_stored(town: &Town, citizen: &Phone) {
    assert!(town.listed().await.is_empty());
    assert_eq!(citizen.get("/v1/me/reports").await.expect(200)["items"], json!([]));
    assert_eq!(town.officer(WARD_UNIT).await.get("/v1/inbox").await.expect(200)["items"], json!([]));
    assert!(town.pushes().await.is_empty());
}

/// A good submission with `field` set to `value`; a field may be a path.
fn with(field: &str, value: Value) -> Value {
    let mut report = rubbish(&report_id(1), &[]);
    report[field] = value;
    report
}

fn without(field: &str) -> Value {
    let mut report = rubbish(&report_id(1), &[]);
    report.as_object_mut().unwrap().remove(field);
    report
}

/// A report on the conduct of `unit`.
fn conduct(unit: &str) -> Value {
    let mut report = with("category", json!("CB-THA"));
    report["about_unit"] = json!(unit);
    report
}

fn at(lat: f64, lng: f64) -> Value {
    with("location", json!({"lat": lat, "lng": lng}))
}

fn submissions() -> Vec<Case<'static>> {
    let photo = format!("s-{}", "0".repeat(32));
    let mut cases = vec![
        (with("id", json!("1")), 422, "id_malformed", "/id"),
        (with("id", json!("01927c3e-7b1c-4abc-8def-0123456789ab")), 422, "id_malformed", "/id"),
        (with("id", json!("../../etc/passwd")), 422, "id_malformed", "/id"),
        (with("id", json!(7)), 400, "invalid_field", "/id"),
        (with("phone", json!("0912345678")), 400, "invalid_field", "/phone"),
        (with("person", json!("1.x")), 400, "invalid_field", "/person"),
        (with("category", json!("XX-YYY")), 422, "category_unknown", "/category"),
        (with("category", json!(5)), 400, "invalid_field", "/category"),
        (with("description", json!("")), 422, "text_empty", "/description"),
        (with("description", json!(" \n\t\u{a0}\u{200b}")), 422, "text_without_words", "/description"),
        (with("description", json!("   \n")), 422, "text_empty", "/description"),
        (with("description", json!("👍👍🏽 😀!!!")), 422, "text_without_words", "/description"),
        (with("description", json!("Rác\u{0}thải")), 422, "text_control_characters", "/description"),
        (with("description", json!("Rác\u{1b}[2Jthải")), 422, "text_control_characters", "/description"),
        (with("description", json!("Rác\u{85}thải")), 422, "text_control_characters", "/description"),
        (with("description", json!("á".repeat(2_001))), 422, "text_too_long", "/description"),
        (with("description", json!("a\u{301}".repeat(2_001))), 422, "text_too_long", "/description"),
        (with("description", json!(format!("a{}", "\u{316}".repeat(4_100)))), 422, "text_too_long", "/description"),
        (with("description", json!(["Rác"])), 400, "invalid_field", "/description"),
        (with("description", json!(null)), 400, "invalid_field", "/description"),
        (with("address", json!("đ".repeat(201))), 422, "text_too_long", "/address"),
        (with("address", json!("")), 422, "text_empty", "/address"),
        (at(90.1, 105.0), 422, "coordinate_impossible", "/location"),
        (at(9.78, -180.1), 422, "coordinate_impossible", "/location"),
        (with("location", json!({"lat": "9.78", "lng": 105.47})), 400, "invalid_field", "/location/lat"),
        (with("location", json!({"lat": 9.78})), 400, "invalid_field", "/location/lng"),
        (with("location", json!({"lat": 9.78, "lng": 105.47, "alt": 3})), 400, "invalid_field", "/location/alt"),
        (with("location", json!([9.78, 105.47, 12])), 400, "invalid_field", "/location"),
        (
            with("location", json!({"lat": 9.78, "lng": 105.47, "accuracy_m": -1})),
            422,
            "coordinate_impossible",
            "/location",
        ),
        (with("area", json!("vn-31318-2025")), 422, "area_unknown", "/area"),
        (with("area", json!("vn-31321-2025")), 422, "area_not_valid", "/area"),
        (with("area", json!("vn-00001-2020")), 422, "area_unknown", "/area"),
        (with("area", json!("vn-930-2020")), 422, "area_not_commune", "/area"),
        (with("area", json!(31318)), 400, "invalid_field", "/area"),
        (without("area"), 422, "area_required", "/area"),
        (with("also_in", json!("vn-31342-2020")), 400, "invalid_field", "/also_in"),
        (with("also_in", json!(vec!["vn-31342-2020"; 9])), 422, "too_many_areas", "/also_in"),
        (with("photos", json!(["x"])), 422, "id_malformed", "/photos/0"),
        (with("photos", json!([photo.replace('s', "e")])), 422, "photo_not_scene", "/photos"),
        (with("photos", json!(vec![photo; 9])), 422, "too_many_photos", "/photos"),
        (with("urgent", json!("true")), 400, "invalid_field", "/urgent"),
        (with("urgent", json!(1)), 400, "invalid_field", "/urgent"),
        (with("visibility", json!("secret")), 400, "invalid_field", "/visibility"),
        (with("consent", json!("1999-01")), 422, "consent_unknown", "/consent"),
        (with("observed_at", json!("yesterday")), 400, "invalid_field", "/observed_at"),
        (with("previous", json!("x")), 422, "id_malformed", "/previous"),
        (with("about_unit", json!("ubnd-nowhere")), 422, "unit_unknown", "/about_unit"),
        (conduct("so-khong-co"), 422, "unit_unknown", "/about_unit"),
        (with("nature", json!("complaint")), 422, "complaint_elsewhere", ""),
        (with("nature", json!("emergency")), 422, "emergency_elsewhere", ""),
        (with("nature", json!("joke")), 400, "invalid_field", "/nature"),
    ];
    for field in ["id", "category", "description", "consent"] {
        let pointer = ["/id", "/category", "/description", "/consent"].into_iter().find(|p| p[1..] == *field);
        cases.push((without(field), 400, "invalid_field", pointer.unwrap()));
    }
    cases
}

#[tokio::test]
async fn a_report_with_anything_wrong_is_refused_where_it_is_wrong_and_not_stored() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let mut faults = Vec::new();
    for (body, status, code, pointer) in submissions() {
        let answer = citizen.submit(&body).await;
        faults.extend(unlike(&answer, status, code, pointer));
    }
    all_right(&faults);
    nothing_stored(&town, &citizen).await;
}

#[tokio::test]
async fn where_there_are_borders_a_place_outside_or_elsewhere_is_refused() {
    let town = Town::at("2026-01-05T08:00:00+07:00").await;
    let citizen = town.citizen("mai").await;
    let report = |location: Value, area: Value| {
        let mut report = rubbish(&report_id(1), &[]);
        (report["consent"], report["location"], report["area"]) = (json!("2026-01"), location, area);
        report
    };
    let (here, hanoi) = (json!({"lat": 9.78, "lng": 105.47, "accuracy_m": 12}), json!({"lat": 21.03, "lng": 105.85}));
    let mut faults = Vec::new();
    for (body, code, pointer) in [
        (report(hanoi.clone(), json!(null)), "outside_service_area", "/location"),
        (report(json!({"lat": 0, "lng": 0}), json!(null)), "outside_service_area", "/location"),
        (report(here.clone(), json!("vn-31342-2025")), "area_mismatch", "/area"),
        (report(here.clone(), json!("vn-31318-2020")), "area_not_valid", "/area"),
    ] {
        faults.extend(unlike(&citizen.submit(&body).await, 422, code, pointer));
    }
    all_right(&faults);
    assert!(town.listed().await.is_empty());
    let located = citizen.submit(&report(here, json!(null))).await.expect(201);
    assert_eq!(located["area"], "vn-31321-2025");
}

#[tokio::test]
async fn a_body_that_is_no_object_of_json_is_refused() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let good = rubbish(&report_id(1), &[]).to_string();
    let json = [("content-type", "application/json")];
    let mut not_utf8 = good.clone().into_bytes();
    let end = not_utf8.len() - 2;
    not_utf8[end] = 0xff;
    let mut faults = Vec::new();
    for body in [
        String::new(),
        " ".into(),
        "{".into(),
        "nonsense".into(),
        good[..good.len() - 1].into(),
        format!("{good}{good}"),
        good.replace(':', "="),
        "[".repeat(10_000),
        format!(r#"{{"a":{}{}}}"#, "[".repeat(200), "]".repeat(200)),
        good.replacen('{', r#"{"location":{"lat":1e999,"lng":105},"#, 1),
        good.replacen('{', r#"{"location":{"lat":NaN,"lng":105},"#, 1),
        good.replacen('{', r#"{"address":"\ud800","#, 1),
    ] {
        let answer = citizen.send("POST", "/v1/reports", &json, body).await;
        faults.extend(unlike(&answer, 400, "malformed_body", ""));
    }
    let answer = citizen.send("POST", "/v1/reports", &json, not_utf8).await;
    faults.extend(unlike(&answer, 400, "malformed_body", ""));
    for body in ["null", "1", "\"x\"", "true", "[]", r#"["017548a9-d4b8-7c1e-9d42-000000000001","MT-RAC","Rac"]"#] {
        let answer = citizen.send("POST", "/v1/reports", &json, body).await;
        faults.extend(unlike(&answer, 400, "invalid_field", ""));
    }
    let twice = good.replacen('{', r#"{"urgent":true,"urgent":false,"#, 1);
    let answer = citizen.send("POST", "/v1/reports", &json, twice).await;
    faults.extend(unlike(&answer, 400, "invalid_field", "/urgent"));
    all_right(&faults);
    nothing_stored(&town, &citizen).await;
}

#[tokio::test]
async fn a_megabyte_or_another_content_type_is_refused() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let good = rubbish(&report_id(1), &[]).to_string();
    let mut faults = Vec::new();
    let large = with("description", json!("Rác ".repeat(1_048_576 / 5)));
    faults.extend(unlike(&citizen.submit(&large).await, 413, "body_too_large", ""));
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/jpeg"] {
        let answer = citizen.send("POST", "/v1/reports", &[("content-type", kind)], good.clone()).await;
        faults.extend(unlike(&answer, 415, "content_type_not_json", ""));
    }
    faults.extend(unlike(&citizen.send("POST", "/v1/reports", &[], good).await, 415, "content_type_not_json", ""));
    all_right(&faults);
    nothing_stored(&town, &citizen).await;
}

#[tokio::test]
async fn text_of_a_phone_that_decomposes_is_stored_composed() {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    let mut report = rubbish(&report_id(1), &[]);
    report["description"] = json!("Ra\u{301}c tha\u{309}i, mu\u{300}i ho\u{302}i");
    report["address"] = json!("đươ\u{300}ng Châu Văn Liêm");
    let stored = citizen.submit(&report).await.expect(201);
    assert_eq!(
        (&stored["description"], &stored["address"]),
        (&json!("Rác thải, mùi hôi"), &json!("đường Châu Văn Liêm"))
    );
    let read = town.anyone().read(&report_id(1)).await.expect(200);
    assert_eq!(read["description"], "Rác thải, mùi hôi");
}
