//! What a request to S3 asks for, and what S3 says to who may not know.
//!
//! Source: Amazon S3 user guide, "Required permissions for Amazon S3 API operations".

use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use quick_xml::escape::escape;

use super::{Asked, Failure};

/// What a request for `path` (as sent) asks for.
pub(crate) fn asked(method: &Method, path: &str, headers: &HeaderMap) -> Vec<Asked> {
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
    if key.is_empty() {
        return vec![of_bucket(bucket)];
    }
    let on = |action: &str| Asked::new(action, format!("arn:aws:s3:::{bucket}/{key}"));
    match *method {
        Method::GET | Method::HEAD => vec![on("s3:GetObject")],
        Method::DELETE => vec![on("s3:DeleteObject")],
        _ => {
            let source = headers.get("x-amz-copy-source").and_then(|source| source.to_str().ok());
            let source = source.map(|source| {
                let source = percent_decode_str(source.trim_start_matches('/')).decode_utf8_lossy();
                Asked::new("s3:GetObject", format!("arn:aws:s3:::{source}"))
            });
            source.into_iter().chain([on("s3:PutObject")]).collect()
        }
    }
}

/// The right to list, without which nobody is told that an object isn't there.
pub(crate) fn of_bucket(bucket: &str) -> Asked {
    Asked::new("s3:ListBucket", format!("arn:aws:s3:::{bucket}"))
}

/// A failure as S3 says it.
pub(crate) fn answer(failure: &Failure) -> Response {
    let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::FORBIDDEN);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>",
        escape(&failure.code),
        escape(&failure.message)
    );
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &Method, path: &str) -> String {
        let asked = asked(method, path, &HeaderMap::new());
        asked.iter().map(|one| format!("{} {}", one.action, one.resource)).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_request_for_an_object_asks_for_it_by_its_decoded_key() {
        assert_eq!(
            of(&Method::GET, "/photos/rendered/1/s-2/full.jpg"),
            "s3:GetObject arn:aws:s3:::photos/rendered/1/s-2/full.jpg"
        );
        assert_eq!(of(&Method::PUT, "/photos/a%20b"), "s3:PutObject arn:aws:s3:::photos/a b");
        assert_eq!(of(&Method::DELETE, "/photos/a"), "s3:DeleteObject arn:aws:s3:::photos/a");
        assert_eq!(of(&Method::GET, "/photos/"), "s3:ListBucket arn:aws:s3:::photos");
    }

    #[test]
    fn a_copy_reads_what_it_copies() {
        let headers = HeaderMap::from_iter([("x-amz-copy-source".parse().unwrap(), "/photos/a".parse().unwrap())]);
        let asked = asked(&Method::PUT, "/photos/b", &headers);
        assert_eq!(asked[0], Asked::new("s3:GetObject", "arn:aws:s3:::photos/a"));
        assert_eq!(asked[1], Asked::new("s3:PutObject", "arn:aws:s3:::photos/b"));
    }
}
