//! Shelves and the catalogue over them, for any reports and any changes: what is found is what stands there.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::ReportId,
    search::{Catalogue, Line, Place, Shelf, Words},
};
use proptest::prelude::*;

const WORDS: [&str; 6] = ["rác", "đường", "Hòa", "đèn", "cống", "Hoà Mỹ"];
const AREAS: [&str; 3] = ["vn-31318-2020", "vn-31321-2020", "vn-31342-2020"];

/// A report as far as search knows it.
#[derive(Debug, Clone)]
struct Known {
    at: i64,
    n: u32,
    area: usize,
    words: Vec<usize>,
}

impl Known {
    fn id(&self) -> ReportId {
        format!("01754900-0000-7000-8000-{:012x}", self.n).parse().unwrap()
    }

    fn text(&self) -> String {
        self.words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(", ")
    }

    fn line(&self) -> Line {
        let place = Place { at: self.at, id: self.id() };
        Line::new(place, AREAS[self.area].parse().unwrap(), [self.text().as_str()])
    }
}

fn known() -> impl Strategy<Value = Known> {
    let words = proptest::collection::vec(0..WORDS.len(), 1..4);
    // three months, few moments, so that some came in one millisecond
    (0..40i64, 0..3usize, words).prop_map(|(step, area, words)| {
        let at = 1_601_000_000_000 + step * 200_000_000;
        Known { at, n: 0, area, words }
    })
}

fn reports() -> impl Strategy<Value = Vec<Known>> {
    proptest::collection::vec(known(), 0..40)
        .prop_map(|all| all.into_iter().zip(0..).map(|(report, n)| Known { n, ..report }).collect())
}

/// What must be found, newest first: by plain comparison of folded texts.
fn expected(reports: &BTreeMap<ReportId, Known>, words: &Words, area: Option<usize>) -> Vec<Place> {
    let mut places: Vec<Place> = reports
        .values()
        .filter(|report| area.is_none_or(|area| report.area == area) && words.stand_in([report.text().as_str()]))
        .map(|report| Place { at: report.at, id: report.id() })
        .collect();
    places.sort_by(|a, b| b.cmp(a));
    places
}

proptest! {
    #[test]
    fn a_shelf_finds_what_stands_on_it_newest_first_and_goes_on_anywhere(
        all in reports(), typed in proptest::sample::select(vec!["rac", "hoà", "ho m", "duong RÁC", "zz"]), area in 0..3usize
    ) {
        let words = Words::parse(typed).unwrap();
        let by_id: BTreeMap<_, _> = all.iter().map(|report| (report.id(), report.clone())).collect();
        let shelf = Shelf::of(all.iter().map(Known::line));
        let shelf = Shelf::read(shelf.bytes().to_vec());
        let found: Vec<Place> = shelf.find(&words, None, |_| true).collect();
        prop_assert_eq!(&found, &expected(&by_id, &words, None));
        let of_area: Vec<Place> = shelf.find(&words, None, |id| id == AREAS[area]).collect();
        prop_assert_eq!(of_area, expected(&by_id, &words, Some(area)));
        for (n, place) in found.iter().enumerate() {
            let rest: Vec<Place> = shelf.find(&words, Some(place), |_| true).collect();
            prop_assert_eq!(&rest[..], &found[n + 1..]);
        }
    }

    #[test]
    fn however_changes_come_the_catalogue_and_its_shelves_hold_the_latest_of_each(
        first in reports(), again in proptest::collection::vec((0..40u32, known()), 0..20), gone in proptest::collection::btree_set(0..40u32, 0..5)
    ) {
        let mut now: BTreeMap<ReportId, Known> = first.iter().map(|report| (report.id(), report.clone())).collect();
        let mut shelves = BTreeMap::<String, Shelf>::new();
        let mut catalogue = Catalogue::default().grown(first.iter().map(Known::line).collect(), &BTreeSet::new(), 1);
        put_in_order(&mut catalogue, &mut shelves, &BTreeSet::new());
        // a report's words and area change, never when it came
        let changed: Vec<Known> = again
            .into_iter()
            .filter_map(|(n, to)| first.get(n as usize).map(|old| Known { area: to.area, words: to.words, ..old.clone() }))
            .collect();
        now.extend(changed.iter().map(|report| (report.id(), report.clone())));
        let gone: BTreeSet<ReportId> =
            gone.into_iter().filter_map(|n| first.get(n as usize)).map(Known::id).collect();
        now.retain(|id, _| !gone.contains(id));
        let lines = changed.iter().map(Known::line).collect();
        let grown = catalogue.grown(lines, &gone, 2);
        let mut catalogue = Catalogue::read(&grown.bytes()).unwrap();
        prop_assert_eq!(&catalogue, &grown, "as written");
        for in_order in [false, true] {
            if in_order {
                put_in_order(&mut catalogue, &mut shelves, &gone);
            }
            for typed in ["rac", "hoa", "d"] {
                let words = Words::parse(typed).unwrap();
                let mut found: Vec<Place> = catalogue.find(&words, None, |_| true).collect();
                for shelf in shelves.values() {
                    let live = shelf.find(&words, None, |_| true);
                    found.extend(live.filter(|place| !catalogue.stands_for(&place.id)));
                }
                found.sort_by(|a, b| b.cmp(a));
                if !in_order {
                    // taken from their shelves at once by who writes them; here still to come
                    found.retain(|place| !gone.contains(&place.id));
                }
                prop_assert_eq!(found, expected(&now, &words, None));
            }
        }
    }
}

fn put_in_order(catalogue: &mut Catalogue, shelves: &mut BTreeMap<String, Shelf>, gone: &BTreeSet<ReportId>) {
    let (left, mut lines) = catalogue.parted(|_| true);
    for (month, _) in catalogue.shelves() {
        lines.entry(month).or_default();
    }
    *catalogue = left;
    for (month, lines) in lines {
        let shelf = shelves.entry(month.to_string()).or_default();
        *shelf = shelf.grown(lines, gone);
        catalogue.note(month, "hash".into());
    }
}
