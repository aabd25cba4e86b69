//! One push in the forms of both platforms, FCM HTTP v1 and APNs, as one SNS message of structure `json`.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One push in the forms of both platforms.
#[derive(Debug, Clone)]
pub struct Message {
    /// The SNS message of structure `json`.
    pub(super) json: String,
    /// By which a repeat replaces the first on iOS (`AWS.SNS.MOBILE.APNS.COLLAPSE_ID`).
    pub(super) collapse_id: String,
    /// The categories that it is about, at least one, by which an officer's subscription may filter.
    pub(super) categories: Vec<String>,
}

/// On what terms a phone shows it: the channel on Android, the level of interruption on iOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// As the phone is set.
    Reports,
    /// Reports on the urgent track: also where the phone is to be still.
    Urgent,
    /// Emergencies: also where the phone is to be still.
    Emergency,
}

/// What a push says, and where it leads.
#[derive(Debug)]
pub struct Said<'a> {
    /// The title.
    pub title: &'a str,
    /// The text.
    pub body: &'a str,
    /// What the app is told beside, by name; all of it text, as FCM wants it.
    pub data: Value,
    /// What it opens in the app.
    pub link: &'a str,
    /// The kind of notification: its buttons on iOS (`category`), its screen on Android (`click_action`, after `OPEN_`).
    pub kind: &'static str,
    /// What is shown together on iOS.
    pub thread: &'a str,
    /// On what terms it is shown.
    pub channel: Channel,
    /// The number on the app's icon on iOS; without, it stays as it is.
    pub badge: Option<u8>,
    /// What it tells of. A later push of the same replaces the first on the phone.
    pub of: &'a str,
    /// The categories that it is about, at least one, by which an officer's subscription may filter.
    pub categories: Vec<String>,
}

impl Said<'_> {
    /// In the forms of both platforms.
    pub fn message(self) -> Message {
        let Self { title, body, mut data, link, kind, thread, channel, badge, of, categories } = self;
        let collapse_id = HEXLOWER.encode(&Sha256::digest(of)[..16]);
        data["link"] = link.into();
        let (channel_id, level) = match channel {
            Channel::Reports => ("reports", "active"),
            Channel::Urgent => ("urgent", "time-sensitive"),
            Channel::Emergency => ("emergency", "time-sensitive"),
        };
        let fcm = json!({"fcmV1Message": {"message": {
            "notification": {"title": title, "body": body},
            "data": data,
            "android": {
                "priority": "high",
                "notification": {"tag": collapse_id, "channel_id": channel_id, "click_action": format!("OPEN_{kind}")},
            },
        }}});
        // beside `aps` the app finds what Android gives it as `data`
        let mut apns = data;
        apns["aps"] = json!({
            "alert": {"title": title, "body": body},
            "category": kind,
            "thread-id": thread,
            "interruption-level": level,
            "sound": "default",
        });
        if let Some(badge) = badge {
            apns["aps"]["badge"] = badge.into();
        }
        let apns = apns.to_string();
        let json = json!({"default": body, "GCM": fcm.to_string(), "APNS": apns, "APNS_SANDBOX": apns});
        Message { json: json.to_string(), collapse_id, categories }
    }
}
