//! The province's own files and short ways to say ids and days.

use std::sync::LazyLock;

use domain::directory::source::{self, Files};
use domain::directory::{AreaId, CategoryCode, Directory, Place, PlaceClaim, UnitId};
use jiff::Timestamp;
use jiff::civil::Date;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| build(&files()));

pub(crate) fn directory() -> &'static Directory {
    &DIRECTORY
}

pub(crate) fn build(files: &Files) -> Directory {
    source::build(files).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    })
}

pub(crate) fn files() -> Files {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/directory");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A moment of the product's zone: `2021-02-09 16:00`.
pub(crate) fn at(text: &str) -> Timestamp {
    format!("{}:00+07:00", text.replace(' ', "T")).parse().unwrap()
}

pub(crate) fn area(id: &str) -> AreaId {
    id.parse().unwrap()
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn category(code: &str) -> CategoryCode {
    code.parse().unwrap()
}

/// The place of a report that names its communes.
pub(crate) fn place(communes: &[&str], on: &str) -> Place {
    let claim = PlaceClaim {
        location: None,
        area: Some(area(communes[0])),
        also_in: communes[1..].iter().map(|id| area(id)).collect(),
    };
    directory().place(&claim, day(on)).unwrap()
}
