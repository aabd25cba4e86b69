//! Every code that a problem may have, with its status and its words in both languages. The API reference is made of it.

use std::sync::LazyLock;

use domain::history::Action;

use crate::Language;

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Stable, for programs.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    vi: String,
    en: String,
}

impl Row {
    /// What people read.
    pub fn title(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.vi,
            Language::English => &self.en,
        }
    }
}

/// The row of a code; that of `internal` where there is none, which a test excludes.
pub fn row(code: &str) -> &'static Row {
    let found = ROWS.iter().find(|r| r.code == code);
    found.or_else(|| ROWS.first()).unwrap_or_else(|| unreachable!("the catalogue is not empty"))
}

/// Whether there is such a code.
pub fn knows(code: &str) -> bool {
    ROWS.iter().any(|r| r.code == code)
}

/// All rows.
pub fn rows() -> &'static [Row] {
    &ROWS
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let plain = PLAIN.iter().map(|(code, status, vi, en)| Row {
        code,
        status: *status,
        vi: (*vi).to_owned(),
        en: (*en).to_owned(),
    });
    let by_action = Action::ALL.iter().flat_map(|a| {
        [
            Row {
                code: a.wrong_state(),
                status: 409,
                vi: format!("Không thể {} phản ánh ở trạng thái hiện tại.", a.vietnamese()),
                en: format!("Cannot {} the report in its current state.", a.english()),
            },
            Row {
                code: a.not_allowed(),
                status: 403,
                vi: format!("Bạn không có quyền {} phản ánh này.", a.vietnamese()),
                en: format!("You may not {} this report.", a.english()),
            },
        ]
    });
    plain.chain(by_action).collect()
});

#[rustfmt::skip]
const PLAIN: &[(&str, u16, &str, &str)] = &[
    ("internal",                  500, "Hệ thống gặp lỗi. Vui lòng thử lại.", "Something went wrong on our side. Please try again."),
    ("unavailable",               503, "Hệ thống đang bận. Vui lòng thử lại sau ít giây.", "The service is busy. Please try again in a few seconds."),
    // the request as such
    ("malformed_body",            400, "Nội dung gửi lên không đọc được.", "The body cannot be read."),
    ("invalid_field",             400, "Có trường không hợp lệ.", "A field is not valid."),
    ("invalid_parameter",         400, "Có tham số không hợp lệ.", "A parameter is not valid."),
    ("query_too_long",            400, "Chuỗi truy vấn quá dài.", "The query is too long."),
    ("cursor_invalid",            400, "Con trỏ trang không hợp lệ.", "The cursor is not valid."),
    ("limit_out_of_range",        400, "Số mục mỗi trang phải từ 1 đến 100.", "A page has 1 to 100 items."),
    ("bbox_malformed",            400, "Khung bản đồ được viết là tây,nam,đông,bắc, tính bằng độ.", "A box is west,south,east,north in degrees."),
    ("bbox_inverted",             400, "Khung bản đồ bị ngược, hoặc vắt qua kinh tuyến 180°.", "The box is inside out or crosses the antimeridian."),
    ("bbox_too_large",            400, "Khung bản đồ quá rộng; hãy phóng to.", "The box is too large: zoom in."),
    ("near_malformed",            400, "Điểm được viết là vĩ độ,kinh độ, tính bằng độ.", "A point is lat,lng in degrees."),
    ("radius_out_of_range",       400, "Bán kính từ 1 đến 20.000 mét.", "A radius has 1 to 20,000 metres."),
    ("one_place_only",            400, "Chỉ chọn một trong area, bbox, near và code.", "Only one of area, bbox, near and code."),
    ("search_without_words",      400, "Hãy nhập ít nhất một chữ hoặc số để tìm.", "A search needs a letter or a digit."),
    ("search_too_long",           400, "Nhiều nhất 200 ký tự và 12 từ để tìm.", "A search has at most 200 characters and 12 words."),
    ("idempotency_key_malformed", 400, "Idempotency-Key phải có từ 1 đến 128 ký tự.", "An Idempotency-Key has 1 to 128 characters."),
    ("period_inverted",           400, "Ngày bắt đầu sau ngày kết thúc.", "The first day is after the last."),
    ("period_in_future",          400, "Kỳ này chưa đến.", "The period has not begun yet."),
    ("period_too_long",           400, "Mỗi lần xem nhiều nhất 366 ngày.", "At most 366 days at a time."),
    ("month_malformed",           400, "Tháng được viết như 2026-11.", "A month is written as 2026-11."),
    ("unauthorized",              401, "Bạn cần đăng nhập.", "You need to sign in."),
    ("citizens_only",             403, "Chức năng này dành cho người dân.", "This is for citizens."),
    ("staff_only",                403, "Chức năng này dành cho cán bộ.", "This is for staff."),
    ("admins_only",               403, "Chức năng này dành cho quản trị viên.", "This is for administrators."),
    ("own_unit_only",             403, "Chỉ xem được số liệu của đơn vị mình.", "Only your own unit's figures are open to you."),
    ("inbox_not_yours",           403, "Hộp công việc của đơn vị này không dành cho bạn.", "That unit's inbox is not open to you."),
    ("no_unit",                   403, "Tài khoản chưa thuộc đơn vị nào.", "The account belongs to no unit."),
    ("not_the_reporter",          403, "Chỉ người gửi phản ánh mới làm được việc này.", "Only who sent the report may do this."),
    ("not_found",                 404, "Không tìm thấy.", "Not found."),
    ("area_not_found",            404, "Không tìm thấy địa bàn này.", "No such area was found."),
    ("unit_not_found",            404, "Không tìm thấy đơn vị này.", "No such unit was found."),
    ("category_not_found",        404, "Không tìm thấy lĩnh vực này.", "No such category was found."),
    ("id_taken",                  409, "Mã định danh này đã được dùng cho nội dung khác.", "This id was used for something else."),
    ("idempotency_conflict",      409, "Idempotency-Key này đã được dùng cho yêu cầu khác.", "This Idempotency-Key was used for another request."),
    ("version_conflict",          412, "Phản ánh đã thay đổi. Hãy xem lại trước khi thao tác.", "The report has changed. Look at it again first."),
    ("directory_changed",         412, "Danh mục đã được người khác thay đổi. Hãy tải lại rồi sửa tiếp.", "The directory has changed. Get it again first."),
    ("body_too_large",            413, "Nội dung gửi lên quá lớn.", "The body is too large."),
    ("content_type_not_json",     415, "Nội dung phải là application/json.", "The body must be application/json."),
    ("too_many_requests",         429, "Bạn thao tác quá nhiều. Vui lòng thử lại sau.", "Too many requests. Please try again later."),
    ("if_match_required",         428, "Thiếu If-Match: phiên bản danh mục mà bạn đã sửa.", "If-Match is missing: the version that you changed."),
    // the directory
    ("directory_invalid",         422, "Danh mục có lỗi.", "The directory has faults."),
    ("directory_unknown",         422, "Không có phiên bản danh mục này.", "There is no such version of the directory."),
    ("files_or_version",          422, "Gửi các tệp, hoặc phiên bản cũ cần khôi phục.", "Send files, or the older version to go back to."),
    // texts and fields
    ("text_empty",                422, "Nội dung không được để trống.", "The text is empty."),
    ("text_without_words",        422, "Nội dung phải có chữ hoặc số.", "The text needs letters or digits."),
    ("text_too_long",             422, "Nội dung quá dài.", "The text is too long."),
    ("text_control_characters",   422, "Nội dung có ký tự điều khiển.", "The text has control characters."),
    ("id_malformed",              422, "Mã định danh không đúng dạng.", "The id is not of its form."),
    ("coordinate_impossible",     422, "Tọa độ không có thật.", "There is no such place."),
    ("field_required",            422, "Thiếu thông tin bắt buộc.", "A field is missing."),
    ("rating_out_of_range",       422, "Điểm đánh giá từ 1 đến 5.", "A rating is 1 to 5."),
    ("action_unknown",            422, "Không có thao tác này.", "There is no such action."),
    // the place and the field
    ("category_unknown",          422, "Không có lĩnh vực này.", "There is no such category."),
    ("no_urgent_track",           422, "Lĩnh vực này không có xử lý khẩn cấp.", "This category has no urgent track."),
    ("area_required",             422, "Hãy chọn xã, phường, thị trấn.", "Choose the commune."),
    ("area_unknown",              422, "Không có địa bàn này.", "There is no such area."),
    ("area_not_commune",          422, "Hãy chọn đến cấp xã, phường, thị trấn.", "The area must be a commune."),
    ("area_not_valid",            422, "Địa bàn này không còn hoặc chưa có hiệu lực.", "The area is not valid on that day."),
    ("area_mismatch",             422, "Vị trí và địa bàn không khớp nhau.", "The location is not in that area."),
    ("outside_service_area",      422, "Vị trí ngoài địa bàn phục vụ.", "The place is outside the service area."),
    ("too_many_areas",            422, "Chọn nhiều nhất 8 địa bàn khác.", "At most 8 further areas."),
    ("no_owner",                  422, "Chưa có đơn vị xử lý cho phản ánh này.", "No unit can take this report."),
    ("no_centre",                 422, "Chưa có trung tâm giám sát.", "There is no centre that day."),
    ("submission_incomplete",     422, "Phản ánh chưa đủ thông tin.", "The submission is incomplete."),
    ("consent_unknown",           422, "Phiên bản đồng ý không đúng.", "There is no such consent version."),
    ("complaint_elsewhere",       422, "Khiếu nại, tố cáo có nơi tiếp nhận riêng. Nếu vẫn muốn gửi như phản ánh, hãy chọn gửi tiếp.", "Complaints and denunciations have an office of their own. You may still send this as a report."),
    ("emergency_elsewhere",       422, "Trường hợp khẩn cấp, hãy gọi ngay. Nếu vẫn muốn gửi như phản ánh, hãy chọn gửi tiếp.", "In an emergency, call at once. You may still send this as a report."),
    // photos
    ("too_many_photos",           422, "Tối đa 8 ảnh mỗi loại.", "At most 8 photos of a kind."),
    ("photo_not_scene",           422, "Đây không phải ảnh hiện trường.", "Not a scene photo."),
    ("photo_not_evidence",        422, "Đây không phải ảnh sau xử lý.", "Not an evidence photo."),
    ("photo_unknown",             422, "Không có ảnh này.", "There is no such photo."),
    ("photo_rejected",            422, "Ảnh không dùng được.", "The photo could not be used."),
    ("photo_before_acceptance",   422, "Ảnh có từ trước khi tiếp nhận.", "The photo is from before acceptance."),
    ("photo_seen_before",         422, "Ảnh này đã được dùng.", "The photo was used before."),
    ("photo_type",                415, "Chỉ nhận ảnh JPEG, PNG hoặc WebP. Với HEIC, hãy chọn “Tương thích nhất” trong cài đặt camera.", "Photos are JPEG, PNG or WebP. For HEIC choose “Most compatible” in the camera settings."),
    ("photo_size",                413, "Ảnh phải từ 1 byte đến 15 MB.", "A photo has 1 byte to 15 MB."),
    ("photo_hash",                422, "sha256 phải là base64 của 32 byte.", "sha256 is base64 of 32 bytes."),
    ("photo_owned_by_other",      409, "Ảnh này đã được khai báo.", "The photo was declared already."),
    ("evidence_photo_missing",    422, "Cần ít nhất một ảnh sau xử lý.", "At least one evidence photo is needed."),
    ("evidence_photo_or_waiver_missing", 422, "Cần ảnh sau xử lý, hoặc đề nghị miễn ảnh có lý do.", "An evidence photo or a waiver is needed."),
    ("photos_not_ready",          409, "Ảnh chưa xử lý xong.", "The photos are not processed yet."),
    // rules
    ("unit_unknown",              422, "Không có đơn vị này.", "There is no such unit."),
    ("unit_not_valid",            422, "Đơn vị này không còn hoặc chưa hoạt động.", "The unit is not valid today."),
    ("unit_same",                 422, "Hãy chọn một đơn vị khác.", "Choose another unit."),
    ("assignment_binding",        422, "Trung tâm đã phân công; đơn vị không được chuyển hoặc trả lại.", "The centre's assignment is binding."),
    ("asked_twice",               422, "Đã hỏi người dân hai lần.", "The citizen was asked twice."),
    ("extension_after_expiry",    422, "Đã quá hạn, không thể gia hạn.", "The deadline has passed."),
    ("extension_too_long",        422, "Thời gian gia hạn không hợp lệ.", "The extension is too long or not later."),
    ("first_extension_by_unit",   422, "Lần gia hạn đầu do đơn vị đề xuất.", "The first extension is the unit's to propose."),
    ("refusal_reason_unknown",    422, "Không có lý do từ chối này.", "There is no such reason for refusal."),
    ("extended_already",          422, "Đã gia hạn; lần thứ hai do trung tâm quyết định.", "Extended once; the second is the centre's."),
    ("answer_already_held",       422, "Câu trả lời đang chờ ảnh.", "An answer is waiting for its photos."),
    ("no_answer_held",            422, "Không có câu trả lời đang chờ.", "No answer is waiting."),
    ("proposal_pending",          422, "Đang có đề xuất chờ lãnh đạo.", "A proposal is waiting."),
    ("nothing_proposed",          422, "Không có đề xuất nào.", "Nothing is proposed."),
    ("own_proposal",              422, "Người đề xuất không được tự xác nhận.", "Not by who proposed."),
    ("reprocess_too_late",        422, "Đã quá 7 ngày kể từ khi trả lời.", "More than 7 days since the answer."),
    ("reprocessed_twice",         422, "Đã yêu cầu xử lý lại hai lần.", "Asked again twice already."),
    ("not_due",                   422, "Chưa đến hạn.", "The time for this has not come."),
    ("nothing_to_succeed",        422, "Địa bàn và đơn vị vẫn còn hiệu lực.", "Area and owner still stand."),
    ("verdict_given",             422, "Phản ánh đã có đánh giá.", "There is a verdict already."),
    ("verdict_too_late",          422, "Đã quá 30 ngày.", "More than 30 days have passed."),
    ("reviewer_answered",         422, "Người đã trả lời không được tự xem xét lại.", "Not by who answered."),
    ("contested_already",         422, "Đã phản đối một lần.", "Contested once already."),
    ("contest_too_late",          422, "Đã quá 7 ngày kể từ khi từ chối.", "More than 7 days since the refusal."),
    ("recall_too_late",           422, "Đã quá 24 giờ kể từ khi trả lời.", "More than 24 hours since the answer."),
    ("confidential_already",      422, "Phản ánh đã ở chế độ bảo mật.", "The report is confidential already."),
    ("history_full",              422, "Phản ánh đã có quá nhiều nội dung.", "There is no room for more."),
    // staff
    ("staff_not_yours",           403, "Chỉ quản trị viên, hoặc lãnh đạo đơn vị, mới quản lý được cán bộ.", "Staff are managed by administrators and by their unit's leader."),
    ("leader_manages_officers",   403, "Lãnh đạo chỉ quản lý cán bộ của đơn vị mình.", "A leader manages the officers of the own unit only."),
    ("own_role",                  403, "Không ai được tự đổi vai trò hoặc đơn vị của mình.", "Nobody changes their own role or unit."),
    ("last_admin",                422, "Đây là quản trị viên cuối cùng; hãy thêm người khác trước.", "This is the last administrator: add another first."),
    ("role_unknown",              422, "Vai trò phải là officer, leader, centre hoặc admin.", "A role is officer, leader, centre or admin."),
    ("staff_unit_missing",        422, "Cán bộ và lãnh đạo phải thuộc một đơn vị.", "Officers and leaders are of a unit."),
    ("staff_id_malformed",        422, "Mã cán bộ không đúng dạng.", "The staff id is not of its form."),
    ("deputy_self",               422, "Không ai tự thay thế chính mình.", "Nobody is their own deputy."),
    ("deputy_unknown",            422, "Không có người thay thế này.", "There is no such deputy."),
    ("deputy_elsewhere",          422, "Người thay thế phải cùng đơn vị.", "A deputy is of the same unit."),
    ("deputies_in_circle",        422, "Những người thay thế tạo thành vòng lặp.", "The deputies go in a circle."),
    ("deputy_absent",             422, "Người thay thế cũng vắng mặt trong thời gian đó.", "The deputy is away for all that time."),
    ("absence_past",              422, "Không thể ghi vắng mặt trong quá khứ.", "An absence can't be in the past."),
    ("absence_backwards",         422, "Ngày kết thúc trước ngày bắt đầu.", "The absence ends before it begins."),
    ("absence_too_long",          422, "Vắng mặt tối đa 366 ngày mỗi lần.", "An absence has at most 366 days."),
    ("officer_not_there",         422, "Cán bộ này không thuộc đơn vị hoặc đang vắng mặt.", "That officer is not of the unit, or is away."),
    ("officer_not_named",         422, "Phản ánh không giao cho cán bộ này.", "The report is not named to that officer."),
    // a suspension
    ("suspended",                 403, "Bạn tạm thời không gửi được phản ánh mới. Bạn vẫn xem và đánh giá được các phản ánh đã gửi.", "You can't send new reports for now. You may still read and judge those that you sent."),
    ("suspension_by_centre",      403, "Chỉ trung tâm mới được tạm ngưng hoặc mở lại việc gửi phản ánh.", "Only the centre suspends, or lifts that."),
    ("suspension_past",           422, "Ngày kết thúc đã qua.", "The last day has passed."),
    ("suspension_too_long",       422, "Tạm ngưng tối đa 366 ngày.", "A suspension has at most 366 days."),
    ("centre_only",               403, "Chức năng này dành cho trung tâm và quản trị viên.", "This is for the centre and administrators."),
    // a new sign-in
    ("link_unknown",              422, "Mã liên kết không đúng, đã hết hạn hoặc đã dùng.", "The secret is wrong, too old, or used."),
    ("link_consent_missing",      422, "Bạn cần đồng ý để liên kết.", "Linking needs your consent."),
    ("too_many_links",            422, "Tối đa 5 tài khoản cũ.", "At most 5 former sign-ins."),
    ("nothing_corrected",         422, "Không có gì được sửa.", "Nothing is corrected."),
    ("urgency_lowered_by_leader", 403, "Chỉ lãnh đạo được bỏ mức khẩn cấp.", "Only a leader may lower the urgency."),
    ("nothing_hidden",            422, "Không có gì thay đổi với phần hiển thị.", "Nothing is hidden or shown by this."),
    ("merge_itself",              422, "Không thể gộp phản ánh với chính nó.", "A report can't be merged into itself."),
    ("merge_target_unknown",      422, "Không có phản ánh này để gộp vào.", "There is no such report to merge into."),
    ("merge_circle",              422, "Phản ánh kia đã được gộp vào phản ánh này.", "The other report is merged into this one."),
    ("merge_target_merged",       422, "Phản ánh kia đã được gộp vào phản ánh khác.", "The other report is merged itself."),
    ("merge_target_over",         422, "Phản ánh kia đã kết thúc, không thể gộp vào.", "The other report is over."),
    ("merge_target_full",         422, "Phản ánh kia đã có quá nhiều phản ánh gộp vào.", "Too many reports are merged into the other one."),
    ("merge_differs",             422, "Chỉ gộp phản ánh cùng lĩnh vực, địa bàn và chế độ hiển thị.", "Category, area and visibility must be the same."),
    ("merge_target_not_answered", 422, "Phản ánh được gộp vào chưa có trả lời.", "The report that it is merged into is not answered."),
    ("merge_target_not_refused",  422, "Phản ánh được gộp vào không bị từ chối.", "The report that it is merged into is not refused."),
    // news
    ("news_changed",              412, "Tin này đã được người khác thay đổi. Hãy xem lại trước khi sửa tiếp.", "The news has changed. Look at it again first."),
    ("news_withdrawn",            409, "Tin này đã được gỡ.", "The news is withdrawn."),
    ("news_over",                 422, "Thời điểm kết thúc đã qua.", "The end has passed already."),
    ("news_ends_first",           422, "Tin kết thúc trước khi bắt đầu.", "The news ends before it begins."),
    ("news_too_long",             422, "Tin được đăng nhiều nhất 366 ngày.", "News is listed for at most 366 days."),
    ("news_areas",                422, "Chọn nhiều nhất 16 địa bàn; nhiều hơn thì chọn huyện hoặc cả tỉnh.", "At most 16 areas; for more choose the district or all."),
    ("picture_address",           422, "Ảnh phải là địa chỉ https của tệp .jpg, .png hoặc .webp.", "A picture is the https address of a .jpg, .png or .webp file."),
    ("emergency_later",           422, "Tin khẩn cấp có hiệu lực ngay khi đăng.", "An emergency begins when it is published."),
    ("emergency_stays",           422, "Tin khẩn cấp giữ mức và địa bàn đã báo; muốn thôi, hãy gỡ tin.", "An emergency stays one for all its areas; withdraw it instead."),
    ("alert_ordinary",            422, "Chỉ tin khẩn cấp mới có phần cảnh báo.", "Only an emergency has words of an alert."),
    ("not_an_alert",              406, "Chỉ tin khẩn cấp mới có dạng CAP.", "Only an emergency is given as CAP."),
    // devices
    ("platform_unknown",          422, "Không có nền tảng này.", "There is no such platform."),
    ("platform_not_configured",   422, "Nền tảng này chưa được cấu hình.", "The platform is not set up here."),
    ("device_id_malformed",       422, "Mã thiết bị không đúng dạng.", "The device id is not of its form."),
    ("too_many_devices",          422, "Tối đa 10 thiết bị.", "At most 10 devices."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_with_words_in_both_languages() {
        let mut codes: Vec<_> = rows().iter().map(|r| r.code).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
        for row in rows() {
            assert!((400..=503).contains(&row.status), "{}", row.code);
            assert!(!row.vi.is_empty() && !row.en.is_empty() && row.vi != row.en, "{}", row.code);
        }
    }

    #[test]
    fn every_code_that_the_domain_names_is_known() {
        // The domain's sources are the list: each code is a literal beside `Refusal::Rule` or `Refusal::Field`.
        let sources = [
            include_str!("../../domain/src/lifecycle/guard.rs"),
            include_str!("../../domain/src/lifecycle/effect.rs"),
            include_str!("../../domain/src/lifecycle/case.rs"),
            include_str!("../../domain/src/lifecycle/merging.rs"),
            include_str!("../../domain/src/lifecycle/correcting.rs"),
            include_str!("../../domain/src/lifecycle/hiding.rs"),
            include_str!("../../domain/src/submission.rs"),
            include_str!("../../domain/src/suspension.rs"),
            include_str!("../../domain/src/staff/manage.rs"),
            include_str!("../../domain/src/staff/standing_in.rs"),
            include_str!("../../domain/src/news/rules.rs"),
        ];
        let mut found = 0;
        for source in sources {
            for (start, _) in source.match_indices("Refusal::") {
                let rest = &source[start..];
                let Some(rest) = rest.strip_prefix("Refusal::Rule(").or_else(|| rest.strip_prefix("Refusal::Field("))
                else {
                    continue;
                };
                let Some(code) = rest.trim_start().strip_prefix('"').and_then(|r| r.split('"').next()) else {
                    continue;
                };
                assert!(knows(code), "{code}");
                found += 1;
            }
        }
        assert!(found > 40, "found only {found}: the test no longer reads the sources");
    }
}
