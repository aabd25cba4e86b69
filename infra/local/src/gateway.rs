//! API Gateway's HTTP API on one port: the template's routes, with its checks, its events and its own answers.
//! Beside them, under `/local/`, what only a local stack has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::cors;
use crate::functions::Functions;
use crate::shutdown;
use crate::template::Cors;
use crate::tokens::Refused;

mod answer;
mod dashboard;
mod event;
mod local;
mod routes;

pub(crate) use local::Local;
pub(crate) use routes::{Routes, UnknownAuthorizer};

/// The HTTP API takes no larger body.
const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// A request must be there within this. Only then is a function called: no slow body holds one.
const BODY_WITHIN: Duration = Duration::from_secs(30);

/// What the gateway needs to answer.
#[derive(Clone)]
pub(crate) struct Gateway {
    /// Where requests go.
    pub routes: Arc<Routes>,
    /// Who answers them.
    pub functions: Functions,
    /// What time their events say.
    pub clock: Clock,
    /// The API's rules for browsers.
    pub cors: Arc<Option<Cors>>,
    /// What is under `/local/`.
    pub local: Local,
}

impl Gateway {
    /// Serves the HTTP API until `stopping`.
    pub(crate) async fn serve(self, listener: TcpListener, stopping: watch::Receiver<bool>) {
        let local = local::router(self.local.clone());
        let app = Router::new().nest("/local", local).fallback(answer).with_state(self);
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, app).with_graceful_shutdown(shutdown::wanted(stopping));
        if let Err(cause) = serving.await {
            eprintln!("the HTTP API stopped: {cause}");
        }
    }
}

async fn answer(
    State(gateway): State<Gateway>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let Some(rules) = gateway.cors.as_ref() else {
        return routed(&gateway, from, request).await;
    };
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if is_preflight {
        let headers = cors::preflight(rules, request.headers()).unwrap_or_default();
        return (StatusCode::NO_CONTENT, headers).into_response();
    }
    let headers = cors::actual(rules, request.headers());
    let mut response = routed(&gateway, from, request).await;
    response.headers_mut().extend(headers);
    response
}

async fn routed(gateway: &Gateway, from: SocketAddr, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some((target, variables)) = gateway.routes.find(parts.method.as_str(), parts.uri.path()) else {
        return answer::message(StatusCode::NOT_FOUND, "Not Found");
    };
    let claims = match &target.issuer {
        Some(issuer) => {
            let token = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            match gateway.local.tokens.check(token, issuer, &target.scopes) {
                Ok(claims) => Some(claims),
                Err(refused) => return refusal(&refused),
            }
        }
        None => None,
    };
    let body = match whole(body, BODY_WITHIN).await {
        Ok(body) => body,
        Err(response) => return *response,
    };
    let incoming = event::Incoming {
        method: parts.method.as_str(),
        uri: &parts.uri,
        protocol: format!("{:?}", parts.version),
        headers: &parts.headers,
        body: &body,
        from,
        route_key: &target.route_key,
        variables,
        claims: claims.as_ref(),
        scopes: &target.scopes,
        now: gateway.clock.now(),
    };
    let (event, request_id) = event::of(&incoming);
    let called = tokio::time::timeout(target.timeout, gateway.functions.call(&target.function, &event)).await;
    let mut response = match called {
        Ok(Ok(json)) => answer::of(&json),
        Ok(Err(cause)) => {
            eprintln!("{}: {cause}", target.route_key);
            answer::failure()
        }
        Err(_) => answer::message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
    };
    if let Ok(request_id) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert("apigw-requestid", request_id);
    }
    response
}

async fn whole(body: Body, within: Duration) -> Result<Bytes, Box<Response>> {
    let Ok(read) = tokio::time::timeout(within, Limited::new(body, BODY_LIMIT).collect()).await else {
        return Err(Box::new(answer::message(StatusCode::REQUEST_TIMEOUT, "Request Timeout")));
    };
    match read {
        Ok(body) => Ok(body.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => {
            Err(Box::new(answer::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")))
        }
        Err(_) => Err(Box::new(answer::message(StatusCode::BAD_REQUEST, "Bad Request"))),
    }
}

fn refusal(refused: &Refused) -> Response {
    let (status, text) = match refused {
        Refused::NoToken | Refused::Invalid(_) => (StatusCode::UNAUTHORIZED, "Unauthorized"),
        Refused::NoScope => (StatusCode::FORBIDDEN, "Forbidden"),
    };
    let mut response = answer::message(status, text);
    if let Ok(challenge) = HeaderValue::try_from(refused.challenge()) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up_and_one_that_is_too_large_refused() {
        let stalled = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let answer = whole(stalled, Duration::from_millis(1)).await.unwrap_err();
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
        let answer = whole(Body::from(vec![b' '; BODY_LIMIT + 1]), BODY_WITHIN).await.unwrap_err();
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(whole(Body::from("{}"), BODY_WITHIN).await.unwrap(), "{}");
    }
}
