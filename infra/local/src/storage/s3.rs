//! The S3 API: s3s over files in the data folder, with the template's buckets.
//!
//! s3s checks signatures (header or presigned, so also each signed header of an upload); `files` adds what the
//! file store lacks, and this file what browsers need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cors;
use crate::functions::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use crate::objects::News;
use crate::rights::{self, Guard};
use crate::shutdown;
use crate::stored::StoredError;
use crate::template::{Bucket, Cors};

mod files;

pub(crate) use files::{Created, tag_of};

/// The S3 API, not serving yet.
#[derive(Clone)]
pub(crate) struct S3 {
    service: S3Service,
    cors: Arc<BTreeMap<String, Cors>>,
    root: PathBuf,
    guard: Guard,
}

impl S3 {
    /// Makes the template's buckets in `folder`, where they aren't there yet. Each object stored in one that tells
    /// EventBridge is told to `news`.
    pub(crate) fn open(folder: &Path, buckets: &[Bucket], news: News, guard: Guard) -> Result<Self, StoredError> {
        let root = folder.join("s3");
        for bucket in buckets {
            let path = root.join(&bucket.name);
            std::fs::create_dir_all(&path).map_err(|cause| StoredError::io(&path, cause))?;
        }
        std::fs::create_dir_all(&root).map_err(|cause| StoredError::io(&root, cause))?;
        let store =
            s3s_fs::FileSystem::new(&root).map_err(|cause| StoredError::damaged(&root, &format!("{cause:?}")))?;
        let telling = buckets.iter().filter(|bucket| bucket.tells_event_bridge);
        let telling = telling.map(|bucket| bucket.name.clone()).collect();
        let mut builder = S3ServiceBuilder::new(files::Files::new(store, telling, news));
        let mut auth = SimpleAuth::new();
        for key in guard.functions().chain([ACCESS_KEY_ID]) {
            auth.register(key.to_owned(), SECRET_ACCESS_KEY.into());
        }
        builder.set_auth(auth);
        let cors = buckets.iter().filter_map(|bucket| Some((bucket.name.clone(), bucket.cors.clone()?)));
        Ok(Self { service: builder.build(), cors: Arc::new(cors.collect()), root, guard })
    }

    /// Where objects are: `<root>/<bucket>/<key>`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Serves the S3 API until `stopping`.
    pub(crate) async fn serve(self, listener: TcpListener, stopping: watch::Receiver<bool>) {
        let app = Router::new().fallback(answer).with_state(self);
        let serving = axum::serve(listener, app).with_graceful_shutdown(shutdown::wanted(stopping));
        if let Err(cause) = serving.await {
            eprintln!("the S3 API stopped: {cause}");
        }
    }
}

async fn answer(State(s3): State<S3>, request: Request) -> Response {
    let bucket = request.uri().path().split('/').nth(1).unwrap_or_default();
    let rules = s3.cors.get(bucket);
    if request.method() == Method::OPTIONS {
        let allowed = rules.and_then(|rules| cors::preflight(rules, request.headers()));
        return match allowed {
            Some(headers) => (StatusCode::OK, headers).into_response(),
            None => (StatusCode::FORBIDDEN, "CORSResponse: This CORS request is not allowed.").into_response(),
        };
    }
    let headers = rules.map(|rules| cors::actual(rules, request.headers())).unwrap_or_default();
    let query = request.uri().query().unwrap_or_default();
    let by = rights::key_id(request.headers(), query).to_owned();
    let asked = rights::s3::asked(request.method(), request.uri().path(), request.headers());
    if let Err(failure) = s3.guard.check(&by, &asked, query.as_bytes()) {
        return rights::s3::answer(&failure);
    }
    let (bucket, reads) = (bucket.to_owned(), request.method() == Method::GET);
    match s3.service.call(request.map(s3s::Body::http_body_unsync)).await {
        Ok(mut response) => {
            let missing = reads && response.status() == StatusCode::NOT_FOUND;
            if missing && let Err(failure) = s3.guard.hold(&by, &rights::s3::of_bucket(&bucket)) {
                return rights::s3::answer(&failure);
            }
            response.headers_mut().extend(headers);
            response.map(Body::new)
        }
        Err(cause) => {
            eprintln!("S3: {cause:?}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
