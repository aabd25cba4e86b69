//! A running stack takes over what a clerk saves: looked at each second, checked whole, then published.
//!
//! The functions look at the pointer once a minute of the stack's clock, as in the cloud.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use aws::StoreError;
use aws::tables::audit::Audit;
use aws::tables::directory::{Published, Versions};
use domain::audit::{Deed, Draft};
use domain::directory::Directory;
use domain::directory::source::Files;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use tokio::sync::watch;

use super::ErrandError;
use crate::clock::Clock;

/// How often the folder is looked at.
const EACH: Duration = Duration::from_secs(1);
/// Who publishes what a folder says.
const BY: &str = "local";

/// Name, time of change and length of each file.
type Look = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// Puts a directory in force, unless it is.
pub(crate) async fn publish(
    versions: &Versions,
    audit: &Audit,
    clock: &Clock,
    directory: &Directory,
    files: &Files,
) -> Result<bool, StoreError> {
    let current = versions.current().await?;
    if current.as_ref().is_some_and(|current| current.version == directory.version()) {
        return Ok(false);
    }
    versions.store(directory, files).await?;
    let draft = Draft {
        at: clock.now(),
        by: BY.to_owned(),
        action: Deed::DirectoryPublished,
        subject: directory.version().to_owned(),
        body: json!({"before": current.as_ref().map(|c| &c.version), "after": directory.version()}),
    };
    let mut salt = [0; 16];
    let random = SystemRandom::new().fill(&mut salt);
    random.map_err(|_| StoreError::saying("publish directory", "no randomness"))?;
    let entry = draft.seal(audit.last().await?.as_ref(), salt);
    match versions.publish(audit, &entry, directory, current.as_ref()).await? {
        Published::Stored(_) => Ok(true),
        Published::Lost => Err(StoreError::saying("publish directory", "somebody else published at the same moment")),
    }
}

/// Publishes each change of the folder until `stopping`. What has faults is told and left.
pub(crate) async fn run(
    folder: PathBuf,
    versions: Versions,
    audit: Audit,
    clock: Clock,
    mut stopping: watch::Receiver<bool>,
) {
    let mut known = look(&folder);
    let mut settling = known.clone();
    loop {
        tokio::select! {
            () = tokio::time::sleep(EACH) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let seen = look(&folder);
        // still being written: wait for a second without change
        let settled = seen == settling;
        settling.clone_from(&seen);
        if seen == known || !settled {
            continue;
        }
        known = seen;
        take_over(&folder, &versions, &audit, &clock).await;
    }
}

async fn take_over(folder: &Path, versions: &Versions, audit: &Audit, clock: &Clock) {
    let at = folder.to_owned();
    let built = match tokio::task::spawn_blocking(move || super::built(&at)).await {
        Ok(built) => built,
        Err(cause) => return eprintln!("directory: {cause}"),
    };
    match built {
        Ok((directory, files)) => match publish(versions, audit, clock, &directory, &files).await {
            Ok(true) => eprintln!("directory: version {}, in force within a minute", directory.version()),
            Ok(false) => {}
            Err(cause) => eprintln!("directory: {cause}"),
        },
        Err(ErrandError::Faults(faults)) => {
            for fault in &faults {
                eprintln!("{fault}");
            }
            eprintln!("directory: {} faults, so the one before stays in force", faults.len());
        }
        Err(cause) => eprintln!("directory: {cause}"),
    }
}

fn look(folder: &Path) -> Look {
    let Ok(entries) = folder.read_dir() else { return Look::new() };
    let mut look: Look = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let facts = entry.metadata().ok()?;
            Some((entry.path(), facts.modified().ok(), facts.len()))
        })
        .collect();
    look.sort();
    look
}
