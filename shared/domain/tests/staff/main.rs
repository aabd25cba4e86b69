//! Staff: who may change which row, what a row may say, and who is there.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::sync::LazyLock;

use domain::{
    actor::Role,
    directory::{CategoryCode, Directory, UnitId, source},
    staff::{Absence, Staff, StaffId},
};
use jiff::civil::{Date, date};

mod dead_end;
mod manage;
mod presence;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/directory");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    source::build(&files.collect()).unwrap_or_else(|faults| panic!("{}", faults[0]))
});

/// The ward, and the town above it.
const WARD: &str = "ubnd-vn-31318-2020";
const TOWN: &str = "ubnd-vn-930-2020";
/// Wednesday.
const TODAY: Date = date(2020, 10, 21);

fn id(text: &str) -> StaffId {
    text.parse().unwrap()
}

fn unit(text: &str) -> UnitId {
    text.parse().unwrap()
}

fn category(text: &str) -> CategoryCode {
    text.parse().unwrap()
}

fn person(who: &str, role: Role, of: &str) -> Staff {
    Staff {
        staff_id: id(who),
        name: None,
        role,
        unit: (!of.is_empty()).then(|| unit(of)),
        categories: vec![],
        deputy: None,
        absence: None,
        version: 1,
    }
}

trait With: Sized {
    fn away(self, from: Date, until: Date) -> Self;
    fn deputy(self, who: &str) -> Self;
    fn only(self, of: &str) -> Self;
}

impl With for Staff {
    fn away(self, from: Date, until: Date) -> Self {
        Self { absence: Some(Absence { from, until, deputy: None }), ..self }
    }

    fn deputy(self, who: &str) -> Self {
        Self { deputy: Some(id(who)), ..self }
    }

    fn only(self, of: &str) -> Self {
        Self { categories: vec![category(of)], ..self }
    }
}
