//! What people write: a problem, a place, since when, and what the unit answers. Made of parts, so that few texts are alike.

use fastrand::Rng;

/// Problems by the first two letters of their field.
const PROBLEMS: [(&str, &[&str]); 8] = [
    (
        "MT",
        &[
            "Rác thải sinh hoạt đổ tràn ra lề đường, bốc mùi hôi thối",
            "Bãi rác tự phát ngày càng lớn, ruồi nhặng nhiều",
            "Nước thải chảy thẳng ra kênh, nước đen và có mùi nồng nặc",
            "Lục bình phủ kín mặt kênh, ghe xuồng không qua lại được",
            "Xác gia súc trôi trên kênh, không có ai thu gom",
            "Khói từ lò đốt than bay vào nhà dân suốt đêm",
        ],
    ),
    (
        "GT",
        &[
            "Mặt đường bong tróc, nhiều ổ gà sâu, xe máy té ngã liên tục",
            "Cầu ván bị mục, thiếu lan can, học sinh đi lại nguy hiểm",
            "Lộ nông thôn lầy lội sau mưa, xe không vào được",
            "Đèn tín hiệu giao thông không hoạt động vào giờ cao điểm",
            "Biển báo bị che khuất, đã xảy ra va chạm",
            "Vỉa hè sụt lún, gạch bể nằm ngổn ngang",
        ],
    ),
    (
        "HT",
        &[
            "Đèn đường không sáng cả đoạn dài, ban đêm rất tối",
            "Ống nước bị vỡ, nước chảy tràn ra đường, nhà dân không có nước dùng",
            "Cống nghẹt, mưa lớn là ngập đến đầu gối",
            "Trụ điện nghiêng, dây điện sà thấp ngang đầu người",
            "Nắp cống bị mất, chưa có rào chắn",
            "Nhánh cây to gãy vắt ngang dây điện",
        ],
    ),
    (
        "DT",
        &[
            "Hàng quán lấn chiếm lòng lề đường, không còn lối cho người đi bộ",
            "Công trình xây dựng không phép, vật liệu để tràn ra hẻm",
            "Chó thả rông, đã cắn người đi đường",
        ],
    ),
    (
        "AN",
        &[
            "Hát karaoke loa kẹo kéo quá mức suốt đêm, trẻ nhỏ không ngủ được",
            "Thanh niên tụ tập đua xe, nẹt pô mỗi tối cuối tuần",
            "Tụ điểm đá gà ăn tiền sau nhà",
        ],
    ),
    (
        "YT",
        &[
            "Quán ăn chế biến mất vệ sinh, nhiều người đau bụng",
            "Xóm có nhiều ca sốt xuất huyết, chưa thấy phun thuốc",
            "Trạm y tế đóng cửa trong giờ làm việc",
        ],
    ),
    (
        "NN",
        &[
            "Bờ sông sạt lở sát nhà dân, có nguy cơ sập",
            "Cống thủy lợi hư, ruộng lúa bị ngập úng",
            "Đê bao có chỗ rò rỉ, nước tràn vào vườn",
        ],
    ),
    (
        "",
        &[
            "Bảng quảng cáo rao vặt dán kín trụ điện và tường nhà",
            "Cửa hàng bán hàng không rõ nguồn gốc",
            "Hồ sơ trợ cấp nộp đã lâu chưa được trả lời",
            "Trường học thu thêm nhiều khoản chưa giải thích",
        ],
    ),
];
const LANDMARKS: [&str; 16] = [
    "trước cổng chợ",
    "gần trường mẫu giáo",
    "đối diện trạm y tế",
    "sau lưng nhà văn hóa ấp",
    "cạnh trụ sở ủy ban",
    "đầu hẻm vào xóm",
    "bên bờ kênh xáng",
    "chân cầu mới",
    "gần bến phà",
    "khúc cua vào ấp",
    "kế cây xăng",
    "gần đình thần",
    "dọc tuyến dân cư vượt lũ",
    "ngay ngã ba",
    "trước nhà trọ công nhân",
    "sát nhà máy xay lúa",
];
const SINCE: [&str; 10] = [
    "Tình trạng kéo dài hơn một tuần nay.",
    "Đã báo ấp nhưng chưa thấy xử lý.",
    "Mỗi khi mưa lớn lại nặng thêm.",
    "Bà con rất bức xúc, mong sớm giải quyết.",
    "Từ đầu tháng đến nay không ai đến xem.",
    "Đêm qua lại xảy ra thêm một lần nữa.",
    "Nhất là vào giờ học sinh tan trường.",
    "Đề nghị cơ quan chức năng kiểm tra.",
    "Hình ảnh chụp sáng nay.",
    "Người già và trẻ em đi lại khó khăn.",
];
const STREETS: [&str; 14] = [
    "đường Châu Văn Liêm",
    "đường Trần Hưng Đạo",
    "đường Nguyễn Công Trứ",
    "đường 30 Tháng 4",
    "đường Hòa Bình",
    "quốc lộ 61",
    "quốc lộ 61C",
    "đường tỉnh 931",
    "đường tỉnh 925",
    "lộ Cái Nhum",
    "kênh Xà No",
    "kênh Lái Hiếu",
    "hẻm 3 Tháng 2",
    "đường Võ Nguyên Giáp",
];
const ANSWERS: [&str; 8] = [
    "Đơn vị đã cử lực lượng đến hiện trường thu gom, vệ sinh sạch sẽ và nhắc nhở các hộ xung quanh.",
    "Đã dặm vá mặt đường, cắm biển cảnh báo; đoạn còn lại sẽ sửa trong kế hoạch quý này.",
    "Tổ kỹ thuật đã thay bóng và đấu nối lại, hiện đèn sáng bình thường.",
    "Đã nạo vét cống, khơi thông dòng chảy; đề nghị người dân không đổ rác xuống cống.",
    "Đã lập biên bản, yêu cầu cơ sở khắc phục trong mười ngày; đơn vị sẽ kiểm tra lại.",
    "Đã gia cố tạm bằng cừ tràm và bao tải đất, theo dõi hằng ngày.",
    "Công an đã làm việc với chủ hộ, chủ hộ cam kết không tái phạm.",
    "Đã trục vớt lục bình trên toàn tuyến, ghe xuồng đi lại bình thường.",
];
const REFUSALS: [&str; 3] = [
    "Nội dung chưa đủ thông tin để xác minh, đề nghị bổ sung hình ảnh và địa điểm.",
    "Đã kiểm tra thực tế, không ghi nhận tình trạng như phản ánh.",
    "Vị trí phản ánh chưa xác định được trên thực địa.",
];

fn one<'t>(of: &[&'t str], chance: &mut Rng) -> &'t str {
    of[chance.usize(..of.len())]
}

/// A description and an address.
pub(super) fn problem(field: &str, chance: &mut Rng) -> (String, String) {
    let of_field = PROBLEMS.iter().find(|(start, _)| field.starts_with(start)).map_or(PROBLEMS[7].1, |(_, all)| all);
    let (what, place) = (one(of_field, chance), one(&LANDMARKS, chance));
    let (street, house) = (one(&STREETS, chance), chance.u32(1..990));
    let mut text = format!("{what} {place}, {street}.");
    for _ in 0..chance.u8(1..4) {
        text.push(' ');
        text.push_str(one(&SINCE, chance));
    }
    (text, format!("số {house}, {street}"))
}

/// What a unit answers.
pub(super) fn answer(chance: &mut Rng) -> String {
    format!("{} Kiểm tra ngày {}/{}.", one(&ANSWERS, chance), chance.u8(1..29), chance.u8(1..13))
}

/// Why a report is refused.
pub(super) fn refusal(chance: &mut Rng) -> String {
    one(&REFUSALS, chance).to_owned()
}
