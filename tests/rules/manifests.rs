//! Versions and features stand once, in the workspace's manifest.

use super::source::{files, text};

#[test]
fn every_dependency_takes_its_version_from_the_workspace() {
    for path in files("", "Cargo.toml").into_iter().filter(|path| path != "Cargo.toml") {
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
    for path in files("", "Cargo.toml").into_iter().filter(|path| path != "Cargo.toml") {
        assert!(text(&path).contains("[lints]\nworkspace = true"), "{path} must take the workspace's lints");
    }
}
