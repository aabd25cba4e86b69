//! Devices: a platform endpoint is a phone's token under an application.

use std::collections::BTreeMap;

use super::state::Endpoint;
use super::xml::{attributes, text};
use super::{Answer, Change, Fault, Query, Sns};
use crate::ids;

impl Sns {
    /// The same token with the same attributes gives the same endpoint; with others it is an error that names it.
    pub(super) fn create_endpoint(&self, query: &Query) -> Answer {
        let application = query.text("PlatformApplicationArn").unwrap_or_default();
        let Some(place) = endpoint_prefix(application) else {
            return Err(Fault::not_found("PlatformApplication"));
        };
        let token = query.text("Token").unwrap_or_default();
        if token.is_empty() {
            return Err(Fault::invalid("Token Reason: iOS and Android device tokens must not be empty"));
        }
        let given = query.map("Attributes");
        let user_data = query.text("CustomUserData").or(given.get("CustomUserData").map(String::as_str));
        let user_data = user_data.unwrap_or_default();
        let enabled = given.get("Enabled").is_none_or(|enabled| enabled.eq_ignore_ascii_case("true"));
        let mut state = self.state();
        let same = |endpoint: &&Endpoint| endpoint.application == application && endpoint.token == token;
        let known = state.endpoints.values().find(same).cloned();
        let arn = match known {
            Some(known) if known.user_data == user_data && known.enabled == enabled => known.arn,
            Some(known) => {
                let arn = known.arn;
                let cause = format!(
                    "Token Reason: Endpoint {arn} already exists with the same Token, but different attributes."
                );
                return Err(Fault::invalid(cause));
            }
            None => {
                let arn = format!("{place}/{}", ids::fresh());
                state.change(Change::Endpoint(Endpoint {
                    arn: arn.clone(),
                    application: application.to_owned(),
                    token: token.to_owned(),
                    user_data: user_data.to_owned(),
                    enabled,
                }))?;
                arn
            }
        };
        Ok(vec![text("EndpointArn", arn)])
    }

    pub(super) fn endpoint_attributes(&self, query: &Query) -> Answer {
        let state = self.state();
        let endpoint = state.endpoints.get(query.text("EndpointArn").unwrap_or_default());
        let endpoint = endpoint.ok_or_else(|| Fault::not_found("Endpoint"))?;
        let mut all = BTreeMap::from([
            ("Enabled".to_owned(), endpoint.enabled.to_string()),
            ("Token".to_owned(), endpoint.token.clone()),
        ]);
        if !endpoint.user_data.is_empty() {
            all.insert("CustomUserData".to_owned(), endpoint.user_data.clone());
        }
        Ok(vec![attributes(&all)])
    }

    pub(super) fn set_endpoint_attributes(&self, query: &Query) -> Answer {
        let mut state = self.state();
        let endpoint = state.endpoints.get(query.text("EndpointArn").unwrap_or_default());
        let mut endpoint = endpoint.cloned().ok_or_else(|| Fault::not_found("Endpoint"))?;
        for (name, value) in query.map("Attributes") {
            match name.as_str() {
                "Enabled" => endpoint.enabled = value.eq_ignore_ascii_case("true"),
                "Token" => endpoint.token = value,
                "CustomUserData" => endpoint.user_data = value,
                _ => return Err(Fault::invalid(format!("Attributes Reason: Invalid attribute name: {name}"))),
            }
        }
        state.change(Change::Endpoint(endpoint))?;
        Ok(vec![])
    }

    /// Its subscriptions stay, as in AWS: they lead nowhere. Deleting twice is no error.
    pub(super) fn delete_endpoint(&self, query: &Query) -> Answer {
        let arn = query.text("EndpointArn").unwrap_or_default();
        let mut state = self.state();
        if state.endpoints.contains_key(arn) {
            state.change(Change::EndpointDeleted(arn.to_owned()))?;
        }
        Ok(vec![])
    }
}

/// `arn:aws:sns:…:app/GCM/x` has endpoints `arn:aws:sns:…:endpoint/GCM/x/…`.
fn endpoint_prefix(application: &str) -> Option<String> {
    let (account, rest) = application.split_once(":app/")?;
    let (platform, name) = rest.split_once('/')?;
    let known = ["GCM", "APNS", "APNS_SANDBOX"].contains(&platform);
    (known && !name.is_empty()).then(|| format!("{account}:endpoint/{platform}/{name}"))
}
