//! The lifecycle as one table, in the order of DOMAIN.md: state, action, actor, guard, effect.
//!
//! **Architecture Invariant**: what is not in this table is refused. A change of the rules is a change of a row here.
//! Rule 1 (submit) makes a report of nothing and stands in [`crate::submission`].

use crate::{
    actor::Standing::{self, Above as U, Centre as M, Leader as L, Officer as O, Reporter as C, System as S},
    history::Action,
    report::Status::{
        self, Answered, Closed, Coordinating, Disputed, InProgress, Merged, NeedsInfo, Refused, Submitted,
    },
};

pub(crate) use case::{Case, Outcome, span};

mod case;
mod correcting;
#[expect(clippy::unnecessary_wraps, reason = "the effects of one table have one type")]
mod effect;
#[expect(clippy::unnecessary_wraps, reason = "the guards of one table have one type")]
mod guard;
#[expect(clippy::unnecessary_wraps, reason = "the effects of one table have one type")]
mod hiding;
#[expect(clippy::unnecessary_wraps, reason = "the effects of one table have one type")]
pub mod merging;

pub(crate) type Guard = fn(&Case) -> Result<(), crate::Refusal>;
pub(crate) type Effect = fn(&Case) -> Result<Outcome, crate::Refusal>;

/// One rule: who may do what in which state, under what condition, to what effect.
#[derive(Debug)]
pub struct Rule {
    /// Its number in DOMAIN.md.
    pub number: u8,
    /// The states in which it applies.
    pub from: &'static [Status],
    /// What is done.
    pub action: Action,
    /// By whom.
    pub by: &'static [Standing],
    pub(crate) guard: Guard,
    pub(crate) effect: Effect,
}

const fn rule(
    number: u8,
    from: &'static [Status],
    action: Action,
    by: &'static [Standing],
    guard: Guard,
    effect: Effect,
) -> Rule {
    Rule { number, from, action, by, guard, effect }
}

/// States in which the owner handles the report.
const HANDLING: &[Status] = &[Submitted, InProgress];
/// States in which what the report says of itself may be corrected.
const CORRECTABLE: &[Status] = &[Submitted, InProgress, Coordinating];
/// Any state in which somebody still has to do something.
const OPEN: &[Status] = &[Submitted, InProgress, NeedsInfo, Coordinating, Answered, Disputed];
/// Any state but `closed` and `withdrawn`.
const NOT_FINAL: &[Status] = &[Submitted, InProgress, NeedsInfo, Coordinating, Answered, Disputed, Refused, Merged];

/// The rules, in the order of DOMAIN.md.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    //   #   from            action                    by            guard                        effect
    rule(2,  &[Submitted],   Action::Accept,           &[O, L],      guard::none,                 effect::accept),
    rule(3,  HANDLING,       Action::Transfer,         &[O, L],      guard::may_pass_on,          effect::transfer),
    rule(4,  HANDLING,       Action::Return,           &[O, L],      guard::may_pass_on,          effect::coordinate),
    rule(5,  &[Coordinating],Action::Assign,           &[M],         guard::unit_valid,           effect::assign),
    rule(6,  &[InProgress],  Action::Ask,              &[O, L],      guard::asked_less_than_twice,effect::ask),
    rule(7,  &[NeedsInfo],   Action::Inform,           &[C],         guard::none,                 effect::resume),
    rule(7,  &[NeedsInfo],   Action::Resume,           &[S],         guard::is_due,               effect::resume),
    rule(8,  &[InProgress],  Action::Extend,           &[O, L, M],   guard::may_extend,           effect::extend),
    rule(9,  &[InProgress],  Action::Answer,           &[O, L, S],   guard::evidence,             effect::answer),
    rule(9,  &[InProgress],  Action::Lapse,            &[S],         guard::may_lapse,            effect::remark),
    rule(10, &[Answered],    Action::Agree,            &[C],         guard::rating,               effect::close),
    rule(11, &[Answered],    Action::Disagree,         &[C],         guard::none,                 effect::close),
    rule(12, &[Answered],    Action::Reprocess,        &[C],         guard::may_reprocess,        effect::dispute),
    rule(13, &[Answered],    Action::Silence,          &[S],         guard::is_due,               effect::close),
    rule(14, &[Disputed],    Action::Reopen,           &[L, U, M],   guard::not_who_answered,     effect::reopen),
    rule(15, &[Disputed],    Action::Uphold,           &[L, U, M],   guard::not_who_answered,     effect::close),
    rule(16, HANDLING,       Action::Refuse,           &[O, L],      guard::may_propose,          effect::propose),
    rule(17, &[Refused],     Action::Contest,          &[C],         guard::may_contest,          effect::contest),
    rule(18, HANDLING,       Action::Merge,            &[O, M],      merging::may_merge,          merging::merge),
    rule(19, &[Merged],      Action::Unmerge,          &[M],         guard::room,                 merging::unmerge),
    rule(19, &[Merged],      Action::Contest,          &[C],         merging::may_contest,        merging::unmerge),
    rule(19, &[Merged],      Action::Reprocess,        &[C],         merging::may_reprocess,      merging::unmerge),
    rule(20, &[Submitted],   Action::Withdraw,         &[C],         guard::none,                 effect::withdraw),
    rule(21, CORRECTABLE,    Action::Correct,          &[O, L, M],   correcting::may_correct,     correcting::correct),
    rule(22, &[Answered],    Action::Recall,           &[L],         guard::within_24_hours,      effect::recall),
    rule(23, &[Closed],      Action::Agree,            &[C],         guard::silent_within_30_days,effect::close),
    rule(23, &[Closed],      Action::Disagree,         &[C],         guard::silent_within_30_days,effect::close),
    rule(24, &[Merged],      Action::Agree,            &[C],         merging::target_answered,    merging::judge),
    rule(24, &[Merged],      Action::Disagree,         &[C],         merging::target_answered,    merging::judge),
    rule(25, NOT_FINAL,      Action::Update,           &[O, L, M],   guard::room,                 effect::remark),
    rule(25, NOT_FINAL,      Action::Note,             &[O, L, M],   guard::room,                 effect::remark),
    rule(25, OPEN,           Action::NameOfficer,      &[O, L],      guard::room,                 effect::name_officer),
    // Who it was named to has left or is away: it is the leader's to name another.
    rule(25, OPEN,           Action::ReleaseOfficer,   &[S],         guard::officer_named,        effect::remark),
    rule(25, &Status::ALL,   Action::Hide,             &[O, L, M],   hiding::may_hide,            hiding::hide),
    rule(25, &Status::ALL,   Action::Unhide,           &[O, L, M],   hiding::may_hide,            hiding::hide),
    rule(26, &Status::ALL,   Action::MakeConfidential, &[C],         guard::public,               effect::make_confidential),
    // A report follows its area when the map changes.
    rule(0,  OPEN,           Action::Succeed,          &[S],         guard::area_or_owner_ended,  effect::succeed),
    // A proposal is one mechanism for 8, 9 and 16.
    rule(16, HANDLING,       Action::Confirm,          &[L, U, M],   guard::may_judge_proposal,   effect::confirm),
    rule(16, HANDLING,       Action::Decline,          &[L, U, M],   guard::may_judge_proposal,   effect::remark),
];

/// The rules for an action, whatever the state.
pub fn rules_for(action: Action) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |r| r.action == action)
}
