//! `cargo run -p local -- replay`: what functions gave up on is given to them again, the oldest first, and the object is
//! deleted when it went well. From the local stack's on-failure bucket, or with `--bucket` from a deployed stack's, with
//! the credentials of the environment: the objects and the call of a function are the same.
//!
//! A repeat is harmless to every reader of a stream (ARCHITECTURE.md), so that records of an object that went well the
//! first time may be among them.

use std::ffi::OsString;

use aws::{StoreError, failed_events::FailedEvents};
use edge::Env;
use serde::Deserialize;
use serde_json::Value;

use crate::Options;
use crate::functions::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use crate::remote::RemoteError;
use crate::template::{self, REGION, TemplateError, Trigger};

mod invoke;

use invoke::Invoker;

/// What the command line asks of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayErrand {
    /// A deployed stack's bucket; without, the local stack.
    bucket: Option<String>,
    url: String,
    s3_url: String,
    keep: bool,
}

/// Why a replay failed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The environment has no region or credentials.
    #[error(transparent)]
    Environment(#[from] edge::StartError),
    /// The bucket did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The template does not say where failed events go.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The function could not be called.
    #[error(transparent)]
    Unreached(#[from] RemoteError),
    /// Some failed again: each is told.
    #[error("{} of {of} failed again and are kept:\n{}", .failed.len(), .failed.join("\n"))]
    Again {
        /// What failed, and why.
        failed: Vec<String>,
        /// Of how many.
        of: usize,
    },
}

/// An object as Lambda writes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    request_context: Context,
    /// The batch, as JSON or as a text that holds JSON.
    payload: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    function_arn: String,
}

/// Reads what follows `replay` on the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<ReplayErrand, lexopt::Error> {
    use lexopt::prelude::{Long, ValueExt};

    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut url, mut s3_url) = ("http://127.0.0.1:3000".to_owned(), "http://127.0.0.1:9000".to_owned());
    let (mut bucket, mut keep) = (None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("bucket") => bucket = Some(parser.value()?.string()?),
            Long("url") => url = parser.value()?.string()?,
            Long("s3-url") => s3_url = parser.value()?.string()?,
            Long("keep") => keep = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(ReplayErrand { bucket, url: url.trim_end_matches('/').to_owned(), s3_url, keep })
}

impl ReplayErrand {
    /// Does it; gives what to print.
    pub async fn run(self) -> Result<String, ReplayError> {
        let (buckets, env) = match &self.bucket {
            Some(bucket) => (vec![bucket.clone()], Env::of_process()),
            None => (local_buckets()?, self.local()),
        };
        let access = env.aws()?;
        let invoker = match &self.bucket {
            Some(_) => Invoker::of_aws(&access),
            None => Invoker::at(format!("{}/local/lambda", self.url), &access),
        };
        let (mut done, mut failed) = (Vec::new(), Vec::new());
        for bucket in buckets {
            let events = FailedEvents::open(&access, bucket)?;
            for key in events.list().await? {
                match again(&invoker, &events.get(&key).await?).await? {
                    Ok(said) => {
                        if !self.keep {
                            events.remove(&key).await?;
                        }
                        done.push(format!("{key}: {said}"));
                    }
                    Err(cause) => failed.push(format!("{key}: {cause}")),
                }
            }
        }
        match (done.len(), failed.len()) {
            (0, 0) => Ok("nothing to replay".to_owned()),
            (_, 0) => Ok(format!("{}\n{} replayed", done.join("\n"), done.len())),
            (well, _) => Err(ReplayError::Again { of: well + failed.len(), failed }),
        }
    }

    /// The environment that sends clients to the local stack.
    fn local(&self) -> Env {
        Env::from_pairs([
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
            ("AWS_ENDPOINT_URL_S3", &self.s3_url),
        ])
    }
}

/// The buckets in which the template keeps what was given up.
fn local_buckets() -> Result<Vec<String>, TemplateError> {
    let template = template::read(&Options::default().template)?;
    let triggers = template.functions.into_iter().flat_map(|function| function.triggers);
    let mut buckets: Vec<String> = triggers
        .filter_map(|trigger| match trigger {
            Trigger::Stream(source) => source.failed_to,
            _ => None,
        })
        .collect();
    buckets.sort();
    buckets.dedup();
    Ok(buckets)
}

/// Calls the object's function with its batch; what to say of it, or why it failed again.
async fn again(invoker: &Invoker, object: &[u8]) -> Result<Result<String, String>, RemoteError> {
    let kept: Kept = match serde_json::from_slice(object) {
        Ok(kept) => kept,
        Err(cause) => return Ok(Err(format!("not an on-failure record: {cause}"))),
    };
    let function = kept.request_context.function_arn.split(":function:").nth(1);
    let function = function.and_then(|name| name.split(':').next()).unwrap_or_default();
    let payload = match kept.payload {
        Value::String(text) => text,
        json => json.to_string(),
    };
    let records =
        serde_json::from_str::<Value>(&payload).ok().and_then(|batch| Some(batch["Records"].as_array()?.len()));
    let answer = match invoker.call(function, payload).await? {
        Ok(answer) => answer,
        Err(cause) => return Ok(Err(format!("{function}: {cause}"))),
    };
    match answer["batchItemFailures"].as_array().map_or(0, Vec::len) {
        0 => Ok(Ok(format!("{function}, {} records", records.unwrap_or_default()))),
        n => Ok(Err(format!("{function}: {n} records failed"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_flags_it_is_the_local_stack() {
        let parsed = |line: &str| parse(line.split_whitespace().map(Into::into));
        let errand = parsed("").unwrap();
        assert_eq!((errand.url.as_str(), errand.bucket, errand.keep), ("http://127.0.0.1:3000", None, false));
        assert_eq!(parsed("--bucket b --keep").unwrap().bucket.as_deref(), Some("b"));
        assert!(parsed("--bukket b").is_err());
        assert!(!local_buckets().unwrap().is_empty());
    }
}
