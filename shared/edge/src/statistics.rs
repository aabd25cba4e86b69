//! Statistics as asked for and answered, the same on the public and the staff's surface.

use std::collections::BTreeMap;

use domain::{
    calendar::date_of,
    directory::{AreaId, CategoryCode, Directory, UnitId},
    millis::Millis,
    statistics::{Figures, Scope, ServiceRow, Span, Tally},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{Language, Problem, forms::rfc3339};

/// The parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// Of this commune, district or province.
    pub area: Option<String>,
    /// Of this field.
    pub category: Option<String>,
    /// Of this unit.
    pub unit: Option<String>,
    /// From this day on; without it, from the first of the last day's month.
    pub from: Option<Date>,
    /// To this day, included; without it, to today.
    pub to: Option<Date>,
}

/// What is wanted, all of it known to the directory.
#[derive(Debug)]
pub struct Wanted {
    /// Of this area only.
    pub area: Option<AreaId>,
    /// Of this field only.
    pub category: Option<CategoryCode>,
    /// Of this unit only.
    pub unit: Option<UnitId>,
    /// Of what came in these days.
    pub days: Span,
    /// The communes that the area is made of.
    pub scope: Scope,
}

impl Asked {
    /// What is wanted: 404 for what the directory has never known, 400 for days that can't be.
    pub fn wanted(&self, directory: &Directory, now: Timestamp) -> Result<Wanted, Problem> {
        let days = Span::asked(self.from, self.to, date_of(now)).map_err(days_refused)?;
        let area = known(self.area.as_ref(), "area_not_found", "/area", |id| directory.area(id).is_some())?;
        let unit = known(self.unit.as_ref(), "unit_not_found", "/unit", |id| directory.unit(id).is_some())?;
        let has = |code: &CategoryCode| directory.categories().iter().any(|category| category.code == *code);
        let category = known(self.category.as_ref(), "category_not_found", "/category", has)?;
        let scope = Scope::of(area.as_ref(), days, directory).ok_or_else(|| Problem::new("area_not_found"))?;
        Ok(Wanted { area, category, unit, days, scope })
    }
}

/// The refusal of days, at the parameter that is wrong.
fn days_refused(fault: domain::statistics::SpanFault) -> Problem {
    Problem::field(&fault.to_string(), "/from", "")
}

fn known<T: std::str::FromStr>(
    text: Option<&String>,
    code: &str,
    pointer: &str,
    is_known: impl Fn(&T) -> bool,
) -> Result<Option<T>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let id = text.parse().ok().filter(is_known);
    id.map(Some).ok_or_else(|| Problem::field(code, pointer, ""))
}

impl Wanted {
    /// Whether a cell or row of these is among what is wanted.
    pub fn takes(&self, day: Date, area: &AreaId, category: &CategoryCode, unit: &UnitId) -> bool {
        self.days.contains(day)
            && (self.area.is_none() || self.scope.contains(area))
            && self.category.as_ref().is_none_or(|wanted| wanted == category)
            && self.unit.as_ref().is_none_or(|wanted| wanted == unit)
    }

    /// Whether a day and field of the whole service is among what is wanted.
    pub fn takes_of_service(&self, row: &ServiceRow) -> bool {
        self.days.contains(row.day) && self.category.as_ref().is_none_or(|wanted| *wanted == row.category)
    }
}

/// Sums under way.
#[derive(Debug, Default)]
pub struct Sums {
    /// All together.
    pub all: Tally,
    /// By commune.
    pub by_area: BTreeMap<AreaId, Tally>,
    /// By field.
    pub by_category: BTreeMap<CategoryCode, Tally>,
    /// By unit.
    pub by_unit: BTreeMap<UnitId, Tally>,
}

impl Sums {
    /// Adds what counts there.
    pub fn add(&mut self, area: &AreaId, category: &CategoryCode, unit: &UnitId, tally: &Tally) {
        self.add_total(category, tally);
        self.add_parts(area, unit, tally);
    }

    /// Adds to the total and the field's.
    pub fn add_total(&mut self, category: &CategoryCode, tally: &Tally) {
        if !tally.is_empty() {
            self.all.merge(tally);
            self.by_category.entry(category.clone()).or_default().merge(tally);
        }
    }

    /// Adds to the area's and the unit's.
    pub fn add_parts(&mut self, area: &AreaId, unit: &UnitId, tally: &Tally) {
        if !tally.is_empty() {
            self.by_area.entry(area.clone()).or_default().merge(tally);
            self.by_unit.entry(unit.clone()).or_default().merge(tally);
        }
    }
}

/// Whose reports are in the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// Public ones only.
    Public,
    /// All, confidential ones too.
    All,
}

/// The answer.
#[derive(Debug, Serialize)]
pub struct Statistics {
    from: Date,
    to: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<AreaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<CategoryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitId>,
    as_of: Option<String>,
    covers: Covers,
    figures: Figures,
    by_area: Vec<Part>,
    by_category: Vec<Part>,
    by_unit: Vec<Part>,
}

/// The figures of one area, field or unit.
#[derive(Debug, Serialize)]
struct Part {
    id: String,
    name: String,
    figures: Figures,
}

/// When and of whom the sums are.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// What was wanted.
    pub wanted: &'a Wanted,
    /// When the sums were true; `None` where nothing was published yet.
    pub as_of: Option<Timestamp>,
    /// What makes an open report overdue.
    pub now: Timestamp,
    /// Whose reports.
    pub covers: Covers,
}

impl Statistics {
    /// The answer of sums.
    pub fn of(sums: &Sums, about: About, directory: &Directory, language: Language) -> Self {
        let minutes = about.now.as_second().div_euclid(60);
        let figures = |tally: &Tally| Figures::of(tally, minutes);
        let area = |id: &AreaId| directory.area(id).map(|area| area.full_name.to_string());
        let unit = |id: &UnitId| directory.unit(id).map(|unit| unit.name_vi.clone());
        let category = |code: &CategoryCode| category_name(directory, code, language);
        let Wanted { area: of_area, category: of_category, unit: of_unit, days, .. } = about.wanted;
        Self {
            from: days.from,
            to: days.to,
            area: of_area.clone(),
            category: of_category.clone(),
            unit: of_unit.clone(),
            as_of: about.as_of.map(|at| rfc3339(Millis::from(at))),
            covers: about.covers,
            figures: figures(&sums.all),
            by_area: parts(&sums.by_area, area, figures),
            by_category: parts(&sums.by_category, category, figures),
            by_unit: parts(&sums.by_unit, unit, figures),
        }
    }
}

/// A field's name by its latest rules.
pub fn category_name(directory: &Directory, code: &CategoryCode, language: Language) -> Option<String> {
    let latest = directory.categories().iter().rev().find(|category| category.code == *code)?;
    Some(match language {
        Language::Vietnamese => latest.name_vi.clone(),
        Language::English => latest.name_en.clone(),
    })
}

fn parts<K: ToString>(
    by: &BTreeMap<K, Tally>,
    name: impl Fn(&K) -> Option<String>,
    figures: impl Fn(&Tally) -> Figures,
) -> Vec<Part> {
    let part = |(key, tally): (&K, &Tally)| {
        let id = key.to_string();
        Part { name: name(key).unwrap_or_else(|| id.clone()), id, figures: figures(tally) }
    };
    by.iter().map(part).collect()
}
