//! What can go wrong with a service: it did not answer, or it holds what we can't read. Never shown to callers.

use std::error::Error;

use aws_sdk_dynamodb::{error::ErrorMetadata, operation::RequestId};

/// A call that did not do. Says which, and the chain of causes; no keys, no items: it goes into logs, and what a service or
/// a parser says may quote what it was given.
#[derive(Debug, thiserror::Error)]
#[error("{call}: {cause}")]
pub struct StoreError {
    call: &'static str,
    cause: String,
}

impl StoreError {
    /// The error of `call`, from its cause.
    pub fn of<E: Error>(call: &'static str) -> impl Fn(E) -> Self {
        move |error| {
            let mut cause = quoting_nothing(&error.to_string());
            let mut source = error.source();
            while let Some(inner) = source {
                let said = match inner.downcast_ref::<ErrorMetadata>() {
                    Some(service) => named(service),
                    None => quoting_nothing(&inner.to_string()),
                };
                cause = format!("{cause}: {said}");
                source = inner.source();
            }
            Self { call, cause }
        }
    }

    /// The error of `call` that a plain sentence tells.
    pub fn saying(call: &'static str, cause: impl Into<String>) -> Self {
        Self { call, cause: cause.into() }
    }
}

/// Of a service's own words the code and the request's number, by which AWS's own trail tells the rest.
fn named(service: &ErrorMetadata) -> String {
    format!("{} ({})", service.code().unwrap_or("no code"), service.request_id().unwrap_or("no request id"))
}

/// What an error says up to where it quotes something: of an exception its name alone. A parser names a missing field
/// between backticks, which is told; all else between quotes is what it was given.
fn quoting_nothing(text: &str) -> String {
    if let Some((name, _)) = text.split_once(": ").filter(|(name, _)| name.ends_with("Exception")) {
        return name.to_owned();
    }
    match text.split_once(['"', '`']) {
        Some((before, _)) if before.ends_with("missing field ") => text.to_owned(),
        Some((before, _)) => format!("{before}…"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::error::ResourceNotFoundException;

    use super::*;

    fn told(error: impl Error) -> String {
        StoreError::of("get report")(error).to_string()
    }

    #[derive(Debug, thiserror::Error)]
    #[error("service error")]
    struct Said(#[source] ErrorMetadata);

    #[test]
    fn a_services_words_are_never_told_as_they_may_quote_what_it_was_sent() {
        let metadata = ErrorMetadata::builder().code("ValidationException").message("Invalid value: Nguyễn Thị Mai");
        assert_eq!(told(Said(metadata.build())), "get report: service error: ValidationException (no request id)");
        let modelled = ResourceNotFoundException::builder().message("no table mai-0912345678").build();
        assert_eq!(told(modelled), "get report: ResourceNotFoundException");
    }

    #[test]
    fn a_parsers_words_are_told_without_what_it_read() {
        let of = |json: &str| told(serde_json::from_str::<Row>(json).unwrap_err());
        assert_eq!(of(r#"{"n": "Mai"}"#), "get report: invalid type: string …");
        assert!(of("{}").starts_with("get report: missing field `n`"));
        assert!(!of(r#"{"n": 1, "kind": "Mai"}"#).contains("Mai"));
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only reading it matters")]
    struct Row {
        n: u32,
        kind: Kind,
    }

    #[derive(Debug, serde::Deserialize)]
    enum Kind {
        #[serde(rename = "a")]
        A,
    }
}
