//! Whom a change concerns, and in which words. Nobody is told of what they did themselves.

use domain::{
    history::{Action, Entry},
    report::Status,
};

/// A push's title in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) vi: &'static str,
    pub(crate) en: &'static str,
}

#[expect(clippy::unnecessary_wraps, reason = "each arm of the matches below is an option")]
const fn words(vi: &'static str, en: &'static str) -> Option<Words> {
    Some(Words { vi, en })
}

/// What the unit that has the report now is told.
pub(crate) fn to_unit(entry: &Entry) -> Option<Words> {
    match entry.action {
        Action::Submit => words("Phản ánh mới", "New report"),
        Action::Transfer | Action::Assign => words("Phản ánh được chuyển đến", "A report was passed to you"),
        Action::Return | Action::Contest => words("Phản ánh cần phân công", "A report needs a unit"),
        Action::Inform => words("Người dân đã bổ sung thông tin", "The citizen has added information"),
        Action::Reprocess => words("Người dân yêu cầu xử lý lại", "The citizen asks again"),
        Action::Disagree => words("Người dân không đồng ý", "The citizen disagrees"),
        Action::Propose => words("Có đề xuất chờ lãnh đạo", "A proposal waits for the leader"),
        Action::Decline => words("Đề xuất không được chấp nhận", "A proposal was declined"),
        Action::Lapse => words("Câu trả lời bị hủy do thiếu ảnh", "A held answer lapsed"),
        Action::Reopen => words("Phản ánh được mở lại", "A report was reopened"),
        Action::ReleaseOfficer => words("Phản ánh cần lãnh đạo giao cán bộ khác", "A report needs another officer"),
        Action::Withdraw => words("Người dân đã rút phản ánh", "The citizen has withdrawn a report"),
        _ => None,
    }
}

/// What the reporter is told.
pub(crate) fn to_reporter(entry: &Entry) -> Option<Words> {
    match entry.action {
        Action::Accept => words("Phản ánh đã được tiếp nhận", "Your report was accepted"),
        Action::Transfer | Action::Assign => {
            words("Phản ánh được chuyển đơn vị xử lý", "Your report went to another unit")
        }
        Action::Return => words("Phản ánh đang được phân công lại", "Your report is being assigned again"),
        Action::Ask => words("Cơ quan cần thêm thông tin", "The unit needs more information"),
        Action::Answer => words("Phản ánh đã có trả lời", "Your report was answered"),
        Action::Confirm => match entry.changes.status {
            Some(Status::Refused) => words("Phản ánh không được tiếp nhận", "Your report was refused"),
            Some(Status::Answered) => words("Phản ánh đã có trả lời", "Your report was answered"),
            _ => words("Thời hạn xử lý được gia hạn", "The deadline was extended"),
        },
        Action::Extend => words("Thời hạn xử lý được gia hạn", "The deadline was extended"),
        Action::Reopen => words("Phản ánh được xử lý lại", "Your report is handled again"),
        Action::Uphold => words("Kết quả xử lý được giữ nguyên", "The answer was upheld"),
        Action::Recall => words("Câu trả lời được thu hồi", "The answer was recalled"),
        Action::Update => words("Tiến độ xử lý phản ánh", "Progress on your report"),
        Action::Silence => words("Phản ánh đã kết thúc", "Your report was closed"),
        _ => None,
    }
}
