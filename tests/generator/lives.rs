//! How a made-up report goes on after it was sent, as far as there has been time for it.

use domain::{
    Report,
    actor::Standing,
    directory::Directory,
    due,
    history::{Action, Body, Changes, Draft, RefusalReason},
    ids::{PhotoId, PhotoKind, ReportId},
    report::{Status, Verdict},
};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::words;

/// What is done, by whom, and hours after what came before.
type Step = (i64, Standing, Action, Changes, Body);

/// The report as it stands at the end.
pub(super) fn live(
    mut report: Report,
    target: Option<ReportId>,
    until: Timestamp,
    directory: &Directory,
    chance: &mut Rng,
) -> Report {
    let mut at = report.received_at.at();
    for (hours, by, action, mut changes, body) in steps(target, chance) {
        at += SignedDuration::from_mins(hours * 60 + chance.i64(0..60));
        if at > until {
            break;
        }
        if action == Action::Answer {
            changes.answer = Some(report.version + 1);
        }
        let draft = Draft { at: at.into(), by, action, changes, body, due_at: None };
        report = report.grown(draft, [8; 16], None);
    }
    report.due_at = due::first(&report, directory).map(|due| due.at.into());
    report
}

fn steps(target: Option<ReportId>, chance: &mut Rng) -> Vec<Step> {
    let to = |status| Changes { status: Some(status), ..Changes::default() };
    let said = |text: String| Body { text: Some(text), ..Body::default() };
    let accept = (chance.i64(0..20), Standing::Officer, Action::Accept, to(Status::InProgress), Body::default());
    let fate = chance.u8(0..100);
    match fate {
        0..8 => {
            let refused = Changes { refusal: Some(RefusalReason::NotEnoughToVerify), ..to(Status::Refused) };
            vec![(chance.i64(2..30), Standing::Leader, Action::Refuse, refused, said(words::refusal(chance)))]
        }
        8..11 => {
            vec![(chance.i64(1..40), Standing::Reporter, Action::Withdraw, to(Status::Withdrawn), Body::default())]
        }
        11..15 => match target {
            Some(target) => {
                let body = Body { merged_into: Some(target), ..Body::default() };
                vec![(chance.i64(1..20), Standing::Officer, Action::Merge, to(Status::Merged), body)]
            }
            None => vec![accept],
        },
        15 => vec![accept],
        _ => {
            let digest: [u8; 32] = std::array::from_fn(|_| chance.u8(..));
            let photos = vec![PhotoId::of(PhotoKind::Evidence, &digest)];
            let body = Body { photos, ..said(words::answer(chance)) };
            let answer = (chance.i64(6..150), Standing::Officer, Action::Answer, to(Status::Answered), body);
            vec![accept, answer, verdict(chance)]
        }
    }
}

fn verdict(chance: &mut Rng) -> Step {
    let closed = |verdict, rating| Changes {
        status: Some(Status::Closed),
        verdict: Some(verdict),
        rating,
        ..Changes::default()
    };
    let said = |text: &str| Body { text: Some(text.to_owned()), ..Body::default() };
    match chance.u8(0..10) {
        0..5 => {
            let changes = closed(Verdict::Agreed, Some(chance.u8(3..=5)));
            (chance.i64(1..100), Standing::Reporter, Action::Agree, changes, Body::default())
        }
        5 => {
            let changes = closed(Verdict::Disagreed, Some(chance.u8(1..=2)));
            (chance.i64(1..100), Standing::Reporter, Action::Disagree, changes, said("Chưa xử lý triệt để."))
        }
        _ => (7 * 24, Standing::System, Action::Silence, closed(Verdict::Silent, None), Body::default()),
    }
}
