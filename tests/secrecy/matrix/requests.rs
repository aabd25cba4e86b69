//! What is sent for each row: a request that a caller with every right could make, but that the state refuses where it
//! would change something.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Target, route_of};
use crate::journeys::picture::photo;
use crate::journeys::town::OTHER_UNIT;

/// A request as it is sent; no body is null.
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: Value,
}

/// Rows in which a caller takes themselves away come last.
pub(super) fn in_order<T>(table: BTreeMap<String, T>) -> Vec<(String, T)> {
    let (last, first): (Vec<_>, Vec<_>) = table.into_iter().partition(|(row, _)| row == "DELETE /v1/me");
    first.into_iter().chain(last).collect()
}

/// The row's request about `target`.
pub(super) fn request(row: &str, target: &Target) -> Sent {
    let (method, path) = route_of(row).split_once(' ').unwrap();
    let id = match path {
        // somebody of the owner, whoever asks; removing is tried on nobody
        "/v1/staff/{id}" if method == "DELETE" => "khong-co-ai".to_owned(),
        "/v1/staff/{id}" | "/v1/staff/{id}/absence" => format!("officer-{OTHER_UNIT}"),
        "/v1/units/{id}/staff" => OTHER_UNIT.to_owned(),
        "/v1/news/{id}" => "0192f3a0-0000-7000-8000-000000000001".to_owned(),
        _ => target.id.clone(),
    };
    let filled = path.replace("{id}", &id).replace("{photo_id}", &target.photo).replace("{size}", "thumb");
    let path = filled.replace("{device_id}", "may-1") + query(row);
    Sent { method: method.to_owned(), path, body: body(row, target) }
}

fn query(row: &str) -> &'static str {
    match row {
        "GET /v1/areas/locate" => "?lat=9.78&lng=105.47&at=2026-01-05",
        "GET /v1/units" => "?category=MT-RAC&area=vn-31318-2020",
        "GET /v1/statistics" => "?from=2020-10-01&to=2020-10-20",
        "GET /v1/inbox/statistics" => "?from=2020-10-01&to=2020-10-21",
        "GET /v1/search" => "?q=rac",
        "PUT /v1/staff/{id}" => "?dry_run=true",
        _ => "",
    }
}

fn body(row: &str, target: &Target) -> Value {
    let declared = |kind: &str| {
        let bytes = photo(77);
        let hash = BASE64.encode(&Sha256::digest(&bytes));
        json!({"kind": kind, "content_type": "image/jpeg", "bytes": bytes.len(), "sha256": hash})
    };
    match row {
        // the same again: 200 for its reporter
        "POST /v1/reports" => target.sent.clone(),
        "POST /v1/reports/{id}/photos #scene" => declared("scene"),
        "POST /v1/reports/{id}/photos #evidence" => declared("evidence"),
        // it is accepted already
        "POST /v1/reports/{id}/assignments" => json!({"action": "accept", "version": 3}),
        // an answer needs a photo
        "POST /v1/reports/{id}/responses" => json!({"kind": "answer", "version": 3, "text": "Đã dọn.", "photos": []}),
        // it is not answered yet
        "POST /v1/reports/{id}/feedback" => json!({"kind": "agree", "version": 3, "rating": 5}),
        "PUT /v1/me/links" => json!({"secret": "AAAA", "consent": true}),
        "PUT /v1/me/devices/{device_id}" => json!({"platform": "fcm", "token": "token-of-may-1", "language": "vi"}),
        "PUT /v1/staff/{id}" => json!({"role": "officer", "unit": OTHER_UNIT}),
        // days that are over
        "PUT /v1/me/absence" | "PUT /v1/staff/{id}/absence" => {
            json!({"from": "2020-01-01", "until": "2020-01-02", "deputy": null})
        }
        "PUT /v1/reports/{id}/suspension" => json!({"until": "2020-01-01", "reason": "Báo sai nhiều lần."}),
        "POST /v1/news" | "PUT /v1/news/{id}" | "PUT /v1/directory" => json!({}),
        _ => Value::Null,
    }
}
