//! A public report as open data: what anyone may copy. Fewer fields than the public form: no free text that a citizen
//! wrote, which may name people, and no photos.

use domain::{
    Report,
    directory::Directory,
    report::{Status, Visibility},
};
use serde::Serialize;

use super::rfc3339;
use crate::{Language, statistics::category_name};

/// A row of open data; docs/open-data.md tells each column.
#[derive(Debug, Serialize)]
pub struct OpenReport {
    code: String,
    received_at: String,
    status: String,
    category: String,
    category_name: String,
    area: String,
    area_name: String,
    unit: String,
    unit_name: String,
    urgent: bool,
    latitude: Option<f64>,
    longitude: Option<f64>,
    resolve_by: String,
    answered_at: Option<String>,
    refusal: Option<String>,
    verdict: Option<String>,
}

impl OpenReport {
    /// The columns, in order.
    pub const COLUMNS: [&'static str; 16] = [
        "code",
        "received_at",
        "status",
        "category",
        "category_name",
        "area",
        "area_name",
        "unit",
        "unit_name",
        "urgent",
        "latitude",
        "longitude",
        "resolve_by",
        "answered_at",
        "refusal",
        "verdict",
    ];

    /// The row; `None` for a confidential report, which has none.
    pub fn of(report: &Report, directory: &Directory) -> Option<Self> {
        if report.visibility != Visibility::Public {
            return None;
        }
        let refusal = || report.history.iter().rev().find_map(|e| e.changes.refusal);
        let name_of_area = directory.area(&report.area).map(|area| area.full_name.to_string());
        let name_of_unit = directory.unit(&report.owner).map(|unit| unit.name_vi.clone());
        Some(Self {
            code: report.code.clone(),
            received_at: rfc3339(report.received_at),
            status: word(&report.status),
            category: report.category.to_string(),
            category_name: category_name(directory, &report.category, Language::Vietnamese).unwrap_or_default(),
            area: report.area.to_string(),
            area_name: name_of_area.unwrap_or_default(),
            unit: report.owner.to_string(),
            unit_name: name_of_unit.unwrap_or_default(),
            urgent: report.urgent,
            latitude: report.location.map(|point| point.lat()),
            longitude: report.location.map(|point| point.lng()),
            resolve_by: rfc3339(report.resolve_by),
            answered_at: report.answer_entry().map(|entry| rfc3339(entry.at)),
            refusal: refusal().filter(|_| report.status == Status::Refused).map(|reason| word(&reason)),
            verdict: report.verdict.map(|verdict| word(&verdict)),
        })
    }

    /// The row's texts, in the columns' order; empty where there is nothing.
    pub fn cells(&self) -> [String; 16] {
        let degrees = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        [
            self.code.clone(),
            self.received_at.clone(),
            self.status.clone(),
            self.category.clone(),
            self.category_name.clone(),
            self.area.clone(),
            self.area_name.clone(),
            self.unit.clone(),
            self.unit_name.clone(),
            self.urgent.to_string(),
            degrees(self.latitude),
            degrees(self.longitude),
            self.resolve_by.clone(),
            self.answered_at.clone().unwrap_or_default(),
            self.refusal.clone().unwrap_or_default(),
            self.verdict.clone().unwrap_or_default(),
        ]
    }

    /// The tracking code, by which a feature is known.
    pub fn id(&self) -> &str {
        &self.code
    }

    /// Longitude and latitude in degrees.
    pub fn point(&self) -> Option<(f64, f64)> {
        Some((self.longitude?, self.latitude?))
    }
}

/// A value as JSON has it: `in_progress`.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
