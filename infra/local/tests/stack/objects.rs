//! S3: uploads under a presigned URL, browsers, and "Object Created".

use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::client::{Calls, function, s3, send, stack};

const BUCKET: &str = "local-photosbucket";

/// A URL for exactly `bytes`, and the headers to send with it.
async fn upload(client: &aws_sdk_s3::Client, key: &str, bytes: &[u8]) -> (String, Vec<(String, String)>) {
    let request = client
        .put_object()
        .bucket(BUCKET)
        .key(key)
        .content_length(bytes.len().try_into().unwrap())
        .content_type("image/jpeg")
        .checksum_sha256(BASE64.encode(&Sha256::digest(bytes)));
    let signed = request.presigned(PresigningConfig::expires_in(Duration::from_mins(1)).unwrap()).await.unwrap();
    let headers = signed.headers().filter(|(name, _)| *name != "content-length");
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    (signed.uri().to_owned(), headers)
}

async fn put(url: &str, headers: &[(String, String)], body: &[u8]) -> u16 {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send("PUT", url, &headers, body.to_vec()).await.status
}

#[tokio::test]
async fn a_presigned_upload_takes_the_declared_bytes_and_no_others() {
    let stack = stack(vec![]).await;
    let client = s3(&stack);
    let (url, headers) = upload(&client, "incoming/r/p", b"abc").await;
    let with = |name: &str, value: &str| {
        let mut headers = headers.clone();
        headers.iter_mut().find(|(known, _)| known == name).unwrap().1 = value.to_owned();
        headers
    };
    let other = BASE64.encode(&Sha256::digest(b"abd"));
    assert_eq!(put(&url, &headers, b"abcd").await, 403, "longer");
    assert_eq!(put(&url, &headers, b"abd").await, 400, "other bytes of the same length");
    assert_eq!(put(&url, &with("x-amz-checksum-sha256", &other), b"abd").await, 403, "another hash");
    assert_eq!(put(&url, &with("content-type", "image/png"), b"abc").await, 403, "another type");
    assert_eq!(put(&url, &[], b"abc").await, 403, "no headers");
    assert_eq!(put(&url.replace("/p?", "/q?"), &headers, b"abc").await, 403, "another key");
    let listed = client.list_objects_v2().bucket(BUCKET).send().await.unwrap();
    assert!(listed.contents().is_empty(), "a refused upload leaves nothing behind");

    assert_eq!(put(&url, &headers, b"abc").await, 200);
    let got = client.get_object().bucket(BUCKET).key("incoming/r/p").send().await.unwrap();
    assert_eq!(got.content_type(), Some("image/jpeg"));
    assert_eq!(got.body.collect().await.unwrap().to_vec(), b"abc");
    assert_eq!(put(&url, &headers, b"abd").await, 400);
    let kept = client.get_object().bucket(BUCKET).key("incoming/r/p").send().await.unwrap();
    assert_eq!(kept.body.collect().await.unwrap().to_vec(), b"abc", "nor does it change what is there");
}

#[tokio::test]
async fn a_new_object_calls_the_function_whose_rule_it_fits_as_eventbridge_does() {
    let calls = Calls::default();
    let stack = stack(vec![("photo", function(&calls, |_| Ok(json!(null))))]).await;
    let client = s3(&stack);
    for key in ["rendered/x", "incoming/r/ả p"] {
        let body = ByteStream::from_static(b"abc");
        client.put_object().bucket(BUCKET).key(key).body(body).send().await.unwrap();
    }
    stack.settle().await;
    let calls = calls.lock().unwrap();
    assert_eq!(calls.len(), 1, "{calls:#?}");
    for (pointer, wanted) in [
        ("/detail-type", json!("Object Created")),
        ("/source", json!("aws.s3")),
        ("/region", json!("ap-southeast-1")),
        ("/resources/0", json!("arn:aws:s3:::local-photosbucket")),
        ("/detail/bucket/name", json!(BUCKET)),
        ("/detail/object/key", json!("incoming/r/ả p")),
        ("/detail/object/size", json!(3)),
        ("/detail/object/etag", json!("900150983cd24fb0d6963f7d28e17f72")),
        ("/detail/reason", json!("PutObject")),
    ] {
        assert_eq!(calls[0].pointer(pointer), Some(&wanted), "{pointer}");
    }
}

#[tokio::test]
async fn a_function_that_fails_is_called_again() {
    let calls = Calls::default();
    let seen = calls.clone();
    let fails_once =
        move |_: &Value| if seen.lock().unwrap().is_empty() { Err("not yet".to_owned()) } else { Ok(json!(1)) };
    let stack = stack(vec![("photo", function(&calls, fails_once))]).await;
    let body = ByteStream::from_static(b"abc");
    s3(&stack).put_object().bucket(BUCKET).key("incoming/a").body(body).send().await.unwrap();
    stack.settle().await;
    assert_eq!(calls.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_browser_may_upload_from_the_templates_origins_only() {
    let stack = stack(vec![]).await;
    let (url, _) = upload(&s3(&stack), "incoming/r/p", b"abc").await;
    let ask = async |origin: &str, headers: &str| {
        let asked =
            [("origin", origin), ("access-control-request-method", "PUT"), ("access-control-request-headers", headers)];
        send("OPTIONS", &url, &asked, "").await
    };
    let allowed = ask("https://app.example", "content-type, x-amz-checksum-sha256").await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, "https://app.example"));
    assert_eq!(allowed.header("access-control-max-age"), "3600");
    assert_eq!(ask("https://evil.example", "content-type").await.status, 403);
    assert_eq!(ask("https://app.example", "x-other").await.status, 403);
}
