//! The HTTP API's own settings: authorizers and CORS.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    TemplateError,
    intrinsics::{Scope, text_of},
    resources::Resource,
    typed,
};

/// Who may call the HTTP API.
#[derive(Debug, Default)]
pub struct Api {
    /// The authorizer of a route that names none.
    pub default_authorizer: Option<String>,
    /// JWT authorizers by name.
    pub authorizers: BTreeMap<String, Issuer>,
    /// Which web pages may call it.
    pub cors: Option<Cors>,
}

/// Whose tokens an authorizer takes.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The `iss` claim.
    pub issuer: String,
    /// Of these the `aud` or `client_id` claim must be one.
    pub audience: Vec<String>,
}

/// Rules for browsers.
#[derive(Clone, Debug, Default)]
pub struct Cors {
    /// Origins that may call; `*` all.
    pub origins: Vec<String>,
    /// Methods that they may use.
    pub methods: Vec<String>,
    /// Headers that they may send; `*` all.
    pub headers: Vec<String>,
    /// Headers that they may read.
    pub exposed: Vec<String>,
    /// Seconds that a browser may keep the answer.
    pub max_age_s: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(dead_code, reason = "allowed, without effect on one machine")]
struct Auth {
    #[serde(default)]
    authorizers: BTreeMap<String, Authorizer>,
    default_authorizer: Option<String>,
    enable_iam_authorizer: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Authorizer {
    jwt_configuration: JwtConfiguration,
    identity_source: Option<String>,
    #[serde(default)]
    authorization_scopes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JwtConfiguration {
    #[serde(alias = "Issuer")]
    issuer: String,
    #[serde(alias = "Audience")]
    audience: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CorsConfiguration {
    #[serde(default)]
    allow_origins: Vec<String>,
    #[serde(default)]
    allow_methods: Vec<String>,
    #[serde(default)]
    allow_headers: Vec<String>,
    #[serde(default)]
    expose_headers: Vec<String>,
    max_age: Option<u64>,
    #[serde(rename = "AllowCredentials")]
    _allow_credentials: Option<bool>,
}

pub(super) fn read(document: &Value, resources: &[Resource<'_>], scope: &Scope<'_>) -> Result<Api, TemplateError> {
    let mut apis = resources.iter().filter(|resource| resource.kind == "AWS::Serverless::HttpApi");
    let own = apis.next();
    if let Some(second) = apis.next() {
        return Err(TemplateError::at(second.logical_id, "a second HTTP API is not understood"));
    }
    let place = own.map_or("Globals.HttpApi", |api| api.logical_id);
    let mut settings = document["Globals"]["HttpApi"].as_object().cloned().unwrap_or_default();
    settings.extend(own.and_then(|api| api.properties.as_object().cloned()).unwrap_or_default());
    api(&settings, scope, place)
}

fn api(settings: &Map<String, Value>, scope: &Scope<'_>, place: &str) -> Result<Api, TemplateError> {
    if settings.contains_key("DefinitionBody") || settings.contains_key("DefinitionUri") {
        return Err(TemplateError::at(place, "routes in an OpenAPI definition are not understood, only in Events"));
    }
    let stage = settings.get("StageName").map(|name| scope.resolve(name, place)).transpose()?;
    if stage.as_ref().is_some_and(|name| name != "$default") {
        return Err(TemplateError::at(place, "only the stage `$default` is understood"));
    }
    let auth: Auth = match settings.get("Auth") {
        Some(auth) => typed(scope.resolve(auth, place)?, place)?,
        None => Auth::default(),
    };
    let mut authorizers = BTreeMap::new();
    for (name, authorizer) in auth.authorizers {
        let source = authorizer.identity_source.unwrap_or_else(|| "$request.header.Authorization".to_owned());
        if !source.eq_ignore_ascii_case("$request.header.Authorization") {
            return Err(TemplateError::at(place, format!("{name}: IdentitySource `{source}` is not understood")));
        }
        if !authorizer.authorization_scopes.is_empty() {
            return Err(TemplateError::at(place, format!("{name}: AuthorizationScopes is understood on routes only")));
        }
        let jwt = authorizer.jwt_configuration;
        let audience = match &jwt.audience {
            Value::Array(items) => items.iter().map(text_of).collect(),
            one => vec![text_of(one)],
        };
        authorizers.insert(name, Issuer { issuer: jwt.issuer, audience });
    }
    let cors = match settings.get("CorsConfiguration") {
        Some(cors) => {
            let cors: CorsConfiguration = typed(scope.resolve(cors, place)?, place)?;
            Some(Cors {
                origins: cors.allow_origins,
                methods: cors.allow_methods,
                headers: cors.allow_headers,
                exposed: cors.expose_headers,
                max_age_s: cors.max_age,
            })
        }
        None => None,
    };
    Ok(Api { default_authorizer: auth.default_authorizer, authorizers, cors })
}
