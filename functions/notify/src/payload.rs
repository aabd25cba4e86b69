//! A push in the forms of both platforms: FCM HTTP v1 and APNs. A hint: the app reads the report again when opened.
//!
//! **Invariant**: code, category and commune, no more; of a confidential report code and category only. Never the
//! reporter, a description, a telephone number or a coordinate. Under 4 KB, for all of it is bounded.

use aws::push::{Channel, Message, Said};
use domain::{Report, directory::Directory, history::Entry, report::Visibility};
use serde_json::json;

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
    Said {
        title,
        body: &body,
        data: json!({"report_id": report.id, "code": report.code, "action": event.action, "entry": event.id}),
        link: &format!("phananh://reports/{}", report.id),
        kind: "REPORT",
        thread: report.id.as_str(),
        channel: if report.urgent { Channel::Urgent } else { Channel::Reports },
        badge: Some(1),
        // report and entry: the same for a repeat, so that it replaces the first
        of: &format!("{}.{}", report.id, event.id),
        categories: vec![report.category.to_string()],
    }
    .message()
}
