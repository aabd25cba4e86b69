//! A way to one of the stack's services that breaks off after so many calls, as if whoever calls had died there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// Calls that still get through; ways share one, so that it counts the calls to all services.
#[derive(Clone, Default)]
pub(crate) struct Left(Arc<AtomicI64>);

impl Left {
    pub(crate) fn is(&self, calls: i64) {
        self.0.store(calls, Ordering::SeqCst);
    }
}

/// A way to `service`, an address such as `http://127.0.0.1:8000`; gives its own.
pub(crate) async fn way_to(service: &str, left: &Left) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let routes = Router::new().fallback(pass).with_state((service.to_owned(), left.clone()));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

async fn pass(State((service, left)): State<(String, Left)>, request: Request) -> Response {
    if left.0.fetch_sub(1, Ordering::SeqCst) <= 0 {
        // Nothing that a client would try again.
        let said = r#"{"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","message":"cut off"}"#;
        return (http::StatusCode::BAD_REQUEST, said).into_response();
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut onward = http::Request::builder().method(parts.method).uri(format!("{service}{path}"));
    *onward.headers_mut().unwrap() = parts.headers;
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(onward.body(Full::new(body)).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    Response::from_parts(parts, Body::from(body.collect().await.unwrap().to_bytes()))
}
