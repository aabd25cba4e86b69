//! All that is held of a person, as it stands: their reports with what was never shown to others, photos as they are noted,
//! and every row of People, whatever it is.

use std::collections::BTreeMap;

use aws::tables::{keys::Known, people::HeldRow, photos::PhotoRow, reports::List};
use domain::{Report, ids::PhotoKind, millis::Millis, report::Person};
use edge::{
    Problem, Reply, Request,
    forms::{History, Listed, MyReport, Surface, history_page},
    listing::{self, Listing},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{App, State, person::sign_ins, rfc3339};

#[derive(Debug, Serialize)]
struct Data {
    answered_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    erasure: Option<State>,
    sign_ins: Vec<SignIn>,
    reports: Listed<HeldReport>,
}

/// What stands in People for one sign-in, by kind.
#[derive(Debug, Serialize)]
struct SignIn {
    pseudonym: String,
    held: BTreeMap<String, Vec<Value>>,
}

/// A report, with what is kept of it besides what its reporter is usually shown.
#[derive(Debug, Serialize)]
struct HeldReport {
    report: MyReport,
    history: History,
    consent: Consent,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about_unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    photos: Vec<HeldPhoto>,
}

/// To which text the reporter agreed, and when: `GET /v1/app` has the texts.
#[derive(Debug, Serialize)]
struct Consent {
    version: Option<String>,
    at: String,
}

#[derive(Debug, Serialize)]
struct HeldPhoto {
    photo_id: String,
    state: Value,
    near: Value,
    content_type: String,
    bytes: u32,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    declared_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_at: Option<String>,
}

/// Answers at once; a page of reports at a time.
pub(crate) async fn held(app: &App, request: &Request, person: &Known) -> Result<Reply, Problem> {
    let listing = Listing::of(request, &[])?;
    if listing.category.is_some() || listing.status.is_some() {
        return Err(Problem::field("invalid_parameter", "", "all is told, of every field and state"));
    }
    let mut names: Vec<Person> = Vec::new();
    for known in person.each() {
        for name in sign_ins(app, known).await? {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let lists: Vec<_> = names.iter().map(List::of_person).collect();
    let page = app.reports.page_of_all(&lists, listing.after()?.as_ref(), listing.limit()?).await?;
    let next = listing.page(&page, |_| None::<()>).next;
    let mut items = Vec::new();
    for report in &page.reports {
        items.push(held_report(app, report, request).await?);
    }
    let mut sign_ins = Vec::new();
    for name in names {
        sign_ins.push(SignIn { held: by_kind(&app.people.held(&name).await?)?, pseudonym: name.0 });
    }
    let erasure = app.people.erasure(&person.now).await?.map(State::of);
    let answered_at = rfc3339(request.now.into());
    let data = Data { answered_at, erasure, sign_ins, reports: Listed { items, next } };
    listing::reply(request, &data, data.reports.next.as_deref())
}

async fn held_report(app: &App, report: &Report, request: &Request) -> Result<HeldReport, Problem> {
    let directory = app.directory.at(request.now).await?;
    let rows = app.photos.of(&report.id).await?;
    let body = report.submission().map(|first| first.body.clone()).unwrap_or_default();
    let photos = rows.iter().filter(|row| row.photo_id.kind() == PhotoKind::Scene).map(held_photo);
    Ok(HeldReport {
        report: MyReport::of(report, &directory, Some(&rows)),
        history: history_page(report, Surface::Mine),
        consent: Consent { version: body.consent, at: rfc3339(report.received_at) },
        observed_at: body.observed_at.map(rfc3339),
        about_unit: body.about_unit.map(|unit| unit.to_string()),
        previous: body.previous,
        photos: photos.collect::<Result<_, _>>()?,
    })
}

fn held_photo(row: &PhotoRow) -> Result<HeldPhoto, Problem> {
    Ok(HeldPhoto {
        photo_id: row.photo_id.to_string(),
        state: serde_json::to_value(row.state).map_err(Problem::internal)?,
        near: serde_json::to_value(row.near).map_err(Problem::internal)?,
        content_type: row.content_type.clone(),
        bytes: row.bytes,
        sha256: row.sha256.clone(),
        declared_at: row.declared_at.map(rfc3339),
        taken_at: row.taken_at.map(rfc3339),
    })
}

/// Rows in their own words; `id` is what follows the kind.
fn by_kind(rows: &[HeldRow]) -> Result<BTreeMap<String, Vec<Value>>, Problem> {
    let mut kinds: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in rows {
        let mut told = Map::new();
        if !row.id().is_empty() {
            told.insert("id".to_owned(), json!(row.id()));
        }
        told.extend(row.attributes()?.into_iter().map(|(name, value)| {
            let value = readable(&name, value);
            (name, value)
        }));
        kinds.entry(row.kind().to_owned()).or_default().push(Value::Object(told));
    }
    Ok(kinds)
}

/// Times as people read them: expiry is stored in seconds, all others in milliseconds.
fn readable(name: &str, value: Value) -> Value {
    let Some(number) = value.as_i64().filter(|_| name.ends_with("_at")) else { return value };
    let at = if name == "expires_at" { Timestamp::from_second(number) } else { Timestamp::from_millisecond(number) };
    at.map_or(value, |at| json!(rfc3339(Millis::from(at))))
}
