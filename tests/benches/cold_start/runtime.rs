//! The Lambda Runtime API, as much of it as a function asks: the next event, and here is its answer.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A function's process: what it is, and what it is told.
pub(super) struct Process {
    pub(super) binary: std::path::PathBuf,
    pub(super) settings: Vec<(String, String)>,
}

/// Processor time in milliseconds of a process that answers these events, and its answers.
pub(super) async fn run(process: &Process, events: Vec<Value>) -> (f64, Vec<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let count = events.len();
    let events = Arc::new(Mutex::new(events.into_iter().map(|event| event.to_string()).collect::<VecDeque<_>>()));
    let (answered, mut answers) = mpsc::unbounded_channel();
    let api = tokio::spawn(serve(listener, events, answered));
    let before = spent();
    let mut child = tokio::process::Command::new(&process.binary)
        .env_clear()
        .envs(process.settings.iter().map(|(name, value)| (name, value)))
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "measured"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = Vec::new();
    while said.len() < count {
        tokio::select! {
            answer = answers.recv() => said.push(answer.unwrap()),
            ended = child.wait() => panic!("{}: ended, {ended:?}", process.binary.display()),
        }
    }
    child.kill().await.unwrap();
    api.abort();
    (spent() - before, said)
}

/// Processor time of all processes that this one has waited for.
fn spent() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    f64::from(i32::try_from(microseconds).unwrap()) / 1000.0
}

type Events = Arc<Mutex<VecDeque<String>>>;

async fn serve(listener: TcpListener, events: Events, answered: mpsc::UnboundedSender<Value>) {
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        let (events, answered) = (Arc::clone(&events), answered.clone());
        let service = hyper::service::service_fn(move |request| answer(request, Arc::clone(&events), answered.clone()));
        // it ends when its process does
        tokio::spawn(async move {
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    events: Events,
    answered: mpsc::UnboundedSender<Value>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.uri().path().ends_with("/invocation/next") {
        let next = events.lock().unwrap().pop_front();
        // No event more: the process waits, as a frozen one would, and is stopped.
        let Some(event) = next else { std::future::pending().await };
        let response = Response::builder()
            .header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
            .header("lambda-runtime-deadline-ms", "4102444800000")
            .header(
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:ap-southeast-1:000000000000:function:measured",
            )
            .header(
                "lambda-runtime-trace-id",
                "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
            );
        return Ok(response.body(Full::from(event)).unwrap());
    }
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    assert!(path.ends_with("/response"), "{path}: {}", String::from_utf8_lossy(&body));
    // a process that is being stopped may still answer
    answered.send(serde_json::from_slice(&body).unwrap()).ok();
    Ok(Response::builder().status(202).body(Full::default()).unwrap())
}
