//! Of what a report is a recurrence, on the staff's form: only what its reader may see.

use domain::{Report, directory::Directory, recurrence::SamePlace};

use super::{Earlier, StaffReport, Surface, answer, owner, rfc3339};

impl StaffReport {
    /// With the report named as the same problem before, and those of it that were dealt with lately, all of which the
    /// reader may see.
    #[must_use]
    pub fn recurring(self, previous: Option<&Report>, of: &[(Report, SamePlace)], directory: &Directory) -> Self {
        let previous = previous.map(|report| report.id.clone());
        let recurrence_of = of.iter().map(|(report, by)| earlier(report, *by, directory)).collect();
        Self { previous, recurrence_of, ..self }
    }
}

fn earlier(report: &Report, by: SamePlace, directory: &Directory) -> Earlier {
    Earlier {
        id: report.id.clone(),
        code: report.code.clone(),
        status: report.status,
        owner: owner(report, directory),
        received_at: rfc3339(report.received_at),
        // as anyone reads it: it may be another unit's
        answer: answer(report, Surface::Public),
        verdict: report.verdict,
        by,
    }
}
