//! What everybody may see of a report has changed: hidden and shown again (rule 25), made confidential (rules 21, 26).
//!
//! The report's own entry says it already, with its reason; the audit's says it where administrators and the centre look,
//! and for five years. The reporter is "reporter" there and nothing else.

use serde_json::{Value, json};

use super::{Deed, Draft};
use crate::{
    Report,
    actor::Standing,
    history::{Action, Entry},
};

/// What the audit says of that entry of a report; `None` where everybody sees what they saw.
pub fn seen_differently(report: &Report, entry: &Entry) -> Option<Draft> {
    if entry.changes.visibility.is_none() && entry.changes.hidden.is_none() {
        return None;
    }
    let before = report.at_version(entry.n.checked_sub(1)?)?;
    let after = report.at_version(entry.n)?;
    if before.visibility == after.visibility && before.hidden == after.hidden {
        return None;
    }
    let action = match entry.action {
        Action::Hide => Deed::ReportHidden,
        Action::Unhide => Deed::ReportShown,
        _ => Deed::ReportConfidential,
    };
    let by = match entry.by {
        Standing::Reporter => "reporter".to_owned(),
        Standing::System => "system".to_owned(),
        // Who acted stands in the body, which can be erased.
        _ => entry.body.staff.clone().unwrap_or_else(|| "staff".to_owned()),
    };
    let body = json!({"before": shown(&before), "after": shown(&after)});
    Some(Draft { at: entry.at.at(), by, action, subject: report.id.to_string(), body })
}

/// As of which entry everybody sees what.
fn shown(report: &Report) -> Value {
    json!({"entry": report.version, "visibility": report.visibility, "hidden": report.hidden})
}
