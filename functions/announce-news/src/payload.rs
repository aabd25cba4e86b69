//! The push of an emergency in the forms of both platforms. A topic speaks Vietnamese.
//!
//! News is for everybody, so it may say what it says; but title and text are cut, so that either payload stays under 4 KB.

use aws::push::{Channel, Message, Said};
use domain::news::{News, cut, rules::Stage};
use serde_json::json;

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
    Said {
        title: &title,
        body: &body,
        data: json!({"news_id": news.news_id, "version": news.version.to_string(), "action": action}),
        link: &format!("phananh://news/{}", news.news_id),
        kind: "NEWS",
        thread: "news",
        channel: Channel::Emergency,
        badge: None,
        // the same for each version, so that the last one stands
        of: &format!("news.{}", news.news_id),
        categories: vec!["news".to_owned()],
    }
    .message()
}
