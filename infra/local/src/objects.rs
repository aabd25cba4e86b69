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

/// Takes news of objects. Each is pending from the moment that it is told.
#[derive(Clone)]
pub(crate) struct News {
    sender: mpsc::UnboundedSender<Created>,
    pending: watch::Sender<usize>,
}

/// The other end of [`News`].
pub(crate) struct Inbox {
    receiver: mpsc::UnboundedReceiver<Created>,
    pending: watch::Sender<usize>,
}

/// Both ends.
pub(crate) fn news() -> (News, Inbox) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let pending = watch::Sender::new(0);
    (News { sender, pending: pending.clone() }, Inbox { receiver, pending })
}

impl News {
    /// An object was stored.
    pub(crate) fn tell(&self, created: Created) {
        self.pending.send_modify(|count| *count += 1);
        // nobody listens once the stack stops: the next start finds the object by itself
        self.sender.send(created).ok();
    }

    /// How many events have not been handled yet.
    pub(crate) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }
}

/// Tells functions of new objects.
pub(crate) struct Objects {
    rules: Arc<Vec<Listener>>,
    root: PathBuf,
    functions: Functions,
    clock: Clock,
    at_once: Arc<Semaphore>,
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
        }
    }

    /// Handles the news in `inbox` until `stopping`.
    pub(crate) async fn run(self, mut inbox: Inbox, stopping: watch::Receiver<bool>) {
        let stop = shutdown::wanted(stopping);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                created = inbox.receiver.recv() => match created {
                    Some(created) => {
                        self.handle(&created, &inbox.pending);
                        inbox.pending.send_modify(|count| *count -= 1);
                    }
                    None => return,
                },
                () = &mut stop => return,
            }
        }
    }

    fn handle(&self, created: &Created, pending: &watch::Sender<usize>) {
        let mut event = event(created, self.clock.now());
        let listeners = self.rules.iter().filter(|listener| listener.rule.pattern.matches(&event));
        let listeners: Vec<&Listener> = listeners.collect();
        if listeners.is_empty() {
            return;
        }
        // reading it may fail if it is gone again already: then there is nothing to tell
        let Ok(bytes) = std::fs::read(self.root.join(&created.bucket).join(&created.key)) else { return };
        event["detail"]["object"]["size"] = json!(bytes.len());
        event["detail"]["object"]["etag"] = json!(tag_of(&bytes));
        drop(bytes);
        for listener in listeners {
            let (functions, at_once, pending) = (self.functions.clone(), Arc::clone(&self.at_once), pending.clone());
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

/// The event as EventBridge has it, but for what only reading the object tells: size and etag.
///
/// Source: Amazon S3 user guide, "EventBridge event message structure".
fn event(created: &Created, now: Timestamp) -> Value {
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
                "sequencer": format!("{:016X}", now.as_microsecond()),
            },
            "request-id": format!("{:016X}", ids::fresh().as_u64_pair().1),
            "requester": ACCOUNT,
            "source-ip-address": "127.0.0.1",
            "reason": created.reason,
        },
    })
}

/// What is in the buckets at start: whoever had not finished with it hears of it again.
pub(crate) fn left_over(root: &Path, buckets: &[Bucket]) -> Vec<Created> {
    let telling = buckets.iter().filter(|bucket| bucket.tells_event_bridge);
    telling
        .flat_map(|bucket| {
            let keys = keys(&root.join(&bucket.name));
            keys.into_iter().map(|key| Created { bucket: bucket.name.clone(), key, reason: "PutObject" })
        })
        .collect()
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
