//! What a function is told from outside: its settings, and where its metrics go.
//!
//! The only place that reads the process's environment. In Lambda there is one function a process;
//! the local stack runs all of them in one, so settings are handed over rather than looked up globally.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::Timestamp;

/// A function could not start. Shown to operators only.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting that the template should have given is not there.
    #[error("the setting {0} is missing")]
    Missing(String),
    /// A setting is there but is not what it should be.
    #[error("the setting {name} is wrong: {reason}")]
    Wrong {
        /// Its name.
        name: String,
        /// Why it can't be used.
        reason: String,
    },
    /// What must be there before the first request could not be loaded.
    #[error("could not load: {0}")]
    Load(#[from] aws::StoreError),
    /// The Lambda runtime ended.
    #[error("the runtime ended: {0}")]
    Runtime(#[from] lambda_http::Error),
}

type Sink = Arc<dyn Fn(&str) + Send + Sync>;
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The settings of one function, and the sink of its metrics.
#[derive(Clone)]
pub struct Env {
    settings: Arc<HashMap<String, String>>,
    sink: Sink,
    clock: Clock,
    called: Arc<AtomicBool>,
    meter: aws::Meter,
}

impl Env {
    /// The environment of this process, metrics to standard output, where CloudWatch reads them.
    #[expect(clippy::print_stdout, reason = "CloudWatch takes embedded metrics from standard output")]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the process's environment")]
    pub fn of_process() -> Self {
        Self { sink: Arc::new(|line| println!("{line}")), ..Self::from_pairs(std::env::vars()) }
    }

    /// Settings given one by one, metrics nowhere until [`Env::with_sink`].
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let settings = pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        Self {
            settings: Arc::new(settings),
            sink: Arc::new(|_| ()),
            clock: Arc::new(wall_clock),
            called: Arc::default(),
            meter: aws::Meter::default(),
        }
    }

    /// The same settings with another sink for metric lines (CloudWatch embedded metric format, one JSON text each).
    #[must_use]
    pub fn with_sink(self, sink: Sink) -> Self {
        Self { sink, ..self }
    }

    /// The same with another clock than the machine's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// What time it is, for metrics alone: how long after something else. A decision goes by its event's own time.
    pub fn time(&self) -> Timestamp {
        (self.clock)()
    }

    /// The namespace of the metrics: the stack's own, so that two stacks of an account are told apart.
    pub(crate) fn namespace(&self) -> &str {
        self.settings.get("METRICS_NAMESPACE").filter(|name| !name.is_empty()).map_or("FieldReports", String::as_str)
    }

    /// Whether nothing has been asked of this instance yet.
    pub(crate) fn first_call(&self) -> bool {
        !self.called.swap(true, Ordering::Relaxed)
    }

    /// A setting that must be there.
    pub fn get(&self, name: &str) -> Result<String, StartError> {
        self.optional(name).ok_or_else(|| StartError::Missing(name.to_owned()))
    }

    /// A setting that may be absent; an empty one counts as absent, as templates can't leave one out.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.settings.get(name).filter(|v| !v.is_empty()).cloned()
    }

    /// A whole number that must be there.
    pub fn number(&self, name: &str) -> Result<u32, StartError> {
        let text = self.get(name)?;
        text.parse()
            .map_err(|_| StartError::Wrong { name: name.to_owned(), reason: format!("{text} is not a whole number") })
    }

    /// Where the AWS clients of this function go.
    pub fn aws(&self) -> Result<aws::Access, StartError> {
        Ok(aws::Access {
            region: self.get("AWS_REGION")?,
            access_key_id: self.optional("AWS_ACCESS_KEY_ID").unwrap_or_default(),
            secret_access_key: self.optional("AWS_SECRET_ACCESS_KEY").unwrap_or_default(),
            session_token: self.optional("AWS_SESSION_TOKEN"),
            dynamodb_endpoint: self.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            s3_endpoint: self.optional("AWS_ENDPOINT_URL_S3"),
            sns_endpoint: self.optional("AWS_ENDPOINT_URL_SNS"),
            meter: self.meter.clone(),
        })
    }

    /// What the clients of this function have asked of AWS since last taken.
    pub(crate) fn used(&self) -> aws::meter::Used {
        self.meter.take()
    }

    pub(crate) fn emit(&self, line: &str) {
        (self.sink)(line);
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a push took is told by the machine's clock")]
fn wall_clock() -> Timestamp {
    Timestamp::now()
}
