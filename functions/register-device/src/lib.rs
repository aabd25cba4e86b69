//! `PUT` and `DELETE /v1/me/devices/{device_id}`: a phone that gets pushes.
//!
//! A token becomes an SNS platform endpoint of this person's device alone. Staff's phones join their unit's topic for a
//! lease and stand in Staff ([`staff`]); a citizen's are pushed to one by one, follow areas, and stand in People
//! ([`citizen`]). Registering again is how an app says that it is still there, so the same answer comes each time.

use std::{collections::BTreeSet, sync::Arc};

use aws::{
    Tables,
    push::Push,
    tables::{
        directory::{Current, Versions},
        keys::{Keys, Pseudonyms},
        people::People,
        staff::StaffTable,
    },
};
use data_encoding::HEXLOWER;
use domain::{actor::Role, directory::AreaId, phone::PushKind, report::Person};
use edge::{Env, Function, Problem, Reply, Request, StartError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use citizen::Choice;

mod citizen;
mod staff;

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["PUT /v1/me/devices/{device_id}", "DELETE /v1/me/devices/{device_id}"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &[
    "PEOPLE_TABLE",
    "KEYS_TABLE",
    "STAFF_TABLE",
    "DIRECTORY_TABLE",
    "TOPIC_PREFIX",
    "FCM_APPLICATION_ARN",
    "APNS_APPLICATION_ARN",
    "APNS_SANDBOX_APPLICATION_ARN",
    "WRITES_A_MINUTE",
];

/// Longest push token taken, in bytes; FCM's and APNs' are under 300.
const LONGEST_TOKEN: usize = 1024;

struct App {
    people: People,
    pseudonyms: Pseudonyms,
    staff: StaffTable,
    directory: Current,
    push: Push,
    fcm: Option<String>,
    apns: Option<String>,
    apns_sandbox: Option<String>,
    writes_a_minute: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Platform {
    Fcm,
    Apns,
    ApnsSandbox,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Spoken {
    #[default]
    Vi,
    En,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    platform: Platform,
    token: String,
    #[serde(default)]
    language: Spoken,
    areas: Option<Vec<AreaId>>,
    kinds: Option<BTreeSet<PushKind>>,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    device_id: &'a str,
    platform: Platform,
    language: Spoken,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    areas: Option<Vec<AreaId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kinds: Option<BTreeSet<PushKind>>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        staff: StaffTable::open(&tables, env.get("STAFF_TABLE")?),
        directory: Versions::open(&tables, env.get("DIRECTORY_TABLE")?).load().await?,
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        fcm: env.optional("FCM_APPLICATION_ARN"),
        apns: env.optional("APNS_APPLICATION_ARN"),
        apns_sandbox: env.optional("APNS_SANDBOX_APPLICATION_ARN"),
        writes_a_minute: env.number("WRITES_A_MINUTE")?,
    };
    Ok(edge::http(env, "register-device", app, handle))
}

/// A phone as it asks to be registered, checked.
struct Wanted {
    application: String,
    token: String,
    /// What SNS keeps beside the endpoint: whose device it is, told to nobody.
    owner: String,
    platform: String,
    language: String,
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?;
    let person = app.pseudonyms.all(&caller.issuer, &caller.subject);
    let device_id: String = request.path("device_id")?;
    if device_id.is_empty()
        || device_id.len() > 64
        || !device_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        return Err(Problem::new("device_id_malformed"));
    }
    let body = if request.route.starts_with("PUT ") { Some(request.body::<Body>()?) } else { None };
    if let Some(seconds) = app.people.count_write(&person.now, request.now, app.writes_a_minute).await? {
        return Err(Problem::new("too_many_requests").retry(seconds));
    }
    let citizen = caller.role == Role::Citizen;
    let Some(body) = body else {
        if citizen {
            for known in person.each() {
                citizen::remove(&app, known, &device_id).await?;
            }
        } else {
            staff::remove(&app, caller, &device_id).await?;
        }
        return Ok(Reply::no_content());
    };
    let (platform, language) = (body.platform, body.language);
    let mut answer = Answer { device_id: &device_id, platform, language, unit: None, areas: None, kinds: None };
    let choice = Choice { areas: body.areas.clone(), kinds: body.kinds.clone() };
    // The oldest name, which stays the same while keys are changed.
    let oldest = person.each().min_by_key(|known| &known.0).unwrap_or(&person.now);
    if citizen {
        let wanted = wanted(&app, body, owner(oldest, "citizen", &device_id))?;
        let device = citizen::register(&app, &request, &person.now, &device_id, &wanted, &choice).await?;
        // Under every name that a report of theirs may bear while keys are changed.
        for other in &person.others {
            app.people.mirror_device(other, &device).await?;
        }
        answer.areas = Some(device.areas);
        answer.kinds = Some(device.kinds.unwrap_or_else(|| PushKind::ALL.into()));
    } else {
        if choice.areas.is_some() || choice.kinds.is_some() {
            return Err(Problem::new("citizens_only"));
        }
        let wanted = wanted(&app, body, owner(oldest, "staff", &device_id))?;
        answer.unit = staff::register(&app, &request, caller, &device_id, &wanted).await?;
    }
    Reply::json(200, &answer)
}

/// Tells a person's device from all others; as staff a person is another one, who may be moved or removed.
fn owner(person: &Person, standing: &str, device_id: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{standing}.{device_id}.{}", person.0))[..16])
}

fn wanted(app: &App, body: Body, owner: String) -> Result<Wanted, Problem> {
    let Body { platform, token, language, .. } = body;
    if token.is_empty() || token.len() > LONGEST_TOKEN || token.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Problem::field("field_required", "/token", ""));
    }
    let application = match platform {
        Platform::Fcm => &app.fcm,
        Platform::Apns => &app.apns,
        Platform::ApnsSandbox => &app.apns_sandbox,
    };
    let application = application.clone().ok_or_else(|| Problem::field("platform_not_configured", "/platform", ""))?;
    let text = |value: serde_json::Value| value.as_str().map(str::to_owned).unwrap_or_default();
    Ok(Wanted {
        application,
        token,
        owner,
        platform: text(serde_json::to_value(platform).map_err(Problem::internal)?),
        language: text(serde_json::to_value(language).map_err(Problem::internal)?),
    })
}
