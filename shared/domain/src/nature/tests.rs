use super::*;

/// As people write them: each must pass.
const ORDINARY: &[&str] = &[
    "Rác thải, mùi hôi trên đường Châu Văn Liêm",
    "Đường hư hỏng, khó đi ở ấp 1A và ấp Tân Lợi",
    "Bãi rác tự phát trước nhà số 12, mấy ngày rồi không ai dọn",
    "Rác đang cháy âm ỉ, khói mù mịt cả xóm",
    "Đốt rơm rạ sau mùa gặt, lửa cháy lớn ven lộ, khói bay vào trường học",
    "Người ta hay đốt rác cháy lan ra bụi tre",
    "Đèn đường bị cháy bóng đã hai tuần",
    "Bóng đèn cháy, tối om, trẻ em đi học về nguy hiểm",
    "Đèn đang cháy sáng giữa ban ngày, lãng phí điện",
    "Hẻm nhỏ quá, nếu cháy nhà thì xe chữa cháy không vào được",
    "Cháy nhà là xe cứu hỏa không vào được vì lấn chiếm lòng hẻm",
    "Trụ nước chữa cháy bị hư, có nguy cơ cháy nổ",
    "Dây điện chùng thấp, dễ cháy, đề nghị ngành điện kiểm tra",
    "Trạm biến áp đã cháy hôm qua, nay vẫn chưa có điện",
    "Chợ từng bị cháy lớn năm 2018, hệ thống phòng cháy chữa cháy chưa sửa",
    "Sau vụ cháy nhà hàng xóm, tro bụi vẫn chưa dọn",
    "Không có cháy nhưng mùi khét rất nặng",
    "Diễn tập phòng cháy rừng gây kẹt xe",
    "Biển cảnh báo cháy rừng bị gãy",
    "xe chay rung lac ca nha, duong day o ga",
    "Xe chạy ẩu, chạy quá tốc độ trước cổng trường",
    "xe chay qua toc do truoc cong truong",
    "nuoc dang chay ra duong, ong nuoc trong nha dang chay",
    "nuoc thai chay nha dan, hoi thoi",
    "Nước đang chảy lênh láng do vỡ ống",
    "Quán cơm chay xả nước thải ra cống",
    "Cơm cháy bán trước cổng trường không rõ nguồn gốc",
    "Xe cấp cứu không vào được vì đường ngập",
    "Ổ gà lớn, xe cấp cứu chở bệnh nhân rất khó đi",
    "Khoa cấp cứu của trung tâm y tế để bệnh nhân chờ lâu",
    "Hôm qua có người té ổ gà phải đi cấp cứu",
    "Phải gọi điện nhiều lần trạm y tế mới nghe máy",
    "Hố ga mất nắp, trẻ em có nguy cơ đuối nước",
    "Kênh không rào chắn, đã có người đuối nước năm ngoái",
    "Sợ có người bị điện giật vì trụ điện hở",
    "Trụ đèn rò điện, hôm trước có người bị điện giật",
    "Thanh niên thường xuyên đánh nhau, mất trật tự về đêm",
    "Hai con chó đang đánh nhau ngoài đường, không ai rọ mõm",
    "Karaoke hát tới khuya, ồn ào, không ai ngủ được",
    "Loa kéo karaoke ồn, đã khiếu nại nhiều lần mà không ai giải quyết",
    "Người dân khiếu nại nhiều lần về tiếng ồn của xưởng gỗ",
    "Tôi không khiếu nại gì, chỉ phản ánh đường ngập",
    "Đây không phải đơn tố cáo, chỉ mong dọn rác",
    "Thủ tục giải quyết khiếu nại ở phường quá chậm",
    "Hộp thư tiếp nhận đơn khiếu nại, tố cáo của xã bị hư khóa",
    "Cán bộ tiếp nhận đơn khiếu nại đi làm trễ",
    "Cây to cao trước nhà sắp ngã",
    "cay to cao truoc nha, muon nga, can don gap",
    "cay bang to cao ong nuoc bi re lam vo",
    "Nhà to, cao, xây không phép lấn ra lộ",
    "Ngập sâu 2 m sau mưa lớn, nước không thoát",
    "Nước ngập vào nhà, bà con kêu trời",
    "Đường tối, cướp giật nhiều, xin lắp thêm đèn",
    "Cầu ván mục, xe lọt xuống kênh, may không ai bị thương nặng",
    "Học phí thu cao, giáo viên thái độ không tốt",
    "Giá gas tăng, cửa hàng bán gas không niêm yết giá",
    "Chó thả rông cắn người, mèo chết bốc mùi",
    "Sạt lở bờ kênh, nhà dân sắp sụp",
    "Cúp nước từ sáng, gọi công ty không ai nghe",
    "Cáp viễn thông đứt, lòng thòng giữa đường",
    "Cây ngã đè đứt dây điện, chưa ai bị gì",
    "Sốt xuất huyết nhiều, đề nghị phun thuốc",
    "Bán cá ươn, thịt bò giả ở chợ",
    "Tín hiệu đèn đỏ bị hỏng, xe đang chạy loạn",
];

#[test]
fn what_is_ordinary_passes() {
    for text in ORDINARY {
        assert_eq!(of_text(text), Nature::Report, "{text}");
        assert_eq!(of_text(&text.to_uppercase()), Nature::Report, "{text}");
        assert_eq!(of_text(&fold(text)), Nature::Report, "{text}, without accents");
    }
}

#[test]
fn an_emergency_is_heard() {
    for text in [
        "Cháy nhà ở hẻm 5, lửa lan rất nhanh",
        "Nhà số 7 đang cháy, có người bên trong",
        "Kho vải ĐANG CHÁY!",
        "Chợ phường I cháy lớn, cần giúp",
        "Cháy rừng tràm Lung Ngọc Hoàng",
        "Chung cư xảy ra hoả hoạn",
        "Có người bị tai nạn, cần cấp cứu",
        "co nguoi bi tai nan, can cap cuu gap",
        "Có người đuối nước ở bến phà",
        "Một ông cụ nằm bất tỉnh bên đường",
        "Hai nhóm thanh niên đang chém nhau trước quán",
        "Rác chưa dọn. Cháy nhà rồi!",
        "Trẻ em đang đuối nước",
    ] {
        assert_eq!(of_text(text), Nature::Emergency, "{text}");
    }
}

#[test]
fn a_complaint_and_a_denunciation_are_told_from_a_report() {
    for text in [
        "Tôi khiếu nại việc thu hồi đất của gia đình tôi",
        "Đơn khiếu nại: bồi thường không đúng giá",
        "Khiếu nại quyết định số 12/QĐ-UBND",
        "Khiếu nại về việc bồi thường đất",
        "don khieu nai quyet dinh thu hoi dat",
        "Tôi muốn khiếu nại chủ tịch xã",
    ] {
        assert_eq!(of_text(text), Nature::Complaint, "{text}");
    }
    for text in [
        "Tôi tố cáo ông A nhận hối lộ",
        "ĐƠN TỐ CÁO hành vi tham ô",
        "Xin tố cáo cán bộ địa chính",
        "to cao hanh vi nhan hoi lo",
        "Kính gửi, tôi làm đơn tố cáo bà B",
    ] {
        assert_eq!(of_text(text), Nature::Denunciation, "{text}");
    }
}

#[test]
fn the_place_of_a_tone_mark_does_not_matter() {
    assert!(Word::of("hoả", false).is("hỏa", false));
    assert!(!Word::of("cháy", false).is("chạy", false));
    assert!(Word::of("chay", true).is("cháy", true));
    assert_eq!(clauses("Ch\u{61}\u{301}y")[0].words[0].letters, "cháy");
}

/// What is passed over for its first letter alone would not have been the phrase.
#[test]
fn who_begins_with_another_letter_is_no_phrase() {
    let said = |word: &str, phrase: &str, plain| {
        let clause = Clause::of(vec![Word::of(word, plain)], plain);
        clause.places(&clause.words, phrase).next().is_some()
    };
    for (word, phrase) in [("ổ", "ổ"), ("đuối", "đuối"), ("ấp", "ấp"), ("ùn", "ùn")] {
        assert!(said(word, phrase, false) && said(&fold(word), phrase, true), "{word}");
    }
    assert!(!said("duối", "đuối", false) && said("oả", "ỏa", false));
}

/// What is passed over without taking its accents apart would not have been the word.
#[test]
fn words_that_are_one_are_alike() {
    let lists = [phrases::EMERGENCY, phrases::DENUNCIATION, phrases::COMPLAINT];
    let of_list = |list: &phrases::List| [list.certain, list.accented, list.ordinary_with, list.opening].concat();
    let words: Vec<&str> = lists.iter().flat_map(of_list).flat_map(|phrase| phrase.split(' ')).collect();
    for word in ["hỏa", "hoả", "thủy", "thuỷ", "khỏe", "khoẻ"].iter().chain(&words) {
        assert_eq!(composed(word), *word, "phrases are composed, as texts are");
        for other in &words {
            let one = tone_behind(word).eq(tone_behind(other));
            assert!(!one || alike(word, other), "{word} {other}");
            assert!(fold(word) != fold(other) || alike(&fold(word), other), "{word} {other}");
        }
    }
    assert!(!alike("cháy", "chất") && !alike("cháy", "chá") && !alike("chá", "cháy"));
}
