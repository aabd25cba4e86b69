//! The API: it answers anyone, and nobody without a token.

use super::{Finding, fault, unanswered, well};
use crate::remote::Remote;

/// No token at all: a gateway that asks for one refuses it.
const FORGED: &str = "none";

pub(super) async fn look(url: &str) -> Vec<Finding> {
    let remote = match Remote::open(url.to_owned(), Some(FORGED.to_owned())).await {
        Ok(remote) => remote,
        Err(cause) => return vec![unanswered("API", &cause)],
    };
    let mut findings = Vec::new();
    for (path, status, meant, otherwise) in [
        ("/v1/app", 200, "answers anyone", "look at the log of read-directory; a missing directory is 503"),
        ("/v1/inbox", 401, "refuses who has no token", "whoever calls reads the inbox: look at the API's authorizer"),
    ] {
        findings.push(match remote.ask("GET", path, &[], None).await {
            Ok(answer) if answer.status == status => well(format!("API: {path} {meant}")),
            Ok(answer) => fault(format!("API: {path} is {}, not {status}; {otherwise}", answer.status)),
            Err(cause) => unanswered("API", &cause),
        });
    }
    findings
}
