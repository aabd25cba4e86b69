//! What an errand found, as lines for people.

use domain::directory::Directory;
use serde_json::Value;

pub(super) fn checked(directory: &Directory) -> String {
    format!(
        "no faults: version {}, {} areas, {} categories, {} units",
        directory.version(),
        directory.areas().len(),
        directory.categories().len(),
        directory.units().len()
    )
}

pub(super) fn published(document: &Value) -> String {
    let version = text(&document["version"]);
    if document["changed"] == false {
        return format!("{version} is in force already");
    }
    let replaced = document["replaced"].as_str().map(|old| format!(", in place of {old}")).unwrap_or_default();
    format!("{version} is in force{replaced}; the functions look for it once a minute")
}

pub(super) fn difference(document: &Value) -> String {
    if document["changed"] == false {
        return format!("nothing: {} is in force", text(&document["version"]));
    }
    let (replayed, changes) = (&document["replayed"], document["items"].as_array());
    let mut lines = vec![format!(
        "{} of {} reports would fare otherwise ({})",
        document["would_change"],
        replayed["reports"],
        text(&replayed["covers"])
    )];
    lines.extend(changes.into_iter().flatten().map(line));
    lines.join("\n")
}

fn line(change: &Value) -> String {
    let (before, after) = (&change["before"], &change["after"]);
    let mut parts = vec![format!(
        "{}  {}  {}",
        change["code"].as_str().unwrap_or("(confidential)"),
        text(&change["category"]),
        text(&change["area"])
    )];
    for name in ["refused", "owner", "rule", "receive", "handle", "receive_by", "resolve_by"] {
        if before[name] != after[name] {
            parts.push(format!("{name}: {} -> {}", text(&before[name]), text(&after[name])));
        }
    }
    parts.join("  ")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| "-".to_owned(), str::to_owned)
}
