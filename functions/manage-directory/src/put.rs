//! Publishing: files, or the name of an older version; or only asking what either would change.

use aws::tables::directory::{Publication, Published};
use domain::{
    audit::{Deed, Draft},
    directory::{
        Directory,
        source::{self, Files},
    },
};
use edge::{Problem, Reply, Request};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{App, form, replay, tag};

/// Largest body, in bytes: a province's files have 0.2 MB, of 200 communes with fine borders 1 MB. Lambda takes 6 MB.
const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// Times that a publication is tried while others write to the audit.
const ATTEMPTS: usize = 8;
/// Most bytes of one stored version: DynamoDB takes items of 400 KB.
const LARGEST_ITEM: usize = 390_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    dry_run: Option<Flag>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Flag {
    True,
    False,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    files: Option<Files>,
    version: Option<String>,
}

pub(crate) async fn put(app: &App, request: &Request) -> Result<Reply, Problem> {
    let query: Query = request.query()?;
    let body: Body = request.body_up_to(LARGEST_BODY)?;
    let current = app.versions.current().await?;
    let dry_run = query.dry_run == Some(Flag::True);
    if !dry_run {
        check(request.header("if-match"), request.header("if-none-match"), current.as_ref())?;
    }
    let (directory, files) = match (body.files, body.version) {
        (Some(files), None) => (built(&files)?, Some(files)),
        (None, Some(version)) => (app.versions.version(&version).await?.ok_or_else(unknown)?, None),
        _ => return Err(Problem::new("files_or_version")),
    };
    if dry_run {
        return replay::answer(app, request, current.as_ref(), &directory).await;
    }
    if let Some(current) = current.as_ref().filter(|current| current.version == directory.version()) {
        return answer(current, false, None);
    }
    if let Some(files) = &files {
        app.versions.store(&directory, files).await?;
    }
    publish(app, request, &directory, current.as_ref()).await
}

/// Again where only the audit went on meanwhile.
async fn publish(
    app: &App,
    request: &Request,
    directory: &Directory,
    current: Option<&Publication>,
) -> Result<Reply, Problem> {
    let version = directory.version();
    for _ in 0..ATTEMPTS {
        let draft = Draft {
            at: request.now,
            by: request.caller()?.subject.clone(),
            action: Deed::DirectoryPublished,
            subject: version.to_owned(),
            body: json!({"before": current.map(|c| &c.version), "after": version}),
        };
        let entry = draft.seal(app.audit.last().await?.as_ref(), edge::salt()?);
        if let Published::Stored(publication) = app.versions.publish(&app.audit, &entry, directory, current).await? {
            return answer(&publication, true, current);
        }
        let now = app.versions.current().await?;
        if now.as_ref() != current {
            return Err(changed(now.as_ref()));
        }
    }
    Err(Problem::unavailable("others kept writing to the audit"))
}

fn unknown() -> Problem {
    Problem::field("directory_unknown", "/version", "")
}

/// The directory that the files make, or all that is wrong with them.
fn built(files: &Files) -> Result<Directory, Problem> {
    let directory = source::build(files)
        .map_err(|faults| Problem::new("directory_invalid").with("count", faults.len()).with("faults", faults))?;
    let packed = source::pack(files).map_err(Problem::internal)?;
    if packed.len() > LARGEST_ITEM || directory.to_bundle().len() > LARGEST_ITEM {
        return Err(Problem::new("body_too_large"));
    }
    Ok(directory)
}

/// RFC 9110, 13: what the caller changed must be what is in force; `If-None-Match: *` publishes the very first.
fn check(if_match: Option<&str>, if_none_match: Option<&str>, current: Option<&Publication>) -> Result<(), Problem> {
    let holds = match (if_match, if_none_match.map(str::trim), current) {
        (None, Some("*"), None) => true,
        (None, Some("*"), Some(_)) | (Some(_), _, None) => false,
        (Some(tags), _, Some(current)) => {
            tags.split(',').any(|given| given.trim() == tag(&current.version) || given.trim() == current.version)
        }
        (None, _, _) => {
            let problem = Problem::new("if_match_required");
            return Err(problem.with("current", current.map(form)));
        }
    };
    if holds { Ok(()) } else { Err(changed(current)) }
}

fn changed(current: Option<&Publication>) -> Problem {
    Problem::new("directory_changed").with("current", current.map(form))
}

/// What is in force now. Putting what is in force already changes nothing and is no publication.
fn answer(now: &Publication, changed: bool, replaced: Option<&Publication>) -> Result<Reply, Problem> {
    let mut document = form(now);
    document["changed"] = Value::from(changed);
    document["replaced"] = json!(replaced.map(|replaced| &replaced.version));
    Ok(Reply::json(200, &document)?.with("etag", tag(&now.version)))
}
