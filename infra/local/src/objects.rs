//! "Object Created" through EventBridge: which functions a new object calls, and with which event.
//!
//! Nothing is written down about what is still to be told: an object that a function has not taken away is there
//! at the next start, and told again. Hearing of it twice is harmless, as with EventBridge itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc, watch};

use crate::clock::Clock;
use crate::functions::Functions;
use crate::ids;
use crate::shutdown;
use crate::storage::s3::{Created, tag_of};
use crate::template::{ACCOUNT, Bucket, FunctionSpec, ObjectRule, REGION, Trigger};

/// Functions at work on new objects at once: images are heavy, and the machine is small.
const AT_ONCE: usize = 4;

/// Tells functions of new objects.
pub(crate) struct Objects {
    rules: Arc<Vec<Listener>>,
    root: PathBuf,
    functions: Functions,
    clock: Clock,
    at_once: Arc<Semaphore>,
    pending: watch::Sender<usize>,
}

struct Listener {
    function: String,
    retries: u32,
    rule: ObjectRule,
}

impl Objects {
    /// The template's rules. `root` is where the S3 API keeps objects.
    pub(crate) fn new(specs: Vec<FunctionSpec>, root: &Path, functions: Functions, clock: Clock) -> Self {
        let mut rules = Vec::new();
        for spec in specs {
            for trigger in spec.triggers {
                if let Trigger::Objects(rule) = trigger {
                    rules.push(Listener { function: spec.logical_id.clone(), retries: spec.async_retries, rule });
                }
            }
        }
        Self {
            rules: Arc::new(rules),
            root: root.to_owned(),
            functions,
            clock,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            pending: watch::Sender::new(0),
        }
    }

    /// How many events have not been handled yet.
    pub(crate) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }

    /// Tells of what is in `buckets` already, then of each new object, until `stopping`.
    pub(crate) async fn run(
        self,
        buckets: Vec<Bucket>,
        mut created: mpsc::UnboundedReceiver<Created>,
        stopping: watch::Receiver<bool>,
    ) {
        for bucket in buckets.iter().filter(|bucket| bucket.tells_event_bridge) {
            for key in keys(&self.root.join(&bucket.name)) {
                self.tell(Created { bucket: bucket.name.clone(), key, reason: "PutObject" });
            }
        }
        let stop = shutdown::wanted(stopping);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                created = created.recv() => match created {
                    Some(created) => self.tell(created),
                    None => return,
                },
                () = &mut stop => return,
            }
        }
    }

    fn tell(&self, created: Created) {
        // reading it may fail if it is gone again already: then there is nothing to tell
        let Ok(bytes) = std::fs::read(self.root.join(&created.bucket).join(&created.key)) else { return };
        let event = event(&created, &bytes, self.clock.now());
        drop(bytes);
        for listener in self.rules.iter().filter(|listener| listener.rule.pattern.matches(&event)) {
            let (functions, at_once, pending) =
                (self.functions.clone(), Arc::clone(&self.at_once), self.pending.clone());
            let (function, retries, event) = (listener.function.clone(), listener.retries, event.clone());
            let key = created.key.clone();
            pending.send_modify(|count| *count += 1);
            tokio::spawn(async move {
                // the semaphore is never closed
                let _permit = at_once.acquire_owned().await;
                if !functions.deliver(&function, &event, retries).await {
                    eprintln!("{function} gave {key} up; it is told again at the next start");
                }
                pending.send_modify(|count| *count -= 1);
            });
        }
    }
}

/// The event as EventBridge has it. Source: Amazon S3 user guide, "EventBridge event message structure".
fn event(created: &Created, bytes: &[u8], now: Timestamp) -> Value {
    json!({
        "version": "0",
        "id": ids::fresh().to_string(),
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": ACCOUNT,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "region": REGION,
        "resources": [format!("arn:aws:s3:::{}", created.bucket)],
        "detail": {
            "version": "0",
            "bucket": { "name": created.bucket },
            "object": {
                "key": created.key,
                "size": bytes.len(),
                "etag": tag_of(bytes),
                "sequencer": format!("{:016X}", now.as_microsecond()),
            },
            "request-id": format!("{:016X}", ids::fresh().as_u64_pair().1),
            "requester": ACCOUNT,
            "source-ip-address": "127.0.0.1",
            "reason": created.reason,
        },
    })
}

/// The keys of all objects in the folder of a bucket.
fn keys(bucket: &Path) -> Vec<String> {
    let mut keys = Vec::new();
    let mut folders = vec![bucket.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(key) = path.strip_prefix(bucket) {
                keys.push(key.to_string_lossy().into_owned());
            }
        }
    }
    keys.sort();
    keys
}
