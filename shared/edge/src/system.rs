//! Changes that nobody asks for: deadlines that pass, areas that end. The same decision and the same conditional write
//! as a person's, and the next such change after it, until there is none.

use aws::{
    StoreError,
    tables::reports::{Reports, Saved},
};
use domain::{
    Report,
    actor::Actor,
    decide::{Around, decide},
    directory::Directory,
    due::{self, What},
    ids::ReportId,
};
use jiff::Timestamp;

use crate::salt;

/// More than a report can be due for at once: what is left waits for the next call.
const AT_ONCE: usize = 16;

/// Does to a report what `next` names, until it names nothing. Two that run together do each thing once: the loser of a
/// write looks afresh.
pub async fn follow(
    reports: &Reports,
    directory: &Directory,
    id: &ReportId,
    now: Timestamp,
    next: impl Fn(&Report) -> Option<What>,
) -> Result<(), StoreError> {
    let Some(mut report) = reports.get(id).await? else { return Ok(()) };
    for _ in 0..AT_ONCE {
        let Some(what) = next(&report) else { break };
        let after = match what {
            What::Alert(alert) => due::alerted(&report, alert, now, directory),
            What::Change(command) => {
                let around = Around { now, directory, photos: &[], others: &[] };
                let Some(Ok(draft)) = decide(&report, &Actor::System, &command, around) else { break };
                let salt = salt().map_err(|_| StoreError::saying("follow report", "no randomness"))?;
                report.grown(draft, salt, None)
            }
        };
        report = match reports.save(&report, &after).await? {
            Saved::Stored => after,
            Saved::Lost(newer) => *newer,
        };
    }
    Ok(())
}
