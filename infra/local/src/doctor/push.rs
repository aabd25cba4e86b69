//! SNS: text messages for signing in, and the platforms that push.

use aws_sdk_sns::Client;

use super::{Finding, fault, note, unanswered, well};

/// What a new account may spend on text messages in a month, in USD: about a dozen sign-ins in Vietnam.
const NEW_ACCOUNT: f64 = 1.0;

pub(super) async fn look(client: &Client) -> Vec<Finding> {
    let mut findings = vec![sandbox(client).await];
    findings.extend(messages(client).await);
    findings.extend(applications(client).await);
    findings
}

async fn sandbox(client: &Client) -> Finding {
    match client.get_sms_sandbox_account_status().send().await {
        Ok(out) if out.is_in_sandbox => {
            fault("SMS: the account is in the sandbox, so only verified numbers can sign in; RUNBOOK.md, step 1")
        }
        Ok(_) => well("SMS: the account is out of the sandbox"),
        Err(cause) => unanswered("SMS sandbox", &cause),
    }
}

async fn messages(client: &Client) -> Vec<Finding> {
    let attributes = match client.get_sms_attributes().send().await {
        Ok(out) => out.attributes.unwrap_or_default(),
        Err(cause) => return vec![unanswered("SMS", &cause)],
    };
    let sender = attributes.get("DefaultSenderID").filter(|sender| !sender.is_empty());
    let limit = attributes.get("MonthlySpendLimit").and_then(|limit| limit.parse::<f64>().ok());
    vec![
        match sender {
            Some(sender) => well(format!("SMS: sent as {sender}; Vietnam's operators must have registered it")),
            None => note(
                "SMS: no sender id, and Vietnam's operators refuse messages without a registered one; RUNBOOK.md, step 1",
            ),
        },
        match limit {
            Some(limit) if limit > NEW_ACCOUNT => well(format!("SMS: up to {limit} USD a month")),
            Some(limit) => fault(format!("SMS: {limit} USD a month, then nobody can sign in; RUNBOOK.md, step 1")),
            None => note("SMS: no limit of its own is set for a month"),
        },
    ]
}

async fn applications(client: &Client) -> Vec<Finding> {
    let found = match client.list_platform_applications().send().await {
        Ok(out) => out.platform_applications.unwrap_or_default(),
        Err(cause) => return vec![unanswered("push", &cause)],
    };
    if found.is_empty() {
        return vec![fault("push: no platform application in this region, so no phone is told; RUNBOOK.md, step 2")];
    }
    let tell = |application: aws_sdk_sns::types::PlatformApplication| {
        let arn = application.platform_application_arn.unwrap_or_default();
        let name = arn.split_once(":app/").map_or(arn.as_str(), |(_, name)| name).to_owned();
        let enabled = application.attributes.unwrap_or_default().get("Enabled").cloned();
        if enabled.as_deref() == Some("false") {
            fault(format!("push: {name} is switched off: its credentials are no longer taken; renew them in SNS"))
        } else {
            well(format!("push: {name}"))
        }
    };
    found.into_iter().map(tell).collect()
}
