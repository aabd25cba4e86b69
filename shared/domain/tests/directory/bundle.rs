//! The bundle: the same content always the same bytes, and nothing else taken for one.

use domain::directory::{BadBundle, Directory};

use crate::support::{build, directory, files};

fn read(bundle: &[u8]) -> Result<Directory, BadBundle> {
    Directory::from_bundle(directory().version(), bundle)
}

#[test]
fn a_bundle_reads_back_as_the_directory_that_it_was() {
    let bundle = directory().to_bundle();
    let read = read(&bundle).unwrap();
    assert_eq!(&read, directory());
    assert_eq!(read.to_bundle(), bundle);
}

#[test]
fn the_province_fits_in_150_kb() {
    assert!(directory().to_bundle().len() < 150_000);
}

#[test]
fn the_same_files_give_the_same_version_in_whatever_order_their_rows_are() {
    let mut files = files();
    for name in ["areas.csv", "units.csv", "categories.csv", "calendar.csv"] {
        let text = files[name].clone();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        files.insert(name.to_owned(), format!("\u{feff}{}\r\n", lines.join("\r\n")));
    }
    assert_eq!(build(&files).version(), directory().version());
    assert_eq!(directory().version().len(), 16);
}

#[test]
fn any_change_of_content_is_another_version() {
    let mut files = files();
    let text = files["categories.csv"].replacen("3wd", "4wd", 1);
    files.insert("categories.csv".to_owned(), text);
    assert_ne!(build(&files).version(), directory().version());
}

#[test]
fn what_is_no_bundle_is_refused() {
    assert!(matches!(read(b""), Err(BadBundle::Form)));
    assert!(matches!(read(b"{\"areas\":[]}"), Err(BadBundle::Form)));
    assert!(matches!(read(b"pad2\xff\xff\xff\xff"), Err(BadBundle::Content(_))));
    assert!(matches!(read(b"pad2\x00\x04\xff\xff\xff\xff"), Err(BadBundle::Packing(_))));
    let bundle = directory().to_bundle();
    for length in [4, 5, 100, bundle.len() / 2, bundle.len() - 1] {
        assert!(read(&bundle[..length]).is_err(), "{length} bytes");
    }
}

proptest::proptest! {
    #[test]
    fn a_broken_byte_never_stops_the_program(at in 4_usize..40_000, byte in 0_u8..) {
        let mut bundle = directory().to_bundle();
        let at = at % bundle.len();
        bundle[at] = byte;
        if let Ok(broken) = read(&bundle) {
            let again = broken.to_bundle();
            proptest::prop_assert_eq!(read(&again).unwrap().to_bundle(), again);
        }
    }
}
