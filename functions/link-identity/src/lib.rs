//! `POST`, `PUT` and `DELETE /v1/me/links`: who signs in with a new issuer or a new telephone keeps their reports.
//!
//! The old sign-in asks for a secret, good once and for ten minutes; the new one shows it and agrees. Nobody links who
//! does not hold both, and nothing tells whom a secret is of. From then on the new one reads and answers for the reports of
//! the old one too, which stay as they were stored; the old one loses nothing.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        keys::{Keys, Known, Pseudonyms},
        people::People,
    },
};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use domain::{calendar::ZONE, report::Person, suspension::Suspensions};
use edge::{Env, Function, Problem, Reply, Request, StartError};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["POST /v1/me/links", "PUT /v1/me/links", "DELETE /v1/me/links"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["PEOPLE_TABLE", "KEYS_TABLE", "WRITES_A_MINUTE"];

/// How long a secret is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Most former sign-ins of one person: a list reads each.
const MOST_LINKS: usize = 5;
/// Times that suspensions are carried over while others change them.
const ATTEMPTS: usize = 8;

struct App {
    people: People,
    pseudonyms: Pseudonyms,
    writes_a_minute: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    secret: String,
    consent: bool,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        writes_a_minute: env.number("WRITES_A_MINUTE")?,
    };
    Ok(edge::http(env, "link-identity", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?.citizen()?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    if let Some(seconds) = app.people.count_write(&person.now, request.now, app.writes_a_minute).await? {
        return Err(Problem::new("too_many_requests").retry(seconds));
    }
    match request.route.as_str() {
        "POST /v1/me/links" => offer(&app, &person.now, request.now).await,
        "PUT /v1/me/links" => take(&app, &person, &request).await,
        _ => end(&app, &person).await,
    }
}

/// A secret for whoever signs in as somebody new; only its hash is stored.
async fn offer(app: &App, person: &Person, now: Timestamp) -> Result<Reply, Problem> {
    let secret = BASE32_NOPAD.encode(&edge::salt()?);
    let until = now + GOOD_FOR;
    app.people.offer_link(&hash(&secret), person, until.as_second()).await?;
    let until = until.display_with_offset(ZONE).to_string();
    Reply::json(201, &json!({"secret": secret, "expires_at": until}))
}

/// The reports of who offered the secret, and of whoever that was before, are the caller's too.
async fn take(app: &App, person: &Known, request: &Request) -> Result<Reply, Problem> {
    let Body { secret, consent } = request.body()?;
    if !consent {
        return Err(Problem::field("link_consent_missing", "/consent", ""));
    }
    let secret = secret.trim().to_ascii_uppercase();
    let hash = hash(&secret);
    let offered = app.people.take_link(&hash, &person.now, request.now).await?;
    let old = offered.ok_or_else(|| Problem::field("link_unknown", "/secret", ""))?;
    let mut all = app.people.linked(&person.now).await?;
    let mut new = vec![old.clone()];
    new.extend(app.people.linked(&old).await?);
    new.retain(|old| !person.is(old) && !all.contains(old));
    if all.len() + new.len() > MOST_LINKS {
        return Err(Problem::new("too_many_links"));
    }
    for old in &new {
        app.people.link(&person.now, old, &hash, request.now).await?;
        app.people.tie(&person.now, old).await?;
    }
    suspended_alike(app, &person.now, request.now).await?;
    all.extend(new);
    Reply::json(200, &json!({"linked": all.len()}))
}

/// A new sign-in is no way out of a suspension, nor the old one. Ties come first: whoever is suspended meanwhile either is
/// seen here or is suspended with all of these.
async fn suspended_alike(app: &App, person: &Person, now: Timestamp) -> Result<(), Problem> {
    for _ in 0..ATTEMPTS {
        let held = app.people.suspensions(person).await?;
        let all = held.iter().fold(Suspensions::default(), |all, one| all.joined(&one.suspensions));
        let changes: Vec<_> =
            held.into_iter().filter(|one| one.suspensions != all).map(|one| (one, all.clone())).collect();
        if changes.is_empty() || app.people.suspend(&changes, None, now).await? {
            return Ok(());
        }
    }
    Err(Problem::unavailable("suspensions kept changing"))
}

/// The caller has only their own again.
async fn end(app: &App, person: &Known) -> Result<Reply, Problem> {
    for known in person.each() {
        for old in app.people.linked(known).await? {
            app.people.unlink(known, &old).await?;
        }
    }
    Ok(Reply::no_content())
}

fn hash(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret))
}
