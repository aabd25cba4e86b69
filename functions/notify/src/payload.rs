//! A push in the forms of both platforms: FCM HTTP v1 and APNs. A hint: the app reads the report again when opened.
//!
//! **Invariant**: code, category and commune, no more; of a confidential report code and category only. Never the
//! reporter, a description, a telephone number or a coordinate. Under 4 KB, for all of it is bounded.

use aws::push::Message;
use data_encoding::HEXLOWER;
use domain::{Report, directory::Directory, history::Entry, report::Visibility};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::words::Words;

/// What a push tells of: an entry of the history, or an alert beside it.
pub(crate) struct Event {
    action: &'static str,
    /// Tells it from all others of the report.
    id: String,
}

impl Event {
    pub(crate) fn of(entry: &Entry) -> Self {
        Self { action: entry.action.name(), id: entry.n.to_string() }
    }

    /// The report's alert of that number.
    pub(crate) fn of_alert(n: usize) -> Self {
        Self { action: "remind", id: format!("alert-{n}") }
    }

    /// Whether it is the report's first entry: nobody has heard of it yet.
    pub(crate) fn is_new_report(&self) -> bool {
        self.id == "1"
    }
}

/// The push that tells of `event`.
pub(crate) fn message(report: &Report, event: &Event, words: Words, language: &str, directory: &Directory) -> Message {
    let english = language == "en";
    let title = if english { words.en } else { words.vi };
    let category = report.terms(directory);
    let category_name = category.map_or("", |c| if english { &c.name_en } else { &c.name_vi });
    let body = match (report.visibility, directory.area(&report.area)) {
        (Visibility::Public, Some(area)) => format!("{} · {category_name} · {}", report.code, area.full_name),
        _ => format!("{} · {category_name}", report.code),
    };
    let id = collapse_id(report, event);
    let link = format!("phananh://reports/{}", report.id);
    let data = json!({
        "report_id": report.id, "code": report.code, "action": event.action, "entry": event.id, "link": link,
    });
    let urgent = report.urgent;
    let fcm = json!({"fcmV1Message": {"message": {
        "notification": {"title": title, "body": body},
        "data": data,
        "android": {
            "priority": "high",
            "notification": {"tag": id, "channel_id": if urgent { "urgent" } else { "reports" }, "click_action": "OPEN_REPORT"},
        },
    }}});
    let apns = json!({
        "aps": {
            "alert": {"title": title, "body": body},
            "category": "REPORT",
            "thread-id": report.id,
            "interruption-level": if urgent { "time-sensitive" } else { "active" },
            "badge": 1,
            "sound": "default",
        },
        "report_id": report.id, "code": report.code, "action": event.action, "link": link,
    });
    let json = json!({
        "default": body,
        "GCM": fcm.to_string(),
        "APNS": apns.to_string(),
        "APNS_SANDBOX": apns.to_string(),
    });
    Message { json: json.to_string(), collapse_id: id, categories: vec![report.category.to_string()] }
}

/// The first 32 hex digits of SHA-256 of report and entry: the same for a repeat, so that it replaces the first.
fn collapse_id(report: &Report, event: &Event) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{}.{}", report.id, event.id))[..16])
}
