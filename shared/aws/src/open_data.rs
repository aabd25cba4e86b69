//! The bucket of open data: what a scheduled function makes of months, whole and anew each time.
//!
//! `reports/<month>.csv`, `.excel.csv` and `.geojson` are for everybody; `statistics/<month>.json` and `search/` are what
//! read-public answers of.

use aws_sdk_s3::{Client, operation::get_object::GetObjectError, primitives::ByteStream};
use domain::statistics::Month;

use crate::{Access, StoreError};

/// The bucket of open data.
#[derive(Clone)]
pub struct OpenData {
    client: Client,
    name: String,
}

/// Where a month's sums are.
pub fn statistics_key(month: Month) -> String {
    format!("statistics/{month}.json")
}

/// Where a month's reports are, by the file's ending.
pub fn reports_key(month: Month, ending: &str) -> String {
    format!("reports/{month}.{ending}")
}

/// Where it stands what changed of the index of words since its shelves were put in order.
pub const SEARCH_CATALOGUE: &str = "search/catalogue";

/// Where a month's shelf of the index of words is.
pub fn shelf_key(month: Month) -> String {
    format!("search/{month}")
}

impl OpenData {
    /// The bucket of that name.
    pub fn open(access: &Access, name: String) -> Result<Self, StoreError> {
        Ok(Self { client: access.s3()?, name })
    }

    /// Stores a file in the place of the one before.
    pub async fn put(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), StoreError> {
        let put = self.client.put_object().bucket(&self.name).key(key).content_type(content_type);
        put.body(ByteStream::from(bytes)).send().await.map_err(StoreError::of("put open data"))?;
        Ok(())
    }

    /// A file; `None` where there is none.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let out = match self.client.get_object().bucket(&self.name).key(key).send().await {
            Ok(out) => out,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => return Err(StoreError::of("get open data")(error)),
        };
        let bytes = out.body.collect().await.map_err(StoreError::of("get open data"))?;
        Ok(Some(bytes.to_vec()))
    }
}
