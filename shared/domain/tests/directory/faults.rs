//! Every fault of the files, one by one, by file, line and code; and all of them at once.

use domain::directory::source::{Fault, Files, build};

use crate::other_province::files;

/// What is found after `from` has become `to` in a file: `file:line code`.
fn found(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let mut files = files();
    for (file, from, to) in changes {
        let text = files[*file].clone();
        assert!(text.contains(from), "{from} in {file}");
        files.insert((*file).to_owned(), text.replacen(from, to, 1));
    }
    faults(&files)
}

fn faults(files: &Files) -> Vec<String> {
    let short = |fault: &Fault| format!("{}:{} {}", fault.file, fault.line, fault.code());
    build(files).map_or_else(|faults| faults.iter().map(short).collect(), |_| Vec::new())
}

#[test]
fn the_files_as_they_are_have_no_fault() {
    assert_eq!(found(&[]), Vec::<String>::new());
}

#[test]
fn a_missing_file() {
    let mut files = files();
    files.remove("hotlines.csv");
    assert_eq!(faults(&files), ["hotlines.csv:1 file_missing"]);
    assert_eq!(faults(&Files::new()).len(), 9);
}

#[test]
fn a_misspelt_column() {
    let expected = ["hotlines.csv:1 column_missing", "hotlines.csv:1 column_unknown", "hotlines.csv:2 value_missing"];
    assert_eq!(found(&[("hotlines.csv", "emergency", "emergancy")]), expected);
}

#[test]
fn a_row_with_a_cell_too_few() {
    assert_eq!(found(&[("calendar.csv", "Tết Dương lịch,", "Tết Dương lịch")]), ["calendar.csv:2 row_broken"]);
}

#[test]
fn an_empty_cell() {
    assert_eq!(found(&[("categories.csv", "RAC,Rác,Waste", "RAC,Rác,")]), ["categories.csv:2 value_missing"]);
}

#[test]
fn a_cell_that_says_nothing() {
    for (from, to) in
        [("3wd", "3 days"), ("commune,centre", "comune,centre"), ("optional", "perhaps"), ("RAC,", "R C,")]
    {
        assert_eq!(found(&[("categories.csv", from, to)]), ["categories.csv:2 value_bad"], "{to}");
    }
    assert_eq!(found(&[("calendar.csv", "2024-01-01", "1/1/2024")]), ["calendar.csv:2 value_bad"]);
    assert_eq!(found(&[("hours.csv", "11:30", "25:30")]), ["hours.csv:1 table_empty", "hours.csv:2 value_bad"]);
    assert_eq!(found(&[("province.csv", "168h", "a week")]), ["province.csv:12 value_bad"]);
}

#[test]
fn a_key_used_twice() {
    let again = "p-tay,019,commune,xa,Nam,Xã Nam,p,2024-01-01,,\np-dong";
    assert_eq!(found(&[("areas.csv", "p-dong", again)]), ["areas.csv:4 duplicate"]);
    assert!(found(&[("units.csv", "so-gt,", "tt,")]).contains(&"units.csv:3 duplicate".to_owned()));
    assert_eq!(found(&[("calendar.csv", "2024-05-04,workday", "2024-01-01,holiday")]), ["calendar.csv:3 duplicate"]);
    assert_eq!(found(&[("province.csv", "recall_within", "review_within")])[1], "province.csv:16 duplicate");
    assert_eq!(found(&[("borders.geojson", "\"p-dong\"", "\"p-tay\"")]), ["borders.geojson:2 duplicate"]);
}

#[test]
fn a_period_that_ends_before_it_starts() {
    let backwards = ("categories.csv", "required,2024-01-01,", "required,2024-01-01,2023-12-31");
    assert_eq!(found(&[backwards]), ["categories.csv:2 period_backwards"]);
}

#[test]
fn an_unknown_parent() {
    assert_eq!(found(&[("areas.csv", "Xã Đông,p", "Xã Đông,q")])[0], "areas.csv:4 parent_unknown");
    assert_eq!(found(&[("units.csv", "ubnd-p,", "ubnd-q,")]), ["units.csv:3 parent_unknown"]);
}

#[test]
fn a_parent_that_is_not_above() {
    assert_eq!(found(&[("areas.csv", "Xã Đông,p,", "Xã Đông,p-tay,")])[0], "areas.csv:4 parent_level");
    assert_eq!(found(&[("areas.csv", "Xã Đông,p,", "Xã Đông,,")])[0], "areas.csv:4 parent_level");
}

#[test]
fn a_parent_that_is_not_always_there() {
    let late = found(&[("areas.csv", "Tỉnh Thử,,2024-01-01", "Tỉnh Thử,,2024-02-01")]);
    assert_eq!(late[..2], ["areas.csv:3 parent_not_valid", "areas.csv:4 parent_not_valid"]);
}

#[test]
fn two_areas_with_one_code_on_one_day() {
    assert_eq!(found(&[("areas.csv", "p-dong,012", "p-dong,011")]), ["areas.csv:4 gso_code_taken"]);
}

#[test]
fn one_code_after_another_is_no_fault() {
    let changes = [(
        "areas.csv",
        "p-dong,012,commune,xa,Đông,Xã Đông,p,2024-01-01,,\n",
        "p-dong,012,commune,xa,Đông,Xã Đông,p,2024-01-01,2024-06-30,p-moi\np-moi,012,commune,xa,Mới,Xã Mới,p,2024-07-01,,\n",
    )];
    assert_eq!(found(&changes), Vec::<String>::new());
}

#[test]
fn a_commune_that_ends_without_a_successor() {
    let ends = ("areas.csv", "Xã Đông,p,2024-01-01,,", "Xã Đông,p,2024-01-01,2024-06-30,");
    assert_eq!(found(&[ends]), ["areas.csv:4 successor_missing"]);
}

#[test]
fn a_successor_that_is_not_there() {
    let unknown = ("areas.csv", "Xã Đông,p,2024-01-01,,", "Xã Đông,p,2024-01-01,2024-06-30,q");
    assert_eq!(found(&[unknown]), ["areas.csv:4 successor_unknown"]);
    let unit = ("units.csv", "ubnd-p,,office,2024-01-01,", "ubnd-p,q,office,2024-01-01,2024-06-30");
    assert_eq!(found(&[unit])[0], "units.csv:3 successor_unknown");
}

#[test]
fn a_successor_that_is_not_there_in_time() {
    let without_end = ("areas.csv", "Xã Đông,p,2024-01-01,,", "Xã Đông,p,2024-01-01,,p-tay");
    assert_eq!(found(&[without_end]), ["areas.csv:4 successor_not_valid"]);
    let unit = ("units.csv", "ubnd-p,,office,2024-01-01,", "ubnd-p,tt,office,2024-01-01,");
    assert_eq!(found(&[unit]), ["units.csv:3 successor_not_valid"]);
}

#[test]
fn an_unknown_area() {
    assert_eq!(found(&[("units.csv", "Sở Giao thông,p,", "Sở Giao thông,q,")])[0], "units.csv:3 area_unknown");
    assert_eq!(found(&[("province.csv", "service_area,p", "service_area,p|q")]), ["province.csv:4 area_unknown"]);
    assert_eq!(found(&[("borders.geojson", "p-dong", "q")]), ["borders.geojson:3 area_unknown"]);
}

#[test]
fn two_units_of_one_kind_in_one_area() {
    let twice = ("units.csv", "so-gt,", "so-gt2,department:giao-thong,Sở thứ hai,p,ubnd-p,,office,2024-06-01,\nso-gt,");
    assert_eq!(found(&[twice]), ["units.csv:4 kind_taken"]);
    let centre = ("units.csv", "so-gt,", "tt2,centre,Trung tâm hai,p,tt,,24x7,2024-01-01,\nso-gt,");
    assert_eq!(found(&[centre]), ["units.csv:3 kind_taken"]);
}

#[test]
fn an_owner_of_a_kind_that_nobody_is() {
    assert_eq!(found(&[("categories.csv", "giao-thong", "giao-thon")]), ["categories.csv:3 kind_unknown"]);
}

#[test]
fn a_day_without_the_centre() {
    assert_eq!(found(&[("units.csv", "24x7,2024-01-01", "24x7,2024-02-01")]), ["units.csv:1 centre_missing"]);
}

#[test]
fn a_unit_that_does_not_lead_to_the_centre() {
    assert_eq!(found(&[("units.csv", "p,ubnd-p,", "p,,")]), ["units.csv:3 not_under_centre"]);
    assert_eq!(found(&[("units.csv", "p,ubnd-p,", "p,so-gt,")]), ["units.csv:3 not_under_centre"]);
}

#[test]
fn two_sets_of_rules_for_one_category() {
    assert_eq!(found(&[("categories.csv", "DUO,", "RAC,")]), ["categories.csv:3 category_overlap"]);
}

#[test]
fn half_an_urgent_track() {
    assert_eq!(found(&[("categories.csv", "3wd,24h", "3wd,")]), ["categories.csv:2 urgent_half"]);
}

#[test]
fn a_category_that_nobody_owns_in_some_commune_on_some_day() {
    let late = ("units.csv", "office,2024-01-01", "office,2024-03-01");
    assert_eq!(found(&[late]), ["categories.csv:3 owner_unresolved"]);
    let message = build_with(late).remove(0);
    assert_eq!(message.message_en(), "DUO: no owner is found in p-dong from 2024-01-01 on");
    assert_eq!(message.message_vi(), "DUO: không tìm được đơn vị xử lý ở p-dong từ ngày 2024-01-01");
}

#[test]
fn a_unit_on_which_nobody_can_take_a_report() {
    let none = [
        ("implied-units.csv", "committee,province,ubnd-,UBND,office,,\n", ""),
        ("implied-units.csv", "committee,commune,ubnd-,UBND,office,,\n", ""),
    ];
    let alone = ("units.csv", "p,ubnd-p,", "p,tt,");
    assert_eq!(found(&[none[0], none[1], alone]), ["units.csv:2 nobody_above"]);
}

#[test]
fn a_holiday_at_the_weekend() {
    assert_eq!(found(&[("calendar.csv", "2024-01-01", "2024-01-06")]), ["calendar.csv:2 holiday_at_weekend"]);
}

#[test]
fn a_make_up_day_on_a_weekday() {
    assert_eq!(found(&[("calendar.csv", "2024-05-04", "2024-05-03")]), ["calendar.csv:3 workday_on_weekday"]);
}

#[test]
fn office_hours_of_another_length() {
    let longer = ("hours.csv", "17:00\n", "17:00\n2024-07-01,07:00-11:30|13:00-17:00\n");
    assert_eq!(found(&[longer]), ["hours.csv:3 hours_length"]);
    let other = ("hours.csv", "17:00\n", "17:00\n2024-07-01,07:00-11:00|13:00-17:00\n");
    assert_eq!(found(&[other]), Vec::<String>::new());
}

#[test]
fn a_file_that_is_no_geojson() {
    assert_eq!(found(&[("borders.geojson", "]}\n", "")]), ["borders.geojson:1 geojson_broken"]);
    assert_eq!(found(&[("borders.geojson", "FeatureCollection", "Feature")]), ["borders.geojson:1 geojson_broken"]);
}

#[test]
fn a_border_of_what_is_no_commune() {
    assert_eq!(found(&[("borders.geojson", "p-dong", "p")]), ["borders.geojson:3 border_not_commune"]);
}

#[test]
fn a_border_that_crosses_itself_or_is_too_short_or_open() {
    let square = "[106.02,10.00],[106.02,10.01],[106.01,10.01]";
    let bow = ("borders.geojson", square, "[106.02,10.01],[106.02,10.00],[106.01,10.01]");
    assert_eq!(found(&[bow]), ["borders.geojson:3 border_invalid"]);
    let short = ("borders.geojson", square, "[106.02,10.01]");
    assert_eq!(found(&[short]), ["borders.geojson:3 border_invalid"]);
    let open = ("borders.geojson", "[106.01,10.01],[106.01,10.00]]]", "[106.01,10.01],[106.012,10.00]]]");
    assert_eq!(found(&[open]), ["borders.geojson:3 border_invalid"]);
    let nowhere = ("borders.geojson", "[106.02,10.00]", "[206.02,10.00]");
    assert_eq!(found(&[nowhere]), ["borders.geojson:3 border_invalid"]);
}

#[test]
fn borders_over_each_other() {
    let wider = ("borders.geojson", "[106.01,10.00],[106.01,10.01],[106.00", "[106.012,10.00],[106.012,10.01],[106.00");
    assert_eq!(found(&[wider]), ["borders.geojson:3 border_overlap"]);
}

#[test]
fn a_setting_missing_or_that_nobody_reads() {
    let renamed = found(&[("province.csv", "recall_within", "recall_after")]);
    assert_eq!(renamed, ["province.csv:1 setting_missing", "province.csv:16 setting_unknown"]);
}

#[test]
fn a_table_without_rows() {
    let empty = found(&[("consents.csv", "1,Tôi đồng ý,I agree\n", "")]);
    assert_eq!(empty, ["consents.csv:1 table_empty"]);
}

#[test]
fn all_faults_come_at_once_by_file_and_line() {
    let all = found(&[
        ("areas.csv", "p-dong,012", "p-dong,011"),
        ("calendar.csv", "2024-05-04", "2024-05-03"),
        ("categories.csv", "giao-thong", "giao-thon"),
        ("borders.geojson", "p-dong", "p"),
        ("province.csv", "4wh", "4"),
    ]);
    let expected = [
        "areas.csv:4 gso_code_taken",
        "borders.geojson:3 border_not_commune",
        "calendar.csv:3 workday_on_weekday",
        "categories.csv:3 kind_unknown",
        "province.csv:8 value_bad",
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_fault_is_told_in_both_languages() {
    let fault = build_with(("calendar.csv", "2024-01-01", "2024-01-06")).remove(0);
    assert_eq!(
        serde_json::to_value(&fault).unwrap(),
        serde_json::json!({
            "file": "calendar.csv",
            "line": 2,
            "code": "holiday_at_weekend",
            "message_vi": "2024-01-06 là ngày cuối tuần, không ghi ngày nghỉ",
            "message_en": "2024-01-06 is at a weekend and off anyway",
        })
    );
}

#[test]
fn semicolons_and_a_byte_order_mark_are_taken() {
    let mut files = files();
    let text = files["calendar.csv"].replace(',', ";");
    files.insert("calendar.csv".to_owned(), format!("\u{feff}{text}"));
    assert_eq!(faults(&files), Vec::<String>::new());
}

fn build_with((file, from, to): (&str, &str, &str)) -> Vec<Fault> {
    let mut files = files();
    let text = files[file].replacen(from, to, 1);
    files.insert(file.to_owned(), text);
    build(&files).unwrap_err()
}
