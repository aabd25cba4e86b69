//! What a report says of its place, and what becomes of it.

use domain::directory::locate::BadLocation;
use domain::directory::{Located, Location, Place, PlaceClaim, PlaceFault, Point};

use crate::support::{area, day, directory};

const TODAY: &str = "2026-01-05";
/// In phường Vị Thanh, 1.5 km from its border.
const INSIDE: (f64, f64) = (9.7679, 105.4596);
/// In the sea.
const OUTSIDE: (f64, f64) = (9.0, 107.0);

fn claim(point: Option<(f64, f64, f64)>, named: &[&str]) -> PlaceClaim {
    PlaceClaim {
        location: point.map(|(lat, lng, accuracy)| Location::new(lat, lng, accuracy).unwrap()),
        area: named.first().map(|id| area(id)),
        also_in: named.iter().skip(1).map(|id| area(id)).collect(),
    }
}

fn placed(point: Option<(f64, f64, f64)>, named: &[&str], on: &str) -> Result<Place, PlaceFault> {
    directory().place(&claim(point, named), day(on))
}

/// A point in phường Vị Thanh whose nearest border, shared with `neighbour`, is between 5 and 50 m away.
fn near_a_border() -> ((f64, f64), String, f64) {
    let mut lat = INSIDE.0;
    while lat < 9.80 {
        lat += 0.000_05;
        let located = directory().locate(Point::new(lat, INSIDE.1).unwrap(), 60.0, day(TODAY));
        if let Located::Within { commune, border_m, neighbours } = located
            && commune == area("vn-31321-2025")
            && (5.0..50.0).contains(&border_m)
            && neighbours.len() == 1
        {
            return ((lat, INSIDE.1), neighbours[0].to_string(), border_m);
        }
    }
    panic!("no such point");
}

#[test]
fn a_point_alone_is_enough_where_the_borders_are_known() {
    let place = placed(Some((INSIDE.0, INSIDE.1, 12.0)), &[], TODAY).unwrap();
    assert_eq!(place.area, area("vn-31321-2025"));
    assert_eq!((place.owner_area, place.also_in.len()), (Some(area("vn-31321-2025")), 0));
}

#[test]
fn an_area_alone_is_enough_on_any_day() {
    assert_eq!(placed(None, &["vn-31318-2020"], "2020-10-21").unwrap().area, area("vn-31318-2020"));
    assert_eq!(placed(None, &["vn-31321-2025"], TODAY).unwrap().area, area("vn-31321-2025"));
}

#[test]
fn without_borders_the_area_is_required_and_taken_at_its_word() {
    let point = Some((INSIDE.0, INSIDE.1, 12.0));
    assert_eq!(placed(point, &[], "2020-10-21"), Err(PlaceFault::AreaRequired));
    assert_eq!(placed(None, &[], TODAY), Err(PlaceFault::AreaRequired));
    assert_eq!(placed(point, &["vn-31345-2020"], "2020-10-21").unwrap().area, area("vn-31345-2020"));
}

#[test]
fn a_point_outside_is_refused_and_no_place_is_guessed() {
    let point = Some((OUTSIDE.0, OUTSIDE.1, 12.0));
    assert_eq!(placed(point, &[], TODAY), Err(PlaceFault::OutsideServiceArea));
    assert_eq!(placed(point, &["vn-31321-2025"], TODAY), Err(PlaceFault::OutsideServiceArea));
}

#[test]
fn a_point_in_another_commune_than_named_is_a_mismatch_with_both() {
    let fault = placed(Some((INSIDE.0, INSIDE.1, 12.0)), &["vn-31495-2025"], TODAY).unwrap_err();
    let located = Some(area("vn-31321-2025"));
    assert_eq!(fault, PlaceFault::AreaMismatch { claimed: area("vn-31495-2025"), located });
}

#[test]
fn a_point_in_any_of_the_communes_named_agrees() {
    let place = placed(Some((INSIDE.0, INSIDE.1, 12.0)), &["vn-31333-2025", "vn-31321-2025"], TODAY).unwrap();
    assert_eq!((place.area, place.owner_area), (area("vn-31333-2025"), Some(area("vn-92-2025"))));
}

#[test]
fn near_a_border_a_point_alone_counts_for_both_communes() {
    let (point, neighbour, border_m) = near_a_border();
    let exact = placed(Some((point.0, point.1, border_m / 2.0)), &[], TODAY).unwrap();
    assert_eq!(exact.owner_area, Some(area("vn-31321-2025")));
    let coarse = placed(Some((point.0, point.1, border_m + 5.0)), &[], TODAY).unwrap();
    assert_eq!((coarse.area, coarse.also_in), (area("vn-31321-2025"), vec![area(&neighbour)]));
    assert_eq!(coarse.owner_area, Some(area("vn-92-2025")));
}

#[test]
fn near_a_border_naming_the_area_settles_it() {
    let (point, neighbour, border_m) = near_a_border();
    for named in ["vn-31321-2025", neighbour.as_str()] {
        let place = placed(Some((point.0, point.1, border_m + 5.0)), &[named], TODAY).unwrap();
        assert_eq!((place.area, place.also_in.len()), (area(named), 0));
    }
    let fault = placed(Some((point.0, point.1, border_m / 2.0)), &[&neighbour], TODAY).unwrap_err();
    assert!(matches!(fault, PlaceFault::AreaMismatch { .. }));
}

#[test]
fn an_area_of_another_time_is_refused_with_who_took_over() {
    let gone = PlaceFault::AreaNotValid { area: area("vn-31318-2020"), successor: Some(area("vn-31321-2025")) };
    assert_eq!(placed(None, &["vn-31318-2020"], TODAY), Err(gone));
    let not_yet = PlaceFault::AreaNotValid { area: area("vn-31321-2025"), successor: None };
    assert_eq!(placed(None, &["vn-31321-2025"], "2020-10-21"), Err(not_yet));
}

#[test]
fn only_communes_can_be_named() {
    assert_eq!(placed(None, &["vn-932-2020"], "2020-10-21"), Err(PlaceFault::AreaNotCommune(area("vn-932-2020"))));
    assert_eq!(placed(None, &["vn-99999-2020"], TODAY), Err(PlaceFault::AreaUnknown(area("vn-99999-2020"))));
    let second = placed(None, &["vn-31318-2020", "vn-99999-2020"], "2020-10-21");
    assert_eq!(second, Err(PlaceFault::AreaUnknown(area("vn-99999-2020"))));
}

#[test]
fn a_commune_named_twice_counts_once() {
    let place = placed(None, &["vn-31318-2020", "vn-31318-2020", "vn-31321-2020", "vn-31321-2020"], "2020-10-21");
    assert_eq!(place.unwrap().also_in, [area("vn-31321-2020")]);
}

#[test]
fn no_place_on_earth_is_no_location() {
    assert_eq!(Location::new(f64::NAN, 105.0, 1.0), Err(BadLocation::Latitude));
    assert_eq!(Location::new(105.0, 9.0, 1.0), Err(BadLocation::Latitude));
    assert_eq!(Location::new(9.0, 190.0, 1.0), Err(BadLocation::Longitude));
    for accuracy in [-1.0, f64::NAN, f64::INFINITY, 100_001.0] {
        assert_eq!(Location::new(9.0, 105.0, accuracy), Err(BadLocation::Accuracy));
    }
}
