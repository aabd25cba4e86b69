//! Who answers for what, where, when: areas, borders, categories, units, routing and working time.
//!
//! A [`Directory`] is one immutable version, built from files that a clerk edits ([`source`]) and carried as a
//! compressed flat bundle ([`Directory::from_bundle`]). A request holds one version from start to end; a report keeps
//! the name of the version that routed it.
//!
//! - [`area`], [`locate`], [`place`]: where a report is
//! - [`unit`], [`category`], [`route`]: who owns it
//! - [`succession`]: what becomes of both when areas change
//! - [`settings`]: the province's own words, numbers and clocks
//!
//! **Architecture Invariant:** nothing of any province is in code; all of it is in the files.

pub mod area;
mod border;
mod border_bytes;
mod bundle;
pub mod category;
mod geojson;
pub mod ids;
pub mod locate;
mod outline;
pub mod period;
pub mod place;
pub mod route;
pub mod settings;
pub mod source;
pub mod succession;
pub mod unit;

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use border::Border;
use category::Category;

pub use area::{Area, Level};
pub use bundle::BadBundle;
pub use category::{Confidential, OwnerRule, PhotoToClose, Track};
pub use ids::{AreaId, CategoryCode, UnitId};
pub use locate::{Located, Location, Point};
pub use period::Period;
pub use place::{Place, PlaceClaim, PlaceFault};
pub use route::{Route, RouteFault};
pub use settings::{Clocks, Settings};
pub use unit::{Unit, UnitHours};

/// One version of the directory. Cheap to share, never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Directory {
    version: String,
    content: Content,
}

/// All that a version says, in the order that makes its bytes the same for the same files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// By id.
    areas: Vec<Area>,
    /// By area id. Apart from the rest in the bundle.
    #[serde(skip)]
    borders: Vec<Border>,
    /// When some commune that is served has no border, so that a point in no known one says nothing.
    unbordered: Vec<Period>,
    /// By code, then by the day they hold from.
    categories: Vec<Category>,
    /// By id, committees and police of every area included.
    units: Vec<Unit>,
    calendar: Calendar,
    settings: Settings,
}

impl Directory {
    fn of(content: Content) -> Self {
        let mut directory = Self { version: String::new(), content };
        directory.content.unbordered = directory.unbordered();
        directory.version = bundle::version(&directory.content);
        directory
    }

    /// The version: the first 16 hexadecimal digits of the SHA-256 of its content.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Working time.
    pub fn calendar(&self) -> &Calendar {
        &self.content.calendar
    }

    /// The province's own words, numbers and clocks.
    pub fn settings(&self) -> &Settings {
        &self.content.settings
    }
}
