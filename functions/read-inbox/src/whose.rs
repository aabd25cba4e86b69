//! Whose inbox is asked for, and whether the caller may see it.

use domain::{
    actor::Role,
    calendar::date_of,
    directory::{Directory, UnitId},
};
use edge::{Caller, Problem};
use jiff::Timestamp;

/// What the centre names all units by.
const ALL: &str = "all";

/// Whose inbox.
pub(crate) enum Whose {
    /// A unit's.
    Unit(UnitId),
    /// All units' together: the centre's to see.
    All,
}

impl Whose {
    /// The inbox asked for; without a word the caller's own. The centre sees any unit's, a leader those of the units below.
    pub(crate) fn asked(
        unit: Option<&str>,
        caller: &Caller,
        directory: &Directory,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let day = date_of(now);
        let Some(asked) = unit else { return own(caller, directory, now).map(Self::Unit) };
        let not_yours = || Problem::field("inbox_not_yours", "/unit", "");
        if asked == ALL {
            return if caller.role == Role::Centre { Ok(Self::All) } else { Err(not_yours()) };
        }
        let asked: Option<UnitId> = asked.parse().ok().filter(|unit| directory.unit(unit).is_some());
        let asked = asked.ok_or_else(|| Problem::field("unit_not_found", "/unit", ""))?;
        let below = || directory.unit_above(&asked, day).is_some_and(|above| caller.unit.as_ref() == Some(&above.id));
        let open = match caller.role {
            Role::Centre => true,
            Role::Leader => caller.unit.as_ref() == Some(&asked) || below(),
            _ => caller.unit.as_ref() == Some(&asked),
        };
        if open { Ok(Self::Unit(asked)) } else { Err(not_yours()) }
    }

    /// The unit, where it is one.
    pub(crate) fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Unit(unit) => Some(unit),
            Self::All => None,
        }
    }

    /// Whether a report of that owner is in it.
    pub(crate) fn holds(&self, owner: &UnitId) -> bool {
        self.unit().is_none_or(|unit| unit == owner)
    }
}

fn own(caller: &Caller, directory: &Directory, now: Timestamp) -> Result<UnitId, Problem> {
    let centre = (caller.role == Role::Centre).then(|| directory.centre(date_of(now))).flatten();
    let own = centre.map(|centre| centre.id.clone()).or_else(|| caller.unit.clone());
    own.ok_or_else(|| Problem::new("no_unit"))
}
