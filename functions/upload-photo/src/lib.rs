//! `POST /v1/reports/{id}/photos`: a URL by which exactly the declared bytes may be put, once asked or again.
//!
//! Phones send text and photos in any order, so a scene photo may be declared before its report is there; it is then
//! claimed by the stored report that names it. Evidence is the owner's, for a report that is there.

use std::sync::Arc;

use aws::{
    Tables,
    photos::{Bucket, UPLOAD_SECONDS},
    tables::{
        keys::{Keys, Pseudonyms},
        people::People,
        photos::{Declared, PhotoRow, Photos, UNCLAIMED},
        reports::Reports,
    },
};
use data_encoding::BASE64;
use domain::{
    Report,
    actor::Role,
    calendar::ZONE,
    ids::{PhotoId, PhotoKind, ReportId},
    photo::{LARGEST_PHOTO, MOST_PHOTOS},
};
use edge::{Caller, Env, Function, Problem, Reply, Request, StartError};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["POST /v1/reports/{id}/photos"];
/// Settings that it reads.
pub const SETTINGS: &[&str] =
    &["REPORTS_TABLE", "PHOTOS_TABLE", "PEOPLE_TABLE", "KEYS_TABLE", "PHOTOS_BUCKET", "PHOTOS_AN_HOUR"];

const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

struct App {
    reports: Reports,
    photos: Photos,
    people: People,
    pseudonyms: Pseudonyms,
    bucket: Bucket,
    photos_an_hour: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    kind: PhotoKind,
    content_type: String,
    bytes: u32,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    photo_id: PhotoId,
    upload: Upload,
}

#[derive(Debug, Serialize)]
struct Upload {
    method: &'static str,
    url: String,
    headers: serde_json::Map<String, serde_json::Value>,
    expires_at: String,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        reports: Reports::open(&tables, env.get("REPORTS_TABLE")?),
        photos: Photos::open(&tables, env.get("PHOTOS_TABLE")?),
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        bucket: Bucket::open(&access, env.get("PHOTOS_BUCKET")?)?,
        photos_an_hour: env.number("PHOTOS_AN_HOUR")?,
    };
    Ok(edge::http(env, "upload-photo", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let id: ReportId = request.path("id")?;
    let caller = request.caller()?;
    let body: Body = request.body()?;
    let hash = check(&body)?;
    let report = app.reports.get(&id).await?;
    let names = match body.kind {
        PhotoKind::Scene => reporter(&app, caller, report.as_ref(), &request).await?,
        PhotoKind::Evidence => owner(caller, report.as_ref())?,
    };
    let photo = PhotoId::of(body.kind, &hash);
    let rows = app.photos.of(&id).await?;
    let by = declarer(&rows, &photo, &names)?;
    let claimed = report.is_some();
    let declared = Declared {
        id: photo.clone(),
        by,
        bytes: body.bytes,
        sha256: body.sha256.clone(),
        content_type: body.content_type.clone(),
        claimed,
    };
    if !app.photos.declare(&id, &declared, request.now).await? {
        return Err(Problem::new("photo_owned_by_other"));
    }
    let signed = app.bucket.sign_upload(&id, &photo, body.bytes, &body.sha256, &body.content_type).await?;
    let expires = request.now + SignedDuration::from_secs(i64::try_from(UPLOAD_SECONDS).unwrap_or_default());
    let upload = Upload {
        method: "PUT",
        url: signed.url,
        headers: signed.headers.into_iter().map(|(name, value)| (name, value.into())).collect(),
        expires_at: expires.display_with_offset(ZONE).to_string(),
    };
    Reply::json(201, &Answer { photo_id: photo, upload })
}

fn check(body: &Body) -> Result<[u8; 32], Problem> {
    if !TYPES.contains(&body.content_type.as_str()) {
        return Err(Problem::field("photo_type", "/content_type", ""));
    }
    if body.bytes == 0 || body.bytes > LARGEST_PHOTO {
        return Err(Problem::field("photo_size", "/bytes", ""));
    }
    let hash = BASE64.decode(body.sha256.as_bytes()).ok().and_then(|h| h.try_into().ok());
    hash.ok_or_else(|| Problem::field("photo_hash", "/sha256", ""))
}

/// The names of the reporter, of a report that isn't there yet or is theirs; first as the report has it, or photo and report
/// would not be one person's while keys are changed.
async fn reporter(
    app: &App,
    caller: &Caller,
    report: Option<&Report>,
    request: &Request,
) -> Result<Vec<String>, Problem> {
    let caller = caller.citizen()?;
    let id = request.path("id")?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    if report.is_some_and(|r| !person.is(&r.person)) {
        return Err(Problem::not_found());
    }
    if let Some(seconds) = app.people.count_photo(&person.now, request.now, app.photos_an_hour).await? {
        return Err(Problem::new("too_many_requests").retry(seconds));
    }
    if report.is_none() {
        // Found by nothing else, should its reporter be erased before the report is there.
        app.people.expects(&person.now, &id, request.now.as_second() + UNCLAIMED).await?;
    }
    Ok(report.map(|r| &r.person).into_iter().chain(person.each()).map(|p| p.0.clone()).collect())
}

/// The owner's staff.
fn owner(caller: &Caller, report: Option<&Report>) -> Result<Vec<String>, Problem> {
    let caller = caller.staff()?;
    let report = report.ok_or_else(Problem::not_found)?;
    let centres = caller.role == Role::Centre && domain::actor::is_centre(&report.owner);
    let own = matches!(caller.role, Role::Officer | Role::Leader) && caller.unit.as_ref() == Some(&report.owner);
    if own || centres { Ok(vec![report.owner.to_string()]) } else { Err(Problem::not_found()) }
}

/// As whom the photo is declared: as before where it was, else under the first name. At most 8 photos of a kind, the one asked
/// for again not counted twice.
fn declarer(rows: &[PhotoRow], photo: &PhotoId, names: &[String]) -> Result<String, Problem> {
    let others = rows.iter().filter(|r| r.photo_id.kind() == photo.kind() && r.photo_id != *photo).count();
    if others >= MOST_PHOTOS {
        return Err(Problem::new("too_many_photos"));
    }
    let before = rows.iter().find(|row| row.photo_id == *photo).and_then(|row| row.by.as_ref());
    let by = before.filter(|by| names.contains(by)).or(names.first());
    by.cloned().ok_or_else(|| Problem::internal("a photo of nobody's"))
}
