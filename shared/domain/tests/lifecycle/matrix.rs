//! Every state, action and actor: what DOMAIN.md lists is not refused for its state or actor, all else is.

use domain::{
    actor::{Actor, Role},
    command::{Command, Correction},
    history::{Action, RefusalReason},
    photo::PhotoState,
    report::Status,
};

use crate::walk::{OTHER, Walk, above, answer, at, centre, citizen, leader, officer, say, staff, submission_as};

/// DOMAIN.md, lifecycle, copied by hand: state, actions, actors. M where the centre acts for itself.
const LISTED: &[(&str, &str, &str)] = &[
    ("submitted", "accept transfer return refuse", "OL"),
    ("submitted", "withdraw", "C"),
    ("submitted in_progress", "merge", "OM"),
    ("merged", "unmerge", "M"),
    ("merged", "contest reprocess agree disagree", "C"),
    ("submitted in_progress coordinating", "correct", "OLM"),
    ("submitted", "confirm decline", "LUM"),
    ("in_progress", "transfer return refuse ask answer", "OL"),
    ("in_progress", "extend", "OLM"),
    ("in_progress", "confirm decline", "LUM"),
    ("in_progress", "answer lapse", "S"),
    ("submitted in_progress needs_info coordinating answered disputed", "succeed", "S"),
    ("needs_info", "inform", "C"),
    ("needs_info", "resume", "S"),
    ("coordinating", "assign", "M"),
    ("answered", "agree disagree reprocess", "C"),
    ("answered", "silence", "S"),
    ("answered", "recall", "L"),
    ("disputed", "reopen uphold", "LUM"),
    ("refused", "contest", "C"),
    ("closed", "agree disagree", "C"),
    ("submitted in_progress needs_info coordinating answered disputed refused merged", "update note", "OLM"),
    (
        "submitted in_progress needs_info coordinating answered disputed closed refused merged withdrawn",
        "hide unhide",
        "OLM",
    ),
    ("submitted in_progress needs_info coordinating answered disputed", "name_officer", "OL"),
    ("submitted in_progress needs_info coordinating answered disputed", "release_officer", "S"),
    (
        "submitted in_progress needs_info coordinating answered disputed closed refused merged withdrawn",
        "make_confidential",
        "C",
    ),
];

fn listed(state: &str, action: &str, actor: char) -> bool {
    LISTED.iter().any(|(states, actions, actors)| {
        states.split(' ').any(|s| s == state) && actions.split(' ').any(|a| a == action) && actors.contains(actor)
    })
}

fn in_state(status: Status) -> Walk {
    let mut walk = Walk::rubbish();
    let text = || say("lý do");
    match status {
        Status::Submitted => &mut walk,
        Status::InProgress => walk.done(&officer(), &Command::Accept),
        Status::NeedsInfo => walk.done(&officer(), &Command::Accept).done(&officer(), &Command::Ask { text: text() }),
        Status::Coordinating => walk.done(&officer(), &Command::Return { reason: text() }),
        Status::Answered => walk.answered(),
        Status::Disputed => walk.answered().done(&citizen(), &Command::Reprocess { text: text() }),
        Status::Closed => walk.answered().done(&citizen(), &Command::Agree { rating: None, text: None }),
        Status::Refused => {
            let refuse = Command::Refuse { reason: RefusalReason::Abusive, text: text() };
            walk.done(&officer(), &refuse).done(&leader(), &Command::Confirm { text: None })
        }
        Status::Withdrawn => walk.done(&citizen(), &Command::Withdraw { text: None }),
        Status::Merged => {
            walk.others = vec![Walk::of(submission_as(OTHER)).report];
            walk.done(&officer(), &Command::Merge { into: OTHER.parse().unwrap(), reason: None })
        }
    };
    walk.photo(9, PhotoState::Processed);
    walk
}

fn commands() -> Vec<Command> {
    let text = || say("lý do");
    vec![
        Command::Accept,
        Command::Transfer { unit: "so-tnmt-hg".parse().unwrap(), reason: text() },
        Command::Return { reason: text() },
        Command::Assign { unit: "so-tnmt-hg".parse().unwrap(), reason: None },
        Command::NameOfficer { officer: "o2".into() },
        Command::Correct {
            to: Box::new(Correction { category: Some("GT-ATT".parse().unwrap()), ..Correction::default() }),
            reason: text(),
        },
        Command::Merge { into: OTHER.parse().unwrap(), reason: None },
        Command::Unmerge { reason: text() },
        Command::Hide { photos: vec![], reason: text() },
        Command::Unhide { photos: vec![], reason: text() },
        Command::Ask { text: text() },
        answer(&[9]),
        Command::Extend { until: at("2020-10-27 17:00"), reason: text() },
        Command::Refuse { reason: RefusalReason::Untrue, text: text() },
        Command::Confirm { text: None },
        Command::Decline { text: text() },
        Command::Reopen { text: text() },
        Command::Uphold { text: text() },
        Command::Recall { text: text() },
        Command::Update { text: text() },
        Command::Note { text: text() },
        Command::Agree { rating: Some(4), text: None },
        Command::Disagree { text: text() },
        Command::Reprocess { text: text() },
        Command::Inform { text: text(), photos: vec![] },
        Command::Contest { text: text() },
        Command::Withdraw { text: None },
        Command::MakeConfidential,
        Command::ReleaseOfficer { officer: "o2".into() },
        Command::Lapse,
        Command::Silence,
        Command::Resume,
        Command::Succeed,
    ]
}

#[test]
fn what_domain_md_does_not_list_is_refused_with_a_code_that_names_the_action() {
    let mut tried = 0;
    for status in Status::ALL {
        let walk = in_state(status);
        assert_eq!(walk.report.status, status);
        let owner = walk.report.owner.as_str().to_owned();
        let mut actors = vec![('C', citizen()), ('M', centre()), ('S', Actor::System)];
        if owner == "centre" {
            // While the centre assigns, the unit that had the report is out.
            assert!(walk.ask(&officer(), &Command::Accept).is_none());
        } else {
            actors.extend([('O', officer()), ('L', leader()), ('U', above())]);
        }
        for (letter, actor) in actors {
            for command in commands() {
                let action = command.action();
                let name = action.name();
                let said = walk.ask(&actor, &command).expect("a standing");
                let code = said.as_ref().err().map(domain::Refusal::code);
                let by_state_or_actor = code == Some(action.wrong_state()) || code == Some(action.not_allowed());
                let state = serde_json::to_value(status).unwrap();
                assert_eq!(
                    !by_state_or_actor,
                    listed(state.as_str().unwrap(), name, letter),
                    "{state} {name} by {letter}: {said:?}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 1_700, "{tried}");
}

#[test]
fn who_has_no_part_in_a_report_is_told_nothing_of_it() {
    let walk = in_state(Status::InProgress);
    let strangers = [
        staff("x", Role::Officer, "ubnd-vn-31321-2020"),
        staff("x", Role::Leader, "ubnd-vn-31321-2020"),
        staff("x", Role::Officer, "ubnd-vn-930-2020"),
        staff("x", Role::Admin, "ubnd-vn-31318-2020"),
        Actor::Citizen(domain::report::Person("1-other".into())),
    ];
    for stranger in strangers {
        for command in commands() {
            assert!(walk.ask(&stranger, &command).is_none(), "{stranger:?} {:?}", command.action());
        }
    }
}

#[test]
fn every_action_that_can_be_asked_for_has_a_rule() {
    for command in commands() {
        assert!(domain::lifecycle::rules_for(command.action()).next().is_some(), "{:?}", command.action());
    }
    let without: Vec<_> = Action::ALL.iter().filter(|a| domain::lifecycle::rules_for(**a).next().is_none()).collect();
    let not_asked_for = [Action::Submit, Action::Propose, Action::Hold];
    assert!(without.iter().all(|a| not_asked_for.contains(a)), "{without:?}");
}
