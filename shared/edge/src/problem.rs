//! A refusal or failure as RFC 9457 `application/problem+json`: a stable code, both languages, never an internal cause.

use serde_json::{Map, Value, json};

use crate::{
    Language,
    catalogue::{self, Row},
};

/// Why a request was not done. Say `code`; the catalogue has the status and the words.
#[derive(Debug)]
pub struct Problem {
    row: &'static Row,
    errors: Vec<FieldError>,
    more: Map<String, Value>,
    retry_after: Option<u32>,
    cause: Option<String>,
}

#[derive(Debug)]
struct FieldError {
    pointer: String,
    code: &'static str,
    detail: Option<String>,
}

impl Problem {
    /// The problem with that code of the catalogue.
    pub fn new(code: &str) -> Self {
        Self { row: catalogue::row(code), errors: Vec::new(), more: Map::new(), retry_after: None, cause: None }
    }

    /// What does not exist, and what the caller may not know of: alike to the byte.
    pub fn not_found() -> Self {
        Self::new("not_found")
    }

    /// A field of the body or query that is wrong, by RFC 6901 pointer; `detail` for developers, in English.
    pub fn field(code: &str, pointer: &str, detail: &str) -> Self {
        let mut problem = Self::new(code);
        let detail = (!detail.is_empty()).then(|| detail.to_owned());
        problem.errors.push(FieldError { pointer: pointer.to_owned(), code: problem.row.code, detail });
        problem
    }

    /// Our fault: logged with its cause, answered without.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new("internal") }
    }

    /// A part we stand on is not answering; the same request may do later.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), retry_after: Some(2), ..Self::new("unavailable") }
    }

    /// The same problem with a member more, such as the current state that the caller may see.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.more.insert(name.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// The same problem, worth another try after so many seconds.
    #[must_use]
    pub fn retry(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Its stable code.
    pub fn code(&self) -> &'static str {
        self.row.code
    }

    pub(crate) fn status(&self) -> u16 {
        self.row.status
    }

    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    pub(crate) fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    pub(crate) fn document(&self, language: Language) -> Value {
        let mut document = Map::new();
        document.insert("type".into(), format!("urn:field-reports:problem:{}", self.row.code).into());
        document.insert("title".into(), self.row.title(language).into());
        document.insert("status".into(), self.row.status.into());
        document.insert("code".into(), self.row.code.into());
        if !self.errors.is_empty() {
            let errors = self.errors.iter().map(|e| json!({"pointer": e.pointer, "code": e.code, "detail": e.detail}));
            document.insert("errors".into(), errors.collect());
        }
        document.extend(self.more.clone());
        Value::Object(document)
    }
}

impl From<aws::StoreError> for Problem {
    fn from(error: aws::StoreError) -> Self {
        Self::unavailable(error)
    }
}

impl From<domain::Refusal> for Problem {
    fn from(refusal: domain::Refusal) -> Self {
        let mut problem = match refusal.pointer() {
            Some(pointer) => Self::field(refusal.code(), pointer, ""),
            None => Self::new(refusal.code()),
        };
        problem.more = refusal.details();
        problem
    }
}
