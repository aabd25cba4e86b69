//! A push's title for each change, in both languages.

use domain::{
    alert::{Alert, Tier, Watched},
    history::{Action, Entry},
    report::Status,
};

/// A title in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) vi: &'static str,
    pub(crate) en: &'static str,
}

const fn pair(vi: &'static str, en: &'static str) -> Words {
    Words { vi, en }
}

#[expect(clippy::unnecessary_wraps, reason = "each arm of the matches below is an option")]
const fn words(vi: &'static str, en: &'static str) -> Option<Words> {
    Some(pair(vi, en))
}

/// What the unit above is told where the owner has nobody for a report.
pub(crate) const NOBODY_THERE: Words = pair("Phản ánh chưa có người tiếp nhận", "Nobody is there for a report");

/// What the unit that has the report now is told.
pub(crate) fn to_unit(entry: &Entry) -> Option<Words> {
    match entry.action {
        Action::Submit => words("Phản ánh mới", "New report"),
        Action::Transfer | Action::Return | Action::Contest | Action::Correct
            if entry.changes.status == Some(Status::Coordinating) =>
        {
            words("Phản ánh cần phân công", "A report needs a unit")
        }
        Action::Transfer | Action::Assign => words("Phản ánh được chuyển đến", "A report was passed to you"),
        Action::Correct if entry.changes.owner.is_some() => {
            words("Phản ánh được chuyển đến", "A report was passed to you")
        }
        Action::Unmerge => words("Phản ánh được tách ra để xử lý riêng", "A report is to be handled by itself again"),
        Action::Succeed if entry.changes.owner.is_some() => {
            words("Phản ánh chuyển đến theo địa bàn mới", "A report came with its area")
        }
        Action::Inform => words("Người dân đã bổ sung thông tin", "The citizen has added information"),
        Action::Resume => words("Hết thời gian chờ bổ sung thông tin", "No information came, go on"),
        Action::Contest | Action::Reprocess if entry.changes.status == Some(Status::Submitted) => {
            words("Phản ánh được tách ra để xử lý riêng", "A report is to be handled by itself again")
        }
        Action::Reprocess => words("Người dân yêu cầu xử lý lại", "The citizen asks again"),
        Action::Disagree => words("Người dân không đồng ý", "The citizen disagrees"),
        Action::Propose => words("Có đề xuất chờ lãnh đạo", "A proposal waits for the leader"),
        Action::Confirm => words("Đề xuất đã được xác nhận", "A proposal was confirmed"),
        Action::Decline => words("Đề xuất không được chấp nhận", "A proposal was declined"),
        Action::Lapse => words("Câu trả lời bị hủy do thiếu ảnh", "A held answer lapsed"),
        Action::Reopen => words("Phản ánh được mở lại", "A report was reopened"),
        Action::ReleaseOfficer => words("Phản ánh cần lãnh đạo giao cán bộ khác", "A report needs another officer"),
        Action::Withdraw => words("Người dân đã rút phản ánh", "The citizen has withdrawn a report"),
        // what the unit did itself, what asks nothing of it, and what a confirmation says
        Action::Accept
        | Action::Return
        | Action::Ask
        | Action::Extend
        | Action::Answer
        | Action::Hold
        | Action::Agree
        | Action::Silence
        | Action::Uphold
        | Action::Refuse
        | Action::Contest
        | Action::Merge
        | Action::Correct
        | Action::Recall
        | Action::Update
        | Action::Note
        | Action::NameOfficer
        | Action::Hide
        | Action::Unhide
        | Action::MakeConfidential
        | Action::Succeed => None,
    }
}

/// What whoever an alert is for is told.
pub(crate) fn late(alert: Alert) -> Words {
    match (alert.of, alert.to) {
        (Watched::Receipt, Tier::Officer) => pair("Sắp hết hạn tiếp nhận", "Soon late to accept"),
        (Watched::Receipt, Tier::Leader) => pair("Quá hạn tiếp nhận", "Late to accept"),
        (Watched::Receipt, Tier::Above) => pair("Quá hạn tiếp nhận nghiêm trọng", "Very late to accept"),
        (Watched::Coordination, Tier::Officer) => pair("Sắp hết hạn phân công", "Soon late to assign"),
        (Watched::Coordination, _) => pair("Quá hạn phân công", "Late to assign"),
        (Watched::Handling, Tier::Officer) => pair("Sắp hết hạn xử lý", "Soon late to answer"),
        (Watched::Handling, Tier::Leader) => pair("Quá hạn xử lý", "Late to answer"),
        (Watched::Handling, Tier::Above) => pair("Quá hạn xử lý nghiêm trọng", "Very late to answer"),
        (Watched::Review, Tier::Officer) => pair("Sắp hết hạn xem xét lại", "Soon late to review"),
        (Watched::Review, Tier::Leader) => pair("Quá hạn xem xét lại", "Late to review"),
        (Watched::Review, Tier::Above) => pair("Quá hạn xem xét lại nghiêm trọng", "Very late to review"),
        (Watched::Urgent, Tier::Above) => {
            pair("Khẩn cấp: 30 phút chưa được tiếp nhận", "Urgent: not accepted for 30 minutes")
        }
        (Watched::Urgent, _) => pair("Khẩn cấp: 15 phút chưa được tiếp nhận", "Urgent: not accepted for 15 minutes"),
        (Watched::Proposal, Tier::Above) => pair("Đề xuất quá hạn xác nhận", "A proposal is overdue"),
        (Watched::Proposal, _) => pair("Đề xuất đang chờ xác nhận", "A proposal still waits"),
    }
}

/// What the reporter and the followers are told: words that fit both.
pub(crate) fn to_people(entry: &Entry) -> Option<Words> {
    match entry.action {
        Action::Accept => words("Phản ánh đã được tiếp nhận", "Report accepted"),
        Action::Transfer | Action::Assign => {
            words("Phản ánh được chuyển đơn vị xử lý", "Report passed to another unit")
        }
        Action::Succeed if entry.changes.owner.is_some() => {
            words("Phản ánh được chuyển đơn vị xử lý", "Report passed to another unit")
        }
        Action::Return => words("Phản ánh đang được phân công lại", "Report is being assigned again"),
        Action::Ask => words("Cơ quan cần thêm thông tin", "The unit needs more information"),
        Action::Resume => words("Phản ánh được xử lý tiếp", "Work on the report goes on"),
        Action::Answer => words("Phản ánh đã có trả lời", "Report answered"),
        Action::Confirm => match entry.changes.status {
            Some(Status::Refused) => words("Phản ánh không được tiếp nhận", "Report refused"),
            Some(Status::Answered) => words("Phản ánh đã có trả lời", "Report answered"),
            _ => words("Thời hạn xử lý được gia hạn", "The deadline was extended"),
        },
        Action::Extend => words("Thời hạn xử lý được gia hạn", "The deadline was extended"),
        Action::Reopen => words("Phản ánh được xử lý lại", "Report is handled again"),
        Action::Uphold => words("Kết quả xử lý được giữ nguyên", "The answer was upheld"),
        Action::Correct => words("Thông tin phản ánh được điều chỉnh", "Report corrected"),
        Action::Merge => {
            words("Phản ánh được gộp với phản ánh trùng", "Report merged with another of the same problem")
        }
        Action::Unmerge => words("Phản ánh được tách ra xử lý riêng", "Report is handled by itself again"),
        Action::Recall => words("Câu trả lời được thu hồi", "The answer was recalled"),
        Action::Update => words("Tiến độ xử lý phản ánh", "Progress on the report"),
        Action::Silence => words("Phản ánh đã kết thúc", "Report closed"),
        Action::Hide => {
            words("Một phần phản ánh không còn công khai", "Part of the report is no longer shown in public")
        }
        Action::Unhide => words("Phản ánh được công khai trở lại", "The report is shown in public again"),
        // the reporter's own, and what is between officers
        Action::Submit
        | Action::Inform
        | Action::Agree
        | Action::Disagree
        | Action::Reprocess
        | Action::Contest
        | Action::Withdraw
        | Action::MakeConfidential
        | Action::Propose
        | Action::Hold
        | Action::Lapse
        | Action::Refuse
        | Action::Note
        | Action::NameOfficer
        | Action::ReleaseOfficer
        | Action::Decline
        | Action::Succeed => None,
    }
}

/// What the followers are told of what the reporter did.
pub(crate) fn to_followers(entry: &Entry) -> Option<Words> {
    match entry.action {
        Action::Inform => words("Phản ánh được xử lý tiếp", "Work on the report goes on"),
        Action::Agree | Action::Disagree => words("Phản ánh đã kết thúc", "Report closed"),
        Action::Reprocess => words("Phản ánh được yêu cầu xử lý lại", "The report is asked about again"),
        Action::Contest => words("Phản ánh đang được phân công lại", "Report is being assigned again"),
        Action::Withdraw => words("Phản ánh đã được rút", "Report withdrawn"),
        _ => None,
    }
}
