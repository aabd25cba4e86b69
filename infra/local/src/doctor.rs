//! `cargo run -p local -- doctor --stack NAME`: is a deployed stack as the template has it, and is it filled?
//!
//! Asks AWS with the credentials in the environment (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, …), reads nobody's data, and changes
//! nothing. Every fault says what to do about it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;

use crate::Options;
use crate::template::{self, TemplateError};

mod filled;
mod http;
mod push;
mod tables;

/// What the command line asks to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    stack: String,
    url: Option<String>,
    /// Names of tables that are not the usual ones, by their names in the template.
    restored: BTreeMap<String, String>,
}

/// One thing that was looked at.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it is.
    pub state: State,
    /// What was found, and for a fault what to do.
    pub what: String,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Well,
    /// It may be so on purpose.
    Note,
    /// Something does not work, or may be lost.
    Fault,
}

/// Why nothing could be looked at.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    /// The template can't be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// Region or credentials are not in the environment.
    #[error("{0} (`aws configure export-credentials --format env` prints credentials; set AWS_REGION too)")]
    Access(#[from] edge::StartError),
    /// A client can't be made.
    #[error(transparent)]
    Client(#[from] aws::StoreError),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Well => "well ",
            State::Note => "note ",
            State::Fault => "FAULT",
        };
        write!(f, "{state}  {}", self.what)
    }
}

fn well(what: impl Into<String>) -> Finding {
    Finding { state: State::Well, what: what.into() }
}

fn note(what: impl Into<String>) -> Finding {
    Finding { state: State::Note, what: what.into() }
}

fn fault(what: impl Into<String>) -> Finding {
    Finding { state: State::Fault, what: what.into() }
}

/// An error and its causes in one line, for a call that should have been answered.
fn unanswered(what: &str, cause: &(dyn std::error::Error + 'static)) -> Finding {
    let causes = std::iter::successors(Some(cause), |cause| cause.source());
    fault(format!("{what}: {}", causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")))
}

/// Reads what follows `doctor` on the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Examination, lexopt::Error> {
    use lexopt::prelude::{Long, ValueExt};

    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut stack, mut url, mut restored) = (None, None, BTreeMap::new());
    while let Some(argument) = parser.next()? {
        match argument {
            Long("stack") => stack = Some(parser.value()?.string()?),
            Long("url") => url = Some(parser.value()?.string()?.trim_end_matches('/').to_owned()),
            Long("table") => {
                let text = parser.value()?.string()?;
                let (table, name) = text.split_once('=').ok_or("--table is ReportsTable=NAME")?;
                restored.insert(table.to_owned(), name.to_owned());
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(Examination { stack: stack.ok_or("doctor wants --stack")?, url, restored })
}

impl Examination {
    /// Looks at everything; each thing by itself, so that one fault hides no other.
    pub async fn run(&self) -> Result<Vec<Finding>, DoctorError> {
        let template = template::read(&Options::default().template)?;
        let access = edge::Env::of_process().aws()?;
        let (dynamodb, sns) = (access.dynamodb()?, access.sns()?);
        let mut findings = Vec::new();
        for table in &template.tables {
            findings.extend(tables::look(&dynamodb, table, &self.name(table)).await);
        }
        let named =
            |id: &str| template.tables.iter().find(|table| table.logical_id == id).map(|table| self.name(table));
        findings.extend(filled::look(&dynamodb, named).await);
        findings.extend(push::look(&sns).await);
        match &self.url {
            Some(url) => findings.extend(http::look(url).await),
            None => findings.push(note("API: not asked; give its address as --url (the stack's output ApiUrl)")),
        }
        Ok(findings)
    }

    /// What a table of the template is called in this stack.
    fn name(&self, table: &template::Table) -> String {
        let usual = || table.name.replacen(template::STACK, &self.stack, 1);
        self.restored.get(&table.logical_id).cloned().unwrap_or_else(usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Examination, String> {
        parse(line.split(' ').map(Into::into)).map_err(|cause| cause.to_string())
    }

    #[test]
    fn a_table_is_called_by_the_stack_or_as_it_was_restored() {
        let examination = parsed("--stack field-reports-dev --table PhotosTable=photos-2").unwrap();
        let template = template::read(&Options::default().template).unwrap();
        let name = |id: &str| examination.name(template.tables.iter().find(|table| table.logical_id == id).unwrap());
        assert_eq!(name("ReportsTable"), "field-reports-dev-reports");
        assert_eq!(name("PhotosTable"), "photos-2");
    }

    #[test]
    fn without_a_stack_there_is_nothing_to_look_at() {
        assert!(parsed("--url https://x").unwrap_err().contains("--stack"));
        assert!(parsed("--stack x --table ReportsTable").unwrap_err().contains("ReportsTable=NAME"));
    }
}
