//! Totals that add up: the article's, live and as published, and who gets which of them.

mod article;
mod asking;
mod figures;
pub(super) mod nights;
mod summary;

use std::collections::HashMap;

use aws::{Access, Meter, open_data::OpenData};
use serde_json::{Value, json};

use super::phone::Phone;
use super::town::{Town, rubbish};

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

/// What the template gives a function for that setting.
pub(super) fn setting(name: &str) -> String {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    template.functions.iter().find_map(|function| function.environment.get(name)).unwrap().clone()
}

/// A file of open data; `None` where there is none.
pub(super) async fn file(town: &Town, key: &str) -> Option<Vec<u8>> {
    let mut env: HashMap<String, String> = town.stack().aws().into_iter().collect();
    let mut take = |name: &str| env.remove(name);
    let access = Access {
        region: take("AWS_REGION").unwrap(),
        access_key_id: take("AWS_ACCESS_KEY_ID").unwrap(),
        secret_access_key: take("AWS_SECRET_ACCESS_KEY").unwrap(),
        session_token: None,
        dynamodb_endpoint: take("AWS_ENDPOINT_URL_DYNAMODB"),
        s3_endpoint: take("AWS_ENDPOINT_URL_S3"),
        sns_endpoint: take("AWS_ENDPOINT_URL_SNS"),
        meter: Meter::default(),
    };
    OpenData::open(&access, setting("OPEN_DATA_BUCKET")).unwrap().get(key).await.unwrap()
}

/// Cells as they are stored.
pub(super) fn cells(town: &Town) -> Vec<Value> {
    items(town).into_iter().filter(|item| item["area"]["S"] != "changed").collect()
}

/// All of the Statistics table.
pub(super) fn items(town: &Town) -> Vec<Value> {
    let scan = json!({"TableName": setting("STATISTICS_TABLE")});
    let found = town.stack().database().scan(serde_json::from_value(scan).unwrap()).unwrap();
    serde_json::to_value(found).unwrap()["Items"].as_array().unwrap().clone()
}

/// The latest value of a metric, where it was ever emitted.
pub(super) fn metric(town: &Town, name: &str) -> Option<u64> {
    let lines = town.stack().metrics();
    let values = lines.iter().rev().map(|line| serde_json::from_str::<Value>(line.get()).unwrap());
    values.into_iter().find_map(|line| line[name].as_u64())
}
