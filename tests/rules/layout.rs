//! A reader finds any rule in a minute: folders, names and sizes are as ARCHITECTURE.md says.

use super::source::{files, functions, logical_id, root, text};
use super::template;

const TOP: [&str; 20] = [
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "RUNBOOK.md",
    "SECURITY.md",
    "clippy.toml",
    "deny.toml",
    "docs",
    "events",
    "functions",
    "infra",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "samconfig.toml",
    "shared",
    "target",
    "tests",
];

#[test]
fn the_top_level_has_what_it_should_and_nothing_else() {
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known = name.starts_with('.') || TOP.contains(&name.as_str());
        assert!(known, "{name} does not belong at the top level");
    }
}

#[test]
fn every_function_has_its_place_in_the_template_and_a_row_in_the_readme() {
    let document = template::document();
    let readme = text("README.md");
    for function in functions() {
        let resource = &document["Resources"][logical_id(&function)];
        let code = format!("../target/lambda/{function}/");
        assert_eq!(resource["Properties"]["CodeUri"], code.as_str(), "{function}");
        let row = readme.lines().any(|line| line.starts_with('|') && line.contains(&format!("`{function}`")));
        assert!(row, "README.md has no row for {function}");
        assert!(root().join(format!("functions/{function}/src/main.rs")).exists(), "{function} has no main.rs");
    }
    for function in template::functions().keys() {
        assert!(functions().contains(function), "the template has {function}, functions/ has not");
    }
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    for path in files("", ".rs") {
        let lines = text(&path).lines().count();
        assert!(lines <= 400, "{path} has {lines} lines");
    }
}

#[test]
fn nothing_is_left_for_later_in_the_sources() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimpl", "emented!"), concat!("to", "do!(")];
    for path in files("", ".rs").into_iter().chain(files("infra", ".yaml")) {
        for (line, number) in text(&path).lines().zip(1..) {
            let mark = marks.iter().find(|mark| line.contains(*mark));
            assert!(mark.is_none(), "{path}:{number}: {mark:?}");
        }
    }
}

#[test]
fn a_silenced_lint_says_why() {
    // `expect` rather than `allow` where it can be: it complains once it is no longer needed.
    let openings =
        [concat!("#[al", "low("), concat!("#![al", "low("), concat!("#[ex", "pect("), concat!("#![ex", "pect(")];
    for path in files("", ".rs") {
        let text = text(&path);
        for (at, _) in openings.iter().flat_map(|opening| text.match_indices(opening)) {
            let attribute = text[at..].split(']').next().unwrap();
            assert!(attribute.contains("reason = "), "{path}: {attribute}");
        }
    }
}

#[test]
fn modules_have_names_of_the_field() {
    for path in files("", ".rs") {
        let name = path.rsplit('/').next().unwrap();
        let vague = ["util", "helper", "manager", "common", "misc"].iter().any(|word| name.contains(word));
        assert!(!vague && name != "mod.rs", "{path}");
    }
}
