//! One Lambda function as a value: JSON of the event in, JSON of the answer out.
//!
//! `run` hands it to the Lambda runtime; the local stack calls the same value with the same JSON.

use std::{future::Future, pin::Pin, sync::Arc};

use lambda_http::{
    Context, Error, LambdaEvent,
    lambda_runtime::{self, service_fn},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use crate::{Env, StartError, telemetry};

type Answer = Pin<Box<dyn Future<Output = Result<Box<RawValue>, Error>> + Send>>;

/// A started function. Cheap to clone; calls may overlap.
#[derive(Clone)]
pub struct Function(Arc<dyn Fn(Box<RawValue>, Context) -> Answer + Send + Sync>);

impl Function {
    /// A function from what answers one event.
    pub fn new<F, Fut>(answer: F) -> Self
    where
        F: Fn(Box<RawValue>, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Box<RawValue>, Error>> + Send + 'static,
    {
        Self(Arc::new(move |event, context| Box::pin(answer(event, context))))
    }

    /// The same function, but scheduled events go to `nightly`: for one that is called by HTTP and by the clock.
    #[must_use]
    pub fn or_scheduled(self, nightly: Self) -> Self {
        Self::new(move |event, context| {
            let by_the_clock = serde_json::from_str::<Kind>(event.get()).is_ok_and(|kind| kind.detail_type.is_some());
            let function = if by_the_clock { nightly.clone() } else { self.clone() };
            async move { function.call(event, context).await }
        })
    }

    /// Answers one event, as Lambda would hand it over. An error is the function's failure, to be retried by its trigger.
    pub async fn call(&self, event: Box<RawValue>, context: Context) -> Result<Box<RawValue>, Error> {
        (self.0)(event, context).await
    }
}

/// What tells a scheduled event from one of an HTTP API.
#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "detail-type")]
    detail_type: Option<IgnoredAny>,
}

/// Starts the function and serves the Lambda runtime until it ends.
pub async fn run<S, Fut>(start: S) -> Result<(), StartError>
where
    S: FnOnce(Env) -> Fut,
    Fut: Future<Output = Result<Function, StartError>>,
{
    let env = Env::of_process();
    telemetry::log_to_stdout(&env);
    let function = start(env).await?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let function = function.clone();
        async move { function.call(event.payload, event.context).await }
    }))
    .await?;
    Ok(())
}
