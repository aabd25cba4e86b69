//! What can go wrong with a service: it did not answer, or it holds what we can't read. Never shown to callers.

use std::error::Error;

/// A call that did not do. Says which, and the chain of causes; no keys, no items.
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
            let mut cause = error.to_string();
            let mut source = error.source();
            while let Some(inner) = source {
                cause = format!("{cause}: {inner}");
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
