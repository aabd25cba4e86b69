//! `GET /v1/app`: all that a client needs to start.

use domain::{
    directory::Directory,
    photo::{LARGEST_PHOTO, MOST_PHOTOS},
    report::Status,
};
use edge::{Problem, Reply};
use serde_json::json;

/// What people read for each state (DOMAIN.md, lifecycle), Vietnamese then English.
fn label(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Submitted => ("Chờ tiếp nhận", "Waiting to be accepted"),
        Status::InProgress => ("Đang xử lý", "In progress"),
        Status::NeedsInfo => ("Chờ người dân bổ sung thông tin", "Waiting for information from you"),
        Status::Coordinating => ("Đang phân công đơn vị xử lý", "A unit is being assigned"),
        Status::Answered => ("Đã trả lời, chờ người dân đánh giá", "Answered, waiting for your verdict"),
        Status::Disputed => ("Người dân chưa đồng ý, đang xem xét lại", "Disputed, under review"),
        Status::Closed => ("Đã kết thúc", "Closed"),
        Status::Refused => ("Không tiếp nhận", "Not taken"),
        Status::Merged => ("Đã gộp với phản ánh trùng", "Merged with another report"),
        Status::Withdrawn => ("Người dân đã rút phản ánh", "Withdrawn"),
    }
}

pub(crate) fn answer(directory: &Directory) -> Result<Reply, Problem> {
    let settings = directory.settings();
    let states: Vec<_> = Status::ALL
        .iter()
        .map(|status| {
            let (vi, en) = label(*status);
            json!({"status": status, "label": {"vi": vi, "en": en}})
        })
        .collect();
    let hotlines: Vec<_> = settings
        .hotlines
        .iter()
        .map(|h| json!({"number": h.number, "name": {"vi": h.name.vi, "en": h.name.en}, "emergency": h.emergency}))
        .collect();
    let consent = settings.consent().map(|c| json!({"version": c.version, "text": {"vi": c.text.vi, "en": c.text.en}}));
    Reply::json(
        200,
        &json!({
            "directory": super::version(directory),
            "province": {"vi": settings.province.vi, "en": settings.province.en},
            "service": {"vi": settings.service.vi, "en": settings.service.en},
            "consent": consent,
            "hotlines": hotlines,
            "photo_advice": {"vi": settings.photo_advice.vi, "en": settings.photo_advice.en},
            "complaint_advice": {"vi": settings.complaint_advice.vi, "en": settings.complaint_advice.en},
            "oldest_client": settings.oldest_client,
            "limits": {"description_graphemes": 2000, "text_graphemes": 1000, "text_bytes": 8000,
                       "photos_of_a_kind": MOST_PHOTOS, "photo_bytes": LARGEST_PHOTO,
                       "photo_types": ["image/jpeg", "image/png", "image/webp"]},
            "states": states,
        }),
    )
}
