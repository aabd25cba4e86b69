//! DynamoDB and S3 on this machine, on ports of their own, so that any AWS client reaches them.

pub(crate) mod door;
pub(crate) mod dynamodb;
pub(crate) mod expiry;
pub(crate) mod s3;
