//! What people read for states, verdicts, reasons and visibility (DOMAIN.md), Vietnamese then English.

use domain::{
    history::RefusalReason,
    photo::{Near, PhotoFault},
    report::{Status, Verdict, Visibility},
};
use serde_json::{Value, json};

/// `{"vi", "en"}`
fn both((vi, en): (&str, &str)) -> Value {
    json!({"vi": vi, "en": en})
}

fn state(status: Status) -> (&'static str, &'static str) {
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

fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Agreed => ("Đồng ý với kết quả", "Agreed with the answer"),
        Verdict::Disagreed => ("Không đồng ý với kết quả", "Disagreed with the answer"),
        Verdict::Silent => ("Không có đánh giá", "No verdict was given"),
        Verdict::Upheld => ("Không đồng ý, kết quả được giữ nguyên", "Disagreed, the answer was upheld"),
    }
}

fn refusal(reason: RefusalReason) -> (&'static str, &'static str) {
    match reason {
        RefusalReason::OutOfJurisdiction => ("Không thuộc thẩm quyền", "Not within our powers"),
        RefusalReason::ComplaintOrDenunciation => {
            ("Là khiếu nại hoặc tố cáo, có nơi tiếp nhận riêng", "A complaint or denunciation: another office takes it")
        }
        RefusalReason::NotEnoughToVerify => ("Không đủ thông tin để xác minh", "Not enough to verify it"),
        RefusalReason::Untrue => ("Đã kiểm tra, không đúng sự thật", "Checked and found untrue"),
        RefusalReason::Abusive => ("Xúc phạm hoặc tin rác", "Abuse or spam"),
    }
}

fn visibility(visibility: Visibility) -> (&'static str, &'static str) {
    match visibility {
        Visibility::Public => ("Công khai", "Public"),
        Visibility::Confidential => ("Bảo mật", "Confidential"),
    }
}

fn fault(fault: PhotoFault) -> (&'static str, &'static str) {
    match fault {
        PhotoFault::HashMismatch => {
            ("Tệp nhận được khác với ảnh đã chọn, hãy gửi lại", "Another file came: send it again")
        }
        PhotoFault::NotAPicture => ("Tệp không phải là ảnh", "The file is not a picture"),
        PhotoFault::Heic => {
            ("Chưa nhận ảnh HEIC: hãy gửi JPEG, PNG hoặc WebP", "HEIC is not taken: send JPEG, PNG or WebP")
        }
        PhotoFault::Unsupported => {
            ("Chưa nhận loại ảnh này: hãy gửi JPEG, PNG hoặc WebP", "This kind is not taken: send JPEG, PNG or WebP")
        }
        PhotoFault::Animated => ("Không nhận ảnh động", "An animated picture is not taken"),
        PhotoFault::Truncated => ("Ảnh bị cắt cụt, hãy gửi lại", "The file is cut off: send it again"),
        PhotoFault::TooManyPixels => ("Ảnh quá lớn: nhiều nhất 50 megapixel", "Too large: at most 50 megapixels"),
        PhotoFault::TooManyBytes => ("Tệp quá lớn: nhiều nhất 15 MB", "Too large: at most 15 MB"),
        PhotoFault::TooManyScans => ("Ảnh JPEG có quá nhiều lớp, hãy lưu lại rồi gửi", "Too many passes: save it anew"),
        PhotoFault::Damaged => ("Ảnh bị hỏng, không mở được", "The picture is damaged"),
    }
}

fn near(near: Near) -> (&'static str, &'static str) {
    match near {
        Near::Yes => ("Chụp tại nơi phản ánh", "Taken at the place"),
        Near::No => ("Chụp ở nơi khác", "Taken elsewhere"),
        Near::Unknown => ("Không rõ nơi chụp", "Not known where it was taken"),
    }
}

/// Each state with its label, in the order of DOMAIN.md.
pub(crate) fn states() -> Vec<Value> {
    Status::ALL.iter().map(|status| json!({"status": status, "label": both(state(*status))})).collect()
}

/// Each verdict with its label.
pub(crate) fn verdicts() -> Vec<Value> {
    let all = [Verdict::Agreed, Verdict::Disagreed, Verdict::Silent, Verdict::Upheld];
    all.iter().map(|of| json!({"verdict": of, "label": both(verdict(*of))})).collect()
}

/// Each reason for not taking a report, with its label.
pub(crate) fn refusals() -> Vec<Value> {
    let all = [
        RefusalReason::OutOfJurisdiction,
        RefusalReason::ComplaintOrDenunciation,
        RefusalReason::NotEnoughToVerify,
        RefusalReason::Untrue,
        RefusalReason::Abusive,
    ];
    all.iter().map(|reason| json!({"reason": reason, "label": both(refusal(*reason))})).collect()
}

/// Who may see a report, with its label.
pub(crate) fn visibilities() -> Vec<Value> {
    let all = [Visibility::Public, Visibility::Confidential];
    all.iter().map(|of| json!({"visibility": of, "label": both(visibility(*of))})).collect()
}

/// Each reason for not taking a photo, with its label.
pub(crate) fn photo_faults() -> Vec<Value> {
    PhotoFault::ALL.iter().map(|of| json!({"reason": of, "label": both(fault(*of))})).collect()
}

/// Each answer to whether a photo was taken at its report's place, with its label.
pub(crate) fn nearness() -> Vec<Value> {
    [Near::Yes, Near::No, Near::Unknown].iter().map(|of| json!({"near": of, "label": both(near(*of))})).collect()
}
