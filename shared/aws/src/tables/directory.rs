//! Directory: immutable versions and a pointer to the current one.
//!
//! `version#<version>` is a bundle, `source#<version>` the files that it was built from, `current` the pointer, `loaded` the
//! pointer with its bundle, and `publication#<number>` one move of both: who and when. No other is ever written again.
//!
//! A function reads `loaded` in init, which opens its connection, and looks at the pointer again at most once a minute.

use std::sync::{Arc, PoisonError, RwLock};

use domain::directory::Directory;
use jiff::{SignedDuration, Timestamp};

use super::{TableAt, text};
use crate::StoreError;

pub use publication::{Publication, Published};

mod publication;

/// The Directory table.
#[derive(Clone)]
pub struct Versions(pub(super) TableAt);

/// The item with what is in force and its bundle: a start reads once.
const LOADED: &str = "loaded";
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
    /// Loads the directory in force: one read. A start is the one time without an event's own: the machine's clock says when
    /// it was, and where that is another than the events', the first of them looks once more.
    #[expect(clippy::disallowed_methods, reason = "there is no event yet")]
    pub async fn load(self) -> Result<Current, StoreError> {
        let looked_at = Timestamp::now();
        let item = self.item(LOADED).await?.ok_or_else(unpublished)?;
        let version = item.get("version").and_then(|v| v.as_s().ok());
        let version = version.ok_or_else(|| StoreError::saying("load directory", "`loaded` without a version"))?;
        let directory = Arc::new(unpacked(version, &item)?);
        Ok(Current { versions: self, held: RwLock::new(Held { directory, looked_at }) })
    }

    /// The directory of a version, if there is such a one.
    pub async fn version(&self, version: &str) -> Result<Option<Directory>, StoreError> {
        let Some(item) = self.item(&format!("version#{version}")).await? else { return Ok(None) };
        unpacked(version, &item).map(Some)
    }

    async fn existing(&self, version: &str) -> Result<Directory, StoreError> {
        let missing = || StoreError::saying("load directory", format!("a pointer to {version}, which is not there"));
        self.version(version).await?.ok_or_else(missing)
    }

    async fn pointer(&self) -> Result<String, StoreError> {
        Ok(self.current().await?.ok_or_else(unpublished)?.version)
    }

    async fn item(&self, item: &str) -> Result<Option<super::Item>, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).key("item", text(item));
        let out = get.send().await.map_err(StoreError::of("load directory"))?;
        self.0.meter.read(&out.consumed_capacity);
        Ok(out.item)
    }
}

fn unpacked(version: &str, item: &super::Item) -> Result<Directory, StoreError> {
    let bundle = item.get("bundle").and_then(|v| v.as_b().ok());
    let bundle = bundle.ok_or_else(|| StoreError::saying("load directory", "a version without a bundle"))?;
    Directory::from_bundle(version, bundle.as_ref()).map_err(StoreError::of("load directory"))
}

fn unpublished() -> StoreError {
    StoreError::saying("load directory", "no directory was published yet (README.md, \"Deploy\")")
}

impl Current {
    /// The directory in force at `now`; the same one for a whole request.
    pub async fn at(&self, now: Timestamp) -> Result<Arc<Directory>, StoreError> {
        let (directory, fresh) = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&held.directory), now.duration_since(held.looked_at).abs() < FRESH)
        };
        if fresh {
            return Ok(directory);
        }
        let directory = self.newest(directory).await.inspect_err(|_| self.versions.0.meter.directory_failed())?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held { directory: Arc::clone(&directory), looked_at: now };
        Ok(directory)
    }

    /// The directory that the pointer names: the one held, where it still does.
    async fn newest(&self, held: Arc<Directory>) -> Result<Arc<Directory>, StoreError> {
        let version = self.versions.pointer().await?;
        if version == held.version() {
            return Ok(held);
        }
        self.versions.existing(&version).await.map(Arc::new)
    }
}
