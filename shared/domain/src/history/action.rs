//! What can be done to a report, and the names under which it is told and refused.

use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($variant:ident $name:literal $vi:literal $en:literal;)*) => {
        /// What was done. The names are those of the HTTP contract and the stored history.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $(#[doc = $vi] $variant,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The code of a refusal because of the state.
            pub fn wrong_state(self) -> &'static str {
                match self { $(Self::$variant => concat!($name, "_wrong_state"),)* }
            }

            /// The code of a refusal because of who asks.
            pub fn not_allowed(self) -> &'static str {
                match self { $(Self::$variant => concat!($name, "_not_allowed"),)* }
            }

            /// In Vietnamese, as in "không thể … phản ánh".
            pub fn vietnamese(self) -> &'static str {
                match self { $(Self::$variant => $vi,)* }
            }

            /// In English, as in "cannot …".
            pub fn english(self) -> &'static str {
                match self { $(Self::$variant => $en,)* }
            }
        }
    };
}

actions! {
    Submit "submit" "gửi" "submit";
    Accept "accept" "tiếp nhận" "accept";
    Transfer "transfer" "chuyển" "transfer";
    Return "return" "trả lại" "return";
    Assign "assign" "phân công" "assign";
    Ask "ask" "yêu cầu bổ sung thông tin cho" "ask about";
    Inform "inform" "bổ sung thông tin cho" "add information to";
    Resume "resume" "tiếp tục xử lý" "resume";
    Propose "propose" "đề xuất cho" "propose for";
    Extend "extend" "gia hạn" "extend";
    Answer "answer" "trả lời" "answer";
    Hold "hold" "giữ câu trả lời cho" "hold an answer to";
    Lapse "lapse" "hủy câu trả lời chờ ảnh của" "let a held answer lapse for";
    Agree "agree" "đồng ý với kết quả của" "agree to the answer of";
    Disagree "disagree" "không đồng ý với kết quả của" "disagree with the answer of";
    Reprocess "reprocess" "yêu cầu xử lý lại" "ask again about";
    Silence "silence" "kết thúc do không có đánh giá" "close for silence";
    Reopen "reopen" "mở lại" "reopen";
    Uphold "uphold" "giữ nguyên kết quả của" "uphold the answer of";
    Refuse "refuse" "từ chối" "refuse";
    Contest "contest" "phản đối việc từ chối" "contest the refusal of";
    Merge "merge" "gộp" "merge";
    Unmerge "unmerge" "tách" "unmerge";
    Withdraw "withdraw" "rút" "withdraw";
    Correct "correct" "sửa" "correct";
    Recall "recall" "thu hồi câu trả lời của" "recall the answer of";
    Update "update" "cập nhật tiến độ" "post progress on";
    Note "note" "ghi chú nội bộ cho" "note on";
    NameOfficer "name_officer" "giao cán bộ cho" "name an officer for";
    ReleaseOfficer "release_officer" "giao lại cho lãnh đạo" "hand back to the leader";
    Hide "hide" "ẩn nội dung của" "hide part of";
    Unhide "unhide" "hiện lại nội dung của" "show again part of";
    MakeConfidential "make_confidential" "chuyển sang bảo mật" "make confidential";
    Confirm "confirm" "xác nhận đề xuất cho" "confirm a proposal for";
    Decline "decline" "bác đề xuất cho" "decline a proposal for";
    Succeed "succeed" "chuyển theo địa bàn mới" "hand to the successor of its area";
}
