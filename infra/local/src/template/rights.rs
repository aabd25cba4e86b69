//! What a function may ask of AWS: the statements of its policies, with the ARNs that things have on one machine.

use serde::Deserialize;
use serde_json::Value;

use super::{TemplateError, intrinsics::Scope, resources::Resource, typed};

/// One permission: an action on a thing. A statement of two actions on two things is four.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    /// `dynamodb:Query`
    pub action: String,
    /// An ARN in which `*` stands for anything.
    pub resource: String,
    /// Patterns of the hash keys that it is limited to (`dynamodb:LeadingKeys`); none: all.
    pub leading_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    effect: String,
    action: OneOrMore,
    resource: OneOrMore,
    #[serde(default)]
    condition: Condition,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    #[serde(default, rename = "ForAllValues:StringLike")]
    all_like: LeadingKeys,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeadingKeys {
    #[serde(default, rename = "dynamodb:LeadingKeys")]
    leading_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

/// The permissions of a function, of its own policies or of the role that it names; `None` where it has neither, as in
/// a template that leaves permissions to somebody else.
pub(super) fn read(
    function: &Resource<'_>,
    resources: &[Resource<'_>],
    scope: &Scope<'_>,
) -> Result<Option<Vec<Right>>, TemplateError> {
    let place = format!("{}, permissions", function.logical_id);
    let role = &function.properties["Role"]["Fn::GetAtt"];
    let policies = match role[0].as_str().or(role.as_str().and_then(|name| name.strip_suffix(".Arn"))) {
        Some(role) => resources.iter().find(|one| one.logical_id == role).map(|role| &role.properties["Policies"]),
        None => function.properties.get("Policies"),
    };
    let Some(policies) = policies else { return Ok(None) };
    let policies = scope.resolve(policies, &place)?;
    let mut rights = Vec::new();
    for policy in policies.as_array().into_iter().flatten() {
        let document = policy.get("PolicyDocument").unwrap_or(policy);
        let Some(statements) = document["Statement"].as_array() else {
            return Err(TemplateError::at(place, "the local stack understands policies with statements only"));
        };
        for statement in statements {
            rights.extend(of_statement(statement, &place)?);
        }
    }
    Ok(Some(rights))
}

fn of_statement(statement: &Value, place: &str) -> Result<Vec<Right>, TemplateError> {
    let mut statement = statement.clone();
    statement.as_object_mut().and_then(|statement| statement.remove("Sid"));
    let statement: Statement = typed(statement, place)?;
    if statement.effect != "Allow" {
        return Err(TemplateError::at(place, format!("the local stack does not understand `{}`", statement.effect)));
    }
    let (resources, leading_keys) = (statement.resource.all(), statement.condition.all_like.leading_keys);
    let mut rights = Vec::new();
    for action in statement.action.all() {
        for resource in &resources {
            let (action, resource, leading_keys) = (action.clone(), resource.clone(), leading_keys.clone());
            rights.push(Right { action, resource, leading_keys });
        }
    }
    Ok(rights)
}
