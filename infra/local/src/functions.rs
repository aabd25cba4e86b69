//! The functions' own handlers, called with the events that Lambda would send.
//!
//! The one list that ties a crate to its name in the template. A function that the template has and this list
//! has not is an error at start.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use edge::{Env, Function, StartError as FunctionStartError};
use lambda_runtime::Context;
use serde_json::{Value, value::RawValue};
use tokio::sync::{OnceCell, watch};

use crate::ids;
use crate::template::FunctionSpec;

mod environment;
mod registry;

pub(crate) use environment::Surroundings;
pub(crate) use environment::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
pub use registry::{Start, all as all_functions, start_of};

/// An unoptimised build on a busy machine gets this many times the time that the template allows.
const PATIENCE: u32 = if cfg!(debug_assertions) { 3 } else { 1 };
/// Lambda waits a minute before it tries an asynchronous event again; nobody watches a screen so long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

type Starting = Pin<Box<dyn Future<Output = Result<Function, FunctionStartError>> + Send>>;

/// All functions of a stack. A cheap handle.
#[derive(Clone)]
pub(crate) struct Functions {
    by_id: Arc<BTreeMap<String, Instance>>,
    /// Counts invocations that have ended: whoever reads a stream is woken by it, as a write may have happened.
    ended: watch::Sender<u64>,
}

struct Instance {
    start: Start,
    env: Env,
    name: String,
    timeout: Duration,
    started: OnceCell<Function>,
}

/// Why an invocation gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It could not start.
    #[error("{0} did not start: {1}")]
    NotStarted(String, FunctionStartError),
    /// It said so, or panicked.
    #[error("{0} failed: {1}")]
    Failed(String, String),
    /// It took longer than the template allows.
    #[error("{0} took longer than {1:?}")]
    TimedOut(String, Duration),
    /// The event or the answer isn't JSON: a fault of the stack.
    #[error("{0}: {1}")]
    NotJson(String, serde_json::Error),
}

/// The template has a function whose crate isn't in the registry.
#[derive(Debug, thiserror::Error)]
#[error("{logical_id}: no function crate is named `{crate_name}` (infra/local/src/functions/registry.rs)")]
pub struct UnknownCrate {
    logical_id: String,
    crate_name: String,
}

impl Functions {
    /// Ties the template's functions to their crates; none is started yet.
    pub(crate) fn new(
        specs: &[FunctionSpec],
        crates: &[(&'static str, Start)],
        surroundings: &Surroundings,
    ) -> Result<Self, UnknownCrate> {
        let mut by_id = BTreeMap::new();
        for spec in specs {
            let Some((_, start)) = crates.iter().find(|(name, _)| *name == spec.crate_name) else {
                return Err(UnknownCrate { logical_id: spec.logical_id.clone(), crate_name: spec.crate_name.clone() });
            };
            let instance = Instance {
                start: Arc::clone(start),
                env: surroundings.of(spec),
                name: spec.crate_name.clone(),
                timeout: spec.timeout * PATIENCE,
                started: OnceCell::new(),
            };
            by_id.insert(spec.logical_id.clone(), instance);
        }
        Ok(Self { by_id: Arc::new(by_id), ended: watch::Sender::new(0) })
    }

    /// Starts every function: a setting that is wrong shows now.
    pub(crate) async fn warm(&self) -> Result<(), CallError> {
        let starting = self.by_id.values().map(Instance::function);
        futures_util::future::try_join_all(starting).await?;
        Ok(())
    }

    /// The template's name of the function whose crate is named so.
    pub(crate) fn logical_id(&self, crate_name: &str) -> Option<&str> {
        let mut all = self.by_id.iter();
        all.find(|(_, instance)| instance.name == crate_name).map(|(id, _)| id.as_str())
    }

    /// Changes each time an invocation has ended.
    pub(crate) fn ended(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Calls the function `logical_id` with `event`; gives its answer as JSON.
    ///
    /// A call goes on to its end even if the caller stops waiting, as in Lambda.
    pub(crate) async fn call(&self, logical_id: &str, event: &Value) -> Result<Box<RawValue>, CallError> {
        let Some(instance) = self.by_id.get(logical_id) else {
            return Err(CallError::Failed(logical_id.to_owned(), "it is not in the template".to_owned()));
        };
        let event =
            serde_json::value::to_raw_value(event).map_err(|cause| CallError::NotJson(instance.name.clone(), cause))?;
        let function = instance.function().await?;
        let (name, timeout, ended) = (instance.name.clone(), instance.timeout, self.ended.clone());
        let mut context = Context::default();
        context.request_id = ids::fresh().to_string();
        let running = tokio::spawn(async move {
            let answer = tokio::time::timeout(timeout, function.call(event, context)).await;
            ended.send_modify(|count| *count = count.wrapping_add(1));
            answer
        });
        match running.await {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(cause))) => Err(CallError::Failed(name, cause.to_string())),
            Ok(Err(_)) => Err(CallError::TimedOut(name, timeout)),
            Err(panicked) => Err(CallError::Failed(name, panicked.to_string())),
        }
    }
}

impl Instance {
    async fn function(&self) -> Result<Function, CallError> {
        let started = self.started.get_or_try_init(|| (self.start)(self.env.clone())).await;
        started.cloned().map_err(|cause| CallError::NotStarted(self.name.clone(), cause))
    }
}

impl Functions {
    /// Calls a function as Lambda does for an asynchronous event: up to `retries` times more, a little later each
    /// time. Whether one call worked.
    pub(crate) async fn deliver(&self, logical_id: &str, event: &Value, retries: u32) -> bool {
        let mut pause = FIRST_PAUSE;
        for attempt in 0..=retries {
            match self.call(logical_id, event).await {
                Ok(_) => return true,
                Err(cause) => eprintln!("{cause} (attempt {} of {})", attempt + 1, retries + 1),
            }
            if attempt < retries {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
        false
    }
}
