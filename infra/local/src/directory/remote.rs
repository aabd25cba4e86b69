//! A stack's `PUT /v1/directory`, local or deployed.

use domain::directory::source::Files;
use serde_json::{Value, json};

use crate::remote::{Answer, Remote, RemoteError, refused};

impl Remote {
    /// What the files would change.
    pub(super) async fn try_out(&self, files: &Files) -> Result<Value, RemoteError> {
        let body = json!({ "files": files });
        done(self.ask("PUT", "/v1/directory?dry_run=true", &[], Some(&body)).await?)
    }

    /// Puts the files in force in place of whatever is.
    pub(super) async fn publish(&self, files: &Files) -> Result<Value, RemoteError> {
        let current = self.ask("GET", "/v1/directory", &[], None).await?;
        let condition = match (current.status, &current.etag) {
            (200, Some(etag)) => ("if-match", etag.as_str()),
            (404, _) => ("if-none-match", "*"),
            _ => return Err(refused(&current)),
        };
        done(self.ask("PUT", "/v1/directory", &[condition], Some(&json!({ "files": files }))).await?)
    }
}

fn done(answer: Answer) -> Result<Value, RemoteError> {
    if answer.status == 200 { Ok(answer.document) } else { Err(refused(&answer)) }
}
