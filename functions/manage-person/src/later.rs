//! By the clock: erasures that are not at their end, and reports that are over by now.

use std::sync::Arc;

use aws::{StoreError, tables::people::ToErase};
use edge::batch::Happened;
use serde::de::IgnoredAny;

use crate::{App, person, report};

/// Reports that one call erases for one person.
const AT_A_TIME: usize = 500;

/// Goes on with each. One that fails is left to the next time, not in others' way.
pub(crate) async fn go_on(app: Arc<App>, event: Happened<IgnoredAny>) -> Result<(), StoreError> {
    let mut failed = None;
    for waiting in app.people.to_erase().await? {
        let gone_on = match waiting {
            ToErase::Person(name, asked_at) => {
                let mut left = AT_A_TIME;
                person::erase(&app, &name, asked_at, event.time, &mut left).await
            }
            ToErase::Report(id) => report::strip(&app, &id).await,
        };
        if let Err(cause) = gone_on {
            tracing::error!(%cause, "an erasure could not go on");
            failed = Some(cause);
        }
    }
    failed.map_or(Ok(()), Err)
}
