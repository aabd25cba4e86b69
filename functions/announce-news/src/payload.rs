//! The push of an emergency in the forms of both platforms. A topic speaks Vietnamese.
//!
//! News is for everybody, so it may say what it says; but title and text are cut, so that either payload stays under 4 KB.

use aws::push::Message;
use data_encoding::HEXLOWER;
use domain::news::{News, cut, rules::Stage};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Graphemes and bytes of a title on a phone.
const TITLE: (usize, usize) = (100, 300);
/// Graphemes and bytes of a text on a phone; JSON may double them.
const TEXT: (usize, usize) = (300, 900);

/// The push that tells of the item as it stands.
pub(crate) fn message(news: &News, stage: Stage) -> Message {
    let words = &news.content.vi;
    let (action, start) = match stage {
        Stage::Alert => ("news", "Khẩn cấp"),
        Stage::Update => ("news", "Khẩn cấp, cập nhật"),
        Stage::Cancel => ("news_withdrawn", "Đã gỡ tin khẩn cấp"),
    };
    let title = cut(&format!("{start}: {}", words.title.as_str()), TITLE.0, TITLE.1);
    let body = cut(words.text.as_str(), TEXT.0, TEXT.1);
    let id = collapse_id(news);
    let link = format!("phananh://news/{}", news.news_id);
    let data = json!({
        "news_id": news.news_id, "version": news.version.to_string(), "action": action, "link": link,
    });
    let fcm = json!({"fcmV1Message": {"message": {
        "notification": {"title": title, "body": body},
        "data": data,
        "android": {
            "priority": "high",
            "notification": {"tag": id, "channel_id": "emergency", "click_action": "OPEN_NEWS"},
        },
    }}});
    let apns = json!({
        "aps": {
            "alert": {"title": title, "body": body},
            "category": "NEWS",
            "thread-id": "news",
            "interruption-level": "time-sensitive",
            "sound": "default",
        },
        "news_id": news.news_id, "action": action, "link": link,
    });
    let json = json!({
        "default": title,
        "GCM": fcm.to_string(),
        "APNS": apns.to_string(),
        "APNS_SANDBOX": apns.to_string(),
    });
    Message { json: json.to_string(), collapse_id: id, categories: vec!["news".to_owned()] }
}

/// The first 32 hex digits of SHA-256 of the item: the same for each version, so that the last one stands.
fn collapse_id(news: &News) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("news.{}", news.news_id))[..16])
}
