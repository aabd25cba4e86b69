//! The repository as text: its files, and the names in its sources that the rules compare with the template.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The repository's top folder.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The text of a file, by its path from the top.
pub(super) fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

/// Names of the function crates, which are their folders'.
pub(super) fn functions() -> BTreeSet<String> {
    let folders = std::fs::read_dir(root().join("functions")).unwrap();
    folders
        .map(|folder| folder.unwrap().path())
        .filter(|path| path.join("Cargo.toml").exists())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// All files below `folder` with this ending, as paths from the top; what is built or hidden left out.
pub(super) fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if path.is_file() && name.ends_with(ending) {
                found.push(path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// All sources of a crate in one text, without comments that take a whole line.
pub(super) fn code(folder: &str) -> String {
    let lines = files(&format!("{folder}/src"), ".rs").iter().map(|path| text(path)).collect::<Vec<_>>().join("\n");
    lines.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The strings of `pub const NAME: &[&str] = &[…];`, or nothing where there is no such constant.
pub(super) fn list(code: &str, name: &str) -> Option<BTreeSet<String>> {
    let after = code.split_once(&format!("pub const {name}: &[&str]"))?.1;
    Some(strings(after.split_once("];")?.0).collect())
}

/// The code without that constant, so that a name's use can be told from its being listed.
pub(super) fn without_list(code: &str, name: &str) -> String {
    match code.split_once(&format!("pub const {name}: &[&str]")) {
        Some((before, rest)) => format!("{before}{}", rest.split_once("];").map_or("", |(_, after)| after)),
        None => code.to_owned(),
    }
}

/// All string literals in a piece of code that has no escapes in them.
pub(super) fn strings(code: &str) -> impl Iterator<Item = String> {
    code.split('"').skip(1).step_by(2).map(str::to_owned)
}

/// `submit-report` is `SubmitReportFunction` in the template.
pub(super) fn logical_id(function: &str) -> String {
    let words = function.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect::<String>() + "Function"
}
