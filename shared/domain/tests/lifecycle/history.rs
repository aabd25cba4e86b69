//! The history is the report: it replays to what is stored, and no edit of it goes unseen.

use data_encoding::HEXLOWER;
use domain::{
    Report,
    actor::Standing,
    command::Command,
    history::{Action, Body, Bytes32, Changes, Draft, Entry, verify},
    photo::PhotoState,
    report::Status,
};
use jiff::Timestamp;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::walk::{Walk, above, answer, centre, citizen, leader, officer, say};

fn walk(steps: &[u8]) -> Report {
    let mut walk = Walk::rubbish();
    let text = || say("vì sao");
    for (i, step) in steps.iter().enumerate() {
        let n = u8::try_from(i).unwrap() + 10;
        walk.later(i64::from(step % 5))
            .photo(n, if step % 2 == 0 { PhotoState::Processed } else { PhotoState::Pending });
        // Most are refused in most states; what is taken makes the history.
        let (actor, command) = match step % 16 {
            0 => (officer(), Command::Accept),
            1 => (officer(), Command::Ask { text: text() }),
            2 => (citizen(), Command::Inform { text: text(), photos: vec![] }),
            3 => (officer(), answer(&[n])),
            4 => (citizen(), Command::Reprocess { text: text() }),
            5 => (above(), Command::Reopen { text: text() }),
            6 => (leader(), Command::Note { text: text() }),
            7 => (
                officer(),
                Command::Extend {
                    until: walk.report.resolve_by.at() + jiff::SignedDuration::from_hours(5),
                    reason: text(),
                },
            ),
            8 => (leader(), Command::Confirm { text: None }),
            9 => (leader(), Command::Decline { text: text() }),
            10 => (officer(), Command::Return { reason: text() }),
            11 => (centre(), Command::Assign { unit: "ubnd-vn-31318-2020".parse().unwrap(), reason: None }),
            12 => (leader(), Command::Recall { text: text() }),
            13 => (citizen(), Command::MakeConfidential),
            14 => (officer(), Command::NameOfficer { officer: "o2".into() }),
            _ => (leader(), Command::Update { text: text() }),
        };
        if walk.ask(&actor, &command).is_some_and(|said| said.is_ok()) {
            walk.done(&actor, &command);
        }
    }
    walk.report
}

/// The report of the entries, with what stands beside them.
fn replay(report: &Report, history: &[Entry]) -> Option<Report> {
    let again = Report::replay(report.id.clone(), report.code.clone(), report.person.clone(), history)?;
    Some(Report { due_at: report.due_at, alerts: report.alerts.clone(), ..again })
}

proptest! {
    #[test]
    fn a_history_replays_to_the_stored_report(steps in prop::collection::vec(0u8..=255, 0..40)) {
        let report = walk(&steps);
        prop_assert_eq!(report.version as usize, report.history.len());
        prop_assert_eq!(verify(&report.history), Ok(()));
        prop_assert_eq!(replay(&report, &report.history), Some(report.clone()));
        let stored: Report = serde_json::from_value(serde_json::to_value(&report).unwrap()).unwrap();
        prop_assert_eq!(verify(&stored.history), Ok(()));
        prop_assert_eq!(stored, report);
    }

    #[test]
    fn any_edit_drop_or_swap_is_found(steps in prop::collection::vec(0u8..=255, 8..40), at in 0usize..100, how in 0u8..6) {
        let report = walk(&steps);
        let mut history = report.history.clone();
        let i = at % history.len();
        match how {
            0 => history[i].body.text = Some("khác".into()),
            1 => history[i].at = domain::millis::Millis::from(history[i].at.at() + jiff::SignedDuration::from_millis(1)),
            2 => history[i].changes.owner = Some("so-yt-hg".parse().unwrap()),
            3 => history[i].hash = Bytes32([1; 32]),
            4 => { history.remove(i); }
            _ => { let last = history.len() - 1; history.swap(i, last); }
        }
        prop_assume!(history != report.history);
        let cut = history.len() < report.history.len() && history[..] == report.history[..history.len()];
        if cut {
            // A tail cut off leaves a good chain: version and head tell.
            prop_assert_ne!(history.len(), report.version as usize);
            prop_assert_ne!(history.last().map(|e| e.hash), report.history.last().map(|e| e.hash));
        } else {
            prop_assert!(verify(&history).is_err());
        }
    }

    #[test]
    fn erasing_salts_and_bodies_leaves_the_chain_valid_and_nothing_to_guess_from(steps in prop::collection::vec(0u8..=255, 0..30)) {
        let report = walk(&steps);
        let erased: Vec<_> = report.history.iter().cloned().map(Entry::erased).collect();
        prop_assert_eq!(verify(&erased), Ok(()));
        for entry in &erased {
            prop_assert!(entry.salt.is_none() && entry.body == Body::default());
        }
        let twice: Vec<_> = erased.iter().cloned().map(Entry::erased).collect();
        prop_assert_eq!(twice, erased);
    }
}

#[test]
fn a_report_is_known_again_as_it_was_at_each_version() {
    let report = walk(&[0, 1, 2, 6, 3, 4]);
    for version in 1..=report.version {
        assert_eq!(report.at_version(version).unwrap().version, version);
    }
    assert!(report.at_version(0).is_none());
    assert!(report.at_version(report.version + 1).is_none());
}

/// What is stored for years must be hashed as it was: the forms are written out here, by RFC 8785.
#[test]
fn an_entry_is_hashed_by_the_form_that_is_told() {
    let hash = |parts: &[&[u8]]| HEXLOWER.encode(&Sha256::digest(parts.concat()));
    let draft = Draft {
        at: Timestamp::from_millisecond(1_603_242_000_000).unwrap().into(),
        by: Standing::Reporter,
        action: Action::Submit,
        changes: Changes {
            urgent: Some(false),
            status: Some(Status::Submitted),
            answer: Some(2),
            ..Changes::default()
        },
        body: Body {
            text: Some("Rác \"chất đống\"\n\u{1f}".into()),
            consent: Some("2020-02".into()),
            address: Some("Vị Thanh".into()),
            ..Body::default()
        },
        due_at: None,
    };
    let first = draft.clone().seal(None, [7; 16], None);
    let body = r#"{"address":"Vị Thanh","consent":"2020-02","text":"Rác \"chất đống\"\n\u001f"}"#;
    let sealed = hash(&[&[7; 16], body.as_bytes()]);
    let form = |n: u32, previous: &str| {
        let changes = r#"{"answer":2,"status":"submitted","urgent":false}"#;
        let form = format!(
            r#"{{"action":"submit","at":1603242000000,"by":"reporter","changes":{changes},"n":{n},"previous":{previous},"sealed":"{sealed}"}}"#
        );
        hash(&[form.as_bytes()])
    };
    assert_eq!(HEXLOWER.encode(&first.hash.0), form(1, "null"));
    let second = draft.seal(Some(&first), [7; 16], None);
    assert_eq!(HEXLOWER.encode(&second.hash.0), form(2, &format!("\"{}\"", HEXLOWER.encode(&first.hash.0))));
}
