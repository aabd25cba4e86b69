//! A month as everybody may see it: made each night, so that no one can watch a confidential report change.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cell, Tally};
use crate::{
    directory::{AreaId, CategoryCode, UnitId},
    millis::Millis,
};

/// One month's sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// When it was made.
    pub as_of: Millis,
    /// Public reports only.
    pub rows: Vec<Row>,
    /// All reports of the whole service: by day and category, and nothing else of where they are or whose.
    pub service: Vec<ServiceRow>,
}

/// Public reports of one day, commune, category and unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The day on which they came.
    pub day: Date,
    /// Where.
    pub area: AreaId,
    /// The field.
    pub category: CategoryCode,
    /// Whose.
    pub unit: UnitId,
    /// What they count as.
    pub tally: Tally,
}

/// All reports of one day and category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceRow {
    /// The day on which they came.
    pub day: Date,
    /// The field.
    pub category: CategoryCode,
    /// What they count as.
    pub tally: Tally,
}

impl Published {
    /// The month of these cells.
    pub fn of(cells: &[Cell], as_of: Millis) -> Self {
        let mut rows = Vec::new();
        let mut service = std::collections::BTreeMap::<(Date, CategoryCode), Tally>::new();
        for cell in cells {
            let tally = cell.tally();
            if tally.is_empty() {
                continue;
            }
            let key = &cell.key;
            service.entry((key.day, key.category.clone())).or_default().merge(&tally);
            if key.public {
                let (day, area) = (key.day, key.area.clone());
                rows.push(Row { day, area, category: key.category.clone(), unit: key.unit.clone(), tally });
            }
        }
        let service = service.into_iter().map(|((day, category), tally)| ServiceRow { day, category, tally }).collect();
        Self { as_of, rows, service }
    }
}
