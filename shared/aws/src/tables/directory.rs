//! Directory: immutable versions and a pointer to the current one.
//!
//! A function loads it in init, which opens its connection, and looks at the pointer again at most once a minute.

use std::sync::{Arc, PoisonError, RwLock};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use domain::directory::Directory;
use jiff::{SignedDuration, Timestamp};

use super::{TableAt, text};
use crate::StoreError;

/// The Directory table.
#[derive(Clone)]
pub struct Versions(pub(super) TableAt);

/// How long a directory is used before the pointer is looked at again.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// The directory in force, kept between requests.
pub struct Current {
    versions: Versions,
    held: RwLock<Held>,
}

struct Held {
    directory: Arc<Directory>,
    looked_at: Timestamp,
}

impl Versions {
    /// Loads the directory in force: two reads.
    pub async fn load(self) -> Result<Current, StoreError> {
        let version = self.pointer().await?;
        let directory = Arc::new(self.version(&version).await?);
        Ok(Current { versions: self, held: RwLock::new(Held { directory, looked_at: Timestamp::MIN }) })
    }

    /// Stores a version and points at it. Versions are named by content, so a repeat is harmless.
    pub async fn publish(&self, directory: &Directory) -> Result<(), StoreError> {
        let version = directory.version();
        let put = self.0.client.put_item().table_name(&*self.0.name).item("item", text(format!("version#{version}")));
        let put = put.item("bundle", AttributeValue::B(Blob::new(directory.to_bundle())));
        put.send().await.map_err(StoreError::of("publish directory"))?;
        let put = self
            .0
            .client
            .put_item()
            .table_name(&*self.0.name)
            .item("item", text("current"))
            .item("version", text(version));
        put.send().await.map_err(StoreError::of("publish directory"))?;
        Ok(())
    }

    async fn pointer(&self) -> Result<String, StoreError> {
        let item = self.item("current").await?;
        let version = item.get("version").and_then(|v| v.as_s().ok()).cloned();
        version.ok_or_else(|| StoreError::saying("load directory", "a pointer without a version"))
    }

    async fn version(&self, version: &str) -> Result<Directory, StoreError> {
        let item = self.item(&format!("version#{version}")).await?;
        let bundle = item.get("bundle").and_then(|v| v.as_b().ok());
        let bundle = bundle.ok_or_else(|| StoreError::saying("load directory", "a version without a bundle"))?;
        Directory::from_bundle(bundle.as_ref()).map_err(StoreError::of("load directory"))
    }

    async fn item(&self, item: &str) -> Result<super::Item, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).key("item", text(item));
        let out = get.send().await.map_err(StoreError::of("load directory"))?;
        self.0.meter.read(&out.consumed_capacity);
        out.item.ok_or_else(|| StoreError::saying("load directory", format!("no {item}; the stack was not seeded")))
    }
}

impl Current {
    /// The directory in force at `now`; the same one for a whole request. A failed look keeps the one held.
    pub async fn at(&self, now: Timestamp) -> Result<Arc<Directory>, StoreError> {
        let (directory, fresh) = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&held.directory), now.duration_since(held.looked_at).abs() < FRESH)
        };
        if fresh {
            return Ok(directory);
        }
        let version = self.versions.pointer().await?;
        let directory =
            if version == directory.version() { directory } else { Arc::new(self.versions.version(&version).await?) };
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held { directory: Arc::clone(&directory), looked_at: now };
        Ok(directory)
    }
}
