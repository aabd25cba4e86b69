//! The API Gateway event (HTTP API, payload 2.0), as far as the functions look at it.
//!
//! Read directly rather than through `lambda_http`'s `http::Request`: that one builds a URI from the `Host` header and
//! panics where a hostile header makes none, and refuses headers that are not ASCII. Here neither can end a function.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, Serialize};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayEvent {
    #[serde(default, deserialize_with = "or_null")]
    pub(crate) raw_query_string: String,
    #[serde(default, deserialize_with = "or_null")]
    pub(crate) headers: HashMap<String, String>,
    #[serde(default, deserialize_with = "or_null")]
    pub(crate) path_parameters: HashMap<String, String>,
    pub(crate) request_context: RequestContext,
    pub(crate) body: Option<String>,
    #[serde(default)]
    pub(crate) is_base64_encoded: bool,
}

/// What there is none of is left out by API Gateway, and null in the events of some who play it.
fn or_null<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestContext {
    pub(crate) route_key: String,
    pub(crate) time_epoch: i64,
    pub(crate) authorizer: Option<Authorizer>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Authorizer {
    pub(crate) jwt: Option<Jwt>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Jwt {
    #[serde(default)]
    pub(crate) claims: HashMap<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GatewayAnswer {
    pub(crate) status_code: u16,
    pub(crate) headers: HashMap<&'static str, String>,
    pub(crate) body: String,
    pub(crate) is_base64_encoded: bool,
}
