//! How long it takes to find a point's commune and to load the bundle: `cargo bench -p domain`.
//!
//! Times depend on the machine, so the first is also given as a ratio to a linear scan with `geo` in the same run.
//! Bounds (issue "The directory"): under 5 µs a point; loading under 1 ms of CPU; the bundle under 150 KB.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark tells what it found and stops where it fails"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use domain::directory::source::{Files, build};
use domain::directory::{Directory, Point};
use geo::{Contains as _, MultiPolygon};
use geojson::GeoJson;
use jiff::civil::date;

const POINTS: usize = 1_000;

fn main() {
    let files = files();
    let directory = build(&files).unwrap();
    let points = points();

    let located = nanoseconds(|| {
        for (lat, lng) in &points {
            black_box(directory.locate(Point::new(*lat, *lng).unwrap(), 12.0, date(2026, 1, 5)));
        }
    });
    let borders = borders(&files);
    let scanned = nanoseconds(|| {
        for (lat, lng) in &points {
            let point = geo::Point::new(*lng, *lat);
            black_box(borders.iter().find(|border| border.contains(&point)));
        }
    });
    let count = f64::from(u32::try_from(POINTS).unwrap());
    println!("locate, with border distance and neighbours: {:.0} ns a point", located / count);
    println!("linear scan with geo, commune only:          {:.0} ns a point", scanned / count);
    println!("ratio:                                       {:.3}", located / scanned);

    let bundle = directory.to_bundle();
    let loaded = nanoseconds(|| {
        black_box(Directory::from_bundle(directory.version(), black_box(&bundle)).unwrap());
    });
    println!("bundle:                                      {} bytes", bundle.len());
    println!("loading it, warm:                            {:.0} µs", loaded / 1_000.0);
}

/// The best of many short runs: what the machine can do when nothing else asks for it.
fn nanoseconds(run: impl Fn()) -> f64 {
    let once = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e9
    };
    (0..200).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// Points over the province and a little around it, the same in every run.
fn points() -> Vec<(f64, f64)> {
    let mut state = 3_u64;
    let mut draw = move |low: f64, high: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
    };
    (0..POINTS).map(|_| (draw(9.58, 9.99), draw(105.33, 105.89))).collect()
}

fn borders(files: &Files) -> Vec<MultiPolygon> {
    let GeoJson::FeatureCollection(collection) = files["communes-2025.geojson"].parse::<GeoJson>().unwrap() else {
        panic!("a FeatureCollection");
    };
    collection.features.into_iter().map(|feature| feature.geometry.unwrap().try_into().unwrap()).collect()
}

fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/directory");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    named.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect()
}
