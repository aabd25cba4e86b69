//! The figures as lines: what is told, this month, the month before, the difference.

use domain::{report::Status, statistics::Figures};

/// One line.
pub(super) struct Line {
    pub(super) label: &'static str,
    /// Whether it is a part of the line above.
    pub(super) part: bool,
    pub(super) now: String,
    pub(super) before: String,
    pub(super) change: String,
}

/// A heading and its lines.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
}

pub(super) fn state(status: Status) -> &'static str {
    match status {
        Status::Submitted => "Chờ tiếp nhận",
        Status::InProgress => "Đang xử lý",
        Status::NeedsInfo => "Chờ người dân bổ sung thông tin",
        Status::Coordinating => "Đang phân công đơn vị xử lý",
        Status::Answered => "Đã trả lời, chờ người dân đánh giá",
        Status::Disputed => "Người dân chưa đồng ý, đang xem xét lại",
        Status::Closed => "Đã kết thúc",
        Status::Refused => "Không tiếp nhận",
        Status::Merged => "Đã gộp với phản ánh trùng",
        Status::Withdrawn => "Người dân đã rút phản ánh",
    }
}

const REASONS: [(&str, &str); 5] = [
    ("out_of_jurisdiction", "Không thuộc thẩm quyền"),
    ("complaint_or_denunciation", "Là khiếu nại hoặc tố cáo"),
    ("not_enough_to_verify", "Không đủ thông tin để xác minh"),
    ("untrue", "Không đúng sự thật"),
    ("abusive", "Xúc phạm hoặc tin rác"),
];

const VERDICTS: [(&str, &str); 4] = [
    ("agreed", "Đồng ý với kết quả"),
    ("disagreed", "Không đồng ý với kết quả"),
    ("upheld", "Không đồng ý, kết quả được giữ nguyên"),
    ("silent", "Không có đánh giá (không tính là hài lòng)"),
];

pub(super) fn sections(now: &Figures, before: &Figures) -> Vec<Section> {
    let count = |label, part, of: &dyn Fn(&Figures) -> u32| {
        let (now, before) = (of(now), of(before));
        let change = format!("{:+}", i64::from(now) - i64::from(before));
        let change = if now == before { "0".to_owned() } else { change };
        Line { label, part, now: now.to_string(), before: before.to_string(), change }
    };
    let measure = |label, of: &dyn Fn(&Figures) -> Option<f64>| {
        let told = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), decimal);
        let change = of(now).zip(of(before)).map(|(now, before)| now - before);
        let change = change.map_or_else(|| "–".to_owned(), |c| decimal(c).replacen('-', "−", 1));
        Line { label, part: false, now: told(of(now)), before: told(of(before)), change }
    };
    let states = Status::ALL.map(|status| count(state(status), true, &|f| f.in_states(&[status])));
    let refused = REASONS.map(|(code, label)| count(label, true, &|f| f.refused.get(code).copied().unwrap_or(0)));
    let verdicts = VERDICTS.map(|(code, label)| count(label, false, &|f| f.verdicts.get(code).copied().unwrap_or(0)));
    vec![
        Section {
            title: "Tiếp nhận và tình trạng hiện nay",
            lines: std::iter::once(count("Phản ánh tiếp nhận trong kỳ", false, &|f| f.received))
                .chain(states)
                .collect(),
        },
        Section {
            title: "Trả lời",
            lines: vec![
                count("Đã trả lời", false, &|f| f.answered),
                count("Đúng hạn ban đầu", true, &|f| f.answered_in_time),
                count("Trong hạn đã gia hạn (không tính là đúng hạn)", true, &|f| f.answered_by_extension),
                count("Trễ hạn", true, &|f| f.answered_late),
                count("Chưa trả lời, đã quá hạn", false, &|f| f.overdue),
                count("Có gia hạn", false, &|f| f.extended),
                count("Phải xử lý lại", false, &|f| f.reopened),
            ],
        },
        Section {
            title: "Không tiếp nhận, theo lý do",
            lines: std::iter::once(count("Không tiếp nhận", false, &|f| f.in_states(&[Status::Refused])))
                .chain(refused)
                .collect(),
        },
        Section {
            title: "Đánh giá của người dân",
            lines: verdicts
                .into_iter()
                .chain([measure("Điểm trung bình (từ 5 đánh giá trở lên)", &|f| {
                    f.rating.map(|r| r.average)
                })])
                .collect(),
        },
        Section {
            title: "Thời gian (giờ, sai số tối đa 10 %)",
            lines: vec![
                measure("Đến khi tiếp nhận, trung vị", &|f| f.hours_to_accept.map(|d| d.median)),
                measure("Đến khi tiếp nhận, 90 % không quá", &|f| f.hours_to_accept.map(|d| d.p90)),
                measure("Đến khi trả lời, trung vị", &|f| f.hours_to_answer.map(|d| d.median)),
                measure("Đến khi trả lời, 90 % không quá", &|f| f.hours_to_answer.map(|d| d.p90)),
            ],
        },
    ]
}

/// With a comma, as in Vietnamese: `4,2`.
fn decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}
