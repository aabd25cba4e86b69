//! Files of one JSON value a line, only ever added to. A line that was being written when the stack was killed is
//! cut off at the next start.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::stored::StoredError;

/// A list of JSON values, in a file or in memory.
#[derive(Debug)]
pub(crate) enum Journal {
    /// Kept between runs.
    File { file: File, path: PathBuf },
    /// Gone with the stack.
    Memory(Vec<Box<RawValue>>),
}

impl Journal {
    /// The journal `name` in `folder`, else one in memory.
    pub(crate) fn open(folder: Option<&Path>, name: &str) -> Result<Self, StoredError> {
        let Some(folder) = folder else {
            return Ok(Self::Memory(Vec::new()));
        };
        let path = folder.join(name);
        let fail = |cause| StoredError::io(&path, cause);
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(fail)?;
        let whole = whole_lines(&mut file).map_err(fail)?;
        file.set_len(whole).map_err(fail)?;
        Ok(Self::File { file, path })
    }

    /// All values, oldest first.
    pub(crate) fn all(&self) -> Result<Vec<Box<RawValue>>, StoredError> {
        match self {
            Self::Memory(values) => Ok(values.clone()),
            Self::File { path, .. } => {
                let fail = |cause| StoredError::io(path, cause);
                let lines = BufReader::new(File::open(path).map_err(fail)?).lines();
                lines
                    .map(|line| {
                        let line = line.map_err(|cause| StoredError::damaged(path, &cause))?;
                        serde_json::from_str(&line).map_err(|cause| StoredError::damaged(path, &cause))
                    })
                    .collect()
            }
        }
    }

    /// Adds a value.
    pub(crate) fn add<T: Serialize>(&mut self, value: &T) -> Result<(), StoredError> {
        match self {
            Self::Memory(values) => {
                let place = Path::new("journal");
                values
                    .push(serde_json::value::to_raw_value(value).map_err(|cause| StoredError::damaged(place, &cause))?);
                Ok(())
            }
            Self::File { file, path } => {
                let mut line = serde_json::to_vec(value).map_err(|cause| StoredError::damaged(path, &cause))?;
                line.push(b'\n');
                file.write_all(&line).map_err(|cause| StoredError::io(path, cause))
            }
        }
    }
}

/// The length up to and with the last newline.
fn whole_lines(file: &mut File) -> std::io::Result<u64> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(file);
    let (mut whole, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(whole);
        }
        whole += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_cut_off_by_a_crash_is_dropped_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j.jsonl");
        std::fs::write(&path, "1\n2\n{\"half\":").unwrap();
        let mut journal = Journal::open(Some(folder.path()), "j.jsonl").unwrap();
        journal.add(&3).unwrap();
        let all: Vec<String> = journal.all().unwrap().iter().map(|value| value.get().to_owned()).collect();
        assert_eq!(all, ["1", "2", "3"]);
    }

    #[test]
    fn a_damaged_line_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("j.jsonl"), "1\nxx\n").unwrap();
        let journal = Journal::open(Some(folder.path()), "j.jsonl").unwrap();
        assert!(journal.all().unwrap_err().to_string().contains("damaged"));
    }
}
