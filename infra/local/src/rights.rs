//! Who asks AWS for what on this machine, and whether the template lets them: what DynamoDB, S3 and SNS ask before they
//! answer. A function's access key is its own name; any other key is a developer's, who may do everything.
//!
//! Whatever a function asks without permission is refused as AWS refuses it, told on stderr, and kept for tests.
//! What it did with permission is kept too, so that a permission that nobody uses can be found. Only identity-based
//! policies are held to, not those of buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;

use crate::functions::ACCESS_KEY_ID;
use crate::template::{ACCOUNT, FunctionSpec, Right};

pub(crate) mod dynamodb;
pub(crate) mod s3;
pub(crate) mod sns;

/// One thing that a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `dynamodb:Query`
    pub action: String,
    /// Its ARN.
    pub resource: String,
    /// Hash keys of the items that it names.
    pub leading_keys: Vec<String>,
}

impl Asked {
    pub(crate) fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into(), leading_keys: Vec::new() }
    }
}

/// A function's call of AWS, as whoever breaks calls on purpose sees it.
#[derive(Debug)]
pub struct Call<'a> {
    /// The function's crate.
    pub by: &'a str,
    /// `dynamodb:Query`
    pub action: &'a str,
    /// An ARN.
    pub resource: &'a str,
    /// What was sent.
    pub body: &'a [u8],
}

/// How a call fails, as AWS says it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// HTTP status; the SDK tries again from 500 on.
    pub status: u16,
    /// The error's code: `InternalServerError`.
    pub code: String,
    /// What AWS says.
    pub message: String,
}

/// Decides of each call whether it fails.
type Breaker = Box<dyn FnMut(&Call<'_>) -> Option<Failure> + Send>;

/// A cheap handle; all clones are one.
#[derive(Clone, Default)]
pub(crate) struct Guard(Arc<Inner>);

#[derive(Default)]
struct Inner {
    rights: BTreeMap<String, Vec<Right>>,
    used: Mutex<BTreeSet<(String, Right)>>,
    refused: Mutex<BTreeSet<String>>,
    breaker: Mutex<Option<Breaker>>,
}

impl Guard {
    /// Holds each function to its rights; one of which the template says nothing may do everything.
    pub(crate) fn new(specs: &[FunctionSpec]) -> Self {
        let rights = specs.iter().filter_map(|spec| Some((spec.crate_name.clone(), spec.rights.clone()?)));
        Self(Arc::new(Inner { rights: rights.collect(), ..Inner::default() }))
    }

    /// The names of those who are held to something.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        self.0.rights.keys().map(String::as_str)
    }

    /// Whether that key is of somebody who is held to something.
    pub(crate) fn holds(&self, by: &str) -> bool {
        self.0.rights.contains_key(by)
    }

    /// Whether `by` may do all that a request asks for, and whether it is to fail; either is as AWS says it.
    pub(crate) fn check(&self, by: &str, asked: &[Asked], body: &[u8]) -> Result<(), Failure> {
        if !self.holds(by) {
            return Ok(());
        }
        for one in asked {
            self.hold(by, one)?;
            let call = Call { by, action: &one.action, resource: &one.resource, body };
            let failure = held(&self.0.breaker).as_mut().and_then(|breaker| breaker(&call));
            failure.map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    /// As [`Self::check`], of one thing that nobody breaks.
    pub(crate) fn hold(&self, by: &str, asked: &Asked) -> Result<(), Failure> {
        let Some(rights) = self.0.rights.get(by) else { return Ok(()) };
        let mut allowing = rights.iter().filter(|right| right.allows(asked)).peekable();
        if allowing.peek().is_none() {
            let refused = format!("{by} may not {} on {}", asked.action, asked.resource);
            eprintln!("{refused}: infra/template.yaml does not let it");
            held(&self.0.refused).insert(refused);
            return Err(denied(by, asked));
        }
        held(&self.0.used).extend(allowing.map(|right| (by.to_owned(), right.clone())));
        Ok(())
    }

    /// What every function may do.
    pub(crate) fn rights(&self) -> BTreeSet<(String, Right)> {
        let all = self.0.rights.iter();
        all.flat_map(|(by, rights)| rights.iter().map(move |right| (by.clone(), right.clone()))).collect()
    }

    /// What functions did of it so far.
    pub(crate) fn used(&self) -> BTreeSet<(String, Right)> {
        held(&self.0.used).clone()
    }

    /// What they asked without being allowed to, a line each.
    pub(crate) fn refused(&self) -> BTreeSet<String> {
        held(&self.0.refused).clone()
    }

    /// From now on `breaker` decides of each permitted call of a function whether it fails.
    pub(crate) fn break_calls(&self, breaker: impl FnMut(&Call<'_>) -> Option<Failure> + Send + 'static) {
        *held(&self.0.breaker) = Some(Box::new(breaker));
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Right {
    fn allows(&self, asked: &Asked) -> bool {
        let keys_fit = || asked.leading_keys.iter().all(|key| self.leading_keys.iter().any(|one| like(one, key)));
        self.action == asked.action
            && like(&self.resource, &asked.resource)
            && (self.leading_keys.is_empty() || (!asked.leading_keys.is_empty() && keys_fit()))
    }
}

/// Whether `text` is what `pattern` says, in which `*` stands for anything.
fn like(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(start) else { return false };
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| like(rest, &text[at..]))
}

fn denied(by: &str, asked: &Asked) -> Failure {
    let message = format!(
        "User: arn:aws:sts::{ACCOUNT}:assumed-role/local/{by} is not authorized to perform: {action} on resource: \
         {resource} because no identity-based policy allows the {action} action",
        action = asked.action,
        resource = asked.resource
    );
    Failure { status: 403, code: "AccessDenied".to_owned(), message }
}

/// The access key of a signed request: of its `Authorization` header, else of its query.
pub(crate) fn key_id<'a>(headers: &'a HeaderMap, query: &'a str) -> &'a str {
    let header = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (_, credential) = header
        .split_once("Credential=")
        .or_else(|| query.split_once("X-Amz-Credential="))
        .unwrap_or(("", ACCESS_KEY_ID));
    credential.split(['/', '%', '&', ',']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(action: &str, resource: &str, keys: &[&str]) -> Right {
        let leading_keys = keys.iter().map(|&key| key.to_owned()).collect();
        Right { action: action.to_owned(), resource: resource.to_owned(), leading_keys }
    }

    fn asked(action: &str, resource: &str, keys: &[&str]) -> Asked {
        Asked { leading_keys: keys.iter().map(|&key| key.to_owned()).collect(), ..Asked::new(action, resource) }
    }

    #[test]
    fn a_right_is_to_one_action_on_what_its_pattern_names() {
        let on = |pattern: &str, resource: &str| right("s:Get", pattern, &[]).allows(&asked("s:Get", resource, &[]));
        assert!(on("a:b", "a:b") && on("a:*", "a:b") && on("*", "a") && on("a:*:c", "a:b:x:c") && on("a*", "a"));
        assert!(!on("a:b", "a:bc") && !on("a:*:c", "a:b:d") && !on("a:*", "b:a:x") && !on("table", "table/index/x"));
        assert!(!right("s:Get", "*", &[]).allows(&asked("s:Put", "a", &[])));
    }

    #[test]
    fn a_right_to_some_keys_is_to_no_others_and_to_none_that_a_request_does_not_name() {
        let phones = right("d:Put", "t", &["phones#*"]);
        assert!(phones.allows(&asked("d:Put", "t", &["phones#mai", "phones#lan"])));
        assert!(!phones.allows(&asked("d:Put", "t", &["phones#mai", "mai"])));
        assert!(!phones.allows(&asked("d:Put", "t", &[])));
    }

    #[test]
    fn who_asks_is_told_by_the_key_that_signed() {
        let mut headers = HeaderMap::new();
        assert_eq!(key_id(&headers, "X-Amz-Credential=read-public%2F20201021%2Fx&b=1"), "read-public");
        assert_eq!(key_id(&headers, ""), "local");
        let signed = "AWS4-HMAC-SHA256 Credential=notify/20201021/ap-southeast-1/sns/aws4_request, SignedHeaders=host";
        headers.insert("authorization", signed.parse().unwrap());
        assert_eq!(key_id(&headers, ""), "notify");
    }
}
