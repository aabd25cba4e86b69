//! Who owns what.

use crate::support::{category, day, directory, place, unit};

/// The owner and the rule of a report.
fn route(code: &str, communes: &[&str], on: &str) -> (String, String) {
    let route = directory().route(&category(code), &place(communes, on), None, day(on)).unwrap();
    (route.unit.to_string(), route.rule)
}

fn owned(unit: &str, rule: &str) -> (String, String) {
    (unit.to_owned(), rule.to_owned())
}

#[test]
fn the_rubbish_case_goes_to_the_ward() {
    assert_eq!(route("MT-RAC", &["vn-31318-2020"], "2020-10-21"), owned("ubnd-vn-31318-2020", "commune"));
    assert_eq!(directory().unit(&unit("ubnd-vn-31318-2020")).unwrap().name_vi, "UBND Phường I");
}

#[test]
fn the_two_commune_case_goes_to_the_district() {
    let communes = ["vn-31345-2020", "vn-31342-2020"];
    assert_eq!(route("GT-DUO", &communes, "2020-10-21"), owned("ubnd-vn-932-2020", "commune>common"));
}
