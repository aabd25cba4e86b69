//! The API reference lists every code that a problem may have, with its words.

use std::fmt::Write;

use edge::{Language, catalogue};

const HEADING: &str =
    "Made of `shared/edge/src/catalogue.rs`; `WRITE_DOCS=1 cargo test -p tests problems` writes it anew.\n\n";

fn listed() -> String {
    let mut rows: Vec<_> = catalogue::rows().iter().collect();
    rows.sort_by_key(|row| (row.status, row.code));
    let mut table = "| Status | `code` | Vietnamese | English |\n|---|---|---|---|\n".to_owned();
    for row in rows {
        let (vi, en) = (row.title(Language::Vietnamese), row.title(Language::English));
        writeln!(table, "| {} | `{}` | {vi} | {en} |", row.status, row.code).unwrap();
    }
    table
}

#[test]
#[expect(clippy::disallowed_methods, reason = "who runs it says whether to write")]
fn the_api_reference_lists_all_problems() {
    let path = format!("{}/../docs/api.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, after) = text.split_once(HEADING).expect("docs/api.md says of what its problems are made");
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{HEADING}{}", listed())).unwrap();
        return;
    }
    assert_eq!(after, listed(), "docs/api.md is not up to date");
}
