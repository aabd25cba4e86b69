//! What only the centre sees of a report: which units had it and for how long, and which alerts were given.

use domain::{
    Report,
    directory::{Directory, UnitId},
};

use super::{CentreReport, Given, Held, StaffReport, rfc3339};

impl StaffReport {
    /// For the centre.
    pub fn for_centre(self, report: &Report, directory: &Directory) -> CentreReport {
        let alert = |alerted: &domain::alert::Alerted| Given { at: rfc3339(alerted.at), alert: alerted.alert };
        CentreReport {
            staff: self,
            held_by: held_by(report, directory),
            alerts: report.alerts.iter().map(alert).collect(),
        }
    }
}

fn held_by(report: &Report, directory: &Directory) -> Vec<Held> {
    let name = |unit: &UnitId| directory.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name_vi.clone());
    let mut held: Vec<Held> = Vec::new();
    for entry in &report.history {
        let Some(unit) = &entry.changes.owner else { continue };
        let at = rfc3339(entry.at);
        if held.last().is_some_and(|last| last.unit == *unit) {
            continue;
        }
        if let Some(last) = held.last_mut() {
            last.until = Some(at.clone());
        }
        held.push(Held { unit: unit.clone(), name: name(unit), from: at, until: None });
    }
    held
}
