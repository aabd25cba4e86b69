//! What of a report is new to its reporter, and to who follows it.

use domain::{
    command::Command,
    history::Action,
    millis::Millis,
    photo::PhotoState,
    seen::{Seen, unseen},
};

use crate::walk::{OTHER, Walk, answer, citizen, leader, officer, say, submission_as};

fn new_to_reporter(walk: &Walk, seen: Option<Seen>) -> usize {
    unseen(&walk.report, walk.others.first(), seen, true)
}

fn new_to_follower(walk: &Walk, seen: Option<Seen>) -> usize {
    unseen(&walk.report, walk.others.first(), seen, false)
}

#[test]
fn what_others_did_is_new_until_it_is_looked_at_what_one_did_oneself_never_is() {
    let mut walk = Walk::rubbish();
    assert_eq!(new_to_reporter(&walk, None), 0, "one's own submission");
    let followed = Some(Seen::all_of(&walk.report, None));
    walk.answered();
    assert_eq!(new_to_reporter(&walk, None), 2, "accepted and answered");
    assert_eq!(new_to_follower(&walk, followed), 2);
    let seen = Some(Seen::all_of(&walk.report, None));
    assert_eq!((new_to_reporter(&walk, seen), new_to_follower(&walk, seen)), (0, 0));
    walk.later(1).done(&citizen(), &Command::Reprocess { text: say("Vẫn còn rác") });
    assert_eq!(new_to_reporter(&walk, seen), 0, "one's own word");
    assert_eq!(new_to_reporter(&walk, None), 0, "who answers has seen what they answer to");
    assert_eq!(new_to_follower(&walk, seen), 1);
}

#[test]
fn what_is_for_the_unit_alone_is_no_news() {
    let mut walk = Walk::rubbish();
    walk.done(&officer(), &Command::Accept);
    let seen = Some(Seen::all_of(&walk.report, None));
    walk.done(&officer(), &Command::Note { text: say("Gọi công ty môi trường") });
    walk.done(&leader(), &Command::NameOfficer { officer: "o1".into() });
    walk.later(1).photo(1, PhotoState::Pending).done(&officer(), &answer(&[1]));
    assert_eq!(walk.report.history.last().unwrap().action, Action::Hold, "it waits for its photo");
    assert_eq!((new_to_reporter(&walk, seen), new_to_follower(&walk, seen)), (0, 0));
    walk.done(&officer(), &Command::Update { text: say("Xe gom rác đang đến") });
    assert_eq!((new_to_reporter(&walk, seen), new_to_follower(&walk, seen)), (1, 1), "progress is told");
}

#[test]
fn where_only_the_moment_is_known_all_until_then_counts_as_seen() {
    let mut walk = Walk::rubbish();
    walk.answered();
    let at = Millis::from(walk.now);
    assert_eq!(new_to_reporter(&walk, Some(Seen { version: 0, at })), 0);
    let before = Millis::from(walk.now - jiff::SignedDuration::from_mins(1));
    assert_eq!(new_to_reporter(&walk, Some(Seen { version: 0, at: before })), 1);
}

#[test]
fn what_becomes_of_the_report_that_ones_own_is_merged_into_is_news_from_then_on() {
    let mut walk = Walk::rubbish();
    let mut target = Walk::of(submission_as(OTHER));
    target.done(&officer(), &Command::Accept);
    walk.later(2);
    walk.others = vec![target.report.clone()];
    walk.all_done(&officer(), &Command::Merge { into: OTHER.parse().unwrap(), reason: None });
    assert_eq!(new_to_reporter(&walk, None), 1, "that it was merged, not what was before");
    let seen = Some(Seen::all_of(&walk.report, walk.others.first()));
    assert_eq!(new_to_reporter(&walk, seen), 0);
    target.report = walk.others[0].clone();
    target.now = walk.now;
    target.later(1).photo(1, PhotoState::Processed).done(&officer(), &answer(&[1]));
    walk.others = vec![target.report.clone()];
    assert_eq!((new_to_reporter(&walk, seen), new_to_reporter(&walk, None)), (1, 2));
    assert_eq!(new_to_reporter(&walk, Some(Seen::all_of(&walk.report, walk.others.first()))), 0);
}
