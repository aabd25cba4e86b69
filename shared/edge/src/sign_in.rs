//! Cognito's pre token generation trigger, version 2: called at every sign-in and every refresh, before a token is made.
//!
//! What the function gives replaces the groups in the ID and in the access token (`cognito:groups`), whatever the user
//! pool's own groups are, and adds the name that citizens may see, where there is one ([`SHOWN_AS`]). The event goes back as it came with the answer in it, as Cognito wants it.

use std::{future::Future, sync::Arc};

use domain::staff::Name;
use jiff::Timestamp;
use lambda_http::Error;
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use crate::{Env, Function, telemetry::Invocation};

/// The claim of the name that citizens may see as the unit's. Users of a pool can't write it: their own begin `custom:`.
pub const SHOWN_AS: &str = "shown_as";

/// What the tokens of a person say.
#[derive(Debug, Default)]
pub struct Claims {
    /// In which groups the person is.
    pub groups: Vec<String>,
    /// The name that citizens may see as the unit's, if any.
    pub name: Option<Name>,
}

impl Claims {
    fn override_details(&self) -> Value {
        let mut details = json!({"groupOverrideDetails": {"groupsToOverride": self.groups}});
        if let Some(name) = &self.name {
            for token in ["idTokenGeneration", "accessTokenGeneration"] {
                details[token] = json!({"claimsToAddOrOverride": {SHOWN_AS: name}});
            }
        }
        details
    }
}

/// A function that says what the tokens of a subject say. Its failure is a sign-in that must be tried again.
pub fn pre_token<A, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    H: Fn(Arc<A>, String) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<Claims, aws::StoreError>> + Send + 'static,
{
    let app = Arc::new(app);
    Function::new(move |event, context| {
        let (app, env) = (Arc::clone(&app), env.clone());
        async move {
            let mut event: Value = serde_json::from_str(event.get())?;
            let subject = event["request"]["userAttributes"]["sub"].as_str().map(str::to_owned);
            let subject = subject.ok_or("a sign-in without a subject")?;
            let invocation = Invocation::begin(&env);
            let result = handle(app, subject).await;
            // The event has no time of its own; the deadline is a few seconds off.
            let now = i64::try_from(context.deadline).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
            let outcome = if result.is_ok() { "ok" } else { "failed" };
            invocation.end(&env, name, outcome, now.unwrap_or_default());
            if let Err(cause) = &result {
                tracing::error!(%cause, "a sign-in failed");
            }
            event["response"] = json!({"claimsAndScopeOverrideDetails": result?.override_details()});
            Ok::<Box<RawValue>, Error>(to_raw_value(&event)?)
        }
    })
}
