//! Who calls, as the gateway's authorizer has checked it.

use domain::{
    actor::{Actor, Role},
    directory::UnitId,
    staff::Name,
};

use crate::{Problem, event::GatewayEvent, sign_in};

/// The caller of a route that needs a token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token's subject. For citizens it never leaves the function but as a pseudonym.
    pub subject: String,
    /// The issuer of the token, part of whom a subject names.
    pub issuer: String,
    /// Citizen or the role that the Staff table gave.
    pub role: Role,
    /// The unit of staff; the centre and admins may have none.
    pub unit: Option<UnitId>,
    /// The name of staff that citizens may see as the unit's, if any.
    pub name: Option<Name>,
}

/// Longest subject, in bytes (`OpenID` Connect Core 1.0, section 2: 255 ASCII characters); a key of `DynamoDB` takes no more
/// than 2,048.
const LONGEST_SUBJECT: usize = 255;

impl Caller {
    /// The caller of an event; none where the token names nobody that could be.
    pub(crate) fn of(event: &GatewayEvent) -> Option<Self> {
        let claims = &event.request_context.authorizer.as_ref()?.jwt.as_ref()?.claims;
        let text = |name: &str| claims.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        let groups = claims.get("cognito:groups").or_else(|| claims.get("groups")).map(groups).unwrap_or_default();
        let role =
            [("admins", Role::Admin), ("centre", Role::Centre), ("leaders", Role::Leader), ("officers", Role::Officer)]
                .into_iter()
                .find(|(name, _)| groups.iter().any(|g| g == name))
                .map_or(Role::Citizen, |(_, role)| role);
        let unit = groups.iter().find_map(|g| g.strip_prefix("unit:")?.parse().ok());
        let subject = text("sub").filter(|subject| !subject.is_empty() && subject.len() <= LONGEST_SUBJECT)?;
        let name = text(sign_in::SHOWN_AS).and_then(|name| Name::parse(&name).ok());
        Some(Self { subject, issuer: text("iss").unwrap_or_default(), role, unit, name })
    }

    /// The caller if a citizen; staff report, follow and judge with an account of their own.
    pub fn citizen(&self) -> Result<&Self, Problem> {
        if self.role == Role::Citizen { Ok(self) } else { Err(Problem::new("citizens_only")) }
    }

    /// The caller as the domain knows staff; citizens are refused.
    pub fn staff_actor(&self) -> Result<Actor, Problem> {
        let Self { subject, role, unit, name, .. } = self.staff()?;
        Ok(Actor::Staff { id: subject.clone(), role: *role, unit: unit.clone(), name: name.clone() })
    }

    /// The caller if an administrator of staff and directory.
    pub fn admin(&self) -> Result<&Self, Problem> {
        if self.role == Role::Admin { Ok(self) } else { Err(Problem::new("admins_only")) }
    }

    /// The caller if staff.
    pub fn staff(&self) -> Result<&Self, Problem> {
        if self.role == Role::Citizen { Err(Problem::new("staff_only")) } else { Ok(self) }
    }
}

/// API Gateway hands an array claim on as one string, `[officers unit:so-yt-hg]`; other authorizers as an array.
fn groups(claim: &serde_json::Value) -> Vec<String> {
    match claim {
        serde_json::Value::Array(items) => items.iter().filter_map(|v| v.as_str()).map(str::to_owned).collect(),
        serde_json::Value::String(text) => text
            .trim_start_matches('[')
            .trim_end_matches(']')
            .split([' ', ','])
            .filter(|g| !g.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}
