//! The tables, one module each. A function opens those that its settings name, and no others.

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::{Client, types::AttributeValue};

use crate::{Access, Meter, StoreError};

pub mod audit;
pub mod directory;
pub mod keys;
pub mod news;
pub mod people;
pub mod photos;
pub mod rekeying;
pub mod reports;
pub mod staff;
pub mod statistics;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The way to one account's tables: share it between them, so that they share a connection.
#[derive(Clone)]
pub struct Tables {
    client: Client,
    meter: Meter,
}

impl Tables {
    /// Opens the way; connects at the first call.
    pub fn open(access: &Access) -> Result<Self, StoreError> {
        Ok(Self { client: access.dynamodb()?, meter: access.meter.clone() })
    }

    fn table(&self, name: String) -> TableAt {
        TableAt { client: self.client.clone(), meter: self.meter.clone(), name: Arc::from(name) }
    }
}

/// One table.
#[derive(Clone)]
pub(crate) struct TableAt {
    pub(crate) client: Client,
    pub(crate) meter: Meter,
    pub(crate) name: Arc<str>,
}

macro_rules! open {
    ($($module:ident :: $table:ident),*) => { $(
        impl $module::$table {
            /// The table of that name.
            pub fn open(tables: &Tables, name: String) -> Self {
                Self(tables.table(name))
            }
        }
    )* };
}
open!(
    audit::Audit,
    directory::Versions,
    keys::Keys,
    news::NewsTable,
    people::People,
    photos::Photos,
    reports::Reports,
    staff::StaffTable,
    statistics::Statistics
);

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl Into<i64>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}
