//! Locating against the slow and obvious way: every commune, every edge, with `geo`.

use domain::directory::{AreaId, Located, Point};
use geo::{Contains as _, Coord, Distance as _, Euclidean, MapCoords as _, MultiPolygon};
use geojson::GeoJson;

use crate::support::{area, day, directory, files};

const TODAY: &str = "2026-01-05";
const POINTS: usize = 10_000;

/// The communes' borders straight from the file.
fn borders() -> Vec<(AreaId, MultiPolygon)> {
    let GeoJson::FeatureCollection(collection) = files()["communes-2025.geojson"].parse::<GeoJson>().unwrap() else {
        panic!("a FeatureCollection");
    };
    let border = |feature: geojson::Feature| {
        let id = feature.property("area_id").unwrap().as_str().unwrap().to_owned();
        (area(&id), MultiPolygon::try_from(feature.geometry.unwrap()).unwrap())
    };
    collection.features.into_iter().map(border).collect()
}

/// Numbers that are the same in every run: a linear congruential generator (Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    #[expect(clippy::cast_precision_loss, reason = "a draw needs no more")]
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * ((self.0 >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// A coordinate on the directory's grid of millionths of a degree.
    fn on_grid(&mut self, low: f64, high: f64) -> f64 {
        (self.between(low, high) * 1e6).round() / 1e6
    }
}

/// Metres, by the sphere: within half a percent of the ellipsoid's.
fn metres(border: &MultiPolygon, at: Coord) -> f64 {
    let metre = 111_195.0;
    let flat = |coord: Coord| Coord { x: coord.x * at.y.to_radians().cos() * metre, y: coord.y * metre };
    let lines: Vec<_> = border.map_coords(flat).0.into_iter().map(|polygon| polygon.exterior().clone()).collect();
    lines.iter().map(|line| Euclidean.distance(&geo::Point(flat(at)), line)).fold(f64::INFINITY, f64::min)
}

#[test]
fn ten_thousand_points_are_where_the_slow_way_finds_them() {
    let borders = borders();
    let mut numbers = Numbers(3);
    let (mut inside, mut outside, mut near_border) = (0, 0, 0);
    for index in 0..POINTS {
        let (lat, lng) = (numbers.on_grid(9.55, 10.02), numbers.on_grid(105.30, 105.92));
        let accuracy = numbers.between(0.0, 80.0);
        let at = Coord { x: lng, y: lat };
        let expected = borders.iter().find(|(_, border)| border.contains(&geo::Point(at)));
        match directory().locate(Point::new(lat, lng).unwrap(), accuracy, day(TODAY)) {
            Located::Within { commune, border_m, neighbours } => {
                let (id, border) = expected.unwrap_or_else(|| panic!("{lat},{lng} is nowhere, not in {commune}"));
                assert_eq!(commune, *id, "{lat},{lng}");
                inside += 1;
                if index % 10 == 0 {
                    let slow = metres(border, at);
                    assert!((border_m - slow).abs() <= slow * 0.01 + 0.2, "{lat},{lng}: {border_m} m, not {slow} m");
                    near_border += check_neighbours(&borders, &neighbours, id, at, accuracy);
                }
            }
            Located::Outside { .. } => {
                assert!(expected.is_none(), "{lat},{lng} is in {:?}", expected.map(|(id, _)| id));
                outside += 1;
            }
            Located::NoBorders { .. } => panic!("the borders of 2025 are known"),
        }
    }
    assert!(inside > POINTS / 3 && outside > POINTS / 10 && near_border > 5, "{inside} {outside} {near_border}");
}

/// Neighbours are those whose border is within the accuracy; within a percent of it either answer will do.
fn check_neighbours(
    borders: &[(AreaId, MultiPolygon)],
    neighbours: &[AreaId],
    own: &AreaId,
    at: Coord,
    accuracy: f64,
) -> usize {
    for (id, border) in borders.iter().filter(|(id, _)| id != own) {
        let slow = metres(border, at);
        if slow < accuracy * 0.99 - 0.2 {
            assert!(neighbours.contains(id), "{id} is {slow} m from {at:?}, within {accuracy} m");
        }
        if slow > accuracy * 1.01 + 0.2 {
            assert!(!neighbours.contains(id), "{id} is {slow} m from {at:?}, not within {accuracy} m");
        }
    }
    neighbours.len()
}

#[test]
fn a_day_without_borders_says_nothing_of_any_point() {
    let point = Point::new(9.7679, 105.4596).unwrap();
    assert_eq!(directory().locate(point, 10.0, day("2020-10-21")), Located::NoBorders { near: Vec::new() });
}

#[test]
fn the_map_has_the_borders_that_were_read() {
    let written: GeoJson = directory().borders_geojson(day(TODAY)).parse().unwrap();
    let GeoJson::FeatureCollection(written) = written else { panic!("a FeatureCollection") };
    assert_eq!(written.features.len(), 28);
    let original: GeoJson = files()["communes-2025.geojson"].parse().unwrap();
    let GeoJson::FeatureCollection(original) = original else { panic!("a FeatureCollection") };
    for feature in &original.features {
        let same = written.features.iter().find(|other| other.id == feature.id).unwrap();
        assert_eq!(same.geometry, feature.geometry);
        assert_eq!(same.property("name"), feature.property("name"));
    }
    let before: GeoJson = directory().borders_geojson(day("2020-10-21")).parse().unwrap();
    assert!(matches!(before, GeoJson::FeatureCollection(none) if none.features.is_empty()));
}
