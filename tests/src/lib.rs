//! Empty: the tests are in `all.rs` beside this folder.
