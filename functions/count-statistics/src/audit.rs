//! Each change of what everybody may see of a report becomes an entry of the audit, once.
//!
//! From the stream and not in the report's own write: that stays one item and one unit (DESIGN.md, "Numbers to hold"), no
//! citizen waits for the one chain, and whichever function changed the report, it is told. A batch that comes again finds
//! its entries told. Here rather than in `notify`, which gives up after hours and must not be held up by a busy chain.

use aws::{
    StoreError,
    tables::audit::{Audit, Told},
};
use domain::audit::visibility::seen_differently;
use edge::batch::Change;

/// Times that an entry is sealed anew while others write to the audit.
const TRIES: usize = 20;

pub(crate) async fn tell(audit: &Audit, changes: &[Change]) -> Result<(), StoreError> {
    for change in changes {
        let Some(report) = &change.new else { continue };
        for entry in change.entries() {
            if let Some(draft) = seen_differently(report, entry) {
                let event = format!("{}#{}", report.id, entry.n);
                tell_one(audit, &event, &draft).await?;
            }
        }
    }
    Ok(())
}

async fn tell_one(audit: &Audit, event: &str, draft: &domain::audit::Draft) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let salt = edge::salt().map_err(|_| StoreError::saying("tell audit", "no randomness"))?;
        let entry = draft.clone().seal(audit.last().await?.as_ref(), salt);
        if audit.tell_once(event, &entry).await? != Told::Outrun {
            return Ok(());
        }
    }
    Err(StoreError::saying("tell audit", "others kept writing to the audit"))
}
