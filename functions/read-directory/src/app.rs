//! `GET /v1/app`: all that a client needs to start.

use domain::{
    directory::Directory,
    photo::{LARGEST_PHOTO, MOST_PHOTOS},
};
use edge::{Problem, Reply};
use serde_json::json;

use crate::labels;

pub(crate) fn answer(directory: &Directory) -> Result<Reply, Problem> {
    let settings = directory.settings();
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
            "states": labels::states(),
            "verdicts": labels::verdicts(),
            "refusal_reasons": labels::refusals(),
            "visibilities": labels::visibilities(),
            "photo_reasons": labels::photo_faults(),
            "photo_nearness": labels::nearness(),
        }),
    )
}
