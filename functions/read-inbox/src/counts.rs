//! How many there are under each tab of an inbox: live and exact, by one query of the index of what is open. Of all units
//! together, for the centre, with each of them.

use std::collections::BTreeMap;

use domain::{
    directory::UnitId,
    waiting::{Counts, Waiting},
};
use edge::{Caller, Problem, Reply, Request};
use serde::{Deserialize, Serialize};

use crate::{App, whose::Whose};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Query {
    unit: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitId>,
    #[serde(flatten)]
    counts: Counts,
    /// Of all units: those that have anything open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by_unit: Vec<OfUnit>,
}

#[derive(Debug, Serialize)]
struct OfUnit {
    unit: UnitId,
    name: String,
    #[serde(flatten)]
    counts: Counts,
}

pub(crate) async fn answer(app: &App, request: &Request, caller: &Caller) -> Result<Reply, Problem> {
    let query: Query = request.query()?;
    let (directory, actor) = (app.directory.at(request.now).await?, caller.staff_actor()?);
    let whose = Whose::asked(query.unit.as_deref(), caller, &directory, request.now)?;
    let waiting = app.reports.waiting(whose.unit()).await?;
    let mut by_unit = BTreeMap::<&UnitId, Vec<&Waiting>>::new();
    for one in waiting.iter().filter(|_| whose.unit().is_none()) {
        by_unit.entry(&one.owner).or_default().push(one);
    }
    let of_unit = |(unit, waiting): (&UnitId, Vec<&Waiting>)| OfUnit {
        unit: unit.clone(),
        name: directory.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name_vi.clone()),
        counts: Counts::of(waiting, &actor, request.now),
    };
    let answer = Answer {
        unit: whose.unit().cloned(),
        counts: Counts::of(&waiting, &actor, request.now),
        by_unit: by_unit.into_iter().map(of_unit).collect(),
    };
    Reply::json(200, &answer)
}
