//! A CSV file as rows of named cells, as Excel, `LibreOffice` or a text editor write it.
//!
//! A byte order mark, Windows line ends, `;` for `,` and decomposed accents are all taken; a column too few or too
//! many is a fault, because a misspelt head would otherwise lose a whole column in silence.

use std::str::FromStr;

use jiff::civil::Date;
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization as _;

use super::Files;
use super::fault::{Faults, Problem};
use crate::directory::Period;

/// One row: its cells by column name.
pub(super) struct Cells<'a> {
    pub(super) file: &'static str,
    pub(super) line: u32,
    columns: &'a [String],
    texts: Vec<String>,
}

/// A file's rows.
pub(super) struct Table {
    file: &'static str,
    columns: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
}

impl Table {
    /// Reads a file that must have exactly these columns, in any order. None, and a fault, where it can't be read.
    pub(super) fn read(files: &Files, file: &'static str, columns: &[&str], faults: &mut Faults) -> Option<Self> {
        let Some(text) = files.get(file) else {
            faults.add(file, 1, Problem::FileMissing {});
            return None;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let head = text.lines().next().unwrap_or_default();
        let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
        let found: Vec<String> = match reader.headers() {
            Ok(head) => head.iter().map(str::to_owned).collect(),
            Err(error) => {
                faults.add(file, 1, Problem::RowBroken { why: error.to_string() });
                return None;
            }
        };
        for column in columns.iter().filter(|column| !found.iter().any(|known| known == *column)) {
            faults.add(file, 1, Problem::ColumnMissing { column: (*column).to_owned() });
        }
        for column in found.iter().filter(|column| !columns.contains(&column.as_str())) {
            faults.add(file, 1, Problem::ColumnUnknown { column: column.clone() });
        }
        let mut table = Self { file, columns: found, rows: Vec::new() };
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(1, csv::Position::line);
                    let cells = record.iter().map(|cell| cell.nfc().collect());
                    table.rows.push((u32::try_from(line).unwrap_or(u32::MAX), cells.collect()));
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    faults.add(file, line, Problem::RowBroken { why: why(&error) });
                }
            }
        }
        Some(table)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.rows.iter().map(|(line, texts)| Cells {
            file: self.file,
            line: *line,
            columns: &self.columns,
            texts: texts.clone(),
        })
    }
}

fn why(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} ≠ {expected_len}"),
        _ => error.to_string(),
    }
}

impl Cells<'_> {
    pub(super) fn fault(&self, faults: &mut Faults, problem: Problem) {
        faults.add(self.file, self.line, problem);
    }

    /// A cell's text, empty where the column is missing (which is a fault of its own).
    pub(super) fn text(&self, column: &str) -> &str {
        let index = self.columns.iter().position(|known| known == column);
        index.and_then(|index| self.texts.get(index)).map_or("", String::as_str)
    }

    /// A cell that must say something.
    pub(super) fn filled(&self, column: &str, faults: &mut Faults) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() {
            self.fault(faults, Problem::ValueMissing { column: column.to_owned() });
            return None;
        }
        Some(text.to_owned())
    }

    /// A cell that must be filled with a `T`.
    pub(super) fn value<T: FromStr<Err: std::fmt::Display>>(&self, column: &str, faults: &mut Faults) -> Option<T> {
        let text = self.filled(column, faults)?;
        self.parsed(column, &text, faults)
    }

    /// A cell that may be empty: the inner option.
    #[expect(clippy::option_option, reason = "outer: readable; inner: filled")]
    pub(super) fn optional<T: FromStr<Err: std::fmt::Display>>(
        &self,
        column: &str,
        faults: &mut Faults,
    ) -> Option<Option<T>> {
        let text = self.text(column);
        if text.is_empty() { Some(None) } else { self.parsed(column, text, faults).map(Some) }
    }

    /// A cell that must be one of some words.
    pub(super) fn word<T: Copy>(&self, column: &str, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
        let text = self.filled(column, faults)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let expected = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" | ");
            self.fault(faults, Problem::ValueBad { column: column.to_owned(), value: text, expected });
        }
        found
    }

    /// A cell of several values between `|`.
    pub(super) fn list(&self, column: &str) -> Vec<SmolStr> {
        let parts = self.text(column).split('|').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(SmolStr::new).collect()
    }

    /// The columns `valid_from` and `valid_to`.
    pub(super) fn period(&self, faults: &mut Faults) -> Option<Period> {
        let from: Option<Date> = self.value("valid_from", faults);
        let to: Option<Option<Date>> = self.optional("valid_to", faults);
        let period = Period { from: from?, to: to? };
        if period.to.is_some_and(|last| last < period.from) {
            self.fault(faults, Problem::PeriodBackwards {});
            return None;
        }
        Some(period)
    }

    fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, column: &str, text: &str, faults: &mut Faults) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let problem = Problem::ValueBad {
                    column: column.to_owned(),
                    value: text.to_owned(),
                    expected: error.to_string(),
                };
                self.fault(faults, problem);
                None
            }
        }
    }
}
