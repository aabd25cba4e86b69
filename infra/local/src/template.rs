//! Reads `infra/template.yaml`: the routes, triggers, tables, buckets and environment that the deployment has
//! are the ones the local stack has, because both read the same file.
//!
//! **Invariant: nothing that would call a function is skipped in silence.** A trigger, or a setting of one, that
//! this reader does not know is an error that names it. Resources that call nothing (alarms, logs) are
//! left alone.

mod api;
mod buckets;
mod dashboards;
mod functions;
mod intrinsics;
mod parameters;
mod resources;
mod rights;
mod tables;
mod triggers;
mod yaml;

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use api::{Api, Cors, Issuer};
pub use buckets::Bucket;
pub use dashboards::Dashboard;
pub use functions::FunctionSpec;
pub(crate) use intrinsics::stream_arn;
pub(crate) use parameters::{ACCOUNT, REGION, STACK};
pub use rights::Right;
pub use tables::Table;
pub use triggers::{ObjectRule, Route, Schedule, ScheduleExpression, StreamSource, Trigger};

/// What the local stack takes from the template.
#[derive(Debug)]
pub struct Template {
    /// Every Lambda function, in the template's order.
    pub functions: Vec<FunctionSpec>,
    /// Every DynamoDB table.
    pub tables: Vec<Table>,
    /// Every S3 bucket.
    pub buckets: Vec<Bucket>,
    /// Every CloudWatch dashboard.
    pub dashboards: Vec<Dashboard>,
    /// The HTTP API's own settings: who may call, and from which web pages.
    pub api: Api,
}

/// Why a template can't be used. Each says where.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file isn't there, or can't be opened.
    #[error("template {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It isn't YAML.
    #[error("template {path}: {cause}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        cause: String,
    },
    /// It is YAML, but says something that the local stack can't carry out.
    #[error("template, {place}: {cause}")]
    Meaning {
        /// Logical id, and what inside it.
        place: String,
        /// What is wrong with it.
        cause: String,
    },
}

impl TemplateError {
    fn at(place: impl Into<String>, cause: impl std::fmt::Display) -> Self {
        Self::Meaning { place: place.into(), cause: cause.to_string() }
    }
}

/// Reads the template at `path`.
pub fn read(path: &Path) -> Result<Template, TemplateError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| TemplateError::Unreadable { path: path.to_owned(), source })?;
    parse(&text, path)
}

/// Reads a template from its text; `path` is only for messages.
pub fn parse(text: &str, path: &Path) -> Result<Template, TemplateError> {
    let document = yaml::load(text).map_err(|cause| TemplateError::Syntax { path: path.to_owned(), cause })?;
    let scope = intrinsics::Scope::new(&document)?;
    let resources = resources::present(&document, &scope)?;
    Ok(Template {
        functions: functions::read(&document, &resources, &scope)?,
        tables: tables::read(&resources, &scope)?,
        buckets: buckets::read(&resources, &scope)?,
        dashboards: dashboards::read(&resources, &scope)?,
        api: api::read(&document, &resources, &scope)?,
    })
}

/// Turns a resolved part of the template into a typed one; an unknown setting is an error that names it.
fn typed<T: serde::de::DeserializeOwned>(value: Value, place: &str) -> Result<T, TemplateError> {
    serde_json::from_value(value).map_err(|cause| TemplateError::at(place, cause))
}
