//! `cargo run -p local -- directory …`: a clerk's folder of CSV files, checked, compared, published, begun.
//!
//! `check` needs nothing else. `diff` and `push` ask the running local stack, or a deployed one by `--url` and
//! `--token`, through `PUT /v1/directory` as any administrator would.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use domain::directory::Directory;
use domain::directory::source::{self, Fault, Files};

mod remote;
mod report;
mod skeleton;
pub(crate) mod watch;

use crate::remote::{Remote, RemoteError};

/// The province's own files.
pub(crate) const PROVINCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../directory");

/// What the command line asks of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    verb: Verb,
    folder: PathBuf,
    url: String,
    token: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Check,
    Diff,
    Push,
    New,
}

/// Why an errand failed.
#[derive(Debug, thiserror::Error)]
pub enum ErrandError {
    /// The folder can't be read or written.
    #[error("{}: {source}", path.display())]
    Folder {
        /// What.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The files have faults: each is printed.
    #[error("{} faults", .0.len())]
    Faults(Vec<Fault>),
    /// The stack did not do it.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// There is something already.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
}

/// Reads what follows `directory` on the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Errand, lexopt::Error> {
    use lexopt::prelude::{Long, Value, ValueExt};

    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut verb, mut folder, mut token) = (None, None, None);
    let mut url = "http://127.0.0.1:3000".to_owned();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("url") => url = parser.value()?.string()?,
            Long("token") => token = Some(parser.value()?.string()?),
            Value(word) if verb.is_none() => {
                verb = Some(match word.to_str() {
                    Some("check") => Verb::Check,
                    Some("diff") => Verb::Diff,
                    Some("push") => Verb::Push,
                    Some("new") => Verb::New,
                    _ => return Err(Value(word).unexpected()),
                });
            }
            Value(given) if folder.is_none() => folder = Some(PathBuf::from(given)),
            other => return Err(other.unexpected()),
        }
    }
    let verb = verb.ok_or("directory check, diff, push or new")?;
    let folder = match (folder, verb) {
        (Some(folder), _) => folder,
        (None, Verb::New) => return Err("directory new FOLDER".into()),
        (None, _) => PathBuf::from(PROVINCE),
    };
    Ok(Errand { verb, folder, url: url.trim_end_matches('/').to_owned(), token })
}

impl Errand {
    /// Does it; gives what to print.
    pub async fn run(self) -> Result<String, ErrandError> {
        if self.verb == Verb::New {
            return skeleton::write(&self.folder);
        }
        let (directory, files) = built(&self.folder)?;
        if self.verb == Verb::Check {
            return Ok(report::checked(&directory));
        }
        let remote = Remote::open(self.url, self.token).await?;
        if self.verb == Verb::Diff {
            return Ok(report::difference(&remote.try_out(&files).await?));
        }
        Ok(report::published(&remote.publish(&files).await?))
    }
}

/// The directory that a folder makes, and its files.
pub(crate) fn built(folder: &Path) -> Result<(Directory, Files), ErrandError> {
    let files = read(folder).map_err(|source| ErrandError::Folder { path: folder.to_owned(), source })?;
    let directory = source::build(&files).map_err(ErrandError::Faults)?;
    Ok((directory, files))
}

/// The CSV and `GeoJSON` files of a folder.
fn read(folder: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "csv" || kind == "geojson") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Errand, String> {
        parse(line.split(' ').filter(|word| !word.is_empty()).map(Into::into)).map_err(|cause| cause.to_string())
    }

    #[test]
    fn without_a_folder_it_is_the_provinces() {
        let errand = parsed("check").unwrap();
        assert_eq!((errand.verb, errand.folder), (Verb::Check, PathBuf::from(PROVINCE)));
        assert!(parsed("new").is_err(), "a skeleton never goes over the province's own files");
        assert!(parsed("pull").is_err());
        assert!(parsed("").is_err());
    }

    #[test]
    fn another_stack_is_named_by_url_and_token() {
        let errand = parsed("push d --url https://example.test/ --token t").unwrap();
        assert_eq!((errand.url.as_str(), errand.token.as_deref()), ("https://example.test", Some("t")));
    }

    #[tokio::test]
    async fn a_skeleton_is_a_directory_without_faults_and_never_goes_over_files() {
        let folder = tempfile::tempdir().unwrap();
        let new = || parsed(&format!("new {}", folder.path().join("tinh").display())).unwrap();
        assert!(new().run().await.unwrap().contains("directory check"));
        assert!(parsed(&format!("check {}", folder.path().join("tinh").display())).unwrap().run().await.is_ok());
        assert!(matches!(new().run().await, Err(ErrandError::NotEmpty(_))));
    }

    #[tokio::test]
    async fn every_fault_is_told_by_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        parsed(&format!("new {}", folder.path().display())).unwrap().run().await.unwrap();
        let path = folder.path().join("categories.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace(",3wd,", ",3 days,").replace(",commune,", ",nobody,")).unwrap();
        let errand = parsed(&format!("check {}", folder.path().display())).unwrap();
        let Err(ErrandError::Faults(faults)) = errand.run().await else { panic!("no faults") };
        let places: Vec<_> = faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect();
        assert!(places.len() >= 2 && places.iter().all(|(file, line)| *file == "categories.csv" && *line > 1));
    }
}
