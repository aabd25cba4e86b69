use proptest::prelude::*;

use super::*;

fn citizen(text: &str) -> String {
    masked(text, Writer::Citizen)
}

#[test]
fn telephone_numbers_are_masked_however_they_are_typed() {
    for number in [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "091 234 5678",
        "09 1234 5678",
        "09 12 34 56 78",
        "0 9 1 2 3 4 5 6 7 8",
        "0.9.1.2.3.4.5.6.7.8",
        "0912\u{a0}345\u{a0}678",
        "0912\u{200b}345678",
        "０９１２３４５６７８",
        "+84912345678",
        "+84 912 345 678",
        "+84.912.345.678",
        "+84 (0) 912 345 678",
        "(+84) 912-345-678",
        "84912345678",
        "0084912345678",
        "0293 3876 543",
        "(0293) 3876543",
        "024 3826 5501",
        "01234567890",
        "+1 650 253 0000",
    ] {
        for (before, after) in [("Gọi ", " gặp chú Ba"), ("", ""), ("sđt:", "."), ("SĐT", "/"), ("Nhà số 12 (", ")")]
        {
            let shown = citizen(&format!("{before}{number}{after}"));
            let digits = shown.chars().filter(|c| digit(*c).is_some()).count();
            assert_eq!(digits, before.chars().filter(|c| digit(*c).is_some()).count(), "{number}: {shown}");
            assert!(shown.starts_with(before.trim_end_matches('(')) && shown.contains(MASK), "{number}: {shown}");
        }
    }
    assert_eq!(citizen("0912345678 hoặc 0987 654 321"), "••• hoặc •••");
    assert_eq!(citizen("0912345678 - 0987654321"), "••• - •••");
    assert_eq!(citizen("0912345678 3 lần"), "••• 3 lần");
}

#[test]
fn numbers_of_papers_are_masked() {
    for (text, shown) in [
        ("CCCD 087123456789", "CCCD •••"),
        ("số 093 123 456 789", "số •••"),
        ("0871 2345 6789", "•••"),
        ("0 8 7 1 2 3 4 5 6 7 8 9", "•••"),
        ("CMND 361234567", "CMND •••"),
        ("361234567", "•••"),
        ("cmnd số 361 234 567", "cmnd số •••"),
        ("Căn cước: 087.123.456.789 cấp 2021", "Căn cước: ••• cấp 2021"),
        ("số tài khoản 1023 456 789", "số tài khoản •••"),
    ] {
        assert_eq!(citizen(text), shown);
    }
}

#[test]
fn plates_are_masked() {
    for plate in [
        "95A-123.45",
        "95A 123.45",
        "95A12345",
        "95A-12345",
        "95C 12345",
        "95a-123.45",
        "95A-1234",
        "95-B1 234.56",
        "95B1-234.56",
        "95-B1 23456",
        "95 B1 234.56",
        "95-b1 234.56",
        "65-X9 1234",
        "95-MĐ1 234.56",
        "95LD-012.34",
        "51F-987.65",
        "95AA-123.45",
    ] {
        assert_eq!(citizen(&format!("Xe {plate} đổ rác")), "Xe ••• đổ rác");
        assert_eq!(citizen(&format!("({plate})")), "(•••)");
    }
    assert_eq!(citizen("xe biển số 95A 1234"), "xe biển số •••");
    assert_eq!(citizen("biển số 95h 12345"), "biển số •••");
}

#[test]
fn addresses_of_e_mail_are_masked() {
    for address in ["nguyen.van-a+1@gmail.com", "thảo@yahoo.com.vn", "a_b@so.haugiang.gov.vn", "ten @ gmail.com"] {
        assert_eq!(citizen(&format!("Thư: {address}.")), "Thư: •••.", "{address}");
    }
    assert_eq!(citizen("5 kg @ 20.000 đồng, @chủ quán"), "5 kg @ 20.000 đồng, @chủ quán");
}

#[test]
fn what_is_ordinary_stays() {
    for text in [
        "Số nhà 123/45 đường Châu Văn Liêm, phường I",
        "Hố sâu 2 m, rộng 1,5 m, cách 200 m",
        "Từ 20-10-2020 đến 2020-10-21, lúc 08:00 và 14h30",
        "Ngày 05.12.2020 10h30 và 05-12-2020 15:30",
        "Ngày 21/10/2020 lúc 0800",
        "Tiền 1.000.000.000 đồng, 150.000.000đ, 150000000 đồng, 84.912.345.678 đồng",
        "Thu 20k-30000, 20K 30000đ một lượt",
        "Quốc lộ 61C-2020, QL61C, đường tỉnh 927B, đường 30-4, hẻm 95A 1234",
        "Mảnh đất 20m2 15000 đồng, khổ 50x12000, 20x3000 mm, 12h 10000 người",
        "Cột điện số 15A, trụ 475/12, nhà 24A, lô B1 2345",
        "Các nhà số 01, 03, 05, 07, 08, 09",
        "Mã HG-7K3M9XQ2TC, hồ sơ 000.12.34.H30-201020-0001",
        "Tọa độ 9.784612, 105.470512",
        "Gọi 113, 114, 115, 1022, 1900 1234 hoặc 1800 6789",
        "Công suất 220 V, 50 Hz, 1.250 kWh, chỉ số 12345",
        "Khóm 1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        "Đã 2 năm 2019 2020 rồi chưa sửa, 3 lần 1 ngày",
        "5 - 10 con chuột, 100%, 30/4, 2/9/2020",
        "Nghị định 45/2022/NĐ-CP, Luật 72/2020/QH14, TCVN 5945-2005",
    ] {
        assert_eq!(citizen(text), text);
        assert_eq!(masked(text, Writer::Unit), text);
    }
}

#[test]
fn a_units_landline_and_address_are_there_to_be_read() {
    let text = "Liên hệ UBND phường 0293 3876 543, phuong1@haugiang.gov.vn; chú Ba 0912 345 678, ba@gmail.com";
    let shown = masked(text, Writer::Unit);
    assert_eq!(shown, "Liên hệ UBND phường 0293 3876 543, phuong1@haugiang.gov.vn; chú Ba •••, •••");
    assert_eq!(citizen(text), "Liên hệ UBND phường •••, •••; chú Ba •••, •••");
}

/// Ordinary pieces and private ones, in any order.
fn pieces() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        "[0-9]{1,13}",
        "[ .\\-()+,/@]{1,2}",
        "0[35789][0-9]{8}",
        "[1-9][0-9][A-HK-Z][1-9]?",
        "[a-zđơ ]{1,8}",
        "(a@b|95A|\\+84|0084|•••|đồng|cccd|xe|gmail\\.com|2020)",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..14)
}

/// A mobile number with something between its digits here and there.
fn spelled() -> impl Strategy<Value = String> {
    let gaps =
        proptest::collection::vec(prop_oneof![6 => Just(""), 1 => Just(" "), 1 => Just("."), 1 => Just("-")], 10);
    ("0[35789][0-9]{8}", gaps).prop_map(|(number, gaps)| {
        number.chars().zip(gaps).flat_map(|(digit, gap)| std::iter::once(digit).chain(gap.chars())).collect()
    })
}

/// Whether the characters of `part` are found in `whole` in their order.
fn is_left_of(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|c| whole.any(|other| other == c))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn masking_twice_changes_nothing(pieces in pieces(), unit: bool) {
        let writer = if unit { Writer::Unit } else { Writer::Citizen };
        let shown = masked(&pieces.concat(), writer);
        prop_assert_eq!(masked(&shown, writer), shown);
    }

    #[test]
    fn nothing_is_shown_that_was_not_written(pieces in pieces()) {
        let text = pieces.concat();
        prop_assert!(is_left_of(&citizen(&text).replace(MASK, ""), &text));
    }

    #[test]
    fn a_text_without_digits_or_at_signs_stays(text in "[^0-9@\\p{Nd}\\p{No}\\p{Nl}]{0,60}") {
        prop_assert_eq!(citizen(&text), text);
    }

    #[test]
    fn no_telephone_number_is_left_however_it_is_spelled(before in "[a-zđ ,:]{0,9}", number in spelled(), after in "([a-zđ ,:]{0,9})|( 2 m)|( lúc 8h)") {
        let date = number.split(['.', '-']).map(str::len).collect::<Vec<_>>();
        prop_assume!(!matches!(date[..], [1 | 2, 1 | 2, 4, ..]));
        let plain = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let shown = citizen(&format!("{before}{number}{after}"));
        prop_assert!(!plain(&shown).contains(&plain(&number)), "{}", shown);
        prop_assert_eq!(plain(&shown), plain(&after), "{}", shown);
    }
}
