//! Versions and features stand once, in the workspace's manifest.

use super::source::{files, text};

/// The manifests of the workspace's members; a fuzz target is a workspace of its own, as cargo-fuzz wants it.
fn members() -> Vec<String> {
    let manifests = files("", "Cargo.toml").into_iter();
    let member = |path: &String| path != "Cargo.toml" && !text(path).contains("\n[workspace]");
    let members: Vec<_> = manifests.filter(member).collect();
    assert!(members.len() > 15, "{members:?}");
    members
}

#[test]
fn every_dependency_takes_its_version_from_the_workspace() {
    for path in members() {
        let manifest = text(&path);
        let mut in_dependencies = false;
        for line in manifest.lines().map(str::trim) {
            if line.starts_with('[') {
                in_dependencies = line.ends_with("dependencies]");
            } else if in_dependencies && !line.is_empty() && !line.starts_with('#') {
                // A crate of ours by its path has neither version nor features.
                let fine = line.contains("workspace = true") || line.contains("{ path = \"../");
                assert!(fine, "{path}: `{line}` belongs in the workspace's manifest");
            }
        }
    }
}

#[test]
fn every_crate_takes_the_workspaces_lints() {
    for path in members() {
        assert!(text(&path).contains("[lints]\nworkspace = true"), "{path} must take the workspace's lints");
    }
}

/// A target without a test takes as long to link as one with a hundred, so they are switched off; none must be lost by it.
#[test]
fn no_test_stands_where_none_is_run() {
    for path in members().into_iter().filter(|path| path != "tests/Cargo.toml") {
        let (manifest, folder) = (text(&path), path.trim_end_matches("Cargo.toml").to_owned() + "src");
        let off = |target: &str, line: &str| {
            let part = manifest.split(target).nth(1).unwrap_or_default();
            part.split("\n[").next().unwrap_or_default().lines().any(|said| said == line)
        };
        for file in files(&folder, ".rs") {
            let (source, is_main) = (text(&file), file.ends_with("/main.rs"));
            let run = !off(if is_main { "[[bin]]" } else { "[lib]" }, "test = false");
            let tests = ["#[cfg(test)]", "#[test]", "#[tokio::test"].iter().any(|mark| source.contains(mark));
            assert!(run || !tests, "{file}: its tests are not run");
            let example = source.lines().any(|line| line.trim_start().starts_with("//") && line.contains("```"));
            assert!(!example || !off("[lib]", "doctest = false"), "{file}: its example is not run");
        }
    }
}
