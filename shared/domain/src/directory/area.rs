//! Areas in time: provinces, districts and communes, each valid for a period.
//!
//! Two trees stand side by side, that of 2020 and that of 1 July 2025, and the same GSO code means different places
//! in them: 31342 was thị trấn Một Ngàn and is now xã Tân Hòa. So an area is known by its id, and by code or name
//! only together with a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{AreaId, Directory, Period};
use crate::fold::fold;

/// Where an area stands in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, thị xã, thành phố thuộc tỉnh; none since 1 July 2025.
    District,
    /// Xã, phường, thị trấn: where reports are.
    Commune,
}

impl Level {
    /// How many there are.
    pub(crate) const ALL: usize = 3;

    /// As in the files: `province`, `district`, `commune`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

/// An area of one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its key: never reused.
    pub id: AreaId,
    /// The General Statistics Office's code, unique on any one day only.
    pub gso_code: SmolStr,
    /// Where it stands in its tree.
    pub level: Level,
    /// The kind as the GSO spells it without accents: `phuong`, `thi-xa`.
    pub kind: SmolStr,
    /// The bare name: "Long Mỹ".
    pub name: SmolStr,
    /// The name with its kind: "Thị xã Long Mỹ".
    pub full_name: SmolStr,
    /// The area above.
    pub parent: Option<AreaId>,
    /// When it exists.
    pub valid: Period,
    /// The area that took over.
    pub successor: Option<AreaId>,
}

/// How people shorten the kinds of area, after folding, and what they mean.
const SHORT_KINDS: [(&str, &str); 7] = [
    ("p", "phuong"),
    ("x", "xa"),
    ("tt", "thi tran"),
    ("tx", "thi xa"),
    ("tp", "thanh pho"),
    ("h", "huyen"),
    ("q", "quan"),
];

impl Directory {
    /// All areas of all times, by id.
    pub fn areas(&self) -> &[Area] {
        &self.content.areas
    }

    /// The areas that exist on a day, by id.
    pub fn areas_on(&self, day: Date) -> impl Iterator<Item = &Area> {
        self.content.areas.iter().filter(move |area| area.valid.contains(day))
    }

    /// An area of whatever time.
    pub fn area(&self, id: &AreaId) -> Option<&Area> {
        let areas = &self.content.areas;
        areas.binary_search_by(|area| area.id.cmp(id)).ok().and_then(|found| areas.get(found))
    }

    /// Does the area exist on the day?
    pub fn valid_on(&self, id: &AreaId, day: Date) -> bool {
        self.area(id).is_some_and(|area| area.valid.contains(day))
    }

    /// The area above.
    pub fn parent(&self, id: &AreaId) -> Option<&Area> {
        self.area(self.area(id)?.parent.as_ref()?)
    }

    /// The areas right below, by id.
    pub fn children(&self, id: &AreaId) -> impl Iterator<Item = &Area> {
        self.content.areas.iter().filter(move |area| area.parent.as_ref() == Some(id))
    }

    /// The area itself, then each above it up to the province.
    pub fn lineage(&self, id: &AreaId) -> impl Iterator<Item = &Area> {
        // no tree is deeper than its levels, so a circle in a bad one ends too
        std::iter::successors(self.area(id), |area| self.area(area.parent.as_ref()?)).take(Level::ALL)
    }

    /// The province that the area is, or is in.
    pub fn province_of(&self, id: &AreaId) -> Option<&Area> {
        self.lineage(id).find(|area| area.level == Level::Province)
    }

    /// Is `id` the area `above` or within it?
    pub fn is_within(&self, id: &AreaId, above: &AreaId) -> bool {
        self.lineage(id).any(|area| area.id == *above)
    }

    /// The lowest area that holds all of the given ones; none where they are in different trees.
    pub fn common_area(&self, first: &AreaId, others: &[AreaId]) -> Option<&Area> {
        self.lineage(first).find(|above| others.iter().all(|other| self.is_within(other, &above.id)))
    }

    /// The area with a GSO code on a day.
    pub fn area_by_code(&self, gso_code: &str, day: Date) -> Option<&Area> {
        self.areas_on(day).find(|area| area.gso_code == gso_code)
    }

    /// The areas that `name` may mean on a day, with or without the kind before it, whatever its accents and case.
    /// Twins come back together unless the kind tells them apart: "Long Mỹ" is a huyện and a thị xã, "TX Long Mỹ"
    /// only one.
    pub fn areas_by_name(&self, name: &str, day: Date) -> Vec<&Area> {
        let wanted = fold(name);
        let (first, rest) = wanted.split_once(' ').unwrap_or((&wanted, ""));
        let long = SHORT_KINDS.iter().find(|(short, _)| *short == first);
        let long = long.filter(|_| !rest.is_empty()).map(|(_, kind)| format!("{kind} {rest}"));
        let means = |text: &str| text == wanted || long.as_deref() == Some(text);
        self.areas_on(day).filter(|area| means(&fold(&area.name)) || means(&fold(&area.full_name))).collect()
    }

    /// Does the service cover the area? What it covers need not be the province: DOMAIN.md, "ngoài địa bàn phục vụ".
    pub fn serves(&self, id: &AreaId) -> bool {
        self.lineage(id).any(|area| self.content.settings.service_area.contains(&area.id))
    }
}
