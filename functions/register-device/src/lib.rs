//! `PUT` and `DELETE /v1/me/devices/{device_id}`: a phone that gets pushes.
//!
//! A token becomes an SNS platform endpoint. Staff's phones join their unit's topic; a citizen's are pushed to one by
//! one. Registering again is how an app says that it is still there, so the same answer comes each time.

use std::sync::Arc;

use aws::{
    Tables,
    push::Push,
    tables::{
        keys::{Keys, Pseudonyms},
        people::{Device, MOST_DEVICES, People},
    },
};
use domain::{actor::Role, report::Person};
use edge::{Caller, Env, Function, Problem, Reply, Request, StartError};
use serde::{Deserialize, Serialize};

/// Routes that this function answers.
pub const ROUTES: &[&str] = &["PUT /v1/me/devices/{device_id}", "DELETE /v1/me/devices/{device_id}"];
/// Settings that it reads.
pub const SETTINGS: &[&str] = &[
    "PEOPLE_TABLE",
    "KEYS_TABLE",
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
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    device_id: &'a str,
    platform: Platform,
    language: Spoken,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

/// Starts the function.
pub async fn start(env: Env) -> Result<Function, StartError> {
    let access = env.aws()?;
    let tables = Tables::open(&access)?;
    let app = App {
        people: People::open(&tables, env.get("PEOPLE_TABLE")?),
        pseudonyms: Keys::open(&tables, env.get("KEYS_TABLE")?).load().await?,
        push: Push::open(&access, env.get("TOPIC_PREFIX")?)?,
        fcm: env.optional("FCM_APPLICATION_ARN"),
        apns: env.optional("APNS_APPLICATION_ARN"),
        apns_sandbox: env.optional("APNS_SANDBOX_APPLICATION_ARN"),
        writes_a_minute: env.number("WRITES_A_MINUTE")?,
    };
    Ok(edge::http(env, "register-device", app, handle))
}

async fn handle(app: Arc<App>, request: Request) -> Result<Reply, Problem> {
    let caller = request.caller()?;
    let person = app.pseudonyms.of(&caller.issuer, &caller.subject);
    let device_id: String = request.path("device_id")?;
    if device_id.is_empty()
        || device_id.len() > 64
        || !device_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        return Err(Problem::new("device_id_malformed"));
    }
    let body = if request.route.starts_with("PUT ") { Some(request.body::<Body>()?) } else { None };
    if let Some(seconds) = app.people.count_write(&person, request.now, app.writes_a_minute).await? {
        return Err(Problem::new("too_many_requests").retry(seconds));
    }
    match body {
        Some(body) => register(&app, caller, &person, &device_id, body).await,
        None => remove(&app, &person, &device_id).await,
    }
}

async fn register(app: &App, caller: &Caller, person: &Person, device_id: &str, body: Body) -> Result<Reply, Problem> {
    let Body { platform, token, language } = body;
    if token.is_empty() || token.len() > LONGEST_TOKEN || token.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Problem::field("field_required", "/token", ""));
    }
    let application = match platform {
        Platform::Fcm => &app.fcm,
        Platform::Apns => &app.apns,
        Platform::ApnsSandbox => &app.apns_sandbox,
    };
    let application = application.as_ref().ok_or_else(|| Problem::field("platform_not_configured", "/platform", ""))?;
    let devices = app.people.devices(person).await?;
    let before = devices.iter().find(|d| d.device_id == device_id);
    if before.is_none() && devices.len() >= MOST_DEVICES {
        return Err(Problem::new("too_many_devices"));
    }
    let endpoint = app.push.endpoint(application, &token).await?;
    if let Some(before) = before.filter(|b| b.endpoint != endpoint) {
        end(app, before).await?;
    }
    let unit =
        caller.unit.as_ref().filter(|_| matches!(caller.role, Role::Officer | Role::Leader)).map(ToString::to_string);
    if let Some(old) = before.filter(|b| b.endpoint == endpoint && b.unit != unit).and_then(|b| b.subscription.as_ref())
    {
        app.push.unsubscribe(old).await?;
    }
    let subscription = match &unit {
        Some(unit) => Some(app.push.subscribe(&app.push.unit_topic(unit).await?, &endpoint).await?),
        None => None,
    };
    let text = |value: serde_json::Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let device = Device {
        device_id: device_id.to_owned(),
        platform: text(serde_json::to_value(platform).map_err(Problem::internal)?),
        endpoint,
        language: text(serde_json::to_value(language).map_err(Problem::internal)?),
        unit: unit.clone(),
        subscription,
    };
    app.people.put_device(person, &device).await?;
    Reply::json(200, &Answer { device_id, platform, language, unit: unit.as_deref() })
}

async fn remove(app: &App, person: &Person, device_id: &str) -> Result<Reply, Problem> {
    let devices = app.people.devices(person).await?;
    if let Some(device) = devices.iter().find(|d| d.device_id == device_id) {
        end(app, device).await?;
        app.people.remove_device(person, device_id).await?;
    }
    Ok(Reply::no_content())
}

/// Unsubscribes first: deleting an endpoint leaves its subscriptions.
async fn end(app: &App, device: &Device) -> Result<(), Problem> {
    if let Some(subscription) = &device.subscription {
        app.push.unsubscribe(subscription).await?;
    }
    app.push.remove_endpoint(&device.endpoint).await?;
    Ok(())
}
