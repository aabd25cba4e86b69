//! Which route of the template a request takes: the most specific one, as the HTTP API chooses.

use std::collections::BTreeMap;
use std::time::Duration;

use percent_encoding::percent_decode_str;

use crate::template::{Api, FunctionSpec, Issuer, Trigger};

/// All routes of the HTTP API.
#[derive(Debug)]
pub(crate) struct Routes(Vec<Target>);

/// Where a route leads.
#[derive(Debug)]
pub(crate) struct Target {
    /// `POST /v1/reports`
    pub route_key: String,
    /// The function's logical id.
    pub function: String,
    /// Whose tokens it takes; `None`: everybody may call.
    pub issuer: Option<Issuer>,
    /// Scopes of which a token needs one.
    pub scopes: Vec<String>,
    /// How long the gateway waits.
    pub timeout: Duration,
    method: String,
    segments: Vec<Segment>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Text(String),
    Variable(String),
    Greedy(String),
}

/// A route names an authorizer that the API has not.
#[derive(Debug, thiserror::Error)]
#[error("template, {function}: no authorizer is named `{name}`")]
pub struct UnknownAuthorizer {
    function: String,
    name: String,
}

impl Routes {
    /// The template's routes.
    pub(crate) fn new(functions: &[FunctionSpec], api: &Api) -> Result<Self, UnknownAuthorizer> {
        let mut targets = Vec::new();
        for function in functions {
            for trigger in &function.triggers {
                let Trigger::Route(route) = trigger else { continue };
                let name = route.authorizer.as_ref().or(api.default_authorizer.as_ref());
                let issuer = match name.map(String::as_str) {
                    None | Some("NONE") => None,
                    Some(name) => Some(api.authorizers.get(name).cloned().ok_or_else(|| UnknownAuthorizer {
                        function: function.logical_id.clone(),
                        name: name.to_owned(),
                    })?),
                };
                targets.push(Target {
                    route_key: route_key(&route.method, &route.path),
                    function: function.logical_id.clone(),
                    issuer,
                    scopes: route.scopes.clone(),
                    timeout: route.timeout,
                    method: route.method.clone(),
                    segments: segments(&route.path),
                });
            }
        }
        Ok(Self(targets))
    }

    /// The route that `method` and `path` (as sent) take, and the path's variables, decoded.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<(&Target, BTreeMap<String, String>)> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let fits = |target: &&Target| target.method == method || target.method == "ANY";
        self.0.iter().filter(fits).filter_map(|target| Some((target, variables(&target.segments, &parts)?))).min_by(
            |(one, _), (other, _)| {
                // fixed text before variables before greedy ones, and the method's own route before ANY
                one.segments.cmp(&other.segments).then((one.method == "ANY").cmp(&(other.method == "ANY")))
            },
        )
    }
}

fn route_key(method: &str, path: &str) -> String {
    if path == "$default" { path.to_owned() } else { format!("{method} {path}") }
}

fn segments(path: &str) -> Vec<Segment> {
    if path == "$default" {
        return vec![Segment::Greedy(String::new())];
    }
    let parts = path.trim_start_matches('/').split('/');
    parts
        .map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => match name.strip_suffix('+') {
                Some(name) => Segment::Greedy(name.to_owned()),
                None => Segment::Variable(name.to_owned()),
            },
            None => Segment::Text(part.to_owned()),
        })
        .collect()
}

fn variables(segments: &[Segment], parts: &[&str]) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut rest = parts;
    for segment in segments {
        if let Segment::Greedy(name) = segment {
            if !name.is_empty() {
                found.insert(name.clone(), decoded(&rest.join("/")));
            }
            return (name.is_empty() || rest.iter().any(|part| !part.is_empty())).then_some(found);
        }
        let (part, after) = rest.split_first()?;
        rest = after;
        match segment {
            Segment::Text(text) if decoded(part) != *text => return None,
            Segment::Variable(_) if part.is_empty() => return None,
            Segment::Variable(name) => {
                found.insert(name.clone(), decoded(part));
            }
            Segment::Text(_) | Segment::Greedy(_) => {}
        }
    }
    rest.is_empty().then_some(found)
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Route;

    fn routes(keys: &[&str]) -> Routes {
        let function = |key: &str| {
            let (method, path) = key.split_once(' ').unwrap_or(("ANY", key));
            FunctionSpec {
                logical_id: key.to_owned(),
                crate_name: String::new(),
                timeout: Duration::ZERO,
                environment: BTreeMap::new(),
                async_retries: 0,
                rights: None,
                triggers: vec![Trigger::Route(Route {
                    method: method.to_owned(),
                    path: path.to_owned(),
                    authorizer: None,
                    scopes: Vec::new(),
                    timeout: Duration::ZERO,
                })],
            }
        };
        let functions: Vec<_> = keys.iter().map(|key| function(key)).collect();
        Routes::new(&functions, &Api::default()).unwrap()
    }

    fn taken(routes: &Routes, method: &str, path: &str) -> Option<String> {
        routes.find(method, path).map(|(target, _)| target.route_key.clone())
    }

    #[test]
    fn the_most_specific_route_wins() {
        let routes = routes(&["$default", "GET /v1/{rest+}", "GET /v1/areas/{id}", "GET /v1/areas/locate"]);
        assert_eq!(taken(&routes, "GET", "/v1/areas/locate").unwrap(), "GET /v1/areas/locate");
        assert_eq!(taken(&routes, "GET", "/v1/areas/1").unwrap(), "GET /v1/areas/{id}");
        assert_eq!(taken(&routes, "GET", "/v1/a/b/c/d").unwrap(), "GET /v1/{rest+}");
        assert_eq!(taken(&routes, "POST", "/v1/areas/1").unwrap(), "$default");
    }

    #[test]
    fn a_method_of_its_own_wins_over_any() {
        let routes = routes(&["ANY /a", "GET /a"]);
        assert_eq!(taken(&routes, "GET", "/a").unwrap(), "GET /a");
        assert_eq!(taken(&routes, "PUT", "/a").unwrap(), "ANY /a");
    }

    #[test]
    fn other_methods_and_paths_take_no_route() {
        let routes = routes(&["GET /v1/reports/{id}"]);
        for (method, path) in
            [("PUT", "/v1/reports/1"), ("GET", "/v1/reports/"), ("GET", "/v1/reports/1/"), ("GET", "/")]
        {
            assert_eq!(taken(&routes, method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn variables_are_decoded() {
        let routes = routes(&["GET /v1/reports/{id}/photos/{photo_id}"]);
        let (_, variables) = routes.find("GET", "/v1/reports/a%2Fb/photos/%C3%A1").unwrap();
        assert_eq!(variables["id"], "a/b");
        assert_eq!(variables["photo_id"], "á");
    }
}
