//! Which resources there are, and which kinds of them the local stack must not pass over.

use serde_json::{Map, Value};

use super::{TemplateError, intrinsics::Scope};

/// Kinds that call a function, or let somebody call one, in a way that is not read here. The functions' own
/// `Events` say the same in fewer words, and are.
const UNREAD_TRIGGERS: [&str; 17] = [
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::Events::Rule",
    "AWS::IoT::TopicRule",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Lambda::Url",
    "AWS::Pipes::Pipe",
    "AWS::S3::AccessPoint",
    "AWS::Scheduler::Schedule",
    "AWS::Serverless::Api",
    "AWS::Serverless::StateMachine",
    "AWS::SNS::Subscription",
    "AWS::StepFunctions::StateMachine",
];

/// A resource whose condition holds.
pub(super) struct Resource<'a> {
    pub(super) logical_id: &'a str,
    pub(super) kind: &'a str,
    /// As written: intrinsic functions unresolved.
    pub(super) properties: &'a Value,
}

/// All resources that a deployment with the default parameters would have.
pub(super) fn present<'a>(document: &'a Value, scope: &Scope<'_>) -> Result<Vec<Resource<'a>>, TemplateError> {
    let resources: &Map<String, Value> =
        document["Resources"].as_object().ok_or_else(|| TemplateError::at("Resources", "there are none"))?;
    let mut present = Vec::new();
    for (logical_id, resource) in resources {
        let kind = resource["Type"].as_str().ok_or_else(|| TemplateError::at(logical_id, "it has no Type"))?;
        if UNREAD_TRIGGERS.contains(&kind) {
            return Err(TemplateError::at(logical_id, format!("the local stack does not understand `{kind}`")));
        }
        if let Some(condition) = resource["Condition"].as_str()
            && !scope.holds(condition, logical_id)?
        {
            continue;
        }
        present.push(Resource { logical_id, kind, properties: &resource["Properties"] });
    }
    Ok(present)
}
