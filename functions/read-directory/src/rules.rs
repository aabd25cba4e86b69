//! A category's rules as sentences in both languages: by when, seen by whom, closed with which proof.

use domain::{
    calendar::{Span, SpanUnit},
    directory::{Confidential, PhotoToClose, Track, category::Category},
};
use serde_json::{Value, json};

/// Vietnamese, then English.
type Said = (String, String);

/// `{"vi": […], "en": […]}`, a sentence a rule, in the same order.
pub(crate) fn of(category: &Category) -> Value {
    let said = [
        within(category.receive, ("Tiếp nhận trong", "Received within")),
        within(category.handle, ("Xử lý trong", "Handled within")),
        whole(confidential(category.confidential)),
        whole(proof(category.photo_to_close)),
    ];
    let (vi, en): (Vec<_>, Vec<_>) = said.into_iter().unzip();
    json!({"vi": vi, "en": en})
}

fn whole((vi, en): (&str, &str)) -> Said {
    (vi.to_owned(), en.to_owned())
}

fn within(track: Track, (vi, en): (&str, &str)) -> Said {
    let normal = span(track.normal);
    match track.urgent.map(span) {
        Some(urgent) => (
            format!("{vi} {}; khẩn cấp trong {}", normal.0, urgent.0),
            format!("{en} {}; urgent: {}", normal.1, urgent.1),
        ),
        None => (format!("{vi} {}", normal.0), format!("{en} {}", normal.1)),
    }
}

fn span(span: Span) -> Said {
    let (vi, en) = match span.unit() {
        SpanUnit::WorkingDays => ("ngày làm việc", "working day"),
        SpanUnit::WorkingHours => ("giờ làm việc", "working hour"),
        SpanUnit::Hours => ("giờ", "hour"),
        SpanUnit::Minutes => ("phút", "minute"),
    };
    let count = span.count();
    (format!("{count} {vi}"), format!("{count} {en}{}", if count == 1 { "" } else { "s" }))
}

fn confidential(rule: Confidential) -> (&'static str, &'static str) {
    match rule {
        Confidential::Optional => {
            ("Công khai, trừ khi người dân yêu cầu bảo mật", "Public, unless the citizen asks otherwise")
        }
        Confidential::Default => {
            ("Bảo mật, trừ khi người dân chọn công khai", "Confidential, unless the citizen says public")
        }
        Confidential::Always => ("Luôn bảo mật", "Always confidential"),
    }
}

fn proof(rule: PhotoToClose) -> (&'static str, &'static str) {
    match rule {
        PhotoToClose::Required => ("Phải có ảnh sau xử lý", "Closed only with a photo of the result"),
        PhotoToClose::Waivable => (
            "Phải có ảnh sau xử lý, trừ khi lãnh đạo miễn có lý do",
            "Closed with a photo of the result, unless a leader waives it with a reason",
        ),
        PhotoToClose::None => ("Không cần ảnh sau xử lý", "No photo of the result is asked for"),
    }
}
