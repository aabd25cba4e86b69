//! Stopping: every part of the stack watches one flag.

use tokio::sync::watch;

/// Resolves when the stack is to stop (or was dropped).
pub(crate) async fn wanted(mut stopping: watch::Receiver<bool>) {
    // an error means that nobody can say so any more: the stack is gone
    stopping.wait_for(|stop| *stop).await.ok();
}
