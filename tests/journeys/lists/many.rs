//! Reading with two years of reports: no page takes more than it may, and what is old and closed makes none dearer.
//! `cargo bench -p tests --bench reading` does the same with 100,000 reports.

use std::collections::BTreeMap;

use crate::generator::{Plan, Reporting, directory, pages, stack};

#[tokio::test]
async fn no_page_takes_more_than_it_may_however_many_reports_are_closed() {
    let plan = Plan::of(700);
    let (stack, directory) = (stack(plan).await, directory());
    let all: Vec<_> = Reporting::of(plan, pages::caller(&stack).await, &directory).collect();
    let pages = pages::without_and_with_old(&stack, plan, all).await;
    let table = pages::table(&pages);
    println!("{table}");
    let [without, with] = pages;
    for (before, after) in without.iter().zip(&with) {
        assert!(before.holds() && after.holds(), "{before:?} {after:?}\n{table}");
        assert_eq!(before.requests, after.requests, "{}\n{table}", after.of);
    }
    let full = with.iter().filter(|page| page.items == 20).count();
    assert!(full >= 4, "{full} pages are full, and nothing is shown of the cost of others\n{table}");
}

#[test]
fn the_same_seed_makes_the_same_reports_and_their_states_add_up() {
    let (plan, directory) = (Plan::of(300), directory());
    let make = || Reporting::of(plan, domain::report::Person("1-x".into()), &directory);
    let states = make().fold(BTreeMap::<_, u32>::new(), |mut states, report| {
        *states.entry(report.status).or_default() += 1;
        states
    });
    assert_eq!(states.values().sum::<u32>(), 300);
    assert!(states.len() >= 6, "most states are there: {states:?}");
    assert!(make().eq(make()));
    for report in make() {
        assert_eq!(domain::history::verify(&report.history), Ok(()));
        assert!(report.received_at <= report.history.last().unwrap().at);
    }
}
