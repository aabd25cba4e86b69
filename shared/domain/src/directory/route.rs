//! Routing: exactly one owner for every report, and the words for why.
//!
//! The category's owner, else its fallback owner, else the centre; a unit that is gone is replaced by its successor.
//! Never nobody, and never the unit that a report on conduct is about. In several communes at once the unit of their
//! lowest common area owns what the commune's would (committee, police, district); departments, utilities and the
//! centre are the same for all of them.

use jiff::civil::Date;

use super::category::Category;
use super::unit::{COMMITTEE, POLICE};
use super::{AreaId, CategoryCode, Directory, Level, OwnerRule, Place, Unit, UnitId};

/// Who owns a report, and the rule that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The owner.
    pub unit: UnitId,
    /// The steps taken, stable text: `commune`; `police>above`; `district>fallback department:giao-thong`;
    /// `commune>common`; `parent>successor`; `district>fallback police>centre`.
    pub rule: String,
}

/// Why a report has no owner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteFault {
    /// No such category on the day.
    #[error("there is no category {0} on that day")]
    CategoryUnknown(CategoryCode),
    /// No such unit on the day, nor one that took it over.
    #[error("there is no unit {0} on that day")]
    UnitUnknown(UnitId),
    /// The directory has no centre on the day, or the report is about the centre and nobody stands beside it. A
    /// directory that was checked has neither.
    #[error("nobody can own the report on that day")]
    NoOwner,
}

/// A unit found, and how where not in the plain way.
struct Found<'a> {
    unit: &'a Unit,
    how: &'static str,
}

impl Directory {
    /// The owner of a report of a category at a place, on a day. `about_unit` matters to categories owned by `parent`;
    /// without it they are about the committee of the place.
    pub fn route(
        &self,
        category: &CategoryCode,
        place: &Place,
        about_unit: Option<&UnitId>,
        day: Date,
    ) -> Result<Route, RouteFault> {
        let rules = self.category(category, day).ok_or_else(|| RouteFault::CategoryUnknown(category.clone()))?;
        let about = match about_unit.filter(|_| rules.owner == OwnerRule::Parent) {
            Some(id) => Some(self.unit_successor(id, day).ok_or_else(|| RouteFault::UnitUnknown(id.clone()))?),
            None => None,
        };
        let fair = |found: &Found<'_>| about.is_none_or(|about| about.id != found.unit.id);
        let seek = Search { directory: self, place, about, day };

        let (mut rule, mut found) = seek.by_rules(rules);
        let last_resorts = [(">centre", seek.owner(&OwnerRule::Centre)), (">committee", seek.highest_committee())];
        for (step, resort) in last_resorts {
            if found.is_none() {
                found = resort.filter(fair);
                if found.is_some() {
                    rule.push_str(step);
                }
            }
        }
        let found = found.ok_or(RouteFault::NoOwner)?;
        if !found.how.is_empty() {
            rule = format!("{rule}>{}", found.how);
        }
        Ok(Route { unit: found.unit.id.clone(), rule })
    }

    /// Do the category's own rules, owner or fallback owner, find a unit, without the centre stepping in?
    pub(crate) fn is_resolved(&self, rules: &Category, place: &Place, day: Date) -> bool {
        Search { directory: self, place, about: None, day }.by_rules(rules).1.is_some()
    }

    /// The units that a report of a category in an area may be transferred to on a day, the likeliest first: the
    /// owner by the rules, the fallback owner, then all others that answer for the area, from the commune up, the
    /// centre last. For a category on conduct only the committees and the centre.
    pub fn units_for(&self, category: &CategoryCode, area: &AreaId, day: Date) -> Vec<&Unit> {
        let Some(rules) = self.category(category, day) else {
            return Vec::new();
        };
        let place = self.place_in(area.clone(), &[]);
        let seek = Search { directory: self, place: &place, about: None, day };
        let mut units: Vec<&Unit> = Vec::new();
        let by_rule = [&rules.owner, &rules.fallback_owner].into_iter().filter_map(|rule| seek.owner(rule));
        let likely = by_rule.map(|found| found.unit).filter(|unit| !unit.is_centre());
        let conduct = rules.owner == OwnerRule::Parent;
        let present = |unit: &&Unit| unit.valid.contains(day) && (!conduct || unit.is(COMMITTEE));
        let around = self.lineage(area).flat_map(|area| {
            self.units().iter().filter(move |unit| unit.area.as_ref() == Some(&area.id)).filter(present)
        });
        for unit in likely.chain(around).chain(self.centre(day)) {
            if !units.iter().any(|known| known.id == unit.id) {
                units.push(unit);
            }
        }
        units
    }
}

/// What an owner is looked for with.
struct Search<'a, 'p> {
    directory: &'a Directory,
    place: &'p Place,
    about: Option<&'a Unit>,
    day: Date,
}

impl<'a> Search<'a, '_> {
    /// The owner, else the fallback owner, never the unit that the report is about; with the rules tried.
    fn by_rules(&self, rules: &Category) -> (String, Option<Found<'a>>) {
        let fair = |found: &Found<'_>| self.about.is_none_or(|about| about.id != found.unit.id);
        let found = self.owner(&rules.owner).filter(fair);
        if found.is_some() || rules.fallback_owner == rules.owner {
            return (rules.owner.to_string(), found);
        }
        if rules.fallback_owner == OwnerRule::Centre {
            let found = self.owner(&OwnerRule::Centre).filter(fair);
            let rule = if found.is_some() { format!("{}>centre", rules.owner) } else { rules.owner.to_string() };
            return (rule, found);
        }
        let rule = format!("{}>fallback {}", rules.owner, rules.fallback_owner);
        (rule, self.owner(&rules.fallback_owner).filter(fair))
    }

    fn owner(&self, rule: &OwnerRule) -> Option<Found<'a>> {
        match rule {
            OwnerRule::Commune => self.committee(),
            OwnerRule::Police => self.police(),
            OwnerRule::District => self.district(),
            OwnerRule::Department(_) | OwnerRule::Utility(_) => self.of_kind(&rule.kind()?),
            OwnerRule::Parent => self.parent(),
            OwnerRule::Centre => self.directory.centre(self.day).map(|unit| Found { unit, how: "" }),
        }
    }

    /// The committee of the place's area, of the common one in several communes.
    fn committee(&self) -> Option<Found<'a>> {
        let area = self.place.owner_area.as_ref()?;
        let found = self.own_unit(COMMITTEE, area)?;
        let common = *area != self.place.area && found.how.is_empty();
        Some(if common { Found { how: "common", ..found } } else { found })
    }

    /// The police of the place's area, else of the nearest area above that has one on the day.
    fn police(&self) -> Option<Found<'a>> {
        let area = self.place.owner_area.as_ref()?;
        let mut found =
            self.directory.lineage(area).find_map(|above| Some((self.own_unit(POLICE, &above.id)?, above)))?;
        if found.1.id != *area {
            found.0.how = "above";
        } else if *area != self.place.area && found.0.how.is_empty() {
            found.0.how = "common";
        }
        Some(found.0)
    }

    /// The committee of the place's district; of the common area where that is higher, if its tree has districts.
    fn district(&self) -> Option<Found<'a>> {
        let owner_area = self.place.owner_area.as_ref()?;
        let district = self.directory.lineage(&self.place.area).find(|area| area.level == Level::District)?;
        if self.directory.is_within(owner_area, &district.id) {
            return self.own_unit(COMMITTEE, &district.id);
        }
        self.committee()
    }

    fn of_kind(&self, kind: &str) -> Option<Found<'a>> {
        // in communes of different trees, the commune's own department is as good as the other's
        let area = self.place.owner_area.as_ref().unwrap_or(&self.place.area);
        self.directory.unit_of(kind, area, self.day).map(|unit| Found { unit, how: "" })
    }

    /// The unit above the one that the report is about. Without one named it is about the committee of the place, of
    /// each commune where they are several: then the common area's committee is above them all.
    fn parent(&self) -> Option<Found<'a>> {
        if let Some(about) = self.about {
            return self.directory.unit_above(&about.id, self.day).map(|unit| Found { unit, how: "" });
        }
        if self.place.owner_area.as_ref() != Some(&self.place.area) {
            return self.committee();
        }
        let about = self.committee()?;
        let unit = self.directory.unit_above(&about.unit.id, self.day)?;
        Some(Found { unit, how: about.how })
    }

    /// The highest committee of the place: who stands in where a report is about the centre itself.
    fn highest_committee(&self) -> Option<Found<'a>> {
        let line: Vec<_> = self.directory.lineage(&self.place.area).collect();
        line.into_iter().rev().find_map(|area| self.own_unit(COMMITTEE, &area.id))
    }

    /// The unit of a kind that is the area's own on the day, or whoever took over from it.
    fn own_unit(&self, kind: &str, area: &AreaId) -> Option<Found<'a>> {
        let own = || self.directory.units().iter().filter(|unit| unit.area.as_ref() == Some(area) && unit.is(kind));
        if let Some(unit) = own().find(|unit| unit.valid.contains(self.day)) {
            return Some(Found { unit, how: "" });
        }
        let unit = own().find_map(|unit| self.directory.unit_successor(&unit.id, self.day))?;
        Some(Found { unit, how: "successor" })
    }
}
