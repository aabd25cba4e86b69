//! Everything that others can get at, with where it was found; and the search.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use super::logs::Logs;
use super::person::{DEVICE, TRAITS};
use crate::journeys::camera::SECRETS;
use crate::journeys::phone::Answer;
use crate::journeys::town::{Town, report_id};

/// Where the pseudonym may stand: the report's own item, who declared and who claimed a photo, and the person's own rows.
const PSEUDONYM_IN: [&str; 3] = ["ReportsTable", "PhotosTable", "PeopleTable"];

/// What was found, by where.
#[derive(Default)]
pub(in crate::secrecy) struct Gathered {
    found: Vec<(String, Vec<u8>)>,
    /// The pseudonym, once it is stored.
    pseudonym: String,
    /// Photos of each report, as they are named in answers.
    pub(super) photos: BTreeMap<String, BTreeSet<String>>,
}

impl Gathered {
    fn add(&mut self, place: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.found.push((place.into(), bytes.into()));
    }

    /// An answer to anybody. What the canary is told of itself is no secret to it, but its pseudonym is.
    pub(super) fn answer(&mut self, who: &str, what: &str, answer: &Answer) {
        // a failure is searched whoever was told of it
        let kind = match answer.status {
            500.. => "failed",
            _ if who == "canary" => "own",
            _ => "answer",
        };
        let mut bytes = format!("{} {:?}\n", answer.status, answer.headers).into_bytes();
        bytes.extend_from_slice(&answer.body);
        if let Ok(declared) = serde_json::from_slice::<Value>(&answer.body)
            && let (Some(photo), Some(url)) = (declared["photo_id"].as_str(), declared["upload"]["url"].as_str())
        {
            let report = [report_id(1), report_id(2)].into_iter().find(|id| url.contains(id.as_str())).unwrap();
            self.photos.entry(report).or_default().insert(photo.to_owned());
        }
        self.add(format!("{kind} {who} {what}"), bytes);
    }

    /// Pushes, log lines, metrics, items of all tables, objects of all buckets.
    pub(super) async fn take_in(&mut self, town: &Town, logs: &Logs) {
        for push in town.pushes().await {
            self.add("push", pushed(push).to_string());
        }
        for line in logs.lines() {
            self.add("log", line);
        }
        for line in town.stack().metrics() {
            self.add("metric", line.get());
        }
        self.tables(town);
        self.objects(&town.stack().objects());
    }

    fn tables(&mut self, town: &Town) {
        let template = local::template::read(&local::Options::ephemeral().template).unwrap();
        for table in template.tables {
            let scan = serde_json::from_value(json!({"TableName": table.name})).unwrap();
            let page = serde_json::to_value(town.stack().database().scan(scan).unwrap()).unwrap();
            assert!(page["LastEvaluatedKey"].is_null(), "{}: more than a page", table.name);
            for item in page["Items"].as_array().unwrap() {
                if let Some(person) = item["person"]["S"].as_str()
                    && table.logical_id == "ReportsTable"
                {
                    person.clone_into(&mut self.pseudonym);
                }
                self.add(format!("item {}", table.logical_id), item.to_string());
            }
        }
    }

    fn objects(&mut self, root: &Path) {
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    self.add(
                        format!("object {}", path.strip_prefix(root).unwrap().display()),
                        std::fs::read(&path).unwrap(),
                    );
                }
            }
        }
    }

    /// How much was found in places that begin so.
    pub(super) fn count(&self, start: &str) -> usize {
        self.found.iter().filter(|(place, _)| place.starts_with(start)).count()
    }

    /// Searches all of it.
    pub(super) fn has_nothing_of_the_canary(&self) {
        for (kind, least) in [("answer", 200), ("push", 3), ("log", 1), ("metric", 50), ("item", 20), ("object", 8)] {
            assert!(self.count(kind) >= least, "{kind}: only {} to search", self.count(kind));
        }
        for kind in
            ["item PeopleTable", "object local-opendatabucket/reports/2020-10", "object local-photosbucket/rendered/"]
        {
            assert!(self.count(kind) > 0, "no {kind} to search");
        }
        assert!(self.pseudonym.len() > 20, "the canary's report was not stored");
        let faults: BTreeSet<String> =
            self.found.iter().filter_map(|(place, bytes)| self.fault(place, bytes)).collect();
        let shown = faults.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(faults.is_empty(), "{} places:\n{shown}", faults.len());
    }

    fn fault(&self, place: &str, bytes: &[u8]) -> Option<String> {
        let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        let mut secrets: Vec<&str> = Vec::new();
        if !place.starts_with("own ") {
            secrets.extend(TRAITS.iter().filter(|secret| !(**secret == DEVICE && place == "item PeopleTable")));
        }
        // what came in is kept for a month as it came, and read by nobody but processing (tests/rules)
        let raw = ["/original/", "/incoming/"].iter().any(|prefix| place.contains(prefix));
        if place.contains("photo") && !raw {
            secrets.extend(SECRETS);
        }
        if raw {
            secrets.clear();
        }
        // a record that was given up is kept whole, to be replayed
        let kept = PSEUDONYM_IN.iter().any(|table| place.ends_with(table)) || place.contains("failedevents");
        if !kept {
            secrets.push(&self.pseudonym);
        }
        let found = secrets.into_iter().find(|secret| holds(secret))?;
        let text = String::from_utf8_lossy(bytes);
        let around = text
            .find(found)
            .map(|at| text.chars().skip(text[..at].chars().count().saturating_sub(80)).take(240).collect::<String>());
        Some(format!("{place}: {found} in …{}…", around.unwrap_or_default()))
    }
}

/// What leaves the service. The recorder tells beside whose phone it went to, which only the platform knows.
fn pushed(mut push: Value) -> Value {
    let push_ = push.as_object_mut().unwrap();
    push_.remove("device");
    for delivery in push_.get_mut("deliveries").and_then(Value::as_array_mut).into_iter().flatten() {
        delivery.as_object_mut().unwrap().remove("token");
    }
    push
}
