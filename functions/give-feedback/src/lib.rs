//! `POST /v1/reports/{id}/feedback` and `PUT`, `DELETE /v1/reports/{id}/follow`: what a citizen says to an answer.
//!
//! Feedback is bounded by the lifecycle itself, so it takes no rate window; following does.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        directory::{Current, Versions},
        keys::{Keys, Known, Pseudonyms},
        people::People,
        photos::Photos,
        reports::Reports,
    },
};
use domain::{
    Refusal,
    actor::Actor,
    command::Command,
    ids::{PhotoId, ReportId},
    photo::MOST_PHOTOS,
    report::Visibility,
    seen::Seen,
    text::Remark,
};
use edge::{
    Env, Function, Problem, Reply, Request, StartError,
    change::{Place, Wanted},
};
use serde::Deserialize;

/// Routes that this function answers.
pub const ROUTES: &[&str] =
    &["POST /v1/reports/{id}/feedback", "PUT /v1/reports/{id}/follow", "DELETE /v1/reports/{id}/follow"];
/// Settings that it reads.
pub const SETTINGS: &[&str] =
    &["REPORTS_TABLE", "PHOTOS_TABLE", "PEOPLE_TABLE", "KEYS_TABLE", "DIRECTORY_TABLE", "WRITES_A_MINUTE"];

/// What a report says to who did not send it.
const NOT_THEIRS: [&str; 2] = ["not_the_reporter", "not_found"];

struct App {
    reports: Reports,
    photos: Photos,
    people: People,
    pseudonyms: Pseudonyms,
    directory: Current,
    writes_a_minute: u32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Agree,
    Disagree,
    Reprocess,
    Inform,
    Contest,
    Withdraw,
    MakeConfidential,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    kind: Kind,
    version: u32,
    rating: Option<i64>,
    text: Option<Remark>,
    #[serde(default)]
    photos: Vec<PhotoId>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
        writes_a_minute: env.number("WRITES_A_MINUTE")?,
    };
    Ok(edge::http(env, "give-feedback", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?.citizen()?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    let id: ReportId = request.path("id")?;
    if request.route.ends_with("/follow") {
        return follow(&app, &request, &person, &id).await;
    }
    let body: Body = request.body()?;
    let (version, command) = (body.version, command(body)?);
    let directory = app.directory.at(request.now).await?;
    let place = Place { reports: &app.reports, photos: Some(&app.photos), staff: None, directory: &directory };
    let mut wanted = Wanted { id, version, actor: Actor::Citizen(person.now.clone()), command };
    let said = place.change(&request, &wanted).await;
    if !said.as_ref().is_err_and(|problem| NOT_THEIRS.contains(&problem.code())) {
        return said;
    }
    // Not theirs under this sign-in: a former one may be the reporter.
    for old in app.people.former(&person, &app.pseudonyms).await? {
        wanted.actor = Actor::Citizen(old);
        match place.change(&request, &wanted).await {
            Err(problem) if NOT_THEIRS.contains(&problem.code()) => {}
            said => return said,
        }
    }
    said
}

fn command(body: Body) -> Result<Command, Refusal> {
    let Body { kind, rating, text, photos, .. } = body;
    if photos.len() > MOST_PHOTOS {
        return Err(Refusal::Field("too_many_photos", "/photos"));
    }
    let said = |text: Option<Remark>| text.ok_or(Refusal::Field("field_required", "/text"));
    let rating = rating.map(|r| {
        u8::try_from(r).ok().filter(|r| (1..=5).contains(r)).ok_or(Refusal::Field("rating_out_of_range", "/rating"))
    });
    Ok(match kind {
        Kind::Agree => Command::Agree { rating: rating.transpose()?, text },
        Kind::Disagree => Command::Disagree { text: said(text)? },
        Kind::Reprocess => Command::Reprocess { text: said(text)? },
        Kind::Inform => Command::Inform { text: said(text)?, photos },
        Kind::Contest => Command::Contest { text: said(text)? },
        Kind::Withdraw => Command::Withdraw { text },
        Kind::MakeConfidential => Command::MakeConfidential,
    })
}

/// Anyone signed in may follow a public report, or stop; to stop, the report need not be public any more.
async fn follow(app: &App, request: &Request, person: &Known, id: &ReportId) -> Result<Reply, Problem> {
    if let Some(seconds) = app.people.count_write(&person.now, request.now, app.writes_a_minute).await? {
        return Err(Problem::new("too_many_requests").retry(seconds));
    }
    if request.route.starts_with("DELETE ") {
        for known in person.each() {
            app.people.unfollow(known, id).await?;
        }
        return Ok(Reply::no_content());
    }
    let report = app.reports.get(id).await?.ok_or_else(Problem::not_found)?;
    if report.visibility != Visibility::Public && !person.is(&report.person) {
        return Err(Problem::not_found());
    }
    app.people.follow(&person.now, id, Seen::all_of(&report, None)).await?;
    // Under one name only, or they would be told twice.
    for other in &person.others {
        app.people.unfollow(other, id).await?;
    }
    Ok(Reply::no_content())
}
