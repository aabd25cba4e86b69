//! `POST /v1/news`, `PUT` and `DELETE /v1/news/{id}`: news of administrators and the centre.
//!
//! Who asks is looked up in Staff, whatever their token says: an emergency wakes a province, and a removed administrator
//! must not have 15 minutes left. A change and its entry in the audit are one transaction; what is stored is announced
//! from the table's stream (`announce-news`), so that no emergency is stored and not pushed.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        audit::Audit,
        directory::{Current, Versions},
        news::NewsTable,
        staff::StaffTable,
    },
};
use domain::{
    actor::Role,
    audit::{Deed, Draft},
    history::Bytes16,
    ids::NewsId,
    news::{News, rules},
    staff::Staff,
};
use edge::{Env, Function, Problem, Reply, Request, StartError, news::StaffNews};
use serde_json::json;

use body::Body;

mod body;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["POST /v1/news", "PUT /v1/news/{id}", "DELETE /v1/news/{id}"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &["NEWS_TABLE", "STAFF_TABLE", "AUDIT_TABLE", "DIRECTORY_TABLE"];

/// Times that a change is decided anew while others write to the audit.
const ATTEMPTS: usize = 8;

struct App {
    news: NewsTable,
    staff: StaffTable,
    audit: Audit,
    directory: Current,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        news: NewsTable::open(&tables, env.get("NEWS_TABLE")?),
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        audit: Audit::open(&tables, env.get("AUDIT_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
    };
    Ok(edge::http(env, "publish-news", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let publisher = publisher(&app, &request).await?;
    match request.route.as_str() {
        "POST /v1/news" => publish(&app, &request, &publisher).await,
        "PUT /v1/news/{id}" => change(&app, &request, &publisher).await,
        _ => withdraw(&app, &request, &publisher).await,
    }
}

/// The caller, if of the centre or an administrator, by the token and by what Staff says now.
async fn publisher(app: &App, request: &Request) -> Result<Staff, Problem> {
    let may = |role: Role| matches!(role, Role::Centre | Role::Admin);
    let caller = request.caller()?;
    if !may(caller.role) {
        return Err(Problem::new("centre_only"));
    }
    let row = app.staff.get(&caller.subject).await?.filter(|row| may(row.role));
    row.ok_or_else(|| Problem::new("centre_only"))
}

/// The id is the desk's, so a repeat finds what the first try stored.
async fn publish(app: &App, request: &Request, publisher: &Staff) -> Result<Reply, Problem> {
    let (id, content) = request.body::<Body>()?.new_item(request.now)?;
    let directory = app.directory.at(request.now).await?;
    let sent = Bytes16(request.body_digest());
    let decide = |before: Option<&News>| match before {
        Some(stored) if stored.sent == sent => Ok(None),
        Some(_) => Err(Problem::new("id_taken")),
        None => Ok(Some(rules::publish(id.clone(), content.clone(), sent, request.now, &directory)?)),
    };
    let (news, made) = stored(app, request, publisher, &id, Deed::NewsPublished, decide).await?;
    Reply::json(if made { 201 } else { 200 }, &StaffNews::of(&news))
}

async fn change(app: &App, request: &Request, publisher: &Staff) -> Result<Reply, Problem> {
    let id: NewsId = request.path("id")?;
    let directory = app.directory.at(request.now).await?;
    let decide = |before: Option<&News>| {
        let before = before.ok_or_else(Problem::not_found)?;
        let (seen, content) = request.body::<Body>()?.change(before)?;
        rules::change(before, seen, content, request.now, &directory)
            .map_err(|refusal| Problem::from(refusal).with("current", StaffNews::of(before)))
    };
    let (news, _) = stored(app, request, publisher, &id, Deed::NewsChanged, decide).await?;
    Reply::json(200, &StaffNews::of(&news))
}

async fn withdraw(app: &App, request: &Request, publisher: &Staff) -> Result<Reply, Problem> {
    let id: NewsId = request.path("id")?;
    let decide = |before: Option<&News>| {
        let before = before.ok_or_else(Problem::not_found)?;
        Ok(rules::withdraw(before, request.now))
    };
    stored(app, request, publisher, &id, Deed::NewsWithdrawn, decide).await?;
    Ok(Reply::no_content())
}

/// Decides on what is there, stores it with the audit's next entry, and decides again where somebody was quicker. Gives
/// the item as it is then, and whether this request made it so.
async fn stored(
    app: &App,
    request: &Request,
    publisher: &Staff,
    id: &NewsId,
    deed: Deed,
    decide: impl Fn(Option<&News>) -> Result<Option<News>, Problem>,
) -> Result<(News, bool), Problem> {
    for _ in 0..ATTEMPTS {
        // First of all: whatever is written after this entry cancels what is decided here.
        let last = app.audit.last().await?;
        let before = app.news.get(id).await?;
        let Some(after) = decide(before.as_ref())? else {
            return before.map(|before| (before, false)).ok_or_else(Problem::not_found);
        };
        let said = |news: &News| news.withdrawn_at.is_none().then(|| json!(news.content));
        let draft = Draft {
            at: request.now,
            by: publisher.staff_id.to_string(),
            action: deed,
            subject: id.to_string(),
            body: json!({"before": before.as_ref().and_then(said), "after": said(&after)}),
        };
        let entry = draft.seal(last.as_ref(), edge::salt()?);
        if app.news.put(&app.audit, &entry, &after).await? {
            return Ok((after, true));
        }
    }
    Err(Problem::unavailable("others kept writing to the audit"))
}
