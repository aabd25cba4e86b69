//! The command itself: what it prints, and how it ends.

use std::process::Command;

fn local(arguments: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_local")).args(arguments).output().unwrap();
    (run.status.code(), String::from_utf8(run.stderr).unwrap())
}

#[test]
fn a_wrong_flag_ends_with_one_line() {
    let (code, text) = local(&["--prot", "1"]);
    assert_eq!((code, text.lines().count()), (Some(1), 1), "{text}");
    assert!(text.contains("--prot"), "{text}");
}

#[test]
fn a_data_folder_that_cannot_be_made_ends_with_one_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let data = file.path().join("data");
    let ports = ["--port", "0", "--dynamodb-port", "0", "--s3-port", "0"];
    let (code, text) = local(&[&ports[..], &["--data", data.to_str().unwrap()]].concat());
    assert_eq!((code, text.lines().count()), (Some(1), 1), "{text}");
    assert!(!text.contains("panicked"), "{text}");
}
