//! What another directory would make of a report that came already: who would own it, until when, and why it differs.
//!
//! Both directories are asked, as on the moment at which the report came; what people decided since (transfers,
//! extensions) plays no part, and no stored deadline ever moves. So what differs is the directory's doing alone.

use serde::Serialize;

use crate::{
    Report,
    calendar::Span,
    directory::{AreaId, CategoryCode, Directory, Location as Claimed, PlaceClaim, UnitId},
    millis::Millis,
    report::Visibility,
    submission::{Asked, rule},
};

/// What a directory says of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// It has an owner and deadlines.
    Owned {
        /// The owner.
        owner: UnitId,
        /// The rule that decides the owner.
        rule: String,
        /// The time to receive it.
        receive: Span,
        /// The time to handle it.
        handle: Span,
        /// Until when it is to be received.
        receive_by: Millis,
        /// Until when it is to be answered.
        resolve_by: Millis,
    },
    /// It could not be sent.
    Refused {
        /// The code of the refusal.
        refused: &'static str,
    },
}

/// Why two rulings differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Another unit, by the rules before and after.
    Owner,
    /// The category's times.
    Terms,
    /// The same times end elsewhere: holidays, make-up days, office hours.
    Calendar,
    /// One of the two does not take such a report.
    Refused,
}

/// A report that would fare otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rerouted {
    /// The tracking code; none for a confidential report, as who keeps the directory has no part in handling.
    pub code: Option<String>,
    /// The field.
    pub category: CategoryCode,
    /// The commune.
    pub area: AreaId,
    /// When it came.
    pub received_at: Millis,
    /// By the directory in force.
    pub before: Ruling,
    /// By the other one.
    pub after: Ruling,
    /// What makes the difference.
    pub why: Vec<Cause>,
}

/// What `after` would change for a report; `None` where it fares the same.
pub fn compare(report: &Report, before: &Directory, after: &Directory) -> Option<Rerouted> {
    let (old, new) = (ruling(report, before), ruling(report, after));
    let why = causes(&old, &new);
    (!why.is_empty()).then(|| Rerouted {
        code: (report.visibility == Visibility::Public).then(|| report.code.clone()),
        category: report.category.clone(),
        area: report.area.clone(),
        received_at: report.received_at,
        before: old,
        after: new,
        why,
    })
}

fn ruling(report: &Report, directory: &Directory) -> Ruling {
    // An area that took over later did not exist when the report came: then what was submitted counts.
    let first = report.submission().map(|entry| &entry.changes);
    let (mut area, mut also_in) = (report.area.clone(), report.also_in.clone());
    if let Some(first) = first.filter(|_| !directory.valid_on(&area, report.day())) {
        area = first.area.clone().unwrap_or(area);
        also_in = first.also_in.clone().unwrap_or_default();
    }
    let location = report.location.and_then(|l| Claimed::new(l.lat(), l.lng(), f64::from(l.accuracy_m)).ok());
    let claim = PlaceClaim { location, area: Some(area), also_in };
    let about_unit = report.submission().and_then(|entry| entry.body.about_unit.as_ref());
    let asked = Asked { category: &report.category, claim: &claim, urgent: report.urgent, about_unit };
    match rule(&asked, report.received_at.at(), directory) {
        Ok(ruled) => Ruling::Owned {
            owner: ruled.owner,
            rule: ruled.rule,
            receive: ruled.receive,
            handle: ruled.handle,
            receive_by: ruled.receive_by,
            resolve_by: ruled.resolve_by,
        },
        Err(refusal) => Ruling::Refused { refused: refusal.code() },
    }
}

fn causes(old: &Ruling, new: &Ruling) -> Vec<Cause> {
    let (
        Ruling::Owned { owner, receive, handle, receive_by, resolve_by, .. },
        Ruling::Owned {
            owner: new_owner,
            receive: new_receive,
            handle: new_handle,
            receive_by: new_receive_by,
            resolve_by: new_resolve_by,
            ..
        },
    ) = (old, new)
    else {
        return if old == new { Vec::new() } else { vec![Cause::Refused] };
    };
    let same_terms = (receive, handle) == (new_receive, new_handle);
    let same_ends = (receive_by, resolve_by) == (new_receive_by, new_resolve_by);
    let differs =
        [(owner != new_owner, Cause::Owner), (!same_terms, Cause::Terms), (same_terms && !same_ends, Cause::Calendar)];
    differs.into_iter().filter_map(|(differs, cause)| differs.then_some(cause)).collect()
}
