//! What the changes of one batch share: a unit's desk and a person's phones are read once a batch, however many changes
//! ask for them.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use aws::{StoreError, tables::people::Device};
use domain::{
    directory::{Directory, UnitId},
    report::Person,
    staff::dead_end::Desk,
};
use tokio::sync::OnceCell;

/// What was read for a batch.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) directory: OnceCell<Arc<Directory>>,
    pub(crate) desks: Once<UnitId, Desk>,
    pub(crate) devices: Once<Person, Vec<Device>>,
}

/// Values that are each read once, also where several ask at the same moment. A read that failed is tried again.
pub(crate) struct Once<K, V>(Mutex<HashMap<K, Arc<OnceCell<Arc<V>>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V> Once<K, V> {
    pub(crate) async fn get(
        &self,
        key: &K,
        read: impl Future<Output = Result<V, StoreError>>,
    ) -> Result<Arc<V>, StoreError> {
        let cell = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_default());
        let value = cell.get_or_try_init(|| async { read.await.map(Arc::new) }).await?;
        Ok(Arc::clone(value))
    }
}
