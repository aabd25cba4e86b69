//! Totals that add up: the article's, live and as published, and who gets which of them.

mod article;
mod asking;
mod nights;
mod summary;

use domain::{
    Report,
    actor::Standing,
    history::{Action, Changes, Draft},
    report::{Status, Verdict},
    statistics::counted,
};
use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{Town, WARD, rubbish};

/// A citizen's report in a category and commune, public or not.
pub(super) async fn sends(citizen: &Phone, id: &str, category: &str, area: &str, visibility: &str) -> Value {
    let mut report = rubbish(id, &[]);
    report["category"] = json!(category);
    report["area"] = json!(area);
    report["visibility"] = json!(visibility);
    citizen.submit(&report).await.expect(201)
}

/// The figures of an answer add up: received is the sum over the ten states, in all and in each part.
#[track_caller]
pub(super) fn adds_up(statistics: &Value) {
    let figures = |part: &Value| {
        let by_state = part["by_state"].as_object().unwrap();
        assert_eq!(by_state.len(), 10, "{part}");
        let sum: u64 = by_state.values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(part["received"].as_u64().unwrap(), sum, "{part}");
        let kept = ["answered_in_time", "answered_by_extension", "answered_late"];
        let answered: u64 = kept.iter().map(|name| part[name].as_u64().unwrap()).sum();
        assert_eq!(part["answered"].as_u64().unwrap(), answered, "{part}");
    };
    figures(&statistics["figures"]);
    for by in ["by_area", "by_category", "by_unit"] {
        statistics[by].as_array().unwrap().iter().for_each(|part| figures(&part["figures"]));
    }
}

/// The figures of that part.
pub(super) fn part<'a>(statistics: &'a Value, by: &str, id: &str) -> &'a Value {
    let parts = statistics[by].as_array().unwrap();
    parts.iter().find(|part| part["id"] == id).map_or(&Value::Null, |part| &part["figures"])
}

/// The table whose name is that setting's.
pub(super) fn table(setting: &str) -> String {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    template.functions.iter().find_map(|function| function.environment.get(setting)).unwrap().clone()
}

/// All items of a table, as they are stored.
pub(super) fn items(town: &Town, setting: &str) -> Vec<Value> {
    let scan = json!({"TableName": table(setting)});
    let found = town.stack().database().scan(serde_json::from_value(scan).unwrap()).unwrap();
    serde_json::to_value(found).unwrap()["Items"].as_array().unwrap().clone()
}
