//! A unit's digest in the forms of both platforms, in Vietnamese, as a topic speaks it. Numbers only: of no report does it
//! say anything.

use aws::push::{Channel, Message, Said};
use domain::{
    digest::Digest,
    directory::{Unit, UnitId},
};
use jiff::civil::Date;
use serde_json::json;

/// The digest of `unit` for `told`: the unit itself, or one above where nobody there hears of it.
pub(crate) fn message(unit: &Unit, told: &UnitId, digest: &Digest, day: Date) -> Message {
    let title = if unit.id == *told {
        "Phản ánh sau giờ yên tĩnh"
    } else {
        "Phản ánh chưa có người tiếp nhận"
    };
    let body = format!("{}: {}", unit.name_vi, numbers(digest));
    Said {
        title,
        body: &body,
        data: json!({
            "unit": unit.id, "action": "digest",
            "came": digest.came.to_string(), "stirred": digest.stirred.to_string(), "due_today": digest.due.to_string(),
        }),
        link: "phananh://inbox",
        kind: "DIGEST",
        thread: "digest",
        channel: Channel::Reports,
        badge: None,
        of: &format!("digest.{}.{day}", unit.id),
        categories: digest.categories.iter().map(ToString::to_string).collect(),
    }
    .message()
}

fn numbers(digest: &Digest) -> String {
    let parts = [(digest.came, "phản ánh mới"), (digest.stirred, "có diễn biến mới"), (digest.due, "đến hạn hôm nay")];
    let told = parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
    told.collect::<Vec<_>>().join(", ")
}
