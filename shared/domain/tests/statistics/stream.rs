//! Records that come again, late, or in another order between reports: the counters stay those of a recount.

use std::collections::BTreeSet;

use domain::{
    Report,
    report::{Status, Verdict},
    statistics::{Recount, Tally, Turn, counted, difference, rebuilt},
};
use proptest::prelude::*;

use super::town::{Cells, Step, after, recounted, report, tell, told};

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Accept),
        Just(Step::Answer),
        (0usize..4, proptest::option::of(1u8..=5)).prop_map(|(n, rating)| {
            let verdicts = [Verdict::Agreed, Verdict::Disagreed, Verdict::Silent, Verdict::Upheld];
            Step::Close(verdicts[n], rating)
        }),
        Just(Step::Refuse),
        Just(Step::Reopen),
        Just(Step::Extend),
        Just(Step::Withdraw),
        (0usize..3).prop_map(Step::Transfer),
        (0usize..2).prop_map(Step::Place),
        (0usize..2).prop_map(Step::Field),
        Just(Step::Hide),
        Just(Step::Note),
    ]
}

/// Reports as they come to be, and the record of each change, oldest first within a report.
fn lives() -> impl Strategy<Value = (Vec<Report>, Vec<Vec<Turn>>)> {
    // up to 40 reports: more than a cell keeps apart, and pauses longer than it keeps what is quiet
    let life = proptest::collection::vec((step(), prop_oneof![0i64..60, 0i64..6_000]), 0..6);
    proptest::collection::vec(life, 1..40).prop_map(|lives| {
        let mut reports = Vec::new();
        let mut records = Vec::new();
        for (n, life) in lives.into_iter().enumerate() {
            let n = u32::try_from(n).unwrap();
            let mut now = report(n, i64::from(n));
            let mut own = vec![Turn::between(None, &now)];
            for (step, minutes) in life {
                let next = after(&now, step, minutes);
                own.push(Turn::between(Some(&now), &next));
                now = next;
            }
            reports.push(now);
            records.push(own);
        }
        (reports, records)
    })
}

/// One order of the records in which each report's own stay in order, and time passes as it does for a stream: what
/// happened first comes first, but within a minute or so.
fn in_time(records: &[Vec<Turn>], shuffle: &[u16]) -> Vec<Turn> {
    let all = records.iter().enumerate();
    let mut all: Vec<_> = all
        .flat_map(|(n, own)| {
            let jitter = i64::from(shuffle[n % shuffle.len()] % 90);
            own.iter().map(move |turn| (turn.is.at + jitter, n, turn.is.version, turn))
        })
        .collect();
    all.sort_by_key(|(at, n, version, _)| (*at, *n, *version));
    all.into_iter().map(|(.., turn)| turn.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn repeats_crashes_and_the_order_between_reports_change_nothing(
        (reports, records) in lives(), shuffle in proptest::collection::vec(any::<u16>(), 64)
    ) {
        let stream = in_time(&records, &shuffle);
        let mut cells = Cells::new();
        let mut begun = 0;
        for (place, turn) in stream.iter().enumerate() {
            let chance = shuffle[place % shuffle.len()];
            // the function dies before, between or after the cells, and the batch comes again from its beginning
            tell(&mut cells, turn, usize::from(chance % 3));
            if chance % 4 == 0 {
                let repeated = begun.max(place.saturating_sub(10));
                for again in &stream[repeated..=place] {
                    tell(&mut cells, again, 2);
                }
                begun = place;
            } else {
                tell(&mut cells, turn, 2);
            }
        }
        prop_assert_eq!(told(&cells), recounted(&reports));
    }

    #[test]
    fn received_is_the_sum_over_the_states_after_every_record(
        (_, records) in lives(), shuffle in proptest::collection::vec(any::<u16>(), 64)
    ) {
        let mut cells = Cells::new();
        let mut known = BTreeSet::new();
        for turn in in_time(&records, &shuffle) {
            tell(&mut cells, &turn, 2);
            known.insert(turn.report.clone());
            let mut all = Tally::default();
            for cell in cells.values() {
                all.merge(&cell.tally());
            }
            let by_state: u32 = Status::ALL.map(|status| all.get(status.into())).into_iter().sum();
            prop_assert_eq!(usize::try_from(by_state).unwrap(), known.len());
            prop_assert_eq!(all.received(), by_state);
        }
    }

    /// What was lost for good, a night's recount finds and mends, and then the stream goes on as if nothing had been.
    #[test]
    fn a_recount_mends_what_was_lost(
        (reports, records) in lives(), shuffle in proptest::collection::vec(any::<u16>(), 64)
    ) {
        let mut cells = Cells::new();
        let mut heard = Vec::new();
        for (place, turn) in in_time(&records, &shuffle).into_iter().enumerate() {
            if shuffle[place % shuffle.len()] % 5 > 0 {
                tell(&mut cells, &turn, 2);
                heard.push(turn);
            }
        }
        let recount: Recount = reports.iter().map(|report| (report.id.clone(), counted(report))).collect();
        let now = recount.values().map(|counted| counted.at).max().unwrap() + 60;
        for key in recount.values().map(|counted| counted.key.clone()) {
            cells.entry(key.clone()).or_insert_with(|| domain::statistics::Cell::empty(key));
        }
        for cell in cells.values_mut().filter(|cell| !difference(cell, &recount, now).is_none()) {
            *cell = rebuilt(cell, &recount, now);
        }
        prop_assert_eq!(told(&cells), recounted(&reports));
        for cell in cells.values() {
            prop_assert!(difference(cell, &recount, now).is_none(), "{:?}", cell);
        }
        // some records come again, then one more change of each report
        for turn in heard.iter().rev().take(20).rev() {
            tell(&mut cells, turn, 2);
        }
        let mut later = Vec::new();
        for report in &reports {
            let next = after(report, Step::Transfer(2), now + 5 - counted(report).at);
            tell(&mut cells, &Turn::between(Some(report), &next), 2);
            later.push(next);
        }
        prop_assert_eq!(told(&cells), recounted(&later));
    }
}

#[test]
fn a_storm_in_one_cell_is_counted_without_keeping_every_report() {
    let mut cells = Cells::new();
    let mut reports: Vec<Report> = (0..2_000).map(|n| report(n, i64::from(n / 200))).collect();
    let batches: Vec<Vec<Turn>> =
        reports.chunks(100).map(|batch| batch.iter().map(|report| Turn::between(None, report)).collect()).collect();
    for batch in &batches {
        // each batch comes twice
        for turn in batch.iter().chain(batch) {
            tell(&mut cells, turn, 2);
        }
    }
    assert_eq!(told(&cells), recounted(&reports));
    let cell = cells.values().next().unwrap();
    assert!(cell.recent.len() <= 400, "{}", cell.recent.len());
    for report in &mut reports {
        let next = after(report, Step::Accept, 30);
        tell(&mut cells, &Turn::between(Some(report), &next), 2);
        *report = next;
    }
    assert_eq!(told(&cells), recounted(&reports));
}
