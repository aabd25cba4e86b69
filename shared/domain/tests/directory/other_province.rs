//! A made-up province of two communes: nothing of the real one is in code.

use domain::directory::source::Files;
use domain::directory::{Directory, Location, PlaceClaim};

use crate::support::{area, build, category, day};

/// Xã Đông and xã Tây, side by side, each one hundredth of a degree wide, right below the province.
pub(crate) fn files() -> Files {
    let files = [
        (
            "areas.csv",
            "area_id,gso_code,level,type,name,full_name,parent_id,valid_from,valid_to,successor_id\n\
             p,01,province,tinh,Thử,Tỉnh Thử,,2024-01-01,,\n\
             p-tay,011,commune,xa,Tây,Xã Tây,p,2024-01-01,,\n\
             p-dong,012,commune,xa,Đông,Xã Đông,p,2024-01-01,,\n",
        ),
        (
            "categories.csv",
            "code,name_vi,name_en,keywords_vi,owner,fallback_owner,receive_normal,receive_urgent,handle_normal,\
             handle_urgent,confidential,photo_to_close,valid_from,valid_to\n\
             RAC,Rác,Waste,rác|mùi,commune,centre,8wh,30m,3wd,24h,optional,required,2024-01-01,\n\
             DUO,Đường,Roads,,district,department:giao-thong,8wh,,5wd,,optional,waivable,2024-01-01,\n\
             CAN,Cán bộ,Officials,,parent,centre,8wh,,10wd,,always,none,2024-01-01,\n",
        ),
        (
            "units.csv",
            "unit_id,kinds,name_vi,area_id,parent_id,successor_id,hours,valid_from,valid_to\n\
             tt,centre,Trung tâm,,,,24x7,2024-01-01,\n\
             so-gt,department:giao-thong,Sở Giao thông,p,ubnd-p,,office,2024-01-01,\n",
        ),
        (
            "implied-units.csv",
            "kind,level,id_prefix,name_prefix,hours,valid_from,valid_to\n\
             committee,province,ubnd-,UBND,office,,\n\
             committee,commune,ubnd-,UBND,office,,\n",
        ),
        (
            "calendar.csv",
            "date,kind,name_vi,standing\n2024-01-01,holiday,Tết Dương lịch,\n2024-05-04,workday,Làm bù,\n",
        ),
        ("hours.csv", "valid_from,hours\n2024-01-01,07:30-11:30|13:00-17:00\n"),
        ("hotlines.csv", "number,name_vi,name_en,emergency\n115,Cấp cứu,Ambulance,yes\n"),
        ("consents.csv", "version,text_vi,text_en\n1,Tôi đồng ý,I agree\n"),
        (
            "province.csv",
            "key,value,value_en,note_vi\n\
             province,Thử,Try,\n\
             service,Phản ánh Thử,Try reports,\n\
             service_area,p,,\n\
             photo_advice,Chụp rõ,Be clear,\n\
             complaint_advice,Gửi Ban Tiếp công dân,Write to the office,\n\
             oldest_client,1.0.0,,\n\
             coordinate_within,4wh,,\n\
             review_within,3wd,,\n\
             confirm_within,1wd,,\n\
             inform_within,5wd,,\n\
             verdict_within,168h,,\n\
             late_verdict_within,720h,,\n\
             contest_within,168h,,\n\
             held_answer_within,24h,,\n\
             recall_within,24h,,\n\
             merge_within,720h,,\n\
             urgent_leader_after,15m,,\n\
             urgent_above_after,30m,,\n",
        ),
        (
            "borders.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":[\n\
             {\"type\":\"Feature\",\"properties\":{\"area_id\":\"p-tay\"},\"geometry\":{\"type\":\"Polygon\",\
             \"coordinates\":[[[106.00,10.00],[106.01,10.00],[106.01,10.01],[106.00,10.01],[106.00,10.00]]]}},\n\
             {\"type\":\"Feature\",\"properties\":{\"area_id\":\"p-dong\"},\"geometry\":{\"type\":\"Polygon\",\
             \"coordinates\":[[[106.01,10.00],[106.02,10.00],[106.02,10.01],[106.01,10.01],[106.01,10.00]]]}}\n\
             ]}\n",
        ),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn owner(directory: &Directory, code: &str, claim: &PlaceClaim) -> String {
    let place = directory.place(claim, day("2024-06-03")).unwrap();
    directory.route(&category(code), &place, None, day("2024-06-03")).unwrap().unit.to_string()
}

fn at(lng: f64, accuracy_m: f64) -> PlaceClaim {
    PlaceClaim { location: Some(Location::new(10.005, lng, accuracy_m).unwrap()), ..PlaceClaim::default() }
}

#[test]
fn a_province_of_two_communes_routes_by_its_own_files() {
    let directory = build(&files());
    assert_eq!(owner(&directory, "RAC", &at(106.005, 10.0)), "ubnd-p-tay");
    assert_eq!(owner(&directory, "RAC", &at(106.015, 10.0)), "ubnd-p-dong");
    assert_eq!(owner(&directory, "RAC", &at(106.010_05, 20.0)), "ubnd-p", "on the border");
    assert_eq!(owner(&directory, "DUO", &at(106.005, 10.0)), "so-gt");
    assert_eq!(owner(&directory, "CAN", &at(106.005, 10.0)), "ubnd-p");
    assert_eq!(directory.settings().province.vi, "Thử");
}

#[test]
fn its_office_hours_are_its_own() {
    let directory = build(&files());
    let due = directory.calendar().add(crate::support::at("2024-06-03 07:00"), "4wh".parse().unwrap());
    assert_eq!(due.at, crate::support::at("2024-06-03 11:30"));
}

/// A commune without a border makes a point in no known one say nothing, rather than "outside".
#[test]
fn where_one_border_is_missing_a_point_elsewhere_needs_its_area() {
    let mut files = files();
    let text = files["borders.geojson"].replace("p-dong\"", "p-tay\"");
    let first = text.find(",\n{").unwrap();
    files.insert("borders.geojson".to_owned(), format!("{}\n]}}", &text[..first]));
    let directory = build(&files);
    let fault = |claim: &PlaceClaim| directory.place(claim, day("2024-06-03")).map_err(|fault| fault.to_string());
    assert_eq!(fault(&at(106.015, 10.0)), Err("the area must be named".to_owned()));
    let named = |id: &str| PlaceClaim { area: Some(area(id)), ..at(106.015, 10.0) };
    assert_eq!(fault(&named("p-dong")).unwrap().area, area("p-dong"));
    assert!(fault(&named("p-tay")).unwrap_err().contains("not in the area p-tay"));
}
