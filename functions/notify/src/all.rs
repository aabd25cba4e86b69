//! Several things at once, each to its end: one that fails keeps none of the others from being done.

use aws::StoreError;
use futures_util::future::join_all;

/// Ends when all have ended; the first failure is that of all.
pub(crate) async fn all(
    what: impl IntoIterator<Item = impl Future<Output = Result<(), StoreError>>>,
) -> Result<(), StoreError> {
    join_all(what).await.into_iter().collect()
}
