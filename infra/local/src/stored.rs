//! Small files of the data folder. Each is replaced whole, so that a stack killed at any moment finds the old one
//! or the new one, never half of it.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Serialize, de::DeserializeOwned};

/// A file of the data folder that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// The system won't let us.
    #[error("data folder, {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not what we wrote.
    #[error("data folder, {}: damaged ({cause}). Remove the folder to start afresh", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

impl StoredError {
    /// `source` happened with `path`.
    pub fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// `path` has something else in it.
    pub fn damaged(path: &Path, cause: &dyn std::fmt::Display) -> Self {
        Self::Damaged { path: path.to_owned(), cause: cause.to_string() }
    }
}

/// The bytes of a file; `None` if there is none yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoredError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(StoredError::io(path, cause)),
    }
}

/// The JSON of a file; `None` if there is none yet.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoredError> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|cause| StoredError::damaged(path, &cause))
}

/// Replaces a file's content.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoredError> {
    let fail = |cause| StoredError::io(path, cause);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.persist(path).map_err(|cause| fail(cause.error))?;
    Ok(())
}

/// Replaces a file's content by `value` as JSON.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), StoredError> {
    let bytes = serde_json::to_vec(value).map_err(|cause| StoredError::damaged(path, &cause))?;
    write(path, &bytes)
}
