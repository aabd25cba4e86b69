//! `cargo run -p local -- staff import staff.csv`: people of staff from a clerk's file, into the running local stack or,
//! by `--url` and `--token`, a deployed one, through `PUT /v1/staff/{id}` as any administrator would.
//!
//! Everything is tried first: with one fault anywhere nothing is stored, and every fault is told by its line. Who is not
//! in the file is left alone; the same file again changes nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::{Value, json};

mod table;
mod text;

pub use table::Fault;
pub(crate) use table::{Row, read};

use crate::remote::{Answer, Remote, RemoteError};

/// What the command line asks of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffErrand {
    file: PathBuf,
    dry_run: bool,
    url: String,
    token: Option<String>,
}

/// Why an import failed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// The file can't be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has faults: each is printed.
    #[error("{} faults", .0.len())]
    Faults(Vec<Fault>),
    /// The stack did not do it.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

/// Reads what follows `staff` on the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<StaffErrand, lexopt::Error> {
    use lexopt::prelude::{Long, Value, ValueExt};

    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut verb, mut file, mut token, mut dry_run) = (false, None, None, false);
    let mut url = "http://127.0.0.1:3000".to_owned();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("url") => url = parser.value()?.string()?,
            Long("token") => token = Some(parser.value()?.string()?),
            Long("dry-run") => dry_run = true,
            Value(word) if !verb && word == "import" => verb = true,
            Value(given) if verb && file.is_none() => file = Some(PathBuf::from(given)),
            other => return Err(other.unexpected()),
        }
    }
    let file = file.ok_or("staff import FILE")?;
    Ok(StaffErrand { file, dry_run, url: url.trim_end_matches('/').to_owned(), token })
}

impl StaffErrand {
    /// Does it; gives what to print.
    pub async fn run(self) -> Result<String, StaffError> {
        let bytes = std::fs::read(&self.file).map_err(|source| StaffError::File { path: self.file.clone(), source })?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let rows = read(&name, &bytes).map_err(StaffError::Faults)?;
        let remote = Remote::open(self.url, self.token).await?;
        let mut faults = Vec::new();
        let (mut new, mut same) = (0, 0);
        for row in &rows {
            match put(&remote, row, &name, Some(&rows)).await? {
                Ok(answer) if answer["changed"] == true => new += 1,
                Ok(_) => same += 1,
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(StaffError::Faults(faults));
        }
        if self.dry_run {
            return Ok(format!("{name}: {new} would change, {same} would stay as they are; nothing was stored"));
        }
        // Deputies come before those whom they stand in for.
        for row in &rows {
            if let Err(fault) = put(&remote, row, &name, None).await? {
                faults.push(fault);
            }
        }
        if faults.is_empty() {
            Ok(format!("{name}: {new} changed, {same} stayed as they were"))
        } else {
            Err(StaffError::Faults(faults))
        }
    }
}

/// Puts a row, or only asks where `trying` says what else is in the file: a deputy who is in it may not be there yet, or
/// not yet where the file puts them.
async fn put(
    remote: &Remote,
    row: &Row,
    file: &str,
    trying: Option<&[Row]>,
) -> Result<Result<Value, Fault>, RemoteError> {
    let to_come = trying.is_some_and(|rows| rows.iter().any(|other| Some(&other.id) == row.deputy.as_ref()));
    let said = put_once(remote, row, row.deputy.as_deref(), trying.is_some()).await?;
    let waits = to_come && said.document["code"].as_str().is_some_and(|code| code.starts_with("deput"));
    let answer = if waits { put_once(remote, row, None, true).await? } else { said };
    match answer.status {
        200 => Ok(Ok(answer.document)),
        // Of the request as such, not of this row.
        401 | 429 | 500.. => Err(crate::remote::refused(&answer)),
        _ => {
            let said = |name: &str| answer.document[name].as_str().map(str::to_owned);
            let code = said("code").unwrap_or_else(|| answer.status.to_string());
            let words = said("title").or_else(|| said("message")).unwrap_or_default();
            Ok(Err(Fault { file: file.to_owned(), line: row.line, code, words }))
        }
    }
}

async fn put_once(remote: &Remote, row: &Row, deputy: Option<&str>, dry_run: bool) -> Result<Answer, RemoteError> {
    let body = json!({"name": row.name, "role": row.role, "unit": row.unit, "categories": row.categories,
                      "deputy": deputy});
    let query = if dry_run { "?dry_run=true" } else { "" };
    let id = percent_encoding::utf8_percent_encode(&row.id, percent_encoding::NON_ALPHANUMERIC);
    remote.ask("PUT", &format!("/v1/staff/{id}{query}"), &[], Some(&body)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<StaffErrand, String> {
        parse(line.split(' ').filter(|word| !word.is_empty()).map(Into::into)).map_err(|cause| cause.to_string())
    }

    #[test]
    fn the_file_is_named_and_another_stack_by_url_and_token() {
        let errand = parsed("import s.csv --dry-run --url https://example.test/ --token t").unwrap();
        assert_eq!((errand.url.as_str(), errand.token.as_deref()), ("https://example.test", Some("t")));
        assert!(errand.dry_run && errand.file.ends_with("s.csv"));
        assert!(parsed("import").is_err());
        assert!(parsed("export s.csv").is_err());
    }
}
