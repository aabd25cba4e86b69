//! `POST /v1/reports`: a citizen's report becomes stored, owned and dated in one write.
//!
//! Two writes: the person's hour, which refuses whom the centre suspended, then the report. No read but the directory's pointer, once a minute. Sending the
//! same again is harmless: the id is the phone's, and who sends the same content gets the same answer.

use std::sync::Arc;

use aws::{
    Tables,
    tables::{
        directory::{Current, Versions},
        keys::{Keys, Known, Pseudonyms},
        people::{Counted, People},
        reports::{Created, Reports},
    },
};
use domain::{Report, history::Idempotency, submission::submit};
use edge::{Env, Function, Problem, Reply, Request, StartError, forms::MyReport, salt};

use body::SubmitBody;

mod body;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["POST /v1/reports"];
/// Settings that it reads.
pub const SETTINGS: &[&str] =
    &["REPORTS_TABLE", "PEOPLE_TABLE", "KEYS_TABLE", "DIRECTORY_TABLE", "CODE_PREFIX", "REPORTS_AN_HOUR"];

struct App {
    reports: Reports,
    people: People,
    pseudonyms: Pseudonyms,
    directory: Current,
    code_prefix: String,
    reports_an_hour: u32,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let tables = Tables::open(&env.aws()?)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
        code_prefix: env.get("CODE_PREFIX")?,
        reports_an_hour: env.number("REPORTS_AN_HOUR")?,
    };
    Ok(edge::http(env, "submit-report", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?.citizen()?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    let body: SubmitBody = request.body()?;
    let content = Idempotency { key: request.idempotency()?.map_or([0; 16], |i| i.key), body: body.digest()? };
    let directory = app.directory.at(request.now).await?;
    let submission = body.parse(&directory, request.language)?;
    let report = submit(submission, person.now.clone(), &app.code_prefix, request.now, &directory, salt()?, content)?;
    match app.people.count_report(&report.person, &report.id, request.now, app.reports_an_hour).await? {
        Counted::Yes => {}
        Counted::Full(seconds) => return Err(Problem::new("too_many_requests").retry(seconds)),
        Counted::Suspended(suspension) => {
            let problem = Problem::new("suspended").with("until", suspension.until);
            return Err(problem.with("reason", suspension.reason));
        }
    }
    match app.reports.create(&report).await? {
        Created::Stored => Reply::json(201, &MyReport::of(&report, &directory, None)),
        Created::Exists(stored) => match first(&stored, &person, content) {
            Some(first) => Reply::json(200, &MyReport::of(&first, &directory, None)),
            None => Err(Problem::new("id_taken")),
        },
    }
}

/// The stored report as it was first answered, if the same person sent the same content; else a bare conflict.
fn first(stored: &Report, sender: &Known, content: Idempotency) -> Option<Report> {
    let same = sender.is(&stored.person) && stored.submission()?.same_body(&content.body);
    if same { stored.at_version(1) } else { None }
}
