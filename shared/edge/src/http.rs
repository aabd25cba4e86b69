//! An HTTP function: event JSON, request, handler, answer JSON. Failures are logged here, once, without what was sent.

use std::{future::Future, sync::Arc};

use jiff::Timestamp;
use lambda_http::Error;
use serde_json::value::{RawValue, to_raw_value};

use crate::{Env, Function, Language, Problem, Reply, Request, event::GatewayEvent, telemetry::Invocation};

/// A function that answers HTTP requests with `handle`, sharing `app` between calls.
pub fn http<A, H, Fut>(env: Env, name: &'static str, app: A, handle: H) -> Function
where
    A: Send + Sync + 'static,
    H: Fn(Arc<A>, Request) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    let app = Arc::new(app);
    Function::new(move |event, _context| {
        let (app, env) = (Arc::clone(&app), env.clone());
        async move {
            let invocation = Invocation::begin(&env);
            let (reply, now) = answer(app, &event, handle).await;
            invocation.end(&env, name, class(reply.status()), now);
            Ok::<Box<RawValue>, Error>(to_raw_value(&reply.into_answer())?)
        }
    })
}

async fn answer<A, H, Fut>(app: Arc<A>, event: &RawValue, handle: H) -> (Reply, Timestamp)
where
    H: Fn(Arc<A>, Request) -> Fut,
    Fut: Future<Output = Result<Reply, Problem>>,
{
    let event: GatewayEvent = match serde_json::from_str(event.get()) {
        Ok(event) => event,
        Err(cause) => {
            tracing::error!(%cause, "the event is not one of an HTTP API");
            return (Problem::new("malformed_body").into_reply(Language::default()), Timestamp::UNIX_EPOCH);
        }
    };
    let language = Language::preferred(event.headers.get("accept-language").map_or("", String::as_str));
    let route = event.request_context.route_key.clone();
    let accept_encoding = event.headers.get("accept-encoding").cloned();
    let if_none_match = event.headers.get("if-none-match").cloned();
    let now = Timestamp::from_millisecond(event.request_context.time_epoch).unwrap_or_default();
    let result = match Request::of(event) {
        Ok(request) => handle(app, request).await,
        Err(problem) => Err(problem),
    };
    let reply = match result {
        Ok(reply) if route.starts_with("GET ") => {
            reply.tagged(if_none_match.as_deref()).compressed(accept_encoding.as_deref())
        }
        Ok(reply) => reply,
        Err(problem) => {
            if let Some(cause) = problem.cause() {
                tracing::error!(route, code = problem.code(), cause, "a request failed");
            }
            problem.into_reply(language)
        }
    };
    (reply, now)
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        2 | 3 => "ok",
        4 => "4xx",
        _ => "5xx",
    }
}
