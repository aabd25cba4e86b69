//! What is stored after all that is what right requests store: whole reports, each the sum of its history, texts as they
//! may be, and in every table only what belongs there.

use std::collections::BTreeSet;

use aws::tables::{Tables, reports::Reports};
use domain::{Report, history::verify};
use local::Stack;
use serde_json::{Value, json};

/// How a key of these tables' items begins.
const KINDS: [(&str, &str, &[&str]); 2] = [
    // pseudonyms under the first key, whoever follows a report, offers of links, who is being or was erased
    ("PeopleTable", "person", &["1.", "1-", "followers#", "link#", "erasures", "erased-"]),
    ("PhotosTable", "photo_id", &["s-", "e-", "exact#", "look#"]),
];

fn items(stack: &Stack, table: &str) -> Vec<Value> {
    let (mut found, mut start) = (Vec::new(), Value::Null);
    loop {
        let mut request = json!({"TableName": table});
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let page = stack.database().scan(serde_json::from_value(request).unwrap()).unwrap();
        let page = serde_json::to_value(page).unwrap();
        found.extend(page["Items"].as_array().unwrap().iter().cloned());
        start = page["LastEvaluatedKey"].clone();
        if start.is_null() {
            return found;
        }
    }
}

/// Every text anywhere in an item.
fn texts<'a>(item: &'a Value, found: &mut Vec<&'a str>) {
    match item {
        Value::Object(fields) => {
            for (kind, inside) in fields {
                match (kind.as_str(), inside) {
                    ("S", Value::String(text)) => found.push(text),
                    ("B", _) => {}
                    _ => texts(inside, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// Holds every table to what may be in it; `made` are the ids of the reports that were answered with 201.
pub(super) async fn holds(stack: &Stack, made: &BTreeSet<String>) {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    let access = edge::Env::from_pairs(stack.aws()).aws().unwrap();
    let tables = Tables::open(&access).unwrap();
    let mut faults = Vec::new();
    for table in &template.tables {
        let items = items(stack, &table.name);
        for item in &items {
            let mut found = Vec::new();
            texts(item, &mut found);
            for text in found {
                let control = text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t');
                if control || (text.len() > 8_000 && table.logical_id != "DirectoryTable") {
                    faults.push(format!("{}: {text:?}", table.logical_id));
                }
            }
            if let Some((_, key, starts)) = KINDS.iter().find(|(id, ..)| *id == table.logical_id) {
                let name = item[*key]["S"].as_str().unwrap_or_default();
                if !starts.iter().any(|start| name.starts_with(start)) {
                    faults.push(format!("{}: an item named {name}", table.logical_id));
                }
            }
        }
        if table.logical_id == "ReportsTable" {
            let reports = Reports::open(&tables, table.name.clone());
            let ids: BTreeSet<String> =
                items.iter().map(|item| item["report_id"]["S"].as_str().unwrap().to_owned()).collect();
            assert_eq!(&ids, made, "a report is stored if and only if its sender was told so");
            assert!(!ids.is_empty(), "no report was let in");
            for id in ids {
                let report = reports.get(&id.parse().unwrap()).await.unwrap().unwrap();
                faults.extend(whole(&report));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(5)].join("\n"));
}

fn whole(report: &Report) -> Option<String> {
    let told = Report::replay(report.id.clone(), report.code.clone(), report.person.clone(), &report.history);
    let told = told.map(|told| Report { due_at: report.due_at, alerts: report.alerts.clone(), ..told });
    let good = verify(&report.history) == Ok(())
        && report.version as usize == report.history.len()
        && told.as_ref() == Some(report);
    (!good).then(|| format!("a report that is not its history: {report:?}"))
}
