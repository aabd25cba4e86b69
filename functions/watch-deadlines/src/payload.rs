//! A unit's digest in the forms of both platforms, in Vietnamese, as a topic speaks it. Numbers only: of no report does it
//! say anything.

use aws::push::Message;
use data_encoding::HEXLOWER;
use domain::{
    digest::Digest,
    directory::{Unit, UnitId},
};
use jiff::civil::Date;
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// The digest of `unit` for `told`: the unit itself, or one above where nobody there hears of it.
pub(crate) fn message(unit: &Unit, told: &UnitId, digest: &Digest, day: Date) -> Message {
    let title = if unit.id == *told {
        "Phản ánh sau giờ yên tĩnh"
    } else {
        "Phản ánh chưa có người tiếp nhận"
    };
    let body = format!("{}: {}", unit.name_vi, numbers(digest));
    let id = HEXLOWER.encode(&Sha256::digest(format!("digest.{}.{day}", unit.id))[..16]);
    let link = "phananh://inbox";
    let data = json!({
        "unit": unit.id, "action": "digest", "link": link,
        "came": digest.came.to_string(), "stirred": digest.stirred.to_string(), "due_today": digest.due.to_string(),
    });
    let fcm = json!({"fcmV1Message": {"message": {
        "notification": {"title": title, "body": body},
        "data": data,
        "android": {
            "priority": "high",
            "notification": {"tag": id, "channel_id": "reports", "click_action": "OPEN_INBOX"},
        },
    }}});
    let apns = json!({
        "aps": {
            "alert": {"title": title, "body": body},
            "category": "DIGEST",
            "thread-id": "digest",
            "interruption-level": "active",
            "sound": "default",
        },
        "unit": unit.id, "action": "digest", "link": link,
        "came": digest.came, "stirred": digest.stirred, "due_today": digest.due,
    });
    let json = json!({
        "default": body,
        "GCM": fcm.to_string(),
        "APNS": apns.to_string(),
        "APNS_SANDBOX": apns.to_string(),
    });
    let categories = digest.categories.iter().map(ToString::to_string).collect();
    Message { json: json.to_string(), collapse_id: id, categories }
}

fn numbers(digest: &Digest) -> String {
    let parts = [(digest.came, "phản ánh mới"), (digest.stirred, "có diễn biến mới"), (digest.due, "đến hạn hôm nay")];
    let told = parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
    told.collect::<Vec<_>>().join(", ")
}
