//! Endpoints: a phone's token under a platform application, and whose phone that is now.

use aws_sdk_sns::operation::{
    create_platform_endpoint::CreatePlatformEndpointError, get_endpoint_attributes::GetEndpointAttributesError,
    set_endpoint_attributes::SetEndpointAttributesError,
};

use super::Push;
use crate::StoreError;

/// Times that it is tried while somebody else registers or removes the same token.
const ATTEMPTS: usize = 4;

impl Push {
    /// The endpoint of a phone's token, enabled, for `owner`: whatever tells a person's device from all others.
    ///
    /// A token that was another owner's changes hands: the endpoint that they know is deleted, so that nothing of theirs
    /// can reach this phone any more, wherever its ARN is still written down.
    pub async fn endpoint(&self, application: &str, token: &str, owner: &str) -> Result<String, StoreError> {
        for _ in 0..ATTEMPTS {
            let create = self.client.create_platform_endpoint().platform_application_arn(application);
            let arn = match create.token(token).custom_user_data(owner).send().await {
                Ok(out) => out.endpoint_arn.ok_or_else(|| StoreError::saying("make endpoint", "no ARN"))?,
                Err(error) => match taken(error.as_service_error()) {
                    Some(arn) if self.is_of(&arn, owner).await? => arn,
                    Some(arn) => {
                        self.remove_endpoint(&arn).await?;
                        continue;
                    }
                    None => return Err(StoreError::of("make endpoint")(error)),
                },
            };
            if self.enable(&arn, token).await? {
                return Ok(arn);
            }
        }
        Err(StoreError::saying("make endpoint", "the token kept changing hands"))
    }

    async fn is_of(&self, endpoint: &str, owner: &str) -> Result<bool, StoreError> {
        match self.client.get_endpoint_attributes().endpoint_arn(endpoint).send().await {
            Ok(out) => {
                let data = out.attributes.as_ref().and_then(|all| all.get("CustomUserData"));
                Ok(data.is_some_and(|data| data == owner))
            }
            Err(e) if e.as_service_error().is_some_and(GetEndpointAttributesError::is_not_found_exception) => Ok(false),
            Err(e) => Err(StoreError::of("look at endpoint")(e)),
        }
    }

    /// SNS disables what its platform refused once; false where the endpoint has gone meanwhile.
    async fn enable(&self, endpoint: &str, token: &str) -> Result<bool, StoreError> {
        let set = self.client.set_endpoint_attributes().endpoint_arn(endpoint);
        match set.attributes("Enabled", "true").attributes("Token", token).send().await {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(SetEndpointAttributesError::is_not_found_exception) => Ok(false),
            Err(e) => Err(StoreError::of("enable endpoint")(e)),
        }
    }

    /// Removes an endpoint; one that isn't there is removed already.
    pub async fn remove_endpoint(&self, endpoint: &str) -> Result<(), StoreError> {
        self.client.delete_endpoint().endpoint_arn(endpoint).send().await.map_err(StoreError::of("remove endpoint"))?;
        Ok(())
    }
}

/// The endpoint that a token has already with other attributes. SNS names it in the message and nowhere else ("Creating a
/// platform endpoint", Amazon SNS developer guide).
fn taken(error: Option<&CreatePlatformEndpointError>) -> Option<String> {
    let CreatePlatformEndpointError::InvalidParameterException(invalid) = error? else { return None };
    let (_, rest) = invalid.message()?.split_once("Endpoint ")?;
    let (arn, reason) = rest.split_once(' ')?;
    (arn.starts_with("arn:") && reason.starts_with("already exists")).then(|| arn.to_owned())
}
