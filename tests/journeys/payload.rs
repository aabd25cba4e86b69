//! Every push of every journey, held to what the platforms take: fields and their types, and 4 KB.
//!
//! Sources: FCM, the discovery document of `fcm:v1` (schemas `Message`, `AndroidConfig`, `AndroidNotification`, …; JSON of
//! protobuf takes names in camel case and, as in Amazon SNS' own examples of `fcmV1Message`, in snake case); 4,096 bytes by
//! "About FCM messages". APNs, "Generating a remote notification", tables 1 to 3; 4,096 bytes there; collapse ids of 64
//! bytes by "Sending notification requests to APNs".

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What a field may hold.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Whole,
    /// From 0 to 1.
    Score,
    Texts,
    /// Text by name.
    Data,
    OneOf(&'static [&'static str]),
    Of(&'static [(&'static str, Kind)]),
    TextOr(&'static [(&'static str, Kind)]),
}
use Kind::{Data, Flag, Of, OneOf, Score, Text, TextOr, Texts, Whole};

const REQUEST: &[(&str, Kind)] = &[("message", Of(MESSAGE)), ("validate_only", Flag)];
/// `token`, `topic` and `condition` are missing here on purpose: SNS says where to.
const MESSAGE: &[(&str, Kind)] = &[
    ("data", Data),
    ("notification", Of(&[("title", Text), ("body", Text), ("image", Text)])),
    ("android", Of(ANDROID)),
    ("fcm_options", Of(&[("analytics_label", Text)])),
];
const ANDROID: &[(&str, Kind)] = &[
    ("collapse_key", Text),
    ("priority", OneOf(&["normal", "high", "NORMAL", "HIGH"])),
    ("ttl", Text),
    ("restricted_package_name", Text),
    ("data", Data),
    ("notification", Of(ANDROID_NOTIFICATION)),
    ("fcm_options", Of(&[("analytics_label", Text)])),
    ("direct_boot_ok", Flag),
];
const ANDROID_NOTIFICATION: &[(&str, Kind)] = &[
    ("title", Text),
    ("body", Text),
    ("icon", Text),
    ("color", Text),
    ("sound", Text),
    ("tag", Text),
    ("click_action", Text),
    ("body_loc_key", Text),
    ("body_loc_args", Texts),
    ("title_loc_key", Text),
    ("title_loc_args", Texts),
    ("channel_id", Text),
    ("ticker", Text),
    ("sticky", Flag),
    ("event_time", Text),
    ("local_only", Flag),
    (
        "notification_priority",
        OneOf(&["PRIORITY_MIN", "PRIORITY_LOW", "PRIORITY_DEFAULT", "PRIORITY_HIGH", "PRIORITY_MAX"]),
    ),
    ("default_sound", Flag),
    ("default_vibrate_timings", Flag),
    ("default_light_settings", Flag),
    ("vibrate_timings", Texts),
    ("visibility", OneOf(&["PRIVATE", "PUBLIC", "SECRET"])),
    ("notification_count", Whole),
    ("image", Text),
];
/// Those of Live Activities are left out: the app has none.
const APS: &[(&str, Kind)] = &[
    ("alert", TextOr(ALERT)),
    ("badge", Whole),
    ("sound", TextOr(&[("critical", Whole), ("name", Text), ("volume", Score)])),
    ("thread-id", Text),
    ("category", Text),
    ("content-available", Whole),
    ("mutable-content", Whole),
    ("target-content-id", Text),
    ("interruption-level", OneOf(&["passive", "active", "time-sensitive", "critical"])),
    ("relevance-score", Score),
    ("filter-criteria", Text),
];
const ALERT: &[(&str, Kind)] = &[
    ("title", Text),
    ("subtitle", Text),
    ("body", Text),
    ("launch-image", Text),
    ("title-loc-key", Text),
    ("title-loc-args", Texts),
    ("subtitle-loc-key", Text),
    ("subtitle-loc-args", Texts),
    ("loc-key", Text),
    ("loc-args", Texts),
];

/// Both platforms' limit.
const MOST_BYTES: usize = 4_096;

/// Fails where a recorded push is not what either platform takes, or lacks what ours say.
pub(crate) fn obeys_the_platforms(push: &Value) {
    let parts: BTreeMap<String, String> = serde_json::from_str(push["message"].as_str().unwrap()).unwrap();
    assert!(parts.keys().eq(["APNS", "APNS_SANDBOX", "GCM", "default"]), "{push}");
    for (platform, part) in &parts {
        assert!(part.len() <= MOST_BYTES, "{platform}: {} bytes", part.len());
    }
    assert_eq!(parts["APNS"], parts["APNS_SANDBOX"], "the sandbox gets the same");
    let (fcm, apns): (Value, Value) =
        (serde_json::from_str(&parts["GCM"]).unwrap(), serde_json::from_str(&parts["APNS"]).unwrap());

    assert!(fcm.as_object().unwrap().keys().eq(["fcmV1Message"]), "the form of HTTP v1");
    fits(&fcm["fcmV1Message"], REQUEST, "fcmV1Message");
    let message = &fcm["fcmV1Message"]["message"];
    for word in message["data"].as_object().unwrap().keys() {
        let reserved = ["from", "message_type", "collapse_key"].contains(&word.as_str());
        assert!(!reserved && !word.starts_with("google") && !word.starts_with("gcm"), "data: {word} is reserved");
    }
    fits(&apns["aps"], APS, "aps");

    // What ours say, on both.
    let id = push["attributes"]["AWS.SNS.MOBILE.APNS.COLLAPSE_ID"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    assert_eq!(message["android"]["notification"]["tag"], id, "a repeat replaces the first on either platform");
    assert_eq!(push["attributes"]["AWS.SNS.MOBILE.APNS.PUSH_TYPE"], "alert");
    for said in ["title", "body"] {
        let words = message["notification"][said].as_str().unwrap();
        assert!(!words.is_empty() && apns["aps"]["alert"][said] == words, "{said}: {push}");
    }
    assert_eq!(
        message["notification"]["body"], parts["default"],
        "what is no phone, as a queue or an e-mail, gets the text"
    );
    let link = message["data"]["link"].as_str().unwrap();
    assert!(link.starts_with("phananh://") && apns["link"] == link, "{link}");
    for needed in ["category", "thread-id", "interruption-level", "sound"] {
        assert!(apns["aps"][needed].is_string(), "{needed} is missing: {apns}");
    }
}

/// An object has no fields but these, each of its kind.
fn fits(value: &Value, fields: &[(&str, Kind)], place: &str) {
    let object: &Map<String, Value> = value.as_object().unwrap_or_else(|| panic!("{place} is not an object: {value}"));
    for (name, value) in object {
        let place = format!("{place}.{name}");
        let (_, kind) =
            fields.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{place}: no such field"));
        let is = match kind {
            Text => value.is_string(),
            Flag => value.is_boolean(),
            Whole => value.is_u64(),
            Score => value.as_f64().is_some_and(|score| (0.0..=1.0).contains(&score)),
            Texts => value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string)),
            Data => value.as_object().is_some_and(|data| data.values().all(Value::is_string)),
            OneOf(words) => value.as_str().is_some_and(|word| words.contains(&word)),
            Of(fields) => {
                fits(value, fields, &place);
                true
            }
            TextOr(fields) => {
                if !value.is_string() {
                    fits(value, fields, &place);
                }
                true
            }
        };
        assert!(is, "{place}: {value}");
    }
}

/// A push of an emergency whose title and text are a word of so many letters again and again, as long as the desk may write.
async fn emergency(word: &str, letters: usize) -> Value {
    let town = super::town::Town::in_2020().await;
    let (title, text) = (word.repeat(200 / letters), word.repeat((8_000 / word.len()).min(2_000 / letters)));
    let storm = json!({
        "id": "017548a9-d4b8-7c1e-9d42-00000000bea5", "severity": "emergency", "areas": [],
        "valid_until": "2020-10-23T08:00:00+07:00", "vi": {"title": title, "text": text},
    });
    town.centre().await.post("/v1/news", &storm).await.expect(201);
    town.pushes().await.pop().unwrap()
}

#[tokio::test]
async fn the_longest_emergency_is_cut_between_graphemes_to_what_both_platforms_take() {
    // Four code points that are seen as one letter; emoji of seven; what JSON doubles.
    for (word, letters) in [("ệ", 1), ("u\u{31b}\u{309}\u{323}", 1), ("a👨‍👩‍👧", 2), ("a\"\\", 3)] {
        let push = emergency(word, letters).await;
        let whole = domain::text::Text::<200>::parse(word).unwrap().as_str().to_owned();
        for said in ["title", "body"] {
            let words = push["payloads"]["APNS"]["aps"]["alert"][said].as_str().unwrap();
            let shown = words.trim_start_matches("Khẩn cấp: ").strip_suffix('…').expect("cut");
            let rest = shown.replace(&whole, "");
            // what is left of the last word ends where a letter does
            assert!(shown.len() > 80 && ["", "a", "a\""].contains(&rest.as_str()), "{words}");
        }
    }
}

#[test]
#[should_panic(expected = "fcmV1Message.message.android.notification.colour: no such field")]
fn a_field_that_firebase_does_not_know_is_found() {
    let sent = json!({"message": {"android": {"notification": {"colour": "#ffffff"}}}});
    fits(&sent, REQUEST, "fcmV1Message");
}

#[test]
#[should_panic(expected = "aps.badge")]
fn a_badge_that_is_no_number_is_found() {
    fits(&json!({"badge": "1"}), APS, "aps");
}
